"""unquoted-key: a name without double quotes."""

from tests.support.syntax import check_repair, check_syntax


def test_words_and_numbers():
    """The name is marked."""
    check_syntax(
        """
          { label: "a", 1: "b", $x-y: "c", true: "d" }
        //  ^^^^^ error[unquoted-key]: Property name label without double quotes
        //              ^ error[unquoted-key]: Property name 1 without double quotes
        //                      ^^^^ error[unquoted-key]: Property name $x-y without double quotes
        //                                 ^^^^ error[unquoted-key]: Property name true without double quotes
        """
    )


def test_repair():
    """The quick fix quotes the name, whatever is in it."""
    check_repair("unquoted-key", "{label: 1}", '{"label": 1}')
    check_repair("unquoted-key", "{a\\b: 1}", '{"a\\\\b": 1}')


def test_quoted():
    """A name may be any string."""
    check_syntax(
        """
          { "": 1, " ": 2 }
        """
    )
