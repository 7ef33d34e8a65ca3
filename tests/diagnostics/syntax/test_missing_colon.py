"""missing-colon: no colon between a property's name and its value."""

from tests.support.syntax import check_repair, check_syntax


def test_before_a_value():
    """The end of the name is marked."""
    check_syntax(
        """
          { "name" "a", "masked" true, "choices" { } }
        //       ^ error[missing-colon]: Expected : behind "name"
        //                     ^ error[missing-colon]: Expected : behind "masked"
        //                                     ^ error[missing-colon]: Expected : behind "choices"
        """
    )


def test_without_a_value():
    """A name alone lacks its value, too."""
    check_syntax(
        """
          { "name", "link": "b" }
        //       ^ error[missing-colon]: Expected : and a value behind "name"
        """
    )
    check_syntax(
        """
          {
            "name": "a",
            "link"
        //       ^ error[missing-colon]: Expected : and a value behind "link"
          }
        """
    )


def test_another_character():
    """Another character in its place is part of the same mistake."""
    check_syntax(
        """
          { "name", "a" }
        //        ^ error[missing-colon]: Expected : behind "name", found ,
        """
    )
    check_syntax(
        """
          {
            "name"} "a",
        //       ^ error[missing-colon]: Expected : behind "name"
            "link": "b"
          }
        """
    )
    check_syntax(
        """
          { "name"= "a" }
        //        ^ error[missing-colon]: Expected : behind "name", found =
        """
    )


def test_repair():
    """The quick fix inserts the colon, or puts it in the place of what stands there."""
    check_repair("missing-colon", '{"name" "a"}', '{"name": "a"}')
    check_repair("missing-colon", '{"name", "a"}', '{"name": "a"}')
    check_repair("missing-colon", '{\n  "name"} "a"\n}', '{\n  "name": "a"\n}')


def test_colons_that_are_there():
    """White space may stand on both sides of a colon."""
    check_syntax(
        """
          { "name"
            :
            "a" }
        """
    )
