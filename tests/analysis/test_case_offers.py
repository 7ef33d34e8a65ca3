"""A test cases file knows the connector beside it: completion and quick fixes."""

import pytest

from connector_lsp.analysis.analysis import Analysis
from connector_lsp.analysis.diagnostics.check_cases import CaseChecker
from connector_lsp.analysis.features.actions import Wish, code_actions
from connector_lsp.analysis.features.completion import complete
from connector_lsp.analysis.names import Unit
from connector_lsp.analysis.text import Range, apply_edits
from connector_lsp.resources import cases_schema
from tests.support.completion import CURSOR, accepted, filled_in

ACTIONS = {
    "thing/create": {
        "label": "Create a thing",
        "actionFields": [
            {"key": "name", "type": "string", "required": True, "description": "Its name."},
            {"key": "size", "choices": {"s": "Small", "l": "Large"}},
            {"key": "count", "type": "integer", "default": 3},
        ],
        "urlFields": [{"key": "id"}],
    },
    "thing/list": {},
}

CAPTURED = """"action": "thing/list", "capture": {"first": "/id"}}, {"name": "m",
"action": "thing/create", "actionFields": {"name": "a{{captures.NAME}}"}"""


def items(fixture, actions=ACTIONS):
    """The items at the cursor of a test cases file, by label."""
    text, offset = fixture.replace(CURSOR, ""), fixture.index(CURSOR)
    analysis = Analysis.open(text, CaseChecker(cases_schema(), actions))
    return text, {each.label: each for each in complete(analysis, offset, snippets=True)}


def case(inside):
    """A file with one case."""
    return f'{{"cases": [{{"name": "n", {inside}}}]}}'


def test_actions_are_those_of_the_connector():
    """By the names that cases call them, with their labels."""
    text, found = items(case(f'"action": "{CURSOR}"'))
    names = [each for each in found if "/" in each or each == "testConnection"]
    assert names == ["thing/create", "thing/list", "testConnection"]
    assert found["thing/create"].detail == "Create a thing"
    expected = case(f'"action": "thing/create"{CURSOR}')
    assert accepted(text, found["thing/create"]) == expected


def test_inputs_are_the_fields_of_the_action_that_are_not_there_yet():
    """The required ones first, each with its default or first choice."""
    inside = f'"action": "thing/create", "actionFields": {{ "count": 1, {CURSOR} }}'
    text, found = items(case(inside))
    assert list(found) == ["name", "size"]
    assert found["name"].detail == "string · required"
    assert '"size": "s"' in filled_in(text, found["size"])


@pytest.mark.parametrize(
    ("inside", "expected"),
    [
        (f'"action": "thing/create", "actionFields": {{"size": {CURSOR}}}', {"s", "l"}),
        (f'"action": "thing/create", "actionFields": {{"count": {CURSOR}}}', {"3"}),
    ],
)
def test_values_are_those_that_a_field_proposes(inside, expected):
    """Its choices, or its default."""
    _, found = items(case(inside))
    assert expected <= set(found)


@pytest.mark.parametrize(
    ("inside", "title", "expected"),
    [
        (
            '"action": "thing/creat"',
            'Change to "thing/create"',
            '"action": "thing/create"',
        ),
        (
            '"action": "thing/create", "actionFields": {"nam": "x"}',
            'Change to "name"',
            '"action": "thing/create", "actionFields": {"name": "x"}',
        ),
        (
            CAPTURED.replace("NAME", "frist"),
            "Change to {{captures.first}}",
            CAPTURED.replace("NAME", "first"),
        ),
    ],
)
def test_what_was_meant_is_a_quick_fix(inside, title, expected):
    """Of an unknown action, input or capture."""
    text = case(inside)
    analysis = Analysis.open(text, CaseChecker(cases_schema(), ACTIONS))
    wish = Wish(fix_all=False)
    actions = code_actions(Unit(None, analysis), Range(0, len(text)), wish, in_cases=True)
    found = {each.title: each for each in actions}
    assert apply_edits(text, found[title].change().cases) == case(expected)
