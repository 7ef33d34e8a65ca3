"""unused-auth-field: an auth field that nothing refers to."""

from connector_lsp.analysis.diagnostics.registry import RULES
from tests.support.diagnostics import check_members

CODE = "unused-auth-field"


def test_field_without_a_reference() -> None:
    """An auth field that no template names is unnecessary."""
    check_members(
        """
        "requiredSettings": {
          "authFields": [
            { "label": "Key", "key": "key" },
            { "label": "Region", "key": "region" }
//                                      ^^^^^^^^ hint[unused-auth-field]: Nothing refers to the auth field "region", with {{authFields.region}}
          ]
        },
        "auth_request": { "type": "bearer", "token": "{{authFields.key}} region {{region}} {{urlFields.region}}" }
        """,
        codes=CODE,
    )


def test_it_is_unnecessary() -> None:
    """Editors show it faded."""
    assert RULES[CODE].is_unnecessary


def test_any_mention_counts() -> None:
    """Whatever names the field uses it, also where it cannot be evaluated or is a header's name."""
    check_members(
        """
        "auth_components": { "type": "oauth2", "tokenURL": "https://{{ authFields.a }}/" },
        "requiredSettings": {
          "authFields": [
            { "key": "a" }, { "key": "b" }, { "key": "c" }, { "key": "d" }, { "key": "e" },
            { "key": "f" }, { "key": "g h" }, { "key": "i.j" }, { "key": "k" }
          ]
        },
        "auth_request": { "type": "custom", "headers": { "{{authFields.b}}": "{{#if authFields.c}}" } },
        "testConnection": { "url": "https://{{authFields.d}}/", "method": "GET" },
        "endpoints": { "GET": { "/": { "url": "https://{{authFields.e}}/" } } },
        "actions": [
          { "endpoint": "/", "method": "GET", "headers": { "X": "{{authFields.f}}{{authFields.g h}}" } },
          { "actionFields": [{ "key": "x", "default": "{{authFields.i.j}}" }] }
        ],
        "extension": { "x": "{{authFields.k}}" }
        """,
        codes=CODE,
    )


def test_beside_broken_text() -> None:
    """While anything that may refer to the field is broken, the field counts as used."""
    for broken in (
        '"auth_components": { "type" "none" }',
        '"auth_request": { "type" "none" }',
        '"testConnection": { "method" "GET" }',
        '"endpoints": { "GET": { "/": { "url" "" } } }',
        '"actions": [{ "label" "" }]',
        '"actions": [] "description": ""',
    ):
        check_members(
            f"""
            "requiredSettings": {{ "authFields": [{{ "label": "Key", "key": "key" }}] }},
            {broken}
            """,
            codes=CODE,
        )


def test_fields_without_keys() -> None:
    """A field whose key is empty, missing or no string is not judged."""
    check_members(
        """
        "requiredSettings": { "authFields": [{ "key": "" }, {}, { "key": 1 }, "key", null] }
        """,
        codes=CODE,
    )
