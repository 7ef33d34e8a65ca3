"""The recovering parser: it takes any text, and says of JSON nothing and of the rest where it fails.

What it says of each mistake is tested by rule, in `tests/diagnostics/syntax`.
"""

import json
from collections import Counter
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connector_lsp.analysis.syntax import Node, NodeKind, Parse, Path, parse, try_find_node
from connector_lsp.analysis.syntax.parser import DEEPEST
from connector_lsp.analysis.syntax.skim import skim
from connector_lsp.analysis.text import apply_edits
from tests.support.connectors import make_connector
from tests.support.faults import Fault, random_faults

MANY = settings(max_examples=6 * settings().max_examples)

PIECES = (
    *"{}[]:,\"'\\/ \n\r\ta01-.eé",
    *("\u2028", "\x85", "\x00", "\x1f", "\x7f", "\ufeff", "\xa0", "😀", "\ud800", "\r\n", "  "),
    *("//", "/*", "*/", "\\u", "\\ud800", '\\"', "true", "null", "NaN", "-Infinity", "01", "1e9"),
    *('"a"', '"b": 1', '"k": ', '"a": "b",\n', "{}", '{"a": [1, {"b": 2}]}', "\n    "),
)
NASTY = st.lists(st.sampled_from(PIECES), max_size=24).map("".join)

STRINGS = st.text(max_size=6) | st.sampled_from(["\u2028", "\x85", "\x7f", "\ud800", '\\"', "😀"])
VALUES = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(allow_nan=False, allow_infinity=False),
        STRINGS,
    ),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(STRINGS, inner, max_size=4),
    max_leaves=12,
)


def write(value: Any, indent: str | int | None, *, ascii_only: bool, spaced: bool) -> str:
    """`value` as JSON in one of many manners."""
    separators = (" ,", " :\t") if spaced else None
    return json.dumps(value, indent=indent, ensure_ascii=ascii_only, separators=separators)


JSON_TEXTS = st.builds(
    write,
    VALUES,
    st.sampled_from([None, 0, 2, "\t"]),
    ascii_only=st.booleans(),
    spaced=st.booleans(),
)


def refuse(constant: str) -> None:
    """NaN and the infinities are a liberty of the standard library."""
    raise ValueError(constant)


def is_json(text: str) -> bool:
    """Whether the standard library takes `text`, without its liberties."""
    try:
        json.loads(text, parse_constant=refuse)
    except ValueError:
        return False
    return True


def nodes_in(node: Node) -> Iterator[Node]:
    """The nodes right inside of a node, in the order of the text."""
    if node.kind is NodeKind.PROPERTY:
        yield from (part for part in (node.key, node.value) if part is not None)
    else:
        yield from node.children


def mistakes(parsed: Parse) -> list[str]:
    """The codes of the faults that make a text no JSON; a name that comes twice does not."""
    return [fault.code for fault in parsed.faults if fault.code != "duplicate-key"]


# --- any text ------------------------------------------------------------------------------------


@given(NASTY)
@MANY
def test_any_text_parses(text: str):
    """Any text gives a tree and faults that lie in the text, in order, as do their fixes."""
    parsed = parse(text)
    assert list(parsed.faults) == sorted(parsed.faults, key=lambda fault: (fault.start, fault.end))
    for fault in parsed.faults:
        assert 0 <= fault.start <= fault.end <= len(text)
        assert fault.message
        assert "\n" not in fault.message.replace(text[fault.start : fault.end], "")
        if fault.fix is not None:
            assert 0 <= fault.fix.start <= fault.fix.end <= len(text)
            assert apply_edits(text, [fault.fix]) != text
        if fault.related is not None:
            assert 0 <= fault.related[0] <= fault.related[1] <= len(text)


@given(NASTY)
@MANY
def test_the_tree_lies_in_the_text(text: str):
    """Every node lies within its parent, behind its elder siblings, and knows the parent."""
    root = parse(text).root
    stack = [] if root is None else [root]
    while stack:
        node = stack.pop()
        assert 0 <= node.start <= node.end <= len(text)
        at = node.start
        for child in nodes_in(node):
            assert child.parent is node
            assert at <= child.start
            assert child.end <= node.end
            at = child.end
            stack.append(child)


@given(NASTY)
@MANY
def test_what_is_no_json_has_a_fault(text: str):
    """A text has a fault if the standard library refuses it, and none if it does not."""
    assert bool(mistakes(parse(text))) == (not is_json(text))


@given(JSON_TEXTS)
def test_json_is_read_as_it_is(text: str):
    """JSON has no faults, and its tree is the value that the standard library reads."""
    parsed = parse(text)
    assert mistakes(parsed) == []
    assert parsed.root is not None
    assert parsed.root.to_json() == json.loads(text)


@given(JSON_TEXTS)
def test_nodes_stand_where_their_values_do(text: str):
    """The text of a value's node reads as that value, and its path leads there, by tree and skim."""
    root = parse(text).root
    assert root is not None
    seen: set[Path] = set()
    for node in root.walk():
        if node.kind is NodeKind.PROPERTY:
            continue
        path = node.path()
        assert json.loads(text[node.start : node.end]) == node.to_json()
        assert try_find_node(root, path) is node
        assert path not in seen
        seen.add(path)
        found = skim(text, path)
        assert found is not None
        assert (found.start, found.end) == (node.start, node.end)
        if node.parent is not None and node.parent.key is not None:
            key = node.parent.key
            assert (found.key_start, found.key_end) == (key.start, key.end)


