"""unused-endpoint: an endpoint that nothing calls."""

from connector_lsp.analysis.diagnostics.registry import RULES
from tests.support.diagnostics import check_members

CODE = "unused-endpoint"


def test_endpoint_without_a_caller() -> None:
    """An endpoint that neither an action nor the connection test names is marked at its path."""
    check_members(
        """
        "testConnection": { "endpoint": "/me", "method": "GET" },
        "endpoints": {
          "GET": {
            "/me": { "url": "https://example.com/" },
            "/a": { "url": "https://example.com/" }
          },
          "POST": {
            "/a": { "url": "https://example.com/" },
//          ^^^^ hint[unused-endpoint]: No action calls POST /a
            "/b": 1
//          ^^^^ hint[unused-endpoint]: No action calls POST /b
          }
        },
        "actions": [{ "endpoint": "/a", "method": "GET" }]
        """,
        codes=CODE,
    )


def test_it_is_unnecessary() -> None:
    """Editors show it faded."""
    assert RULES[CODE].is_unnecessary


def test_names_that_are_escaped() -> None:
    """A path is the same however it is written."""
    check_members(
        r"""
        "endpoints": { "GET": { "\/a": { "url": "https://example.com/" }, "\/b": {} } },
//                                                                        ^^^^^ hint[unused-endpoint]: No action calls GET /b
        "actions": [{ "endpoint": "/a", "method": "GET" }]
        """,
        codes=CODE,
    )


def test_beside_broken_text() -> None:
    """While an action, the connection test or anything between is broken, it may call anything."""
    for broken in (
        '"actions": [{ "endpoint" "/a" }]',
        '"actions": {}',
        '"testConnection": { "endpoint" "/a" }',
        '"actions": [{} {}]',
        '"actions": [',
    ):
        check_members(
            f"""
            "endpoints": {{ "GET": {{ "/a": {{ "url": "https://example.com/" }} }} }},
            {broken}
            """,
            codes=CODE,
        )


def test_no_endpoints() -> None:
    """What is no endpoint cannot be called."""
    check_members('"endpoints": { "GET": [], "POST": null, "PUT": {} }', codes=CODE)
    check_members('"endpoints": []', codes=CODE)
