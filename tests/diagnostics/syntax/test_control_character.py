"""control-character: a control character in a string as it is."""

from connector_lsp.analysis.syntax import parse
from tests.support.syntax import check_repair, check_syntax

CODE = "control-character"


def test_tabs_and_others():
    """Each one is marked by itself."""
    text = '["API\tkey", "\x00\x1f"]'
    assert [
        (fault.code, text[fault.start : fault.end], fault.message) for fault in parse(text).faults
    ] == [
        (CODE, "\t", "Control character U+0009 in a string: write \\t"),
        (CODE, "\x00", "Control character U+0000 in a string: write \\u0000"),
        (CODE, "\x1f", "Control character U+001F in a string: write \\u001f"),
    ]


def test_repair():
    """The quick fix writes the escape."""
    check_repair("control-character", '["a\tb"]', '["a\\tb"]')
    check_repair("control-character", '["\x00"]', '["\\u0000"]')


def test_other_characters():
    """Separators and other characters of Unicode may stand in a string."""
    assert parse('["\x7f\x85\u2028\u2029\ufeff\U0001f600"]').faults == ()


def test_line_breaks():
    """A line break ends a string that is not closed: that is another mistake."""
    check_syntax(
        """
          ["a
        // ^^ error[missing-quote]: Missing closing quotation mark
          b", "c"]
        """
    )
