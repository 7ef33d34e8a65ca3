"""Security schemes become the sign-in of the connector."""

import json

import pytest
from inline_snapshot import snapshot

from connector_lsp.importers import Selection
from connector_lsp.importers.selection import ALL
from tests.support.importing import Outcome, imported, openapi

OAUTH = "authorizationUrl: /authorize, tokenUrl: 'https://id.example.com/token'"


def signing(
    *schemes: str,
    security: str = "",
    paths: str = "/a: {get: {}}",
    selection: Selection = ALL,
) -> Outcome:
    """Import a description with some security schemes, each called by a letter."""
    named = ", ".join(
        f"{name}: {{{scheme}}}" for name, scheme in zip("abcdef", schemes, strict=False)
    )
    said = security or f"[{', '.join(f'{{{name}: []}}' for name in 'abcdef'[: len(schemes)])}]"
    return imported(
        openapi(paths, root=f"components: {{securitySchemes: {{{named}}}}}\nsecurity: {said}"),
        selection=selection,
    )


def told(found: Outcome) -> str:
    """How a connector signs in, a line for each member."""
    connector = found.connector
    fields = [
        f"{each['key']}: {each['label']}" for each in connector["requiredSettings"]["authFields"]
    ]
    return "\n".join(
        (json.dumps(connector["auth_components"]), json.dumps(connector["auth_request"]), *fields)
    )


@pytest.mark.parametrize(
    ("scheme", "expected"),
    [
        ("type: apiKey, in: header, name: X-Key", snapshot("""\
{"type": "none"}
{"type": "custom", "headers": {"X-Key": "{{authFields.api_key}}"}}
api_key: API key\
""")),
        ("type: apiKey, in: query, name: key", snapshot("""\
{"type": "none"}
{"type": "custom", "params": {"key": "{{authFields.api_key}}"}}
api_key: API key\
""")),
        ("type: apiKey, in: cookie, name: sid", snapshot("""\
{"type": "none"}
{"type": "custom", "headers": {"Cookie": "sid={{authFields.api_key}}"}}
api_key: API key\
""")),
        ("type: apiKey, in: header, name: Authorization, description: 'Bearer and your token'", snapshot("""\
{"type": "none"}
{"type": "bearer", "token": "{{authFields.api_token}}"}
api_token: API token\
""")),
        ("type: http, scheme: basic", snapshot("""\
{"type": "none"}
{"type": "basic", "username": "{{authFields.username}}", "password": "{{authFields.password}}"}
username: User name
password: Password\
""")),
        ("type: http, scheme: Bearer", snapshot("""\
{"type": "none"}
{"type": "bearer", "token": "{{authFields.api_token}}"}
api_token: API token\
""")),
        (f"type: oauth2, flows: {{authorizationCode: {{{OAUTH}, scopes: {{read: x, offline_access: x}}}}}}", snapshot("""\
{"type": "oauth2", "clientId": "{{clientId}}", "clientSecret": "{{clientSecret}}", "authorizationURL": "https://api.example.com/authorize", "tokenURL": "https://id.example.com/token", "scope": ["read"]}
{"type": "none"}\
""")),
        (f"type: oauth2, flows: {{clientCredentials: {{{OAUTH}}}}}", snapshot("""\
{"type": "oauth2", "clientId": "{{clientId}}", "clientSecret": "{{clientSecret}}", "tokenURL": "https://id.example.com/token"}
{"type": "none"}\
""")),
        (f"type: oauth2, flow: accessCode, {OAUTH}", snapshot("""\
{"type": "oauth2", "clientId": "{{clientId}}", "clientSecret": "{{clientSecret}}", "authorizationURL": "https://api.example.com/authorize", "tokenURL": "https://id.example.com/token"}
{"type": "none"}\
""")),
    ],
)  # fmt: skip
def test_scheme(scheme: str, expected: str) -> None:
    """Each kind of scheme signs in as the format can say it; what is secret is masked."""
    found = signing(scheme)
    assert told(found) == expected
    assert found.report() == ""
    for field in found.connector["requiredSettings"]["authFields"]:
        assert field.get("masked") or field["key"] == "username"


