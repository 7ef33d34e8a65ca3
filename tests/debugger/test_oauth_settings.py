"""What a connector says about signing in by OAuth."""

import pytest

from connector_lsp.debugger.failures import ConnectorError, InputError, SecretError
from connector_lsp.debugger.oauth_settings import (
    OAuth1Settings,
    OAuth2Settings,
    read_settings,
    secret_names,
)

SECRETS = {"id": "my-id", "secret": "pl4nted", "spare": "pl4nted-too"}
OAUTH2 = {
    "type": "oauth2",
    "clientId": "{{id}}",
    "clientSecret": "{{secret}}",
    "authorizationURL": "https://a.test/authorize",
    "tokenURL": "https://a.test/token",
    "scope": "read write",
}
OAUTH1 = {"type": "oauth1", "consumerKey": "{{id}}", "consumerSecret": "{{secret}}"}
URLS = {
    "requestTokenURL": "https://a.test/request",
    "authorizationURL": "https://a.test/authorize",
    "accessTokenURL": "https://a.test/access",
}
FIELDS = [{"key": "shop", "label": "Shop"}, {"key": "key", "label": "Key", "masked": True}]


def read(components, inputs=None, secrets=SECRETS, fields=()):
    """The settings of a connector with these ``auth_components``."""
    connector = {"auth_components": components, "requiredSettings": {"authFields": list(fields)}}
    return read_settings(connector, {"authFields": inputs or {}}, secrets)


def without(components, *names):
    """The components without some of them."""
    return {name: value for name, value in components.items() if name not in names}


def test_oauth2():
    """Every value is there, secrets filled in, and none of it in a repr."""
    settings = read(OAUTH2)
    assert settings == OAuth2Settings(
        "my-id",
        "pl4nted",
        "https://a.test/authorize",
        "https://a.test/token",
        "read write",
        frozenset(SECRETS.values()),
    )
    assert "pl4nted" not in repr(settings)


@pytest.mark.parametrize("name", ["clientId", "clientID", "client_id"])
@pytest.mark.parametrize("secret", ["clientSecret", "client_secret"])
def test_spellings(name, secret):
    """The client is known in each spelling."""
    components = without(OAUTH2, "clientId", "clientSecret")
    settings = read(components | {name: "{{id}}", secret: "{{ secret }}"})
    assert (settings.client_id, settings.client_secret) == ("my-id", "pl4nted")


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"scope": ["read", " write "]}, ("scope", "read write")),
        ({"scope": []}, ("scope", "")),
        ({"scope": "{{spare}}"}, ("scope", "pl4nted-too")),
        ({"clientSecret": None}, ("client_secret", "")),
        ({"clientSecret": ""}, ("client_secret", "")),
        ({"authorizationURL": None}, ("authorization_url", "")),
        ({"clientId": "{{authFields.key}}"}, ("client_id", "k3y")),
        (
            {"tokenURL": "https://{{authFields.shop}}.a.test/oauth?x={{authFields.shop}}"},
            ("token_url", "https://mine.a.test/oauth?x=mine"),
        ),
    ],
)
def test_readings(changes, expected):
    """Scopes as an array, public clients, no page to agree on, and auth fields are understood."""
    settings = read(OAUTH2 | changes, {"shop": "mine", "key": "k3y"}, fields=FIELDS)
    name, value = expected
    assert getattr(settings, name) == value
    assert "k3y" in settings.secrets


def test_oauth1():
    """OAuth 1 has a token of its own, three URLs, or neither."""
    secrets = frozenset(SECRETS.values())
    assert read(OAUTH1) == OAuth1Settings("my-id", "pl4nted", secrets=secrets)
    token = read(OAUTH1 | {"token": "{{spare}}", "tokenSecret": "{{secret}}"})
    assert (token.token, token.token_secret) == ("pl4nted-too", "pl4nted")
    assert "pl4nted" not in repr(token)
    urls = read(OAUTH1 | URLS)
    assert (urls.request_token_url, urls.authorization_url, urls.access_token_url) == tuple(
        URLS.values()
    )


@pytest.mark.parametrize(
    ("components", "path", "message"),
    [
        (without(OAUTH2, "clientId"), (), "has no clientId"),
        (OAUTH2 | {"clientId": ""}, ("clientId",), "has no clientId"),
        (without(OAUTH2, "tokenURL"), (), "has no tokenURL"),
        (OAUTH2 | {"tokenURL": "/token"}, ("tokenURL",), "has to begin with https"),
        (OAUTH2 | {"authorizationURL": "https://"}, ("authorizationURL",), "no valid host"),
        (OAUTH2 | {"tokenURL": 7}, ("tokenURL",), "tokenURL is no valid string"),
        (OAUTH2 | {"clientId": "\ud800"}, ("clientId",), "clientId is no valid string"),
        (OAUTH2 | {"scope": ["a", 7]}, ("scope", 1), "scope is no valid string"),
        (OAUTH2 | {"clientId": ["a"]}, ("clientId",), "clientId is no valid string"),
        (OAUTH2 | {"scope": "{{#if x}}"}, ("scope",), "cannot be evaluated"),
        (OAUTH2 | {"scope": "{{authFields.x}}"}, ("scope",), 'no auth field "x"'),
        (OAUTH2 | {"type": "saml"}, ("type",), "neither oauth2 nor oauth1"),
        ({}, ("type",), "neither oauth2 nor oauth1"),
        (without(OAUTH1, "consumerSecret"), (), "has no clientSecret"),
        (OAUTH1 | without(URLS, "accessTokenURL"), (), "has no accessTokenURL"),
    ],
)
def test_faults(components, path, message):
    """What is missing or wrong is named, with the way to it."""
    with pytest.raises(ConnectorError) as caught:
        read(components)
    assert message in caught.value.message
    assert caught.value.path == ("auth_components", *path)
    assert caught.value.next_step


@pytest.mark.parametrize("connector", [None, [], {}, {"auth_components": 7}])
def test_no_connector(connector):
    """So is what is no connector at all."""
    with pytest.raises(ConnectorError):
        read_settings(connector, {}, {})
    assert secret_names(connector) == ()


@pytest.mark.parametrize("value", [None, ""])
def test_missing_secret(value):
    """A secret without a value is named, and where it is needed."""
    secrets = SECRETS | {"secret": value} if value is not None else {"id": "my-id"}
    with pytest.raises(SecretError) as caught:
        read(OAUTH2, secrets=secrets)
    assert caught.value.message == "The secret secret has no value, which clientSecret needs"


@pytest.mark.parametrize(
    ("changes", "inputs", "key"),
    [
        ({}, {"key": "k"}, "shop"),
        ({"clientId": "{{authFields.key}}"}, {"shop": "s"}, "key"),
        ({"tokenURL": "https://{{authFields.shop}}/t"}, {"shop": "a/b", "key": "k"}, "shop"),
    ],
)
def test_inputs(changes, inputs, key):
    """Inputs of auth fields that are missing or lead to another host are refused by field."""
    with pytest.raises(InputError) as caught:
        read(OAUTH2 | changes, inputs, fields=FIELDS)
    assert [each.key for each in caught.value.problems] == [key]


def test_secret_names():
    """The names to look up are those of secrets, each once, in what a sign-in reads."""
    components = OAUTH2 | {
        "clientSecret": "{{ secret }}",
        "tokenURL": "https://{{authFields.shop}}/{{tenant}}",
        "scope": ["{{id}}", 7, "{{extra}} {{#if no}}"],
        "refreshURL": "{{unused}}",
    }
    names = secret_names({"auth_components": components})
    assert sorted(names) == ["extra", "id", "secret", "tenant"]
