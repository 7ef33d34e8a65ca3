"""unused-url-field: a URL field that no path uses."""

from tests.support.diagnostics import check_members

CODE = "unused-url-field"


def test_field_without_parameter() -> None:
    """A URL field that neither the action nor its endpoint uses goes to the query string."""
    check_members(
        """
        "endpoints": { "GET": { "/a/{id}": { "url": "https://example.com/" } } },
        "actions": [
          { "endpoint": "/a/{id}", "method": "GET", "urlFields": [{ "key": "ID" }, { "key": "id" }] }
//                                                                         ^^^^ information[unused-url-field]: The path has no parameter for the URL field "ID": its value goes to the query string
        ]
        """,
        codes=CODE,
    )


def test_all_ways_to_use_a_field() -> None:
    """A field is used by a parameter, or by a template in path, headers, URL or parameters."""
    check_members(
        """
        "endpoints": {
          "GET": {
            "/:a/{b}/{{c}}/{{urlFields.d}}": {
              "url": "https://{{urlFields.e}}.example.com/{{f}}",
              "headers": { "X": "{{#if urlFields.g}}1{{/if}}" },
              "params": { "h": "{{urlFields.h}}" }
            }
          }
        },
        "actions": [
          {
            "endpoint": "/:a/{b}/{{c}}/{{urlFields.d}}",
            "method": "GET",
            "headers": { "X": "{{urlFields.i}}" },
            "urlFields": [
              { "key": "a" }, { "key": "b" }, { "key": "c" }, { "key": "d" }, { "key": "e" },
              { "key": "f" }, { "key": "g" }, { "key": "h" }, { "key": "i" }
            ]
          }
        ]
        """,
        codes=CODE,
    )


def test_other_scopes() -> None:
    """A template with the key of another scope does not use the field."""
    check_members(
        """
        "endpoints": { "GET": { "/a": { "url": "https://{{authFields.id}}/{{actionFields.id}}" } } },
        "actions": [{ "endpoint": "/a", "method": "GET", "urlFields": [{ "key": "id" }] }]
//                                                                              ^^^^ information[unused-url-field]: The path has no parameter for the URL field "id": its value goes to the query string
        """,
        codes=CODE,
    )


def test_endpoint_that_is_not_known() -> None:
    """While the endpoint is not declared or is broken, it might use the field."""
    check_members(
        """
        "actions": [
          { "endpoint": "/a", "method": "GET", "urlFields": [{ "key": "id" }] },
          { "urlFields": [{ "key": "id" }] },
          { "endpoint": 1, "method": "GET", "urlFields": [{ "key": "id" }, 1, { "key": 1 }] }
        ]
        """,
        codes=CODE,
    )
    check_members(
        """
        "endpoints": { "GET": { "/a": { "url" "https://{{urlFields.id}}/" } } },
        "actions": [{ "endpoint": "/a", "method": "GET", "urlFields": [{ "key": "id" }] }]
        """,
        codes=CODE,
    )
