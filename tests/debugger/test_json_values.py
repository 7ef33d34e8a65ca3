"""JSON values: pointers of RFC 6901, differences, and how they are shown."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connector_lsp.debugger.json_values import (
    MISSING,
    NotFoundError,
    child,
    differences,
    find,
    json_types,
    shown,
    sides,
)

# The document of RFC 6901 section 5.
RFC = {
    "foo": ["bar", "baz"],
    "": 0,
    "a/b": 1,
    "c%d": 2,
    "e^f": 3,
    "g|h": 4,
    "i\\j": 5,
    'k"l': 6,
    " ": 7,
    "m~n": 8,
}

POINTERS = {
    "": RFC,
    "/foo": ["bar", "baz"],
    "/foo/0": "bar",
    "/": 0,
    "/a~1b": 1,
    "/c%d": 2,
    "/e^f": 3,
    "/g|h": 4,
    "/i\\j": 5,
    '/k"l': 6,
    "/ ": 7,
    "/m~0n": 8,
}

NOTHING = {
    "/foo/2": "nothing: /foo has 2 items",
    "/foo/-": "nothing: /foo has 2 items",
    "/foo/01": "nothing: /foo has 2 items",
    "/foo/\N{ARABIC-INDIC DIGIT ZERO}": "nothing: /foo has 2 items",
    "/foo/" + "9" * 9999: "nothing: /foo has 2 items",
    "/foo/0/x": 'nothing: /foo/0 is "bar"',
    "/bar": 'nothing: the body has "foo", "", "a/b", "c%d", "e^f", …',
}

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@pytest.mark.parametrize(("pointer", "expected"), POINTERS.items())
def test_find(pointer: str, expected: object) -> None:
    """Each pointer of the RFC's example leads where the RFC says."""
    assert find(RFC, pointer) == expected


@pytest.mark.parametrize(("pointer", "message"), NOTHING.items(), ids=range(len(NOTHING)))
def test_find_nothing(pointer: str, message: str) -> None:
    """Where there is nothing, the message says how far the pointer leads."""
    with pytest.raises(NotFoundError) as caught:
        find(RFC, pointer)
    assert str(caught.value) == message


@given(values)
def test_every_place_has_a_pointer(value: object) -> None:
    """What `child` builds leads to the member or item."""
    members = value.items() if isinstance(value, dict) else ()
    items = enumerate(value) if isinstance(value, list) else ()
    for part, member in (*members, *items):
        assert find(value, child("", part)) is member


@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [
        ({"a": 1, "b": 2}, {"b": 2.0, "a": 1}, []),
        ({"a": 1}, {"a": True}, [("/a", 1, True)]),
        (0, False, [("", 0, False)]),
        (False, None, [("", False, None)]),
        ({"a": {"b/c": [1, 2]}}, {"a": {"b/c": [1, 3]}}, [("/a/b~1c/1", 2, 3)]),
        ([1], [1, 2], [("/1", MISSING, 2)]),
        ({"a": 1}, {"b": 1}, [("/a", 1, MISSING), ("/b", MISSING, 1)]),
        ({}, [], [("", {}, [])]),
    ],
)
def test_differences(before: object, now: object, expected: list[object]) -> None:
    """The innermost places that differ, in the order of the value that was there before."""
    found = [(each.pointer, each.before, each.now) for each in differences(before, now)]

    assert found == expected


@given(values, values)
def test_difference_of_any(before: object, now: object) -> None:
    """A value has no difference to itself, and differences go both ways."""
    assert not list(differences(before, before))
    forth = {(each.pointer) for each in differences(before, now)}
    assert forth == {(each.pointer) for each in differences(now, before)}


@given(values)
def test_shown_is_json(value: object) -> None:
    """What is short is shown as JSON, and all is shown on a line that is not too long."""
    text = shown(value)
    assert len(text) <= 6 * 120
    assert "\n" not in text
    if "…" not in text and "\\u" not in text:
        assert json.loads(text) == value


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (MISSING, "nothing"),
        ("a\n\u2028", '"a\\n\u2028"'),
        ("\ud800", '"?"'),
        ("x" * 30, '"xxxxxxxxxx"…'),
        ([1, {"a": None}], '[1, {"a": …'),
        ([[[[[[[[[]]]]]]]]], "[[[[[[[[[]…"),
    ],
)
def test_shown(value: object, expected: str) -> None:
    """Values on one line, cut off where they are long."""
    assert shown(value, longest=10) == expected


def test_shown_around() -> None:
    """Of a long text the piece around an offset is shown."""
    text = "a" * 50 + "b" + "c" * 50

    assert shown(text, longest=6, around=50) == '…"aaabcc"…'
    assert shown(text, longest=6, around=101) == '…"cccccc"'


def test_nothing_secret_is_cut_in_half() -> None:
    """What is hidden is hidden before a text is shortened: strings, names and numbers."""
    value = {"s3cret": ["x" * 6 + "s3cret", 531]}

    def hide(text: str) -> str:
        return text.replace("s3cret", "*").replace("531", "*")

    assert shown(value, hide) == '{"*": ["xxxxxx*", *]}'
    assert shown("xxxxxxs3cret", hide, longest=8) == '"xxxxxx*"'


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, ("null",)),
        (True, ("boolean",)),
        (1, ("integer", "number")),
        (1.0, ("integer", "number")),
        (1.5, ("number",)),
        (float("inf"), ("number",)),
        ("", ("string",)),
        ([], ("array",)),
        ({}, ("object",)),
    ],
)
def test_json_types(value: object, expected: tuple[str, ...]) -> None:
    """The types that JSON Schema gives to a value."""
    assert json_types(value) == expected


def test_sides_are_compared_line_by_line() -> None:
    """What is the same is written the same, so that only what differs stands out."""
    before = {"a": 1, "b": [True, {"c": "x"}], "gone": None, "empty": {}}
    now = {"empty": {}, "b": [True, {"c": "y", "d": []}], "a": 1.0}

    first, second = sides(before, now)

    assert first == (
        '{\n  "a": 1,\n  "b": [\n    true,\n    {\n      "c": "x"\n    }\n  ],\n'
        '  "gone": null,\n  "empty": {}\n}'
    )
    assert second == (
        '{\n  "a": 1,\n  "b": [\n    true,\n    {\n      "c": "y",\n      "d": []\n    }\n  ],\n'
        '  "empty": {}\n}'
    )


@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [
        ("one\ntwo", "one\n2", ("one\ntwo", "one\n2")),
        ("8", 8, ('"8"', "8")),
        (None, MISSING, ("null", "")),
        (MISSING, False, ("", "false")),
        (1, True, ("1", "true")),
    ],
)
def test_sides_of_other_values(before: object, now: object, expected: tuple[str, str]) -> None:
    """Lines of two texts count as they are; a text beside something else is in quotation marks."""
    assert sides(before, now) == expected


@given(values, values)
def test_sides_differ_as_the_values_do(before: object, now: object) -> None:
    """Neither is a difference lost nor is there one more."""
    first, second = sides(before, now)

    assert (first == second) is (next(differences(before, now), None) is None)


def test_sides_hide_and_end() -> None:
    """A secret is hidden before a long text is cut; half a megabyte is nobody's to compare."""
    secret = "s3cret" * 100_000

    first, second = sides({"a": secret}, [secret, "x" * 500_000], lambda t: t.replace(secret, "*"))

    assert first == '{\n  "a": "*"\n}'
    assert len(second) < 250_000
    assert second.endswith("…")
    assert "s3cret" not in second
