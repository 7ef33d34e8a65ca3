"""Formatting: one layout, white space alone, no more than what is wrong."""

import json
import re
from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st
from inline_snapshot import snapshot

from connector_lsp.analysis.analysis import Analysis
from connector_lsp.analysis.cases import CASES
from connector_lsp.analysis.document import Document
from connector_lsp.analysis.editing import with_edit
from connector_lsp.analysis.features.actions import code_actions
from connector_lsp.analysis.features.actions.action import Wish
from connector_lsp.analysis.features.case_skeleton import try_add_case
from connector_lsp.analysis.features.completion import complete
from connector_lsp.analysis.features.formatting import (
    format_document,
    format_on_enter,
    format_ranges,
)
from connector_lsp.analysis.features.snippet_layout import keep_snippet_layout
from connector_lsp.analysis.features.snippets import as_plain, parsed
from connector_lsp.analysis.layout import WIDTH
from connector_lsp.analysis.syntax import parse
from connector_lsp.analysis.text import Edit, Range, apply_edits, line_end, line_start
from connector_lsp.resources import samples
from tests.support.completion import filled_in
from tests.support.connectors import make_connector
from tests.support.diagnostics import checker
from tests.support.edits import MINIFIED, edits
from tests.support.formatting import (
    WHITE_SPACE,
    check_enter,
    check_formatting,
    formatted,
    without_white_space,
)
from tests.support.names import make_unit

# --- the layout ----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", samples())
def test_samples_are_in_the_canonical_layout(name):
    """No edit, so nobody's file changes for being saved."""
    assert format_document(Document.open(samples()[name])) == []


def test_layout():
    """That of Prettier's defaults: what follows is what it makes of the same text."""
    text = """{

  "x": { "a": 1,

  "b": 2 }, "e": {
  }, "l": [ 1,
  2, 3], "m": [{"a":1,"b":2},{"a":1,"b":2}], "n":[{"a":1},{"b":2}], "o": [[1,2],[3,4]],


  "p": {"a": {
  "b": 1}}, "q": [{
  "a": 1 }],"r": [ {
  "a": 1 }, 2, [], {}],
  "s": ["aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "bbbbbbbbbbbbbbbbbbbbbbbbbb",   "cccccccccccccc"],
  "t": [1,

  2], "u": ["a",

  "b"],
  "nums": [1000000,1000000,1000000,1000000,1000000,1000000,1000000,1000000,1000000,1000000],
  "v": [{"a": 1, "b": [{ "c": 1, "d": 2}, {"e": 1, "f": 1}]}], "mix": [{"a":1,"b":2},[1,2]],
  "k": {"aaaaaaaaaaaaaaaaaaaaaaaaaaaa": {"a": 1}, "bbbbbbbbbbbbbbbb": {"x": []}, "ccc": 1E5}

}"""
    found = formatted(text)
    assert found == snapshot("""\
{
  "x": {
    "a": 1,

    "b": 2
  },
  "e": {},
  "l": [1, 2, 3],
  "m": [
    { "a": 1, "b": 2 },
    { "a": 1, "b": 2 }
  ],
  "n": [{ "a": 1 }, { "b": 2 }],
  "o": [
    [1, 2],
    [3, 4]
  ],

  "p": {
    "a": {
      "b": 1
    }
  },
  "q": [
    {
      "a": 1
    }
  ],
  "r": [
    {
      "a": 1
    },
    2,
    [],
    {}
  ],
  "s": [
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    "bbbbbbbbbbbbbbbbbbbbbbbbbb",
    "cccccccccccccc"
  ],
  "t": [
    1,

    2
  ],
  "u": ["a", "b"],
  "nums": [
    1000000, 1000000, 1000000, 1000000, 1000000, 1000000, 1000000, 1000000,
    1000000, 1000000
  ],
  "v": [
    {
      "a": 1,
      "b": [
        { "c": 1, "d": 2 },
        { "e": 1, "f": 1 }
      ]
    }
  ],
  "mix": [{ "a": 1, "b": 2 }, [1, 2]],
  "k": {
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaa": { "a": 1 },
    "bbbbbbbbbbbbbbbb": { "x": [] },
    "ccc": 1E5
  }
}
""")
    check_formatting(text, found)