@pytest.mark.parametrize(
    ("scheme", "reason"),
    [
        (f"type: oauth2, flows: {{implicit: {{{OAUTH}}}}}", "the implicit flow of OAuth 2.0"),
        (f"type: oauth2, flow: implicit, {OAUTH}", "the implicit flow of OAuth 2.0"),
        ("type: oauth2", "OAuth 2.0 without a flow"),
        (
            "type: openIdConnect, openIdConnectUrl: 'https://x.example.com'",
            "OpenID Connect discovery",
        ),
        ("type: http, scheme: digest", "HTTP authentication of the kind digest"),
        ("type: mutualTLS", "client certificates"),
        ("type: apiKey, in: header", "an API key without a place"),
        ("type: new", "the type new"),
        ("$ref: '#/nowhere'", "#/nowhere leads nowhere"),
    ],
)
def test_scheme_that_cannot_be_held(scheme: str, reason: str) -> None:
    """Without a sign-in that can be held there is none, and the report says why."""
    found = signing(scheme)
    assert told(found) == '{"type": "none"}\n{"type": "none"}'
    assert found.report() == f"note: sign-in | a: {reason}"


def test_best_of_several() -> None:
    """What most operations take is chosen, and of that the simplest; the report says so."""
    found = signing(
        f"type: oauth2, flows: {{authorizationCode: {{{OAUTH}}}}}",
        "type: http, scheme: basic",
        "type: apiKey, in: header, name: X-Key",
    )
    assert found.connector["auth_request"]["headers"] == {"X-Key": "{{authFields.api_key}}"}
    assert found.report() == snapshot(
        "note: sign-in | c (API key) is taken, not a (OAuth 2.0), b (user name and password)"
    )


def test_most_operations_decide() -> None:
    """An operation that asks for another sign-in is told apart."""
    found = signing(
        "type: http, scheme: basic",
        "type: apiKey, in: header, name: X-Key",
        security="[{a: []}]",
        paths="/a: {get: {}}\n/b: {get: {}}\n/c: {get: {security: [{b: []}]}}\n/d: {get: {security: []}}",
    )
    assert found.connector["auth_request"]["type"] == "basic"
    assert found.report() == snapshot("""\
gap: GET /c | sign-in | it asks for b
note: sign-in | a (user name and password) is taken, not b (API key)\
""")


def test_public_operations() -> None:
    """Operations that say that anyone may call them need no sign-in."""
    paths = "/a: {get: {security: []}}\n/b: {post: {}}"
    source = signing("type: apiKey, in: header, name: X-Key", paths=paths)
    assert source.connector["auth_request"]["headers"] == {"X-Key": "{{authFields.api_key}}"}

    found = signing(
        "type: apiKey, in: header, name: X-Key",
        paths=paths,
        selection=Selection(paths=("/a",)),
    )
    assert told(found) == '{"type": "none"}\n{"type": "none"}'
    assert found.connector["testConnection"] == {"endpoint": "/a", "method": "GET"}


def test_scheme_by_another_name() -> None:
    """Where operations ask for what is described nowhere, what is described is taken."""
    found = signing(
        "type: apiKey, in: header, name: X-Key",
        security="[{API Key: []}]",
        paths="/a: {get: {}}\n/b: {get: {security: [{other: []}]}}",
    )
    assert found.connector["auth_request"]["headers"] == {"X-Key": "{{authFields.api_key}}"}
    assert found.report() == snapshot("""\
note: sign-in | API Key: it is not described
note: sign-in | other: it is not described\
""")


def test_scheme_without_scopes() -> None:
    """A scheme whose list of scopes was forgotten is the one that is meant."""
    found = signing(
        "type: http, scheme: bearer",
        "type: apiKey, in: header, name: X-Key",
        paths="/a: {get: {security: [{b: }]}}",
    )
    assert found.connector["auth_request"]["headers"] == {"X-Key": "{{authFields.api_key}}"}


def test_together() -> None:
    """Schemes that are needed together are all carried, each in a field of its own."""
    found = signing(
        "type: http, scheme: basic",
        "type: apiKey, in: header, name: X-Api-Key",
        "type: apiKey, in: header, name: X-App-Key",
        security="[{a: [], b: [], c: []}]",
    )
    assert told(found) == snapshot("""\
{"type": "none"}
{"type": "basic", "username": "{{authFields.username}}", "password": "{{authFields.password}}", "headers": {"X-Api-Key": "{{authFields.api_key}}", "X-App-Key": "{{authFields.app_key}}"}}
username: User name
password: Password
api_key: API key
app_key: App key\
""")


