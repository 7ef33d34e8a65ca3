"""missing-oauth-client: OAuth2 without a client ID or secret."""

from tests.support.diagnostics import check_members

CODE = "missing-oauth-client"


def test_neither() -> None:
    """Without client ID and secret each of them is missed."""
    check_members(
        """
        "auth_components": { "type": "oauth2", "tokenURL": "https://example.com/" }
//                         ^ warning[missing-oauth-client]: OAuth2 needs a client ID: add "clientId": "{{clientId}}"
//                         ^ warning[missing-oauth-client]: OAuth2 needs a client secret: add "clientSecret": "{{clientSecret}}"
        """,
        codes=CODE,
    )


def test_one_of_them() -> None:
    """In any of its spellings the client ID is there."""
    for name in ("clientId", "clientID", "client_id"):
        check_members(
            f"""
            "auth_components": {{ "type": "oauth2", "{name}": "" }}
//                             ^ warning[missing-oauth-client]: OAuth2 needs a client secret: add "clientSecret": "{{{{clientSecret}}}}"
            """,
            codes=CODE,
        )


def test_both() -> None:
    """In any spelling the two are enough, whatever their values."""
    check_members(
        '"auth_components": { "type": "oauth2", "client_id": 1, "client_secret": null }', codes=CODE
    )


def test_other_types() -> None:
    """Other ways to sign in need no client."""
    for value in ('{ "type": "none" }', '{ "type": "oauth1" }', "{}", '{ "type": [] }', '"oauth2"'):
        check_members(f'"auth_components": {value}', codes=CODE)


def test_in_broken_text() -> None:
    """In an object with a fault in it nothing is missed."""
    check_members('"auth_components": { "type": "oauth2" "clientId": "" }', codes=CODE)
