"""trailing-comma: a comma behind the last property or item."""

from tests.support.syntax import check_repair, check_syntax


def test_before_a_closing_bracket():
    """The comma is marked, on whichever line the bracket stands."""
    check_syntax(
        """
          { "a": [1, 2,], }
        //            ^ error[trailing-comma]: Trailing , before ]
        //              ^ error[trailing-comma]: Trailing , before }
        """
    )
    check_syntax(
        """
          {
            "a": 1,
        //        ^ error[trailing-comma]: Trailing , before }
          }
        """
    )


def test_repair():
    """The quick fix removes the comma."""
    check_repair("trailing-comma", '{"a": 1,}', '{"a": 1}')
    check_repair("trailing-comma", "[1,\n]", "[1\n]")


def test_none():
    """Without it there is nothing to say."""
    check_syntax(
        """
          { "a": [1, 2] }
        """
    )
