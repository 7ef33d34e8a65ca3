"""Inputs become values of the types of their fields, or every problem is told."""

import json
from typing import Any

import pytest

from connector_lsp.debugger.failures import ConnectorError, InputProblem
from connector_lsp.debugger.inputs import check_inputs
from connector_lsp.debugger.model import Field

NUMBER = "Expected a number, such as 12.5"
INTEGER = "Expected a whole number, such as 12"
BOOLEAN = "Expected true or false"
DATE = "Expected a date, such as 2026-01-31"
OBJECT = 'Expected a JSON object, such as {"a": 1}'
ARRAY = "Expected a JSON array, such as [1, 2]"
UNSOUND = "This has something in it that JSON cannot hold"
NEEDED = "A value is needed"


def field(key: str = "x", **members: Any) -> Field:
    """A field of an action."""
    return Field("actionFields", key, ("actions", 0, "actionFields", 0), **members)


def converted(one: Field, entered: Any) -> Any:
    """The value of an input, or what is wrong with it."""
    values, problems = check_inputs([one], {one.scope: {one.key: entered}})
    for problem in problems:
        return problem.message
    return values[one.scope][one.key]


@pytest.mark.parametrize(
    ("type_", "entered", "expected"),
    [
        ("string", " a\tb ", " a\tb "),
        ("string", "12", "12"),
        ("string", 12, "12"),
        ("string", 1.5, "1.5"),
        ("string", False, "false"),
        ("string", {"a": 1}, "Expected text"),
        ("string", [], "Expected text"),
        ("string", float("inf"), UNSOUND),
        ("string", "\ud800", UNSOUND),
        ("number", " 12 ", 12),
        ("number", "+12.50", 12.5),
        ("number", "-1e3", -1000.0),
        ("number", 1.5, 1.5),
        ("number", 2, 2),
        ("number", "12,5", NUMBER),
        ("number", "1_000", NUMBER),
        ("number", "0x10", NUMBER),
        ("number", "٣", NUMBER),
        ("number", "NaN", NUMBER),
        ("number", "1e999", NUMBER),
        ("number", "9" * 5000, NUMBER),
        ("number", float("inf"), NUMBER),
        ("number", True, NUMBER),
        ("number", [1], NUMBER),
        pytest.param("number", 10**5000, UNSOUND, id="huge"),
        ("integer", "12", 12),
        ("integer", "12.0", 12),
        ("integer", 12.0, 12),
        ("integer", "9007199254740993", 9007199254740993),
        ("integer", "12.5", INTEGER),
        ("integer", "twelve", INTEGER),
        ("integer", False, INTEGER),
        ("boolean", " True ", True),
        ("boolean", "false", False),
        ("boolean", False, False),
        ("boolean", "yes", BOOLEAN),
        ("boolean", 1, BOOLEAN),
        ("date", " 2026-01-31 ", "2026-01-31"),
        ("date", "2026-01-31T08:00:00+01:00", "2026-01-31T08:00:00+01:00"),
        ("date", "2026-02-30", DATE),
        ("date", "20260131", DATE),
        ("date", "2026-01-31\r\n08:00", DATE),
        ("date", 20260131, DATE),
        ("object", '{"a": [1, null]}', {"a": [1, None]}),
        ("object", {"a": 1}, {"a": 1}),
        ("object", "[1]", OBJECT),
        ("object", "{a: 1}", OBJECT),
        ("object", "[" * 100_000, OBJECT),
        ("object", '{"a": NaN}', UNSOUND),
        ("array", "[1, 2]", [1, 2]),
        ("array", [], []),
        ("array", "[" * 128 + "]" * 128, json.loads("[" * 128 + "]" * 128)),
        ("array", "[" * 129 + "]" * 129, "This has too many brackets inside each other"),
        ("array", "1, 2", ARRAY),
        ("array", {"a": 1}, ARRAY),
        ("", "12", "12"),
        ("", 12, 12),
        ("hologram", {"a": 1}, {"a": 1}),
    ],
    ids=lambda value: repr(value)[:30],
)
def test_type(type_: str, entered: Any, expected: Any) -> None:
    """Each type takes its text and its JSON, and nothing else."""
    found = converted(field(type=type_), entered)

    assert found == expected
    assert type(found) is type(expected)


