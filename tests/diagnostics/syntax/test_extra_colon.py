"""extra-colon: a colon too many."""

from tests.support.syntax import check_repair, check_syntax


def test_two_in_a_row():
    """Of two colons the second is marked."""
    check_syntax(
        """
          { "label":: "API key" }
        //          ^ error[extra-colon]: One : too many
        """
    )


def test_elsewhere():
    """So is one before a name, behind a value or in an array."""
    check_syntax(
        """
          { :"a": 1, "b": 2: }
        //  ^ error[extra-colon]: One : too many
        //                 ^ error[extra-colon]: One : too many
        """
    )
    check_syntax(
        """
          [:1, 2:]
        // ^ error[extra-colon]: One : too many
        //      ^ error[extra-colon]: One : too many
        """
    )


def test_repair():
    """The quick fix removes the colon."""
    check_repair("extra-colon", '{"a":: 1}', '{"a": 1}')
    check_repair("extra-colon", '{:"a": 1}', '{"a": 1}')
    check_repair("extra-colon", "[2:]", "[2]")


def test_in_strings():
    """A colon in a string is none."""
    check_syntax(
        """
          { "a::b": "::" }
        """
    )
