"""unexpected-bracket: a bracket too many."""

from tests.support.syntax import check_repair, check_syntax


def test_closing():
    """A closing bracket that closes nothing is marked."""
    check_syntax(
        """
          { "a": 1 } }
        //           ^ error[unexpected-bracket]: } closes nothing
        """
    )
    check_syntax(
        """
          ]
        //^ error[unexpected-bracket]: ] closes nothing
        """
    )
    check_syntax(
        """
          {
            "a": {
              "b": 1
              },
        //    ^ error[unexpected-bracket]: } closes nothing
              "c": 2
            },
            "d": 3
          }
        """
    )


def test_opening():
    """So is an opening one that opens nothing."""
    check_syntax(
        """
          {
            "a": 1,
            [
        //  ^ error[unexpected-bracket]: [ opens nothing that fits here
            "b": 2
          }
        """
    )
    check_syntax(
        """
          {
            "a": 1,
            ["b": 2
        //  ^ error[unexpected-bracket]: [ opens nothing that fits here
          }
        """
    )


def test_too_early():
    """A bracket that closes an object before its indented content is one too many."""
    check_syntax(
        """
          {
            "auth_request": {}
        //                   ^ error[unexpected-bracket]: } closes nothing
              "type": "none"
            }
          }
        """
    )


def test_repair():
    """The quick fix removes the bracket."""
    check_repair("unexpected-bracket", '{"a": 1}}', '{"a": 1}')
    check_repair(
        "unexpected-bracket", '{\n  "a": {}\n    "b": 1\n  }\n}', '{\n  "a": {\n    "b": 1\n  }\n}'
    )


def test_in_strings():
    """A bracket in a string is none."""
    check_syntax(
        """
          ["}", "]", "{"]
        """
    )
