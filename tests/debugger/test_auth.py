"""auth_request applied: what each type sends, and what is kept secret."""

from base64 import b64decode
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connector_lsp.debugger.failures import ConnectorError, InputError, SecretError, SignInError
from tests.support.building import connector, fields, request

BASIC = {"type": "basic", "username": "{{authFields.u}}/t", "password": "{{authFields.p}}"}


def authorized(auth_request: Any, auth: dict[str, str], **others: Any) -> Any:
    """The request of a connector with `auth_request` and an auth field for each of `auth`."""
    root = connector(auth_request=auth_request, authFields=fields(*auth))
    return request(root, {"authFields": auth}, **others)


@pytest.mark.parametrize(
    ("auth_request", "headers", "query"),
    [
        ({"type": "none"}, (), ""),
        ({"type": "custom"}, (), ""),
        ({"type": "bearer", "token": "{{authFields.k}}"}, (("Authorization", "Bearer key"),), ""),
        ({"type": "bearer", "token": " key "}, (("Authorization", "Bearer key"),), ""),
        ({"type": "bearer", "token": ""}, (), ""),
        (
            {"type": "basic", "username": "{{authFields.k}}", "password": ""},
            (("Authorization", "Basic a2V5Og=="),),
            "",
        ),
        (
            {"type": "custom", "headers": {"X": "k={{authFields.k}}"}, "params": {"q": "1 2"}},
            (("X", "k=key"),),
            "?q=1%202",
        ),
        (
            {"type": "bearer", "token": "t", "headers": {"X": "1"}, "params": {"q": "1"}},
            (("Authorization", "Bearer t"), ("X", "1")),
            "?q=1",
        ),
        (
            {"type": "bearer", "token": "t", "headers": {"authorization": "Token t"}},
            (("authorization", "Token t"),),
            "",
        ),
    ],
)
def test_type(auth_request: Any, headers: Any, query: str) -> None:
    """Each type puts the credentials where it says, with headers and parameters beside it."""
    found = authorized(auth_request, {"k": "key"})
    assert found.headers == headers
    assert found.url == f"https://api.example.com/v1/items{query}"


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1))
def test_basic(text: str) -> None:
    """Name and password come back from the header, in any script, but a name has no colon."""
    if ":" in text:
        with pytest.raises(InputError) as info:
            authorized(BASIC, {"u": text, "p": text})
        assert [each.key for each in info.value.problems] == ["u"]
        return
    found = authorized(BASIC, {"u": text, "p": text})
    ((name, value),) = found.headers
    encoded = value.removeprefix("Basic ")
    assert name == "Authorization"
    assert b64decode(encoded).decode() == f"{text}/t:{text}"
    assert {text, encoded} <= found.secrets


@pytest.mark.parametrize(("u", "p", "blamed"), [("a\n", "b", "u"), ("a", "b\r", "p")])
def test_basic_control_character(u: str, p: str, blamed: str) -> None:
    """Name and password have no control characters, RFC 7617, section 2."""
    with pytest.raises(InputError) as info:
        authorized(BASIC, {"u": u, "p": p})
    assert [each.key for each in info.value.problems] == [blamed]


@pytest.mark.parametrize(
    ("auth_request", "path"),
    [
        (None, ("auth_request",)),
        ("bearer", ("auth_request",)),
        ({}, ("auth_request",)),
        ({"type": "digest"}, ("auth_request", "type")),
        ({"type": ["none"]}, ("auth_request", "type")),
        ({"type": "bearer"}, ("auth_request",)),
        ({"type": "bearer", "token": 1}, ("auth_request", "token")),
        ({"type": "bearer", "token": "ü"}, ("auth_request", "token")),
        ({"type": "basic", "username": "u"}, ("auth_request",)),
        ({"type": "basic", "username": "u:v", "password": ""}, ("auth_request", "username")),
        ({"type": "none", "headers": []}, ("auth_request", "headers")),
        ({"type": "none", "headers": {"X": 1}}, ("auth_request", "headers", "X")),
        ({"type": "bearer", "token": "{{authFields.x}}"}, ("auth_request", "token")),
        ({"type": "bearer", "token": "{{apiKey}}"}, ("auth_request", "token")),
    ],
)
def test_faulty(auth_request: Any, path: tuple[str, ...]) -> None:
    """What does not say how to authorize is the connector's fault."""
    with pytest.raises(ConnectorError) as info:
        authorized(auth_request, {"k": "key"})
    assert info.value.path == path