@pytest.mark.parametrize("length", [80, 81])
def test_line_holds_80_columns_with_its_comma(length):
    """One more, and each member has a line of its own."""
    value = "x" * (length - len('  "a": { "b": "" },'))
    text = f'{{\n  "a": {{ "b": "{value}" }},\n  "c": 1\n}}\n'
    assert len(text.split("\n")[1]) == length
    assert (formatted(text) == text) == (length == 80)


@pytest.mark.parametrize("line_break", ["\n", "\r\n", "\r"])
def test_line_breaks_stay_what_they_are(line_break):
    """The first one tells; none is cut in two."""
    text = f'{{{line_break}"a": [{line_break}1 ],{line_break}{line_break}{line_break}"b": 2}}'
    expected = line_break.join(["{", '  "a": [1],', "", '  "b": 2', "}", ""])
    check_formatting(text, expected)
    document = Document.open(text)
    for edit in format_document(document):
        assert not (text[edit.start - 1 : edit.start + 1] == "\r\n" and edit.start)
        assert text[edit.end - 1 : edit.end + 1] != "\r\n"


def test_spelling_stays():
    """Of numbers, strings and names; a name that is there twice is there twice."""
    text = r'{"a":1.0,"a":1E+05,"b":[-0,0.10],"\u0041\/":"\u00e9é\"{[,:"}'
    expected = r'{ "a": 1.0, "a": 1E+05, "b": [-0, 0.10], "\u0041\/": "\u00e9é\"{[,:" }' + "\n"
    check_formatting(text, expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("[ ]", "[]\n"), ("  1", "1\n"), ('"a"\n\n\n', '"a"\n'), ("", ""), (" \n", " \n")],
)
def test_text_that_is_no_object_is_laid_out(text, expected):
    """What is empty stays empty."""
    check_formatting(text, expected)


def test_of_what_is_wrong_alone_something_is_replaced():
    """A cursor or mark elsewhere on the line stays where it is."""
    text = '{\n   "a": 1,\n  "b":2 ,\n  "c": 3\n}\n'
    assert format_document(Document.open(text)) == [
        Edit(4, 5, ""),
        Edit(19, 19, " "),
        Edit(20, 21, ""),
    ]


# --- what is broken ------------------------------------------------------------------------------


def test_broken_section_keeps_its_shape_and_moves_along():
    """All around it is laid out; in it nothing but where its lines begin."""
    text = dedent(
        """\
        {
            "name" :"x",
            "actions": [
                {"label": "one"},
                {
                    "label":   "two"
                    "method":  "GET"
                }
            ],
            "link": 1
        }
        """
    )
    expected = dedent(
        """\
        {
          "name": "x",
          "actions": [
            { "label": "one" },
            {
                "label":   "two"
                "method":  "GET"
            }
          ],
          "link": 1
        }
        """
    )
    check_formatting(text, expected)


def test_missing_comma_between_sections_hinders_nothing():
    """It is for the author to add."""
    text = '{\n"actions": [\n{"label": 1}\n{"label": 2}],"name": "x"\n}'
    expected = dedent(
        """\
        {
          "actions": [{ "label": 1 } { "label": 2 }],
          "name": "x"
        }
        """
    )
    check_formatting(text, expected)


@pytest.mark.parametrize(
    "text",
    [
        '{ "actions": [ {"a":1}',
        '{\n"a":1,\n// why\n"b":2}',
        '{"a":1 "b:2}',
        '{ name:1,"b":2}',
        '\ufeff{"a":1}',
        "{{}}}",
    ],
)
def test_text_whose_parts_do_not_hold_together_is_left_alone(text):
    """Layout could only guess."""
    check_formatting(text, text)


def test_section_is_never_taken_into_another_one():
    """Where moving lines would have them read otherwise nothing is done."""
    text = '{\n "a": {\n  "b": 1\n  "c": 2\n },\n "d":{}}'
    assert formatted(text) in (text, formatted(formatted(text)))


# --- properties ----------------------------------------------------------------------------------

SCALARS = st.sampled_from(
    ["0", "-1", "1.0", "1e5", "12345678901234567890", "true", "false", "null", '""', '"a\\u0041"',
     '"//"', '"{[,:]}"', '"é😀"', '"\\""', '"' + "x" * 40 + '"', '"\u2028"'],
)  # fmt: skip
GAPS = st.sampled_from(["", "", " ", "\n", "\r\n", "\t", "\n\n", "  \n \n  "])
NAMES = st.sampled_from(
    ['"schema"', '"actions"', '"endpoints"', '"GET"', '"a"', '"a"', '"' + "n" * 30 + '"', '"\\""']
)


