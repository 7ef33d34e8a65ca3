"""unsupported-expression: a template expression beyond a plain path, or not whole."""

from tests.support.diagnostics import check_members

CODE = "unsupported-expression"


def test_more_than_a_path() -> None:
    """Helpers, blocks and triple braces are marked one by one."""
    check_members(
        """
        "auth_request": {
          "type": "bearer",
          "token": "{{#if a}}{{authFields.a}}{{/if}}",
//                  ^^^^^^^^^ warning[unsupported-expression]: {{#if a}} cannot be evaluated: expected a plain path, such as {{authFields.api_key}}
//                                           ^^^^^^^ warning[unsupported-expression]: {{/if}} cannot be evaluated: expected a plain path, such as {{authFields.api_key}}
          "headers": {
            "A": "{{{authFields.a}}}",
//                ^^^^^^^^^^^^^^^^^^ warning[unsupported-expression]: {{{authFields.a}}} cannot be evaluated: expected two braces, {{authFields.a}}
            "B": "{{concat \\"x\\" authFields.a}}"
//                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning[unsupported-expression]: {{concat "x" authFields.a}} cannot be evaluated: expected a plain path, such as {{authFields.api_key}}
          }
        }
        """,
        codes=CODE,
    )


def test_a_path_that_ends_too_early() -> None:
    """Braces with nothing in them and a scope without a key name no field."""
    check_members(
        """
        "endpoints": {
          "GET": {
            "/a": { "url": "https://{{}}/{{ }}/{{authFields}}/{{authFields.}}" }
//                                  ^^^^ warning[unsupported-expression]: {{}} is empty: expected a name, such as {{authFields.api_key}}
//                                       ^^^^^ warning[unsupported-expression]: {{ }} is empty: expected a name, such as {{authFields.api_key}}
//                                             ^^^^^^^^^^^^^^ warning[unsupported-expression]: {{authFields}} names no field: expected a key, such as {{authFields.key}}
//                                                            ^^^^^^^^^^^^^^^ warning[unsupported-expression]: {{authFields.}} cannot be evaluated: expected a plain path, such as {{authFields.api_key}}
          }
        }
        """,
        codes=CODE,
    )


def test_braces_that_nothing_closes() -> None:
    """Of two opening braces without closing ones the first word is marked, once a place."""
    check_members(
        """
        "actions": [
          {
            "endpoint": "/{{a/{{b}}/{{c d",
//                        ^^^^ warning[unsupported-expression]: {{a/ is not closed: expected }}
//                                  ^^^ warning[unsupported-expression]: {{c is not closed: expected }}
            "headers": { "X": "{{x} }", "Y": "{{" }
//                             ^^^ warning[unsupported-expression]: {{x is not closed: expected }}
//                                            ^^ warning[unsupported-expression]: {{ is not closed: expected }}
          }
        ]
        """,
        codes=CODE,
    )


def test_a_path_without_a_scope() -> None:
    """A dotted path begins with a scope, unless it names a secret or a key of the action's own."""
    check_members(
        """
        "auth_components": { "type": "oauth2", "clientId": "{{google.client}}" },
        "auth_request": { "type": "bearer", "token": "{{secrets.token}}" },
//                                                    ^^^^^^^^^^^^^^^^^ warning[unsupported-expression]: {{secrets.token}} cannot be evaluated: expected authFields, actionFields or urlFields before the dot
        "actions": [{ "endpoint": "/{{a.b}}/{{c.d}}", "actionFields": [{ "key": "a.b" }] }]
//                                          ^^^^^^^ warning[unsupported-expression]: {{c.d}} cannot be evaluated: expected authFields, actionFields or urlFields before the dot
        """,
        codes=CODE,
    )


def test_plain_paths() -> None:
    """Plain paths are fine, with white space and letters of any script too."""
    check_members(
        """
        "auth_components": { "type": "oauth2", "clientId": "{{ clientId }}" },
        "auth_request": { "type": "bearer", "token": "{{authFields.キー}}{{Straße}}{{ authFields.a-b.$c }}" },
        "testConnection": { "url": "https://{{host}}/{id}?q={\\"a\\":{}}", "method": "GET" }
        """,
        codes=CODE,
    )


def test_text_that_reaches_no_request() -> None:
    """A description may show braces of any sort."""
    check_members(
        """
        "description": "{{#if}} {{",
        "actions": [{ "helpText": "{{#if}} {{", "actionFields": [{ "description": "{{" }] }]
        """,
        codes=CODE,
    )


def test_in_broken_text() -> None:
    """In an object with a fault in it nothing is said, beside it everything."""
    check_members(
        """
        "auth_request": { "type": "bearer" "token": "{{#if}}" },
        "testConnection": { "url": "{{#if}}", "method": "GET" }
//                                  ^^^^^^^ warning[unsupported-expression]: {{#if}} cannot be evaluated: expected a plain path, such as {{authFields.api_key}}
        """,
        codes=CODE,
    )


def test_a_long_expression() -> None:
    """A long expression, or one of several lines, is cut in the message."""
    check_members(
        """
        "auth_request": { "type": "bearer", "token": "{{concat\\nauthFields.first authFields.second authFields.third}}" }
//                                                    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning[unsupported-expression]: {{concat authFields.first authFields.se… cannot be evaluated: expected a plain path, such as {{authFields.api_key}}
        """,
        codes=CODE,
    )
