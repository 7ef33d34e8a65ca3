"""duplicate-key: a name that occurs twice in one object."""

from tests.support.actions import check_action
from tests.support.syntax import check_syntax


def test_each_after_the_first():
    """Each occurrence but the first is marked, and the first is named."""
    check_syntax(
        """
          {
            "key": "a",
        //  ^^^^^ note[duplicate-key]: First occurrence
        //  ^^^^^ note[duplicate-key]: First occurrence
            "label": "b",
            "key": "c",
        //  ^^^^^ error[duplicate-key]: Duplicate property "key"
            "key": "d"
        //  ^^^^^ error[duplicate-key]: Duplicate property "key"
          }
        """
    )


def test_escapes():
    """An escape writes the same name."""
    check_syntax(
        r"""
          { "key": "a", "k\u0065y": "b" }
        //  ^^^^^ note[duplicate-key]: First occurrence
        //              ^^^^^^^^^^ error[duplicate-key]: Duplicate property "key"
        """
    )


def test_members_of_the_root():
    """In the root it is said in the same way."""
    check_syntax(
        """
          {
            "name": "a",
        //  ^^^^^^ note[duplicate-key]: First occurrence
            "actions": [],
        //  ^^^^^^^^^ note[duplicate-key]: First occurrence
            "name": "b",
        //  ^^^^^^ error[duplicate-key]: Duplicate property "name"
            "actions": []
        //  ^^^^^^^^^ error[duplicate-key]: Duplicate property "actions"
          }
        """
    )


def test_repair():
    """The quick fix removes the occurrence that is marked."""
    check_action('{"key": "a", "key": "b"}', 'Remove this "key"', '{"key": "a"}')
    check_action(
        '{"name": {"a": 1, "a": 2, "b": 3}}', 'Remove this "a"', '{"name": {"a": 1, "b": 3}}'
    )


def test_in_different_objects():
    """The same name in another object is another property."""
    check_syntax(
        """
          [{ "key": "a" }, { "key": { "key": "b" } }]
        """
    )
