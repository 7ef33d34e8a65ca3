"""duplicate-action: two actions of one name."""

from tests.support.diagnostics import check_members

CODE = "duplicate-action"


def test_same_name() -> None:
    """Each action but the first of its name is marked, and the first is named."""
    check_members(
        """
        "actions": [
          { "modelId": "a", "actionId": "create" },
//                                      ^^^^^^^^ note[duplicate-action]: First action of this name
          { "modelId": "a", "actionId": "get" },
          { "modelId": "a", "actionId": "create" }
//                                      ^^^^^^^^ warning[duplicate-action]: Action "a" "create" exists already
        ]
        """,
        codes=CODE,
    )


def test_other_names() -> None:
    """The two parts of the name count together; incomplete names are not compared."""
    check_members(
        """
        "actions": [
          { "modelId": "a", "actionId": "get" }, { "modelId": "b", "actionId": "get" },
          { "modelId": "a" }, { "modelId": "a" }, { "modelId": 1, "actionId": 1 }, { "modelId": 1, "actionId": 1 }
        ]
        """,
        codes=CODE,
    )


def test_beside_a_broken_action() -> None:
    """A fault in one action does not hide the duplicates among the others."""
    check_members(
        """
        "actions": [
          { "modelId": "a", "actionId": "get" },
//                                      ^^^^^ note[duplicate-action]: First action of this name
          { "modelId": "a" "actionId": "get" },
          { "modelId": "a", "actionId": "get" }
//                                      ^^^^^ warning[duplicate-action]: Action "a" "get" exists already
        ]
        """,
        codes=CODE,
    )
