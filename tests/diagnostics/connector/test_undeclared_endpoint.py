"""undeclared-endpoint: an action or the connection test calls what is not declared."""

from tests.support.diagnostics import check_members

CODE = "undeclared-endpoint"


def test_path_that_is_not_declared() -> None:
    """The path is marked, with a declared one that it may be meant to be."""
    check_members(
        """
        "testConnection": { "endpoint": "/contact", "method": "GET" },
//                                      ^^^^^^^^^^ warning[undeclared-endpoint]: Endpoint GET /contact is not declared: did you mean "/contacts"?
        "endpoints": { "GET": { "/contacts": { "url": "https://example.com/" } } },
        "actions": [
          { "endpoint": "/contacts", "method": "GET" },
          { "endpoint": "/zzz", "method": "GET" },
//                      ^^^^^^ warning[undeclared-endpoint]: Endpoint GET /zzz is not declared
          { "endpoint": "/zzz", "method": "GET" }
//                      ^^^^^^ warning[undeclared-endpoint]: Endpoint GET /zzz is not declared
        ]
        """,
        codes=CODE,
    )


def test_a_path_of_another_method_is_not_meant() -> None:
    """With it, the request would be as undeclared as before."""
    check_members(
        """
        "endpoints": { "GET": { "/contact": {} }, "POST": { "/new/contacts": {} } },
        "actions": [
          { "endpoint": "/contacts", "method": "POST" }
//                      ^^^^^^^^^^^ warning[undeclared-endpoint]: Endpoint POST /contacts is not declared: did you mean "/new/contacts"?
        ]
        """,
        codes=CODE,
    )


def test_path_under_another_method() -> None:
    """The method is marked if the path is declared under others."""
    check_members(
        """
        "endpoints": { "GET": { "/a": {} }, "PUT": { "/a": {} } },
        "actions": [{ "endpoint": "/a", "method": "POST" }]
//                                                ^^^^^^ warning[undeclared-endpoint]: /a is not declared under POST, but under GET or PUT
        """,
        codes=CODE,
    )


def test_incomplete_requests() -> None:
    """Without a path or method, or with values of wrong types, nothing is looked up."""
    check_members(
        """
        "testConnection": { "method": "GET", "url": "https://example.com/" },
        "actions": [{ "endpoint": "/a" }, { "method": "GET" }, { "endpoint": 1, "method": [] }, 1]
        """,
        codes=CODE,
    )


def test_endpoints_that_are_not_known() -> None:
    """While the endpoints are broken or of a wrong type, any may be meant."""
    for endpoints in ('{ "GET": { "/b": { "url" "" } } }', "[]", '{ "GET": [] }'):
        check_members(
            f"""
            "endpoints": {endpoints},
            "actions": [{{ "endpoint": "/a", "method": "GET" }}]
            """,
            codes=CODE,
        )
