"""Every rule of the syntax: what fires it, the message, the place; and what is near but right."""

import pytest

from connector_lsp.analysis.diagnostics.registry import RULES
from connector_lsp.analysis.syntax import parse
from connector_lsp.analysis.text import apply_edits

FIRES = [
    ('{"a": 1 "b": 2}', "missing-comma", "1", "Missing , between two properties"),
    ("[1 2]", "missing-comma", "1", "Missing , between two items"),
    ('{"a": 1,, "b": 2}', "extra-comma", ",", "One , too many"),
    ("[, 1]", "extra-comma", ",", "One , too many"),
    ('{"a": 1,}', "trailing-comma", ",", "Trailing , before }"),
    ("[1, ]", "trailing-comma", ",", "Trailing , before ]"),
    ('{"a" 1}', "missing-colon", '"', 'Expected : behind "a"'),
    ('{"a":: 1}', "extra-colon", ":", "One : too many"),
    ('{"a": }', "missing-value", '"a":', 'Property "a" has no value'),
    ('{"a": , "b": 1}', "missing-value", '"a":', 'Property "a" has no value'),
    ("", "missing-value", "", "Expected a value: the text is empty"),
    ("{ : 1}", "missing-key", ":", 'Missing name: an object holds "name": value'),
    ("{ {} }", "missing-key", "{", 'Missing name: an object holds "name": value'),
    ('{\n  "a": {\n    "b": 1\n  ,\n  "c": 2\n}', "missing-bracket", "1", "Missing } of an object"),
    ('{\n  "a": [\n    1\n  \n}', "missing-bracket", "1", "Missing ] of an array"),
    ('{"a": 1}}', "unexpected-bracket", "}", "} closes nothing"),
    ("[1]]", "unexpected-bracket", "]", "] closes nothing"),
    ('{\n  "a": [\n    1\n  }\n}', "mismatched-bracket", "}", "} where ] of an array belongs"),
    ('{"a": "b}', "missing-quote", '"b', "Missing closing quotation mark"),
    ('{\n  a": 1\n}', "missing-quote", 'a"', "Missing opening quotation mark"),
    (
        '{"a": "b"c"}',
        "unexpected-quote",
        '"',
        'Unexpected quotation mark: inside a string write \\"',
    ),
    (
        '{"a": "C:\\d"}',
        "invalid-escape",
        "\\d",
        "Invalid escape \\d in a string: write \\\\ for a backslash",
    ),
    (
        '{"a": "\\u12"}',
        "invalid-escape",
        "\\u12",
        "Invalid escape \\u12 in a string: \\u takes four hexadecimal digits",
    ),
    (
        '{"a": "x\ty"}',
        "control-character",
        "\t",
        "Control character U+0009 in a string: write \\t",
    ),
    ('{"a": 01}', "invalid-number", "01", "01 is no JSON number"),
    ('{"a": +1}', "invalid-number", "+1", "+1 is no JSON number"),
    ('{"a": .5}', "invalid-number", ".5", ".5 is no JSON number"),
    ('{"a": 1.}', "invalid-number", "1.", "1. is no JSON number"),
    ('{"a": NaN}', "invalid-number", "NaN", "NaN is no JSON number"),
    ('{"a": 0x1F}', "invalid-number", "0x1F", "0x1F is no JSON number"),
    ('{"a": 1} // c', "comment", "// c", "A comment: JSON has none"),
    ('{/* c */ "a": 1}', "comment", "/* c */", "A comment: JSON has none"),
    (
        "{\"a\": 'b'}",
        "single-quotes",
        "'b'",
        "Single quotes around 'b': JSON takes double ones",
    ),
    ("{a: 1}", "unquoted-key", "a", "Property name a without double quotes"),
    ('{"a": True}', "unquoted-value", "True", "True is no JSON value: write true"),
    ('{"a": None}', "unquoted-value", "None", "None is no JSON value: write null"),
    ('{"a": hello world}', "unquoted-value", "hello world", "hello world without double quotes"),
    ('{"a": 1} {"b": 2}', "text-after-end", '{"b": 2}', "Text after the end of the value"),
    ('{"a": 1, "a": 2}', "duplicate-key", '"a"', 'Duplicate property "a"'),
    (
        "[" * 130 + "]" * 130,
        "nested-too-deeply",
        "[",
        "More than 128 brackets inside each other",
    ),
]

SILENT = [
    '{"a": 1, "b": [1, 2]}',
    '{"a": "x, y", "b": ":", "c": "}{][", "d": "// no comment", "e": "/* none */"}',
    '{"a": "it\'s \'quoted\'", "b": "say \\"hi\\""}',
    '{"a": "C:\\\\d \\u00e9 \\ud800 \\/ \\b\\f\\n\\r\\t"}',
    '{"a": 0, "b": -1.5e+10, "c": 10, "d": 0.5, "e": 1E2}',
    '{"a": true, "b": false, "c": null, "d": {}, "e": []}',
    '{"a": {"b": 1}, "b": {"b": 1}}',
    '{"a": 1}\n \t\r\n',
    "[" * 128 + "]" * 128,
    '{ "a"\n:\n1\n,\n"b" : 2 }',
    '{"a\u2028b": "\u2029\u0085"}',
]


@pytest.mark.parametrize(("text", "code", "marked", "message"), FIRES)
def test_a_mistake_is_said_once_where_it_is(text, code, marked, message):
    """One fault, its code, its message, and the characters that it marks."""
    (fault,) = parse(text).faults
    assert (fault.code, text[fault.start : fault.end], fault.message) == (code, marked, message)


@pytest.mark.parametrize("text", SILENT)
def test_what_is_near_but_right_is_not_said(text):
    """JSON by RFC 8259 has no fault."""
    assert parse(text).faults == ()


@pytest.mark.parametrize(
    ("text", "code"),
    [(text, code) for text, code, _, _ in FIRES if RULES[code].fix_title],
)
def test_its_repair_repairs_it(text, code):
    """The parser's own fix leaves that mistake nowhere; `0x1F` and the like need a person."""
    (fault,) = parse(text).faults
    if fault.fix is None:
        assert code == "invalid-number"
        return
    assert code not in {each.code for each in parse(apply_edits(text, [fault.fix])).faults}


def test_every_rule_of_the_syntax_is_here():
    """A rule without a case would not be specified."""
    assert {code for _, code, _, _ in FIRES} == {
        rule.code for rule in RULES.values() if rule.group == "syntax"
    }


def test_a_duplicate_points_to_the_first_occurrence():
    """Only the last of two counts, so the other is lost."""
    text = '{"a": 1, "b": 2, "a": 3}'
    (fault,) = parse(text).faults
    assert text[slice(*fault.related)] == '"a"'
    assert fault.related[0] < fault.start
