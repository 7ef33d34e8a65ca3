"""hardcoded-credential: a credential that is written into the connector."""

import pytest

from connector_lsp.analysis.analysis import Analysis
from tests.support.diagnostics import check_members, checker, complete_connector

CODE = "hardcoded-credential"


def test_request_authentication() -> None:
    """Tokens, passwords and keys in headers and parameters are marked, of long ones the beginning is shown."""
    check_members(
        """
        "auth_request": {
          "type": "bearer",
          "token": "abcdefghijkl",
//                 ^^^^^^^^^^^^^^ information[hardcoded-credential]: "token" holds a credential, "abc…", that all users would share: ask for it in an auth field
          "password": "hunter22",
//                    ^^^^^^^^^^ information[hardcoded-credential]: "password" holds a credential, "hu…", that all users would share: ask for it in an auth field
          "username": "somebody",
          "headers": {
            "Authorization": "Bearer zyxwvutsrqpo",
//                           ^^^^^^^^^^^^^^^^^^^^^ information[hardcoded-credential]: "Authorization" holds a credential, "zyx…", that all users would share: ask for it in an auth field
            "X-API-Key": "short",
//                       ^^^^^^^ information[hardcoded-credential]: "X-API-Key" holds a credential that all users would share: ask for it in an auth field
            "Accept": "application/json"
          },
          "params": { "api_key": "1234567890", "page": "1" }
//                               ^^^^^^^^^^^^ information[hardcoded-credential]: "api_key" holds a credential, "12…", that all users would share: ask for it in an auth field
        }
        """,
        codes=CODE,
    )


def test_shapes() -> None:
    """A well-known or random-looking value is one wherever it is sent."""
    check_members(
        """
        "testConnection": { "url": "https://example.com/", "method": "GET", "headers": { "X": "ghp_0123456789abcdefghij" } },
//                                                                                            ^^^^^^^^^^^^^^^^^^^^^^^^^^ information[hardcoded-credential]: "X" holds a credential, "ghp…", that all users would share: ask for it in an auth field
        "endpoints": {
          "GET": {
            "/a": { "url": "https://example.com/", "headers": { "X": "sk-abcdefghijklmnop" } },
//                                                                   ^^^^^^^^^^^^^^^^^^^^^ information[hardcoded-credential]: "X" holds a credential, "sk-…", that all users would share: ask for it in an auth field
            "/b": { "url": "https://example.com/", "params": { "appid": "0a1b2c3d4e5f60718293a4b5c6d7e8f9" } }
//                                                                      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ information[hardcoded-credential]: "appid" holds a credential, "0a1…", that all users would share: ask for it in an auth field
          }
        },
        "actions": [{ "headers": { "X": "Basic dXNlcjpwYXNz" } }]
//                                      ^^^^^^^^^^^^^^^^^^^^ information[hardcoded-credential]: "X" holds a credential, "dXN…", that all users would share: ask for it in an auth field
        """,
        codes=CODE,
    )


def test_urls() -> None:
    """The password and the key in a URL are marked alone."""
    check_members(
        """
        "auth_components": { "type": "oauth2", "tokenURL": "https://example.com/token?client_secret=abcdefgh" },
//                                                                                                  ^^^^^^^^ information[hardcoded-credential]: "client_secret" holds a credential, "ab…", that all users would share: ask for it in an auth field
        "testConnection": { "url": "https://me:hunter22@example.com/", "method": "GET" },
//                                             ^^^^^^^^ information[hardcoded-credential]: "password" holds a credential, "hu…", that all users would share: ask for it in an auth field
        "endpoints": { "GET": { "/a": { "url": "https://example.com/?v=1&key=abcdefghijkl#x" } } },
//                                                                           ^^^^^^^^^^^^ information[hardcoded-credential]: "key" holds a credential, "abc…", that all users would share: ask for it in an auth field
        "actions": [{ "endpoint": "/a?token=abcdefghijkl", "method": "GET" }]
//                                          ^^^^^^^^^^^^ information[hardcoded-credential]: "token" holds a credential, "abc…", that all users would share: ask for it in an auth field
        """,
        codes=CODE,
    )


def test_client_secret() -> None:
    """A client secret belongs under Secret Keys; the client ID is none."""
    check_members(
        """
        "auth_components": {
          "type": "oauth2",
          "clientId": "0123456789",
          "client_secret": "abcdefghijkl"
//                         ^^^^^^^^^^^^^^ information[hardcoded-credential]: "client_secret" holds a credential, "abc…", that all users would share: save it under Secret Keys and write its name, such as {{clientSecret}}
        }
        """,
        codes=CODE,
    )


def test_templates() -> None:
    """What comes from a template is not in the connector."""
    check_members(
        """
        "auth_components": { "type": "oauth2", "clientSecret": "{{clientSecret}}" },
        "auth_request": {
          "type": "basic",
          "username": "{{authFields.email}}/token",
          "password": "{{authFields.password}}",
          "headers": { "Authorization": "Bearer {{authFields.token}}", "X-Api-Key": "v1-{{key}}" }
        },
        "endpoints": { "GET": { "/a": { "url": "https://{{authFields.user}}:{{authFields.password}}@example.com/?key={{key}}" } } }
        """,
        codes=CODE,
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Authorization", ""),
        ("Authorization", "Basic"),
        ("password", "x"),
        ("password", "api_token"),
        ("pageToken", "abcdefgh"),
        ("sort_key", "created"),
        ("Content-Type", "application/x-www-form-urlencoded"),
        ("Notion-Version", "2022-06-28"),
        ("q", "token economics"),
        ("include", "a_very_long_list_of_words_without_any_digit"),
        ("id", "00000000000000000000000000000000"),
        ("id", "123e4567-e89b-12d3-a456-426614174000"),
    ],
)
def test_harmless_values(name: str, value: str) -> None:
    """Empty, short and ordinary values are no credentials."""
    check_members(
        f'"auth_request": {{ "type": "none", "params": {{ "{name}": "{value}" }} }}', codes=CODE
    )


def test_wrong_types() -> None:
    """What is no string holds no credential."""
    check_members(
        """
        "auth_request": { "type": "bearer", "token": 12345678, "headers": ["sk-abcdefghijklmnop"], "params": { "key": { "key": "abcdefgh" } } },
        "actions": ["sk-abcdefghijklmnop"]
        """,
        codes=CODE,
    )


def test_in_broken_text() -> None:
    """In an object with a fault in it nothing is said."""
    check_members('"auth_request": { "type": "bearer" "token": "abcdefghijkl" }', codes=CODE)


def test_no_message_tells_the_value() -> None:
    """At most three characters of a credential are shown."""
    secret = "q7Rz9Lm2Xv5Kp8Wd3Tn6Yb1Hc4Jf0Gs9"
    text = complete_connector(
        f"""
        "auth_components": {{ "type": "oauth2", "clientSecret": "{secret}" }},
        "auth_request": {{ "type": "bearer", "token": "{secret}", "headers": {{ "X": "{secret}" }} }},
        "testConnection": {{ "url": "https://x:{secret}@example.com/?q={secret}", "method": "GET" }}
        """
    )
    messages = [
        each.message for each in Analysis.open(text, checker()).diagnostics() if each.code == CODE
    ]
    assert len(messages) == 5
    assert not any(secret[:4] in message for message in messages)
