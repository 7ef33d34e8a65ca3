"""What a connector needs from outside."""

import pytest

from connector_lsp.debugger.needs import Credentials, Need, name_of, needs_of, sign_in_fields
from connector_lsp.debugger.read_model import read_model
from connector_lsp.resources import samples
from tests.support.building import Json, connector, fields


def names(root: Json) -> list[str]:
    """The names of what a connector needs."""
    return [need.name for need in needs_of(read_model(root))]


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ({}, []),
        ({"authFields": fields("a", "b")}, ["authFields.a", "authFields.b"]),
        ({"auth_components": {"type": "oauth2", "clientId": "{{clientId}}"}}, ["access_token"]),
        ({"auth_request": {"type": "bearer", "token": "{{accessToken}}"}}, ["access_token"]),
        ({"auth_request": {"type": "bearer", "token": "{{ appKey }}"}}, ["appKey"]),
        ({"headers": {"X-A": "{{one}} {{two}}"}, "params": {"b": "{{one}}"}}, ["one", "two"]),
        ({"endpoint": "/items/{{id}}", "urlFields": fields("id")}, []),
        ({"headers": {"X-A": "{{authFields.a}} {{#if x}}"}}, []),
        ({"url": "https://{{tenant}}.example.com"}, ["tenant"]),
    ],
)
def test_names(members: Json, expected: list[str]) -> None:
    """Auth fields, bare names and the access token; not the bare names of a path."""
    assert names(connector(**members)) == expected


def test_secret_or_choice() -> None:
    """What is chosen from a list is no secret, unless it is masked."""
    region, token = needs_of(
        read_model(
            connector(
                authFields=[
                    *fields("region", choices={"eu": "Europe"}),
                    *fields("token", masked=True, choices={"a": "A"}),
                ]
            )
        )
    )

    assert (region.is_secret, token.is_secret) == (False, True)
    assert region.choices == ("eu",)


def test_default() -> None:
    """A field with a default need not be filled in."""
    [need] = needs_of(read_model(connector(authFields=fields("a", default="b"))))

    assert not need.is_required


def test_url() -> None:
    """A field that a URL begins with has to be one."""
    root = connector(url="{{authFields.shop}}/api", authFields=fields("shop", "key"))

    assert [need.is_url for need in needs_of(read_model(root))] == [True, False]


@pytest.mark.parametrize("sample", samples().values())
def test_any_connector(sample: str) -> None:
    """It answers for what is no connector, too."""
    import json

    assert all(isinstance(need, Need) for need in needs_of(read_model(json.loads(sample))))
    assert needs_of(read_model([sample])) == ()


def test_credentials() -> None:
    """Values are sorted by what `build_request` asks for, and none shows itself."""
    found = Credentials.of({"authFields.a.b": "hush", "appKey": "2", "access_token": "3"})

    assert (found.auth_fields, found.secrets, found.access_token) == (
        {"a.b": "hush"},
        {"appKey": "2"},
        "3",
    )
    assert "hush" not in repr(found)


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ({"authFields": fields("a")}, [("authFields", "a", "authFields.a")]),
        (
            {"auth_components": {"type": "oauth2", "clientId": "{{id}}", "clientSecret": "{{ s }}",
                                 "tokenURL": "https://{{authFields.a}}/{{id}}"},
             "authFields": fields("a", "id")},
            [("authFields", "a", "authFields.a"), ("authFields", "id", "authFields.id"),
             ("secrets", "s", "s")],
        ),
        ({"auth_components": {"type": "none", "clientId": "{{id}}"}}, []),
        ({"headers": {"X-A": "{{one}} {{access_token}}"}}, [("secrets", "one", "one")]),
    ],
)  # fmt: skip
def test_sign_in_fields(members: Json, expected: list[tuple[str, str, str]]) -> None:
    """What a form asks for: each key once, and never a token."""
    found = sign_in_fields(read_model(connector(**members)))

    assert [(each.scope, each.key, name_of(each)) for each in found] == expected
    assert all(each.masked and each.required for each in found if each.scope == "secrets")