def test_scopes_of_operations() -> None:
    """OAuth asks for the scopes that the operations need, each for its fewest."""
    found = signing(
        f"type: oauth2, flows: {{authorizationCode: {{{OAUTH}, scopes: {{r: x, w: x, z: x}}}}}}",
        security="[{a: [r]}]",
        paths="/a: {get: {}}\n/b: {get: {security: [{a: [w, r]}, {a: [w]}]}}",
    )
    assert found.connector["auth_components"]["scope"] == ["r", "w"]


def test_relative_url() -> None:
    """An address of a flow may be relative to the server."""
    found = signing(f"type: oauth2, flows: {{authorizationCode: {{{OAUTH}}}}}")
    url = found.connector["auth_components"]["authorizationURL"]
    assert url == "https://api.example.com/authorize"


def test_parameters_that_are_credentials() -> None:
    """A key that each operation has as a parameter is asked for once, at sign-in."""
    key = "{name: X-API-Key, in: header, required: true, schema: {type: string}}"
    found = imported(
        openapi(f"/a: {{get: {{parameters: [{key}]}}}}\n/b: {{get: {{parameters: [{key}]}}}}")
    )
    assert found.connector["auth_request"] == {
        "type": "custom",
        "headers": {"X-API-Key": "{{authFields.api_key}}"},
    }
    assert "urlFields" not in found.action()
    assert found.imported.report.test == "GET /a"


@pytest.mark.parametrize(
    ("servers", "url", "settings"),
    [
        ("[{url: ./}]", "{{authFields.base_url}}/", ["base_url"]),
        ("[{url: 'wss://a.example.com'}, {url: 'http://b.example.com'}]", "http://b.example.com/", []),
        ("[{url: 'https://a.example.com/v1/'}]", "https://a.example.com/v1/", []),
        ("[{url: 'http://a.example.com'}, {url: 'https://b.example.com'}]", "https://b.example.com/", []),
        ("[{url: '//a.example.com/x'}]", "https://a.example.com/x/", []),
        ("[{url: /api}]", "{{authFields.base_url}}/api/", ["base_url"]),
        ("[]", "{{authFields.base_url}}/", ["base_url"]),
        ("[{url: 'https://{region}.example.com', variables: {region: {enum: [eu, us], default: eu}}}]", "https://{{authFields.region}}.example.com/", ["region"]),
        ("[{url: '{scheme}://x.example.com/{version}', variables: {scheme: {enum: [http, https], default: http}, version: {default: v2}}}]", "https://x.example.com/v2/", []),
        ("[{url: 'https://{sub-domain}.example.com:{port}', variables: {port: {default: '8443'}}}]", "https://{{authFields.sub_domain}}.example.com:8443/", ["sub_domain"]),
    ],
)  # fmt: skip
def test_servers(servers: str, url: str, settings: list[str]) -> None:
    """Servers become base URLs; what a person has to choose is asked for at sign-in."""
    found = imported(openapi("/a: {get: {}}", root=f"servers: {servers}"))
    assert found.connector["endpoints"]["GET"]["/a"]["url"] == url
    fields = found.connector["requiredSettings"]["authFields"]
    assert [each["key"] for each in fields] == settings


def test_usual_server() -> None:
    """The address that a description has for a variable is told to who has to enter it."""
    server = "{url: '{server}/v1', variables: {server: {default: 'https://api.example.com'}}}"
    found = imported(openapi("/a: {get: {}}", root=f"servers: [{server}]"))
    assert found.connector["endpoints"]["GET"]["/a"]["url"] == "{{authFields.server}}/v1/"
    (field,) = found.connector["requiredSettings"]["authFields"]
    assert field["description"] == "Usually https://api.example.com."


def test_server_of_an_operation() -> None:
    """An operation or a path may have a server of its own."""
    found = imported(
        openapi(
            """
            /a: {get: {servers: [{url: 'https://a.example.com'}]}}
            /b: {servers: [{url: 'https://b.example.com'}], get: {}}
            """
        )
    )
    urls = [each["url"] for each in found.connector["endpoints"]["GET"].values()]
    assert urls == ["https://a.example.com/", "https://b.example.com/"]
