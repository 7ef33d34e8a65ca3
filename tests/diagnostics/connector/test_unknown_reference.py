"""unknown-reference: a template that refers to a field that nothing defines."""

from tests.support.diagnostics import check_members

CODE = "unknown-reference"


def test_auth_field() -> None:
    """A reference to an auth field that is not there is an error, wherever it stands."""
    check_members(
        """
        "auth_components": {
          "type": "oauth2",
          "tokenURL": "https://{{authFields.host}}/token"
//                             ^^^^^^^^^^^^^^^^^^^ error[unknown-reference]: No auth field has the key "host"
        },
        "requiredSettings": { "authFields": [{ "label": "Key", "key": "api_key" }] },
        "auth_request": {
          "type": "bearer",
          "token": "{{ authFields.apiKey }}",
//                  ^^^^^^^^^^^^^^^^^^^^^^^ error[unknown-reference]: No auth field has the key "apiKey": did you mean "api_key"?
          "headers": { "X-Key": "{{authFields.api_key}}" }
        },
        "testConnection": { "url": "https://{{authFields.host}}/", "method": "GET" },
//                                          ^^^^^^^^^^^^^^^^^^^ error[unknown-reference]: No auth field has the key "host"
        "endpoints": {
          "GET": {
            "/a": { "url": "https://example.com/", "params": { "k": "{{authFields.api_kye}}" } }
//                                                                   ^^^^^^^^^^^^^^^^^^^^^^ error[unknown-reference]: No auth field has the key "api_kye": did you mean "api_key"?
          }
        },
        "actions": [{ "endpoint": "/a", "method": "GET", "headers": { "X": "{{authFields.x}}" } }]
//                                                                          ^^^^^^^^^^^^^^^^ error[unknown-reference]: No auth field has the key "x"
        """,
        codes=CODE,
    )


def test_one_expression_twice() -> None:
    """Of the same expression in one string each is marked for itself, escapes or not."""
    check_members(
        r"""
        "auth_request": { "type": "none", "headers": { "X": "\u007b{authFields.a}} \t {{authFields.a}}{{b}}" } }
//                                                           ^^^^^^^^^^^^^^^^^^^^^ error[unknown-reference]: No auth field has the key "a"
//                                                                                    ^^^^^^^^^^^^^^^^ error[unknown-reference]: No auth field has the key "a"
        """,
        codes=CODE,
    )


def test_bare_names() -> None:
    """Bare names are secrets or tokens, but for the path of an action."""
    check_members(
        """
        "auth_components": { "type": "oauth2", "clientId": "{{clientId}}" },
        "auth_request": { "type": "bearer", "token": "{{access_token}}" },
        "testConnection": { "url": "https://example.com/{{who}}", "method": "GET" },
        "endpoints": { "GET": { "/{{id}}": { "url": "https://{{host}}/" } } },
        "actions": [{ "endpoint": "/{{id}}", "method": "GET", "headers": { "X": "{{x}}" } }]
//                                  ^^^^^^ warning[unknown-reference]: This action has no field "id"
        """,
        codes=CODE,
    )


def test_fields_of_the_action() -> None:
    """In an action, its own fields can be referred to; a dotted key is a key."""
    check_members(
        """
        "actions": [
          {
            "endpoint": "/{{a}}/{{u}}/{{b.c}}/{{actionFields.b.c}}/{{urlFields.u}}/{{urlFields.a}}/{{actionField.b.c}}/{{usr}}",
//                                                                                 ^^^^^^^^^^^^^^^ warning[unknown-reference]: This action has no URL field "a": did you mean "actionFields.a"?
//                                                                                                 ^^^^^^^^^^^^^^^^^^^ warning[unknown-reference]: Nothing is called "actionField.b.c": did you mean "actionFields.b.c"?
//                                                                                                                     ^^^^^^^ warning[unknown-reference]: This action has no field "usr": did you mean "urlFields.user"?
            "actionFields": [{ "key": "a" }, { "key": "b.c" }],
            "urlFields": [{ "key": "u" }, { "key": "user" }]
          },
          { "endpoint": "/b", "headers": { "X": "{{actionFields.a}}" } }
//                                               ^^^^^^^^^^^^^^^^^^ warning[unknown-reference]: This action has no action field "a"
        ]
        """,
        codes=CODE,
    )


def test_fields_of_the_actions_that_call_an_endpoint() -> None:
    """An endpoint may refer to what at least one action has that calls it."""
    check_members(
        """
        "testConnection": { "endpoint": "/b", "method": "GET" },
        "endpoints": {
          "GET": {
            "/a": {
              "url": "https://{{urlFields.region}}.example.com/{{urlFields.zone}}",
//                                                             ^^^^^^^^^^^^^^^^^^ warning[unknown-reference]: No action that calls GET /a has the URL field "zone"
              "headers": { "X": "{{actionFields.x}} {{actionFields.region}}" }
//                                                  ^^^^^^^^^^^^^^^^^^^^^^^ warning[unknown-reference]: No action that calls GET /a has the action field "region": did you mean "urlFields.region"?
            },
            "/b": { "url": "https://{{urlFields.region}}.example.com/" }
          }
        },
        "actions": [
          { "endpoint": "/a", "method": "GET", "urlFields": [{ "key": "region" }] },
          { "endpoint": "/a", "method": "GET", "actionFields": [{ "key": "x" }] },
          { "endpoint": "/a", "method": "POST", "urlFields": [{ "key": "zone" }] }
        ]
        """,
        codes=CODE,
    )