def _object(gaps, names, values):
    members = [
        f"{g}{n}{g2}:{g}{v}{g2}" for g, g2, n, v in zip(gaps, gaps[1:], names, values, strict=False)
    ]
    return "{" + ",".join(members) + gaps[0] + "}"


def _array(gaps, values):
    return "[" + ",".join(f"{g}{v}" for g, v in zip(gaps, values, strict=False)) + gaps[0] + "]"


VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.builds(
            _object,
            st.lists(GAPS, min_size=5, max_size=5),
            st.lists(NAMES, max_size=4),
            st.lists(inner, min_size=4, max_size=4),
        ),
        st.builds(_array, st.lists(GAPS, min_size=1, max_size=6), st.lists(inner, max_size=6)),
    ),
    max_leaves=30,
)
"""JSON in any layout, names twice among it."""


def spelled(text):
    """What a text says, in order: where, and how each name and scalar is spelled."""
    found = []
    for node in parse(text).root.walk():
        written = node.key or (None if node.children or text[node.start] in "{[" else node)
        found.append((node.kind, node.path(), written and text[written.start : written.end]))
    return found


@given(VALUES)
def test_meaning_stays(text):
    """Order and spelling, too; a second time nothing changes."""
    after = formatted(text)
    assert json.loads(after, object_pairs_hook=list) == json.loads(text, object_pairs_hook=list)
    assert without_white_space(after) == without_white_space(text)
    assert spelled(after) == spelled(text)
    assert format_document(Document.open(after)) == []


@given(edits())
def test_of_any_text_white_space_alone_changes(case):
    """However it is broken; a second time nothing changes, and edits lead to what is kept."""
    before, made, text = case
    document = Document.open(before)
    format_document(document)  # So that there is something to keep.
    for each in made:
        document = with_edit(document, each)
    found = format_document(document)
    assert found == format_document(Document.open(text))
    for edit in found:
        assert not text[edit.start : edit.end].strip(WHITE_SPACE)
        assert not edit.text.strip(WHITE_SPACE)
        assert text[edit.start : edit.end] != edit.text
    after = apply_edits(text, found)
    assert without_white_space(after) == without_white_space(text)
    assert format_document(Document.open(after)) == []


@given(edits(), st.data())
def test_range_is_laid_out_within_its_lines(case, data):
    """What the whole would get there, and the whole then lacks no more than the rest."""
    text = case[2]
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    document = Document.open(text)
    found = format_ranges(document, [Range(start, end)])
    first, last = line_start(text, start), line_end(text, end)
    assert all(first <= edit.start and edit.end <= last for edit in found)
    assert set(found) <= set(format_document(document))
    if document.is_json:
        assert formatted(apply_edits(text, found)) == formatted(text)


@pytest.mark.parametrize("name", samples())
def test_every_prefix_of_a_sample_answers(name):
    """Typed from its first character to its last, and with its lines pushed to the left."""
    for text in (samples()[name], samples()[name].replace("\n  ", "\n")):
        for length in range(0, len(text), 61):
            prefix = text[:length]
            after = formatted(prefix)
            assert without_white_space(after) == without_white_space(prefix)
            format_on_enter(prefix, length)


def test_lines_of_a_range_that_ends_where_a_line_begins():
    """That line is none of them: editors select whole lines so."""
    text = '{\n"a":1,\n"b":2\n}\n'
    found = format_ranges(Document.open(text), [Range(2, text.index('"b"'))])
    assert apply_edits(text, found) == '{\n  "a": 1,\n"b":2\n}\n'


def test_several_ranges_are_laid_out_at_once():
    """The lines between them are not."""
    text = '{\n"a":1,\n"b":2,\n"c":3\n}\n'
    spans = [Range(text.index(each), text.index(each) + 1) for each in ('"a"', '"c"')]
    found = format_ranges(Document.open(text), spans)
    assert apply_edits(text, found) == '{\n  "a": 1,\n"b":2,\n  "c": 3\n}\n'


def test_one_line_of_thousands_of_values():
    """As machines write; nothing is quadratic in it."""
    text = json.dumps(json.loads(make_connector(2000)), separators=(",", ":"))
    assert json.loads(formatted(text)) == json.loads(text)
    assert formatted(formatted(text)) == formatted(text)
    assert formatted(MINIFIED).count("\n") > 100