@pytest.mark.parametrize(
    "text", ["NaN", "[Infinity]", '{"a": -Infinity}', '"\t"', "[1,]", "\ufeff{}"]
)
def test_liberties_that_are_not_taken(text: str):
    """Constants, raw control characters, trailing commas, a byte order mark: RFC 8259 has none."""
    assert mistakes(parse(text))


@pytest.mark.parametrize("digits", [20, 4000, 5000])
def test_numbers_of_any_length(digits: int):
    """A number too long for Python's int is still a number."""
    parsed = parse("9" * digits)
    assert mistakes(parsed) == []
    assert parsed.root is not None
    assert parsed.root.kind is NodeKind.NUMBER


# --- depth ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("opening", "count"), [("[", 100_000), ('{"a":', 20_000), ('[{"a":', 20_000), ("{\n", 20_000)]
)
def test_a_hundred_thousand_brackets(opening: str, count: int):
    """No depth exhausts the stack, and one that no connector has is said once."""
    parsed = parse(opening * count)
    assert mistakes(parsed)
    assert parsed.root is not None
    assert mistakes(parsed).count("nested-too-deeply") <= 1


@pytest.mark.parametrize(
    "text",
    [
        "{}" + " " * 500_000,
        "[\n" * 20_000,
        "[" * 20_000 + "}" * 20_000,
        '"a\n' * 5_000,
        "{\n" + '"a: 1\n' * 5_000,
        '{"a":"b" ' * 5_000,
    ],
    ids=["blanks", "open brackets", "wrong brackets", "torn", "torn names", "no commas"],
)
def test_long_texts(text: str):
    """Work grows with the length and not with its square: else this would take minutes."""
    assert parse(text).root is not None


def test_the_deepest_nesting():
    """As many brackets as are allowed are no fault, one more is."""
    assert parse("[" * DEEPEST + "]" * DEEPEST).faults == ()
    deeper = parse("[" * (DEEPEST + 1) + "]" * (DEEPEST + 1))
    assert [fault.code for fault in deeper.faults] == ["nested-too-deeply"]
    assert (deeper.faults[0].start, deeper.faults[0].end) == (DEEPEST, DEEPEST + 1)


# --- what stays of broken text -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('{"a": , "b": 1}', {"b": 1}),
        ('{"a" 1, "b": 2}', {"a": 1, "b": 2}),
        ('{"a": 1 "b": 2}', {"a": 1, "b": 2}),
        ('{"a":: 1}', {"a": 1}),
        ("{a: b c, 'd': 'e'}", {"a": "b c", "d": "e"}),
        ('["a" "b",, 1,]', ["a", "b", 1]),
        ('{"a": [1, 2}', {"a": [1, 2]}),
        ('{\n  "a": {\n    "b": 1\n  "c": 2\n}', {"a": {"b": 1}, "c": 2}),
        ('{\n  "a: 1,\n  "b": 2\n}', {"a": 1, "b": 2}),
        ('{"a": "x\\qy\tz"}', {"a": "x\\qy\tz"}),
        ('{"a": 1, "a": 2}', {"a": 2}),
        ("[01, .5, True]", ["01", ".5", "True"]),
        ("", None),
    ],
)
def test_broken_text_keeps_its_meaning(text: str, value: Any):
    """What was meant is read as far as it can be told, so that features work on."""
    parsed = parse(text)
    assert parsed.faults
    assert (parsed.root.to_json() if parsed.root else None) == value


def test_a_property_without_a_value_stays_in_the_tree():
    """A property whose value is still to be typed has a key and no value."""
    root = parse('{"a": 1, "name"}').root
    assert root is not None
    member = root.children[1]
    assert member.key is not None
    assert member.name() == "name"
    assert member.value is None


# --- fixes ---------------------------------------------------------------------------------------


@cache
def faulty_texts() -> tuple[str, list[Fault]]:
    """A connector, and what becomes of it by a slip of the hand."""
    text = make_connector(80, seed=7)
    return text, random_faults(text, 200, seed=7)


def test_a_fix_leaves_fewer_faults():
    """Of the fixes for one wrong character, nine of ten leave fewer faults; an exchange takes two."""
    outcome: Counter[bool] = Counter()
    for fault in faulty_texts()[1]:
        faults = parse(fault.text).faults
        for each in faults:
            if each.fix is not None:
                after = parse(apply_edits(fault.text, [each.fix]))
                outcome[len(after.faults) < len(faults)] += 1
    assert outcome[True] >= 0.9 * outcome.total()


def test_a_fix_restores_what_was_there():
    """The first fix for one wrong character restores the value in at least four of five cases."""
    text, faults = faulty_texts()
    restored = 0
    for fault in faults:
        fix = next((each.fix for each in parse(fault.text).faults if each.fix is not None), None)
        after = parse(apply_edits(fault.text, [fix])) if fix is not None else parse(fault.text)
        if not after.faults and after.root is not None:
            restored += after.root.to_json() == json.loads(text)
    assert restored >= 0.8 * len(faults)
