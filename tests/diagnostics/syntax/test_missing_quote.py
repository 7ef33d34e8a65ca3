"""missing-quote: a string that has one quotation mark only."""

import json

from connector_lsp.analysis.syntax import parse
from connector_lsp.analysis.text import Edit
from tests.support.connectors import make_connector
from tests.support.syntax import check_repair, check_syntax


def test_opening():
    """A missing opening mark damages its own string only."""
    check_syntax(
        """
          {
            "label": API key",
        //           ^^^^^^^^ error[missing-quote]: Missing opening quotation mark
            key": "api_key"
        //  ^^^^ error[missing-quote]: Missing opening quotation mark
          }
        """
    )


def test_closing():
    """So does a missing closing mark."""
    check_syntax(
        """
          {
            "label: "API key",
        //  ^^^^^^ error[missing-quote]: Missing closing quotation mark
            "key": "api_key,
        //         ^^^^^^^^ error[missing-quote]: Missing closing quotation mark
            "masked": true
          }
        """
    )


def test_inside_a_line():
    """On a line with several strings the likeliest place is found."""
    check_syntax(
        """
          { "label": "API key, "key": "api_key" }
        //           ^^^^^^^^ error[missing-quote]: Missing closing quotation mark
        """
    )
    check_syntax(
        """
          { "label": "API key", key": "api_key" }
        //                      ^^^^ error[missing-quote]: Missing opening quotation mark
        """
    )
    check_syntax(
        """
          ["a", "b, "c"]
        //      ^^ error[missing-quote]: Missing closing quotation mark
        """
    )


def test_another_character():
    """A bracket or comma typed for the mark is part of the same mistake."""
    check_syntax(
        """
          {
            "label": {API key",
        //           ^^^^^^^^^ error[missing-quote]: Missing opening quotation mark
            "key]: "api_key"
        //  ^^^^^ error[missing-quote]: Missing closing quotation mark
          }
        """
    )
    check_syntax(
        """
          {
            "label": "API key",
            ,key": "api_key"
        //  ^^^^^ error[missing-quote]: Missing opening quotation mark
          }
        """
    )


def test_being_typed():
    """A string that is being typed ends at the end of its line."""
    check_syntax(
        """
          {
            "label": "
        //           ^ error[missing-quote]: Missing closing quotation mark
          }
        """
    )
    check_syntax(
        """
          {
            "la
        //  ^^^ error[missing-quote]: Missing closing quotation mark
            "key": "api_key"
          }
        """
    )


def test_in_a_long_line():
    """In a document of one line the rest reads as before."""
    text = json.dumps(json.loads(make_connector(200)))
    at = text.index('"label":') + 8
    faults = parse(text[: at - 2] + text[at - 1 :]).faults
    assert [fault.code for fault in faults] == ["missing-quote"]
    assert faults[0].fix == Edit(at - 2, at - 2, '"')


def test_repair():
    """The quick fix inserts the mark, or puts it in the place of what stands there."""
    check_repair("missing-quote", '{"label: "API key"}', '{"label": "API key"}')
    check_repair("missing-quote", '{"label": API key", "a": 1}', '{"label": "API key", "a": 1}')
    check_repair(
        "missing-quote",
        '{\n  "label": "API key,\n  "a": 1\n}',
        '{\n  "label": "API key",\n  "a": 1\n}',
    )
    check_repair("missing-quote", '{\n  "label": {API key"\n}', '{\n  "label": "API key"\n}')


def test_strings_with_marks():
    """A mark behind a backslash is part of its string."""
    check_syntax(
        r"""
          ["\"", "a \"b\" c"]
        """
    )