# --- OAuth2 --------------------------------------------------------------------------------------


def oauth2(auth_request: Any = None, **members: Any) -> Any:
    """A connector that signs in with OAuth2."""
    auth_request = auth_request or {"type": "none"}
    return connector(auth_components={"type": "oauth2"}, auth_request=auth_request, **members)


@pytest.mark.parametrize(
    ("root", "headers", "query"),
    [
        (oauth2(), (("Authorization", "Bearer tok"),), ""),
        (oauth2({"type": "bearer", "token": "t"}), (("Authorization", "Bearer t"),), ""),
        (oauth2(headers={"authorization": "t"}), (("authorization", "t"),), ""),
        (
            oauth2({"type": "bearer", "token": "{{access_token}}"}),
            (("Authorization", "Bearer tok"),),
            "",
        ),
        (oauth2(headers={"X": "{{accessToken}}"}), (("X", "tok"),), ""),
        (oauth2(params={"token": "{{access_token}}"}), (), "?token=tok"),
        (connector(), (), ""),
    ],
)
def test_access_token(root: Any, headers: Any, query: str) -> None:
    """The access token goes into Authorization unless the connector has a place for it."""
    found = request(root, access_token="tok")
    assert found.headers == headers
    assert found.url == f"https://api.example.com/v1/items{query}"
    assert "tok" in found.secrets


def test_no_access_token() -> None:
    """A template that needs the token asks to sign in; without one the request goes as it is."""
    with pytest.raises(SignInError, match="There is no access token yet"):
        request(oauth2(headers={"X": "{{access_token}}"}))
    assert request(oauth2()).headers == ()


def test_unfit_access_token() -> None:
    """A token that would break the header is refused, and not shown."""
    with pytest.raises(SecretError) as info:
        request(oauth2(), access_token="tok\r\nX: 1")
    assert "tok\r" not in f"{info.value}{info.value.next_step}"


# --- secrets -------------------------------------------------------------------------------------


def test_literal_password() -> None:
    """A password in the connector itself is secret unless it is as good as none."""
    for password, expected in (("X", set()), ("hunter2", {"hunter2"})):
        found = authorized({"type": "basic", "username": "u", "password": password}, {})
        assert found.secrets & {"X", "hunter2"} == expected


def test_secrets() -> None:
    """All that is masked is secret, and every auth field that is no choice."""
    root = connector(
        "POST",
        authFields=[
            {"key": "plain"},
            {"key": "masked", "masked": True, "choices": {"m": "M"}},
            {"key": "choice", "choices": {"c": "C"}},
            {"key": "empty", "required": False},
        ],
        actionFields=[
            {"key": "pin", "masked": True, "type": "object"},
            {"key": "number", "masked": True, "type": "number"},
            {"key": "open"},
        ],
        auth_request={"type": "bearer", "token": "literal {{authFields.plain}}"},
    )
    inputs = {
        "authFields": {"plain": " p ", "masked": "m", "choice": "c"},
        "actionFields": {"pin": {"a": ["deep", 1]}, "number": "12.5", "open": "o"},
    }
    found = request(root, inputs, secrets={"clientSecret": "cs"})
    assert found.secrets == {
        " p ", "p", "m", '{"a":["deep",1]}', "deep", "12.5", "cs", "literal  p",
    }  # fmt: skip
