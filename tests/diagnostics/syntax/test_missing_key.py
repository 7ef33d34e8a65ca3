"""missing-key: a value in an object without a name."""

from tests.support.syntax import check_syntax


def test_without_a_name():
    """The beginning of the value is marked."""
    check_syntax(
        """
          { "a": 1, { "b": 2 } }
        //          ^ error[missing-key]: Missing name: an object holds "name": value
        """
    )
    check_syntax(
        """
          { "a": 1, [ ] }
        //          ^ error[missing-key]: Missing name: an object holds "name": value
        """
    )
    check_syntax(
        """
          { : 1 }
        //  ^ error[missing-key]: Missing name: an object holds "name": value
        """
    )


def test_a_string_may_be_a_name():
    """A string is taken for a name, a number for one without quotes."""
    check_syntax(
        """
          { "a" }
        //    ^ error[missing-colon]: Expected : and a value behind "a"
        """
    )
    check_syntax(
        """
          { 1: 2 }
        //  ^ error[unquoted-key]: Property name 1 without double quotes
        """
    )


def test_in_arrays():
    """Items have no names."""
    check_syntax(
        """
          [{ "b": 2 }, 1]
        """
    )
