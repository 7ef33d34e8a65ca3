"""missing-url-field: a path parameter that no URL field fills."""

from tests.support.diagnostics import check_members

CODE = "missing-url-field"


def test_parameters_in_both_notations() -> None:
    """A parameter in braces or behind a colon needs a URL field of its name; each is named once."""
    check_members(
        """
        "actions": [
          { "endpoint": "/a/{id}/{id}/:part/b:batch" },
//                          ^^^^ warning[missing-url-field]: Path parameter "id" has no URL field
//                                    ^^^^^ warning[missing-url-field]: Path parameter "part" has no URL field
          { "endpoint": "/a/{id}/:part", "urlFields": [{ "key": "id" }] }
//                               ^^^^^ warning[missing-url-field]: Path parameter "part" has no URL field
        ]
        """,
        codes=CODE,
    )


def test_what_was_meant() -> None:
    """A URL field of a like name that nothing else uses may be meant, or an action field."""
    check_members(
        """
        "actions": [
          { "endpoint": "/{contactId}", "urlFields": [{ "key": "contact_id" }] },
//                        ^^^^^^^^^^^ warning[missing-url-field]: Path parameter "contactId" has no URL field: did you mean "contact_id"?
          { "endpoint": "/{user}/{users}", "urlFields": [{ "key": "user" }] },
//                               ^^^^^^^ warning[missing-url-field]: Path parameter "users" has no URL field
          { "endpoint": "/{id}", "actionFields": [{ "key": "id" }] }
//                        ^^^^ warning[missing-url-field]: Path parameter "id" has no URL field, only an action field: move it to urlFields
        ]
        """,
        codes=CODE,
    )


def test_connection_test() -> None:
    """The connection test asks for nothing that could fill a parameter."""
    check_members(
        """
        "testConnection": { "endpoint": "/users/{id}", "method": "GET", "urlFields": [{ "key": "id" }] }
//                                              ^^^^ warning[missing-url-field]: Nothing fills the path parameter "id" in the connection test
        """,
        codes=CODE,
    )


def test_filled_parameters() -> None:
    """Parameters with URL fields are fine, and templates are no parameters."""
    check_members(
        """
        "testConnection": { "endpoint": "/users/me", "method": "GET" },
        "actions": [
          { "endpoint": "/a/{id}/:part", "urlFields": [{ "key": "part" }, { "key": "id" }] },
          { "endpoint": "/a/{{id}}/{}" },
          { "endpoint": "/a" }
        ]
        """,
        codes=CODE,
    )


def test_escapes() -> None:
    """The parameter is found however the path is written."""
    check_members(
        r"""
        "actions": [
          { "endpoint": "\/a\/\u007bid}" }
//                            ^^^^^^^^^ warning[missing-url-field]: Path parameter "id" has no URL field
        ]
        """,
        codes=CODE,
    )


def test_broken_and_wrong() -> None:
    """Nothing is missed in an action with a fault in it, nor in what is no list of fields."""
    check_members(
        """
        "actions": [
          { "endpoint": "/{id}", "urlFields": [{ "key" "id" }] },
          { "endpoint": "/{id}", "urlFields": { "key": "id" } },
          { "endpoint": ["/{id}"] },
          "/{id}"
        ]
        """,
        codes=CODE,
    )
