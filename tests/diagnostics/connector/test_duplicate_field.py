"""duplicate-field: two fields with the same key."""

from tests.support.diagnostics import check_members

CODE = "duplicate-field"


def test_auth_fields_of_one_key() -> None:
    """Each auth field but the first of its key is marked, and the first is named."""
    check_members(
        """
        "requiredSettings": {
          "authFields": [
            { "label": "Key", "key": "api_key" },
//                                   ^^^^^^^^^ note[duplicate-field]: First field with this key
//                                   ^^^^^^^^^ note[duplicate-field]: First field with this key
            { "label": "Other", "key": "other" },
            { "label": "Secret", "key": "api_key" },
//                                      ^^^^^^^^^ warning[duplicate-field]: Auth field "api_key" exists already
            { "label": "Token", "key": "api_key" }
//                                     ^^^^^^^^^ warning[duplicate-field]: Auth field "api_key" exists already
          ]
        }
        """,
        codes=CODE,
    )


def test_fields_of_an_action() -> None:
    """Action fields and URL fields are compared with their like."""
    check_members(
        """
        "actions": [
          {
            "actionFields": [{ "key": "a" }, { "key": "b" }, { "key": "a" }],
//                                    ^^^ note[duplicate-field]: First field with this key
//                                                                    ^^^ warning[duplicate-field]: Action field "a" exists already
            "urlFields": [{ "key": "id" }, { "key": "id" }]
//                                 ^^^^ note[duplicate-field]: First field with this key
//                                                  ^^^^ warning[duplicate-field]: URL field "id" exists already
          }
        ]
        """,
        codes=CODE,
    )


def test_one_key_in_two_places() -> None:
    """An action field, a URL field, an auth field and another action's field may share a key."""
    check_members(
        """
        "requiredSettings": { "authFields": [{ "label": "ID", "key": "id" }] },
        "actions": [
          { "actionFields": [{ "key": "id" }], "urlFields": [{ "key": "id" }] },
          { "actionFields": [{ "key": "id" }] }
        ]
        """,
        codes=CODE,
    )


def test_keys_that_are_not_there_yet() -> None:
    """Empty and missing keys and keys that are no strings are not compared."""
    check_members(
        """
        "requiredSettings": { "authFields": [{ "key": "" }, { "key": "" }, {}, {}, 1, 1] },
        "actions": [{ "actionFields": [{ "key": "" }, { "key": "" }, { "key": 1 }, { "key": 1 }, 1] }]
        """,
        codes=CODE,
    )


def test_beside_a_broken_field() -> None:
    """A fault in one auth field does not hide the duplicates among the others."""
    check_members(
        """
        "requiredSettings": {
          "authFields": [
            { "label": "A", "key": "a" },
//                                 ^^^ note[duplicate-field]: First field with this key
            { "label": "B" "key": "b" },
            { "label": "A", "key": "a" }
//                                 ^^^ warning[duplicate-field]: Auth field "a" exists already
          ]
        }
        """,
        codes=CODE,
    )


def test_inside_a_broken_action() -> None:
    """While a fault is in the list of fields, nothing is said of it."""
    check_members(
        """
        "actions": [
          { "actionFields": [{ "key": "a" }, { "key": "a" } { "key": "b" }] }
        ]
        """,
        codes=CODE,
    )
