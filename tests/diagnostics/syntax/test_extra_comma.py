"""extra-comma: a comma with nothing before it."""

from tests.support.syntax import check_repair, check_syntax


def test_after_another_comma():
    """Of two commas in a row the second is marked."""
    check_syntax(
        """
          [1,, 2]
        //   ^ error[extra-comma]: One , too many
        """
    )
    check_syntax(
        """
          {
            "a": 1,
            ,
        //  ^ error[extra-comma]: One , too many
            "b": 2
          }
        """
    )


def test_at_the_beginning():
    """A comma behind an opening bracket, or before the document, stands behind nothing."""
    check_syntax(
        """
          [, 1]
        // ^ error[extra-comma]: One , too many
        """
    )
    check_syntax(
        """
          { , "a": 1 }
        //  ^ error[extra-comma]: One , too many
        """
    )
    check_syntax(
        """
          , { }
        //^ error[extra-comma]: Unexpected ,
        """
    )


def test_beside_a_colon():
    """A comma on either side of a colon is one too many."""
    check_syntax(
        """
          { "a",: 1, "b":, 2 }
        //     ^ error[extra-comma]: One , too many
        //               ^ error[extra-comma]: One , too many
        """
    )


def test_repair():
    """The quick fix removes the comma."""
    check_repair("extra-comma", "[1,, 2]", "[1, 2]")
    check_repair("extra-comma", '{"a",: 1}', '{"a": 1}')
    check_repair("extra-comma", '{"a":, 1}', '{"a": 1}')


def test_in_strings():
    """A comma in a string is none."""
    check_syntax(
        """
          [",,", 1]
        """
    )
