"""invalid-escape: a backslash that begins no escape."""

from tests.support.syntax import check_repair, check_syntax


def test_escapes():
    """Each bad escape is marked by itself."""
    check_syntax(
        r"""
          ["C:\data", "\u12", "\x41 \' \n"]
        //    ^^ error[invalid-escape]: Invalid escape \d in a string: write \\ for a backslash
        //             ^^^^ error[invalid-escape]: Invalid escape \u12 in a string: \u takes four hexadecimal digits
        //                     ^^ error[invalid-escape]: Invalid escape \x in a string: write \\ for a backslash
        //                          ^^ error[invalid-escape]: Invalid escape \' in a string: write \\ for a backslash
        """
    )


def test_repair():
    """The quick fix doubles the backslash."""
    check_repair("invalid-escape", '["C:\\data"]', '["C:\\\\data"]')
    check_repair("invalid-escape", '["\\u12"]', '["\\\\u12"]')


def test_good_escapes():
    """All escapes of JSON are right, also half a surrogate pair."""
    check_syntax(
        r"""
          ["\" \\ \/ \b \f \n \r \t \u00e9 \ud83d\ude00 \ud800"]
        """
    )
