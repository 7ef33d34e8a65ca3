"""The case for an action that has none, in any file."""

import json

import pytest
from inline_snapshot import snapshot

from connector_lsp.analysis.analysis import Analysis
from connector_lsp.analysis.cases import CASES, actions_of
from connector_lsp.analysis.diagnostics.check_cases import CaseChecker
from connector_lsp.analysis.document import Document
from connector_lsp.analysis.features.case_skeleton import Entered, try_add_case
from connector_lsp.analysis.text import apply_edits
from connector_lsp.resources import cases_schema, samples
from tests.support.cases import read

ACTION = {
    "modelId": "order",
    "actionId": "create",
    "label": "Create an order",
    "actionFields": [
        {"key": "note"},
        {"key": "count", "type": "integer", "default": 1},
        {"key": "item", "required": True, "choices": {"t": "Tea", "c": "Coffee"}},
        {"key": "gift-code.2", "masked": True, "required": True, "default": "x"},
    ],
    "urlFields": [{"key": "1st", "masked": True}],
}

SMALL = {"modelId": "a", "actionId": "b"}


def added(text: str, action: object = SMALL) -> str:
    """The text with a case for the action."""
    edits = try_add_case(Document.open(text, CASES), action)
    assert edits is not None
    return apply_edits(text, edits)


def test_new_file() -> None:
    """A key for each field: required ones first; masked ones refer to the environment."""
    assert added("", ACTION) == snapshot(
        """\
{
  "cases": [
    {
      "name": "Create an order",
      "action": "order/create",
      "actionFields": {
        "item": "t",
        "gift-code.2": "{{env.GIFT_CODE_2}}",
        "note": "",
        "count": 1
      },
      "urlFields": {
        "1st": "{{env._1ST}}"
      },
      "expect": {
        "status": "2xx"
      }
    }
  ]
}
"""
    )


def test_existing_file() -> None:
    """The author's own text stays as it is, and so do indentation and line breaks."""
    before = '{\r\n\t"cases": [\r\n\t\t{ "name": "a/b",   "action": "a/b" }\r\n\t]\r\n}'

    assert added(before) == (
        '{\r\n\t"cases": [\r\n\t\t{ "name": "a/b",   "action": "a/b" },\r\n'
        '\t\t{\r\n\t\t\t"name": "a/b 2",\r\n\t\t\t"action": "a/b",\r\n'
        '\t\t\t"expect": {\r\n\t\t\t\t"status": "2xx"\r\n\t\t\t}\r\n\t\t}\r\n\t]\r\n}'
    )


def test_a_file_in_the_canonical_layout_stays_in_it() -> None:
    """What stood on one line no longer fits there, and gets the lines that formatting gives it."""
    text = added('{ "cases": [] }\r\n')
    assert text.replace("\r\n", "\n") == snapshot(
        """\
{
  "cases": [
    {
      "name": "a/b",
      "action": "a/b",
      "expect": {
        "status": "2xx"
      }
    }
  ]
}
"""
    )
    assert text.count("\n") == text.count("\r\n")


def test_connection_test() -> None:
    """The connection test is no action and has no fields."""
    assert json.loads(added("", None)) == {
        "cases": [
            {"name": "Test connection", "action": "testConnection", "expect": {"status": "2xx"}}
        ]
    }


@pytest.mark.parametrize(
    "text",
    [
        " \n",
        "{}",
        '{\n  "$schema": "x"\n}\n',
        '{ "cases": [] }',
        '{"cases":[{"name":"x","action":"a/b"}]}',
        '{\n  "cases": [\n    { "name": "x", "action": "a/b" },\n    { "name": "y", "action": "a/b" }\n  ]\n}\n',
    ],
)
def test_result_is_sound(text: str) -> None:
    """Whatever there was, the file has one case more, twice in a row."""
    before = len(json.loads(text).get("cases", ())) if text.strip() else 0

    once = added(text, ACTION)
    twice = added(once, ACTION)

    assert read(once).problems == read(twice).problems == ()
    assert [len(read(each).cases) for each in (once, twice)] == [before + 1, before + 2]


def test_beside_a_broken_case() -> None:
    """A case that is just being typed is left alone."""
    text = '{\n  "cases": [\n    { "name": "x" "action": "a/b" }\n  ]\n}\n'

    assert added(text).startswith(text[: text.index("\n  ]")] + ",\n    {\n")


@pytest.mark.parametrize("text", ["[]", "garbage", '{ "cases": {} }', '{ "cases": }'])
def test_no_place(text: str) -> None:
    """Where there is no place for a case none is made."""
    assert try_add_case(Document.open(text, CASES), ACTION) is None


@pytest.mark.parametrize("name", samples())
def test_samples(name: str) -> None:
    """What is made for the actions of a sample fits them: at most an input remains to be given."""
    actions = actions_of(Document.open(samples()[name]))
    text = ""
    for action in actions.values():
        text = added(text, action)

    found = Analysis.open(text, CaseChecker(cases_schema(), actions)).diagnostics()

    assert {each.code for each in found} <= {"missing-input"}
    assert len(read(text, actions).cases) == len(actions)


def entered_case(name: str, text: str = "", **inputs: dict[str, object]) -> dict[str, object]:
    """The last case after one was added of what was entered; "s3cret" is a secret."""
    entered = Entered(name, inputs, lambda value: "s3cret" in json.dumps(value))
    edits = try_add_case(Document.open(text, CASES), ACTION, entered)
    assert edits is not None
    after = apply_edits(text, edits)
    found: dict[str, object] = json.loads(after)["cases"][-1]
    return found


def test_what_was_emptied() -> None:
    """Where a field has a default, that it was emptied is written: the default is not meant."""
    inputs = {"note": "", "count": "", "item": "c", "gift-code.2": None}

    assert entered_case("No count", actionFields=inputs)["actionFields"] == {
        "count": "",
        "item": "c",
        "gift-code.2": None,
    }


def test_what_was_entered() -> None:
    """Inputs as they are, without empty ones; what is masked or secret refers to the environment."""
    inputs = {"note": "", "count": 0, "item": "c", "gift-code.2": "4711", "other": ["s3cret"]}

    assert entered_case("Two teas", actionFields=inputs, urlFields={"1st": "x"}) == {
        "name": "Two teas",
        "action": "order/create",
        "actionFields": {
            "count": 0,
            "item": "c",
            "gift-code.2": "{{env.GIFT_CODE_2}}",
            "other": "{{env.OTHER}}",
        },
        "urlFields": {"1st": "{{env._1ST}}"},
        "expect": {"status": "2xx"},
    }


@pytest.mark.parametrize(
    ("name", "called"),
    [("x", "x 2"), (" x ", "x 2"), ("y", "y"), ("", "Create an order"), ("a s3cret", "Create an order")],
)  # fmt: skip
def test_name_that_was_entered(name: str, called: str) -> None:
    """It is made unique; without one the action's label serves."""
    text = '{"cases": [{"name": "x", "action": "order/create"}]}'

    assert entered_case(name, text)["name"] == called