def test_no_action_at_hand() -> None:
    """Sign-in and the connection test have no action; what carries the credentials has any."""
    check_members(
        """
        "auth_components": { "type": "oauth2", "scope": "{{actionFields.scope}}" },
//                                                       ^^^^^^^^^^^^^^^^^^^^^^ warning[unknown-reference]: There is no action at sign-in, so no action field "scope"
        "auth_request": { "type": "bearer", "token": "{{actionFields.token}}" },
        "testConnection": { "url": "https://example.com/{{urlFields.id}}", "method": "GET" },
//                                                      ^^^^^^^^^^^^^^^^ warning[unknown-reference]: There is no action in the connection test, so no URL field "id"
        "actions": []
        """,
        codes=CODE,
    )


def test_misspelt_scope() -> None:
    """A dotted path whose beginning is close to a scope was meant to be that scope."""
    check_members(
        """
        "auth_request": {
          "type": "bearer",
          "token": "{{authField.key}}",
//                  ^^^^^^^^^^^^^^^^^ warning[unknown-reference]: Nothing is called "authField.key": did you mean "authFields.key"?
          "headers": {
            "A": "{{requiredSettings.authFields.key}}",
//                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning[unknown-reference]: Nothing is called "requiredSettings.authFields.key": did you mean "authFields.key"?
            "B": "{{auth_fields.key}}",
//                ^^^^^^^^^^^^^^^^^^^ warning[unknown-reference]: Nothing is called "auth_fields.key": did you mean "authFields.key"?
            "C": "{{response.key}}"
          }
        }
        """,
        codes=CODE,
    )


def test_text_that_reaches_no_request() -> None:
    """In labels and descriptions there are no references."""
    check_members(
        """
        "description": "{{authFields.a}}",
        "requiredSettings": { "authFields": [{ "label": "{{authFields.a}}", "key": "k" }] },
        "actions": [{ "label": "{{authFields.a}}", "actionFields": [{ "key": "{{urlFields.a}}" }] }]
        """,
        codes=CODE,
    )


def test_while_the_definition_may_be_in_broken_text() -> None:
    """While an auth field or an action is broken, what it defines is not missed elsewhere."""
    check_members(
        """
        "requiredSettings": { "authFields": [{ "label": "Key" "key": "api_key" }] },
        "auth_request": { "type": "bearer", "token": "{{authFields.key}}" },
        "endpoints": { "GET": { "/a": { "url": "https://{{urlFields.x}}/" } } },
        "actions": [{ "endpoint": "/a", "method": "GET" }]
        """,
        codes=CODE,
    )
    check_members(
        """
        "endpoints": { "GET": { "/a": { "url": "https://{{urlFields.x}}/" } } },
        "actions": [
          { "endpoint": "/a", "method": "GET" },
          { "endpoint": "/a", "method": "GET", "urlFields": [{ "key" "x" }] }
        ]
        """,
        codes=CODE,
    )


def test_in_the_broken_object_itself() -> None:
    """An action with a fault in it is not judged by its fields."""
    check_members(
        """
        "actions": [
          { "endpoint": "/{{id}}", "urlFields": [{ "key": "id" ] }
        ]
        """,
        codes=CODE,
    )


def test_definitions_of_a_wrong_type() -> None:
    """What is no list of fields may be meant to define anything."""
    check_members(
        """
        "requiredSettings": { "authFields": { "label": "Key", "key": "api_key" } },
        "auth_request": { "type": "bearer", "token": "{{authFields.api_key}}" },
        "actions": [{ "endpoint": "/{{id}}/{{urlFields.id}}", "method": "GET", "urlFields": { "key": "id" } }]
        """,
        codes=CODE,
    )
    check_members(
        """
        "requiredSettings": null,
        "auth_request": { "type": "bearer", "token": "{{authFields.api_key}}" },
        "endpoints": { "GET": { "/a": { "url": "https://{{urlFields.x}}/" } } },
        "actions": { "endpoint": "/a", "method": "GET" }
        """,
        codes=CODE,
    )


def test_what_cannot_be_evaluated() -> None:
    """An expression beyond a plain path is not looked up."""
    check_members(
        """
        "auth_request": { "type": "bearer", "token": "{{#if authFields.a}}{{{authFields.b}}}{{authFields.}}{{authFields.c" }
        """,
        codes=CODE,
    )