# --- Enter ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("{\n<|>}", "{\n  <|>\n}"),
        ('{\n  "a": {\n<|>}\n}', '{\n  "a": {\n    <|>\n  }\n}'),
        ('{\n  "a": [\n<|>]\n}', '{\n  "a": [\n    <|>\n  ]\n}'),
        ("{\n    <|>}", "{\n  <|>\n}"),
        ('{\n  "a": 1,\n<|>\n}', '{\n  "a": 1,\n  <|>\n}'),
        ('{\n  "a": 1\n  <|>}', '{\n  "a": 1\n<|>}'),
        ('{\n  "a": {\n    "b": 1\n  }\n  <|>}', '{\n  "a": {\n    "b": 1\n  }\n<|>}'),
        ('{\n  "x": { "a": 1,\n  <|>"b": 2 }\n}', '{\n  "x": { "a": 1,\n    <|>"b": 2 }\n}'),
        ('{\n  "x": [{\n  <|>\n  }]\n}', '{\n  "x": [{\n    <|>\n  }]\n}'),
        ('{\n"a": 1,\n<|>', '{\n"a": 1,\n<|>'),
        ('{\n    "a": {\n<|>}', '{\n    "a": {\n        <|>\n    }'),
        ('{\n\t"a": {\n<|>}', '{\n\t"a": {\n\t\t<|>\n\t}'),
        ("{\r\n<|>}", "{\r\n  <|>\r\n}"),
        ('{\n  "a": "{",\n<|>', '{\n  "a": "{",\n  <|>'),
        ('{\n  "a": "x\n<|>y"\n}', '{\n  "a": "x\n<|>y"\n}'),
        ('{ "a": 1 }\n<|>', '{ "a": 1 }\n<|>'),
        ("\n<|>", "\n<|>"),
        ("{\n  <|>\n}", "{\n  <|>\n}"),
    ],
)
def test_enter(before, after):
    """The new line is indented as its neighbours are; a closing bracket gets its own line.

    In a string, outside all brackets and where the editor did the same already, nothing happens.
    """
    check_enter(before, after)


@given(edits(), st.data())
def test_enter_changes_white_space_alone(case, data):
    """In any text, at any offset; the bracket that is put below is the same."""
    text = case[2]
    at = data.draw(st.integers(0, len(text)))
    text = f"{text[:at]}\n{text[at:]}"
    after = apply_edits(text, format_on_enter(text, at + 1))
    assert without_white_space(after) == without_white_space(text)


# --- what is inserted ----------------------------------------------------------------------------


def _fresh_lines(text):
    """A text with a new line where a person would begin one, and the cursor on it."""
    lines = text.split("\n")
    at = 0
    for number, line in enumerate(lines):
        at += len(line) + 1
        indent = len(line) - len(line.lstrip()) + (2 if line.endswith(("{", "[")) else 0)
        if line.endswith(("{", "[", ",")):
            yield "\n".join([*lines[: number + 1], " " * indent, *lines[number + 1 :]]), at + indent


@pytest.mark.parametrize("name", samples())
def test_what_completion_inserts_is_laid_out_already(name):
    """Wherever a line begins, all that is offered."""
    for text, offset in _fresh_lines(samples()[name]):
        analysis = Analysis.open(text, checker())
        for item in complete(analysis, offset, snippets=True):
            after = filled_in(text, item)
            assert formatted(after) == after, item.label


def compact(value):
    """A value as a connector in whose layout an object stands on one line wherever it fits."""
    return formatted(json.dumps(value, ensure_ascii=False))


@pytest.mark.parametrize("name", samples())
def test_what_completion_inserts_on_a_line_stays_on_it(name):
    """Behind the last member of an object that stands on one line, if it fits."""
    text = compact(json.loads(samples()[name]))
    for match in re.finditer(r"(?<=[^{ ]) \}", text):
        before, behind = f"{text[: match.start()]}, ", text[match.start() :]
        analysis = Analysis.open(before + behind, checker())
        for item in complete(analysis, len(before), snippets=True):
            after = filled_in(before + behind, item)
            assert after.count("\n") == text.count("\n"), item.label
            if line_end(after, len(before)) - line_start(after, len(before)) <= WIDTH:
                assert formatted(after) == after, item.label


