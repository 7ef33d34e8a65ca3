"""single-quotes: a string in single quotes."""

from tests.support.syntax import check_repair, check_syntax


def test_strings_and_names():
    """Names and values are marked."""
    check_syntax(
        """
          { 'label': 'API key', "key": 'it is' }
        //  ^^^^^^^ error[single-quotes]: Single quotes around 'label': JSON takes double ones
        //           ^^^^^^^^^ error[single-quotes]: Single quotes around 'API key': JSON takes double ones
        //                             ^^^^^^^ error[single-quotes]: Single quotes around 'it is': JSON takes double ones
        """
    )


def test_repair():
    """The quick fix exchanges the quotes and escapes what then needs it."""
    check_repair("single-quotes", "['a']", '["a"]')
    check_repair("single-quotes", "['say \"a\"']", '["say \\"a\\""]')
    check_repair("single-quotes", "['it\\'s']", '["it\'s"]')
    check_repair("single-quotes", "['C:\\data\t']", '["C:\\\\data\\t"]')


def test_apostrophes():
    """An apostrophe in a string is right."""
    check_syntax(
        """
          ["it's", "'a'"]
        """
    )
