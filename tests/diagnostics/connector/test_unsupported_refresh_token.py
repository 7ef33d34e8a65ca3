"""unsupported-refresh-token: settings, grants and scopes for refresh tokens."""

from tests.support.diagnostics import check_members

CODE = "unsupported-refresh-token"
BOTH = (CODE, "unknown-property")


def test_settings() -> None:
    """A setting for refresh tokens is marked at its name; that it is unknown goes without saying."""
    check_members(
        """
        "auth_components": {
          "type": "oauth2",
          "refreshURL": "https://example.com/refresh",
//        ^^^^^^^^^^^^ warning[unsupported-refresh-token]: Claris Connect supports no refresh tokens: "refreshURL" has no effect
          "refresh_token_url": "https://example.com/refresh",
//        ^^^^^^^^^^^^^^^^^^^ warning[unsupported-refresh-token]: Claris Connect supports no refresh tokens: "refresh_token_url" has no effect
          "autoRefresh": true,
//        ^^^^^^^^^^^^^ warning[unsupported-refresh-token]: Claris Connect supports no refresh tokens: "autoRefresh" has no effect
          "other": 1
//        ^^^^^^^ warning[unknown-property]: Unknown property "other"
        }
        """,
        codes=BOTH,
    )


def test_settings_of_another_type() -> None:
    """The setting is as useless where any property is allowed."""
    check_members(
        """
        "auth_components": { "type": "oauth1", "params": { "refresh": "" } }
//                                                         ^^^^^^^^^ warning[unsupported-refresh-token]: Claris Connect supports no refresh tokens: "refresh" has no effect
        """,
        codes=BOTH,
    )


def test_grants() -> None:
    """The grant for refresh tokens is marked, alone or among others."""
    check_members(
        """
        "auth_components": {
          "type": "oauth2",
          "grantType": "refresh_token",
//                      ^^^^^^^^^^^^^ warning[unsupported-refresh-token]: Claris Connect supports no refresh tokens: "refresh_token" has no effect
          "grants": ["authorization_code", "refresh_token"]
//        ^^^^^^^^ warning[unknown-property]: Unknown property "grants"
//                                          ^^^^^^^^^^^^^ warning[unsupported-refresh-token]: Claris Connect supports no refresh tokens: "refresh_token" has no effect
        }
        """,
        codes=BOTH,
    )


def test_scopes() -> None:
    """A scope for refresh tokens is marked in a string and in an array."""
    check_members(
        """
        "auth_components": { "type": "oauth2", "scope": "read offline_access write" }
//                                                            ^^^^^^^^^^^^^^ warning[unsupported-refresh-token]: Claris Connect supports no refresh tokens: "offline_access" has no effect
        """,
        codes=BOTH,
    )
    check_members(
        """
        "auth_components": { "type": "oauth2", "scope": ["read", "offline_access"] }
//                                                                ^^^^^^^^^^^^^^ warning[unsupported-refresh-token]: Claris Connect supports no refresh tokens: "offline_access" has no effect
        """,
        codes=BOTH,
    )


def test_what_is_no_refresh_token() -> None:
    """Like names elsewhere, and values of wrong types, are not meant."""
    check_members(
        """
        "auth_components": { "type": "oauth2", "scope": "https://example.com/offline_access offline_access.read", "tokenURL": "https://example.com/refresh_token" },
        "actions": [{ "actionId": "refresh", "endpoint": "/refresh_token", "method": "GET" }]
        """,
        codes=CODE,
    )
    check_members('"auth_components": { "scope": [null, [], ["offline_access"], 1] }', codes=CODE)
    check_members('"auth_components": "offline_access"', codes=CODE)
