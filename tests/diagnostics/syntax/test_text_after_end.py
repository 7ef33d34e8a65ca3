"""text-after-end: text behind the document."""

from tests.support.syntax import check_syntax


def test_another_value():
    """What follows the first value is marked to its end."""
    check_syntax(
        """
          { "name": "A" } { "name": "B" }
        //                ^^^^^^^^^^^^^^^ error[text-after-end]: Text after the end of the value
        """
    )
    check_syntax(
        """
          { }
          and
        //^^^…1 error[text-after-end]: Text after the end of the value
          more
        """
    )


def test_white_space():
    """White space at the end is no text."""
    check_syntax(
        """
          { }
        """
    )