@pytest.mark.parametrize("type_", ["string", "number", "boolean", "object", "array", "date", ""])
@pytest.mark.parametrize("entered", ["", None])
def test_empty(type_: str, entered: Any) -> None:
    """What is left empty has no value, and that is wrong only if one is needed."""
    assert converted(field(type=type_), entered) is None
    assert converted(field(type=type_, required=True), entered) == NEEDED


def test_white_space() -> None:
    """White space is empty, but in a text."""
    assert converted(field(type="number", required=True), " ") == NEEDED
    assert converted(field(type="string", required=True), " ") == " "


@pytest.mark.parametrize(
    ("type_", "choices", "entered", "expected"),
    [
        ("string", ["a", "b"], "b", "b"),
        ("string", ["a", "b"], "B", "Expected one of these: a, b"),
        ("number", ["1.50", "2"], "1.5", 1.5),
        ("number", ["1.50", "2"], 2, 2),
        ("number", ["one", "2"], "1", "Expected one of these: one, 2"),
        ("boolean", ["true"], "TRUE", True),
        ("boolean", ["true"], False, "Expected one of these: true"),
        ("array", ["1", "b"], [1, "b"], [1, "b"]),
        ("array", ["1", "b"], '["c"]', "Expected one of these: 1, b"),
        ("", ["1"], 1, 1),
    ],
)
def test_choices(type_: str, choices: list[str], entered: Any, expected: Any) -> None:
    """A value is one of the stored values, however its type lets one write it."""
    offered = tuple((choice, f"Text of {choice}") for choice in choices)
    assert converted(field(type=type_, choices=offered), entered) == expected


def test_default() -> None:
    """A default stands in for what was not entered, not for what was emptied."""
    one = field(type="integer", default="50")

    assert check_inputs([one], {}) == ({"actionFields": {"x": 50}}, ())
    assert converted(one, "") is None
    assert converted(one, "7") == 7


@pytest.mark.parametrize("default", ["many", True, [1]])
def test_wrong_default(default: Any) -> None:
    """A wrong default is the connector's fault, and only where it is needed."""
    one = field(type="integer", default=default)

    with pytest.raises(ConnectorError, match="The default of x is wrong: Expected a whole") as info:
        check_inputs([one], {})
    assert info.value.path == ("actions", 0, "actionFields", 0, "default")
    assert converted(one, "7") == 7


def test_all_problems_at_once() -> None:
    """Every problem of every scope is told, in the words of the connector where it has some."""
    fields = [
        Field("authFields", "token", (), required=True, error_text="Where is your token?"),
        Field("urlFields", "id", (), "integer", required=True),
        field("count", type="number", error_text="How many?"),
        field("fine", type="number"),
    ]
    inputs = {
        "authFields": {"of another time": "x"},
        "urlFields": {"id": "x"},
        "actionFields": {"count": "s3cret", "fine": "1", "fin": "1"},
    }

    _, problems = check_inputs(fields, inputs)

    assert problems == (
        InputProblem("authFields", "token", "Where is your token?"),
        InputProblem("urlFields", "id", INTEGER),
        InputProblem("actionFields", "count", "How many?"),
        InputProblem("actionFields", "fin", 'No field has this key: did you mean "fine"?'),
    )
    assert "s3cret" not in str(problems)


def test_one_mapping_for_two_scopes() -> None:
    """A flat mapping serves several scopes."""
    fields = [Field("urlFields", "id", ()), field("name")]
    flat = {"id": "1", "name": "n"}

    values, _ = check_inputs(fields, {"urlFields": flat, "actionFields": flat})

    assert json.loads(json.dumps(values)) == {
        "urlFields": {"id": "1"},
        "actionFields": {"name": "n"},
    }
