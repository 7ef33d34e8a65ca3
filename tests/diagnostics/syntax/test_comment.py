"""comment: JSON has none."""

from tests.support.syntax import check_repair, check_syntax


def test_comments():
    """Comments of both kinds are marked, and hide nothing."""
    check_syntax(
        """
          {
            // the name
        //  ^^^^^^^^^^^ error[comment]: A comment: JSON has none
            "name": "a", /* and
        //               ^^^^^^…1 error[comment]: A comment: JSON has none
            the link */
            "link": b
        //          ^ error[unquoted-value]: b without double quotes
          }
        """
    )
    check_syntax(
        """
          { } /* never closed
        //    ^^^^^^^^^^^^^^^ error[comment]: A comment: JSON has none
        """
    )


def test_repair():
    """The quick fix removes the comment, and its line if nothing else is there."""
    check_repair("comment", '{\n  // the name\n  "a": 1\n}', '{\n  "a": 1\n}')
    check_repair("comment", '{\r\n  // the name\r\n  "a": 1\r\n}', '{\r\n  "a": 1\r\n}')
    check_repair("comment", '{"a": 1 /* one */}', '{"a": 1 }')


def test_in_strings():
    """What looks like a comment in a string, such as a URL, is none."""
    check_syntax(
        """
          ["https://example.com/", "/* */"]
        """
    )


def test_bare_urls():
    """The slashes of a URL without quotes begin no comment."""
    check_syntax(
        """
          { "url": https://example.com/ } // all
        //         ^^^^^^^^^^^^^^^^^^^^ error[unquoted-value]: https://example.com/ without double quotes
        //                                ^^^^^^ error[comment]: A comment: JSON has none
        """
    )
