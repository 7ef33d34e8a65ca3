"""OAuth 2 on the command line: an access token is fetched where nobody has to agree to it."""

import json

import pytest

from connector_lsp.cli import sign_in
from tests.support.cli import run
from tests.support.debugger import api
from tests.support.http import response
from tests.support.running import NO_KEYRING, Folder

JSON = [("Content-Type", "application/json")]
TOKEN, CLIENT_SECRET = "pl4nted-acc3ss", "pl4nted-cl1ent"
CLIENT = {
    "CONNECTOR_SERVICE_CLIENTID": "service",
    "CONNECTOR_SERVICE_CLIENTSECRET": CLIENT_SECRET,
}


async def serve(heard, writer):
    """A token for the client, and an API for the token."""
    authorization = heard.headers.get("authorization", "")
    if heard.line == "POST /token":
        is_ours = authorization.startswith("Basic ") and b"client_credentials" in heard.body
        status = "200 OK" if is_ours else "401 Unauthorized"
        body = {"access_token": TOKEN, "token_type": "Bearer"} if is_ours else {"error": "x"}
    else:
        status = "200 OK" if authorization == f"Bearer {TOKEN}" else "401 Unauthorized"
        body = {"echo": authorization}
    writer.write(response(json.dumps(body).encode(), status, JSON))
    await writer.drain()


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A connector of that API in the working folder."""
    monkeypatch.chdir(tmp_path)
    with api(serve) as server:
        components = {
            "type": "oauth2",
            "clientId": "{{clientId}}",
            "clientSecret": "{{clientSecret}}",
            "tokenURL": server.url("/token"),
        }
        folder = Folder(tmp_path)
        folder.write(
            "my.connector.json",
            {
                "schema": "10.0",
                "name": "Service",
                "auth_components": components,
                "requiredSettings": {"authFields": []},
                "auth_request": {"type": "none"},
                "testConnection": {"endpoint": "/me", "method": "GET"},
                "endpoints": {"GET": {"/me": {"url": server.url()}}},
                "actions": [],
            },
        )
        yield folder


def test_client_credentials_need_nobody(folder):
    """As in CI; neither secret nor token is to be read."""
    result = folder.run("test", "--auth", env=CLIENT)
    assert (result.exit_code, "Test connection successful" in result.stdout) == (0, True)
    shown = folder.run("run", "testConnection", env=CLIENT)
    assert shown.exit_code == 0
    assert "{{access_token}}" in shown.stdout
    for secret in (TOKEN, CLIENT_SECRET):
        assert secret not in result.output + shown.output


def test_what_the_sign_in_needs_is_named(folder):
    """All of it at once."""
    result = folder.run("test", "--auth", env=dict.fromkeys(CLIENT))
    assert result.exit_code == 2
    assert all(name in result.stderr for name in CLIENT)


def test_a_code_needs_somebody(folder):
    """Without a terminal the variable for a token is named, and nothing waits for a browser."""
    connector = json.loads(folder.read("my.connector.json"))
    connector["auth_components"]["authorizationURL"] = "http://127.0.0.1:1/authorize"
    folder.write("my.connector.json", connector)
    result = folder.run("test", "--auth", env=CLIENT)
    assert result.exit_code == 2
    assert "CONNECTOR_SERVICE_ACCESS_TOKEN" in result.stderr


def test_what_the_sign_in_needs_is_asked_for_before_it(folder, monkeypatch):
    """On a terminal; the access token, which it gives, is not."""
    monkeypatch.setattr(sign_in, "_can_ask", lambda: True)
    connector = json.loads(folder.read("my.connector.json"))
    connector["requiredSettings"]["authFields"] = [{"key": "tenant", "label": "Tenant"}]
    connector["auth_components"]["scope"] = "{{authFields.tenant}} {{team}}"
    connector["auth_request"]["params"] = {"team": "{{team}}"}
    folder.write("my.connector.json", connector)
    arguments = ("test", "my.connector.json", "--auth")
    client = {"CONNECTOR_SERVICE_CLIENTID": "service"}
    result = run(
        *arguments, stdin=f"acme\nred-team\n{CLIENT_SECRET}\n", env={**NO_KEYRING, **client}
    )
    assert result.exit_code == 0
    assert result.stderr.split() == ["Tenant:", "acme", "team:", "clientSecret:"]
    assert CLIENT_SECRET not in result.output


@pytest.fixture
def signed(tmp_path, monkeypatch):
    """A connector of an API that wants each request signed by OAuth 1, and what the API heard."""
    monkeypatch.chdir(tmp_path)
    heard = []

    async def answer(request, writer):
        heard.append(request.headers.get("authorization", ""))
        is_signed = heard[-1].startswith("OAuth ") and 'oauth_token="the-token"' in heard[-1]
        status = "200 OK" if is_signed else "401 Unauthorized"
        writer.write(response(json.dumps({"echo": heard[-1]}).encode(), status, JSON))
        await writer.drain()

    with api(answer) as server:
        connector = {
            "schema": "10.0",
            "name": "Service",
            "auth_components": {
                "type": "oauth1",
                "consumerKey": "service",
                "consumerSecret": "{{clientSecret}}",
                "token": "the-token",
                "tokenSecret": "{{tokenSecret}}",
            },
            "requiredSettings": {"authFields": []},
            "auth_request": {"type": "none"},
            "testConnection": {"endpoint": "/me", "method": "GET"},
            "endpoints": {"GET": {"/me": {"url": server.url()}}},
            "actions": [],
        }
        folder = Folder(tmp_path)
        folder.write("my.connector.json", connector)
        yield folder, heard


SIGNING = {
    "CONNECTOR_SERVICE_CLIENTSECRET": CLIENT_SECRET,
    "CONNECTOR_SERVICE_TOKENSECRET": "pl4nted-tok3n",
}


def test_requests_are_signed_by_oauth_1(signed):
    """With the token that the connector names, in `test` and in `run`; no secret is to be read."""
    folder, heard = signed
    result = folder.run("test", "--auth", env=SIGNING)
    assert (result.exit_code, "Test connection successful" in result.stdout) == (0, True)
    shown = folder.run("run", "testConnection", env=SIGNING)
    assert (shown.exit_code, len(heard)) == (0, 2)
    for secret in (CLIENT_SECRET, "pl4nted-tok3n"):
        assert secret not in result.output + shown.output


def test_agreeing_to_oauth_1_needs_somebody(signed):
    """Without a terminal that is said, and nothing is sent."""
    folder, heard = signed
    connector = json.loads(folder.read("my.connector.json"))
    urls = ("requestTokenURL", "authorizationURL", "accessTokenURL")
    connector["auth_components"] |= dict.fromkeys(urls, "http://127.0.0.1:1/")
    folder.write("my.connector.json", connector)
    result = folder.run("test", "--auth", env=SIGNING)
    assert (result.exit_code, heard) == (2, [])
    assert "Run this on a terminal" in result.stderr


def test_requests_signed_by_oauth_1_are_replayed(signed):
    """Without network and without the secrets that they were signed with."""
    folder, heard = signed
    assert folder.run("test", "--auth", "--record", env=SIGNING).exit_code == 0
    replayed = folder.run("test", "--auth", "--replay", env={})
    assert (replayed.exit_code, replayed.stderr, len(heard)) == (0, "", 1)
    assert '"authorization: OAuth …"' in folder.read("my.cassette.json")


def test_a_refusal_is_no_command_to_the_terminal(tmp_path, monkeypatch):
    """What a token endpoint says is shown as text, whatever is in it."""
    monkeypatch.chdir(tmp_path)

    async def refuse(_, writer):
        told = {"error": "invalid_scope", "error_description": "no \x1b]0;planted\x07 scope"}
        writer.write(response(json.dumps(told).encode(), "400 Bad Request", JSON))
        await writer.drain()

    with api(refuse) as server:
        folder = Folder(tmp_path)
        components = {"type": "oauth2", "clientId": "service", "tokenURL": server.url("/token")}
        folder.connector(server.url(), auth_components=components)
        result = folder.run("test", "--auth")
    assert result.exit_code == 2
    assert "no \N{REPLACEMENT CHARACTER}]0;planted\N{REPLACEMENT CHARACTER} scope" in result.stderr