def faulty_samples(name):
    """A sample without each of its members, as it is and with objects on one line."""
    lines = samples()[name].split("\n")
    for number in range(1, len(lines)):
        text = "\n".join(lines[:number] + lines[number + 1 :])
        if not parse(text).faults and formatted(text) == text:
            yield text

    def without(value, path):
        if not path:
            return value
        inner = value[path[0]]
        changed = value.copy()
        if len(path) > 1:
            changed[path[0]] = without(inner, path[1:])
        else:
            del changed[path[0]]
        return changed

    whole = json.loads(samples()[name])
    yield compact(whole)
    for node in parse(samples()[name]).root.walk():
        if node.path() and isinstance(node.path()[-1], str):
            yield compact(without(whole, node.path()))


@pytest.mark.parametrize("name", samples())
def test_what_quick_fixes_make_is_laid_out_already(name):
    """Whatever member a sample lacks; one at a time, and all at once."""
    for text in faulty_samples(name):
        unit = make_unit(text)
        kinds = ("quickfix", "source.fixAll")
        plain, filled = (
            code_actions(unit, Range(0, len(text)), Wish(kinds=kinds, snippets=snippets))
            for snippets in (False, True)
        )
        for action, with_stops in zip(plain, filled, strict=True):
            after = apply_edits(text, action.change().connector)
            assert formatted(after) == after, action.title
            if with_stops.is_snippet:
                check_stops(text, with_stops.change().connector, after)


def check_stops(text, edits, after):
    """Edits with tab stops do the same, each stop with a number of its own."""
    templates = [parsed(edit.text) for edit in edits]
    made = [edit._replace(text=as_plain(each)) for edit, each in zip(edits, templates, strict=True)]
    assert apply_edits(text, made) == after
    stops = [part.number for each in templates for part in each if not isinstance(part, str)]
    assert stops
    assert len(set(stops)) == len(stops)


def test_tab_stops_stay_where_they_are_while_the_layout_moves():
    """What no longer fits on its line takes several, with each stop before what it stood before."""
    text = '{ "fields": [{ "label": "One that leaves little room \\u0041 $ }" }] }\r\n'
    at = text.index(" }]")
    snippet = ', "key": "${1:api key}", "masked": ${2|true,false|}, "description": "Of $3"'
    document = Document.open(text)
    assert format_document(document) == []
    edits = keep_snippet_layout(document, [Edit(at, at, snippet)])
    assert "".join(edit.text for edit in edits).count("\r\n") > 1
    assert apply_edits(text, edits).replace("\r\n", "\n") == snapshot("""\
{
  "fields": [
    {
      "label": "One that leaves little room \\u0041 $ }",
      "key": "${1:api key}",
      "masked": ${2|true,false|},
      "description": "Of $3"
    }
  ]
}
""")


@pytest.mark.parametrize("name", samples())
@pytest.mark.parametrize("layout", [str, lambda text: compact(json.loads(text))])
def test_what_refactorings_make_is_laid_out_already(name, layout):
    """Wherever one is offered, in the connector and in the test cases."""
    text = layout(samples()[name])
    action = next(iter(json.loads(text).get("actions", ())), None)
    cases = formatted(apply_edits("", try_add_case(Document.open("", CASES), action)), cases=True)
    unit = make_unit(text, cases)
    offered = {}
    for match in re.finditer('"[^"]', text):
        at = Range(match.start(), match.start())
        offered |= {each.title: each for each in code_actions(unit, at, Wish(kinds=("refactor",)))}
    for title, each in offered.items():
        change = each.change()
        after = apply_edits(text, change.connector)
        assert formatted(after) == after, title
        after = apply_edits(cases, change.cases)
        assert formatted(after, cases=True) == after, title
    assert offered or not action


def test_a_document_in_a_layout_of_its_own_keeps_it():
    """What an action does not touch stays as its author wrote it."""
    text = '{\n    "auth_components": {"type": "none"},\n    "name": "x"}'
    unit = make_unit(text)
    for action in code_actions(unit, Range(0, len(text)), Wish(kinds=("quickfix",))):
        after = apply_edits(text, action.change().connector)
        assert '\n    "auth_components": {"type": "none"},\n' in after


@pytest.mark.parametrize("text", ["", '{ "cases": [] }\n', '{\n  "cases": []\n}\n'])
def test_skeleton_of_a_test_case_is_laid_out_already(text):
    """In a new file and in one that there is."""
    actions = json.loads(samples()["default"])["actions"]
    for action in [*actions, None]:
        edits = try_add_case(Document.open(text, CASES), action)
        assert edits is not None
        after = apply_edits(text, edits)
        assert formatted(after, cases=True) == after
