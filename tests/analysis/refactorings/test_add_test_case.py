"""Add a test case for an action; what it consists of is tested in `test_case_skeleton.py`."""

import json

import pytest

from connector_lsp.analysis.features.actions import Wish
from tests.support.actions import applied, at_cursor, refactorings
from tests.support.names import CASES, CONNECTOR

TITLE = "Add a test case for thing/get"
AT_ID = CONNECTOR.replace('"get"', '"g<|>et"')


def test_a_file_is_made_for_the_first_case():
    """The connector itself stays as it is."""
    own, cases = applied(AT_ID, TITLE)
    assert own == CONNECTOR
    assert json.loads(cases) == {
        "cases": [
            {
                "name": "thing/get",
                "action": "thing/get",
                "urlFields": {"id": ""},
                "expect": {"status": "2xx"},
            }
        ]
    }


def test_another_case_goes_behind_the_last():
    """The label, if there is one, is in title and case."""
    labelled = AT_ID.replace(
        '"method": "GET",\n      "headers"',
        '"method": "GET",\n      "label": "Get it",\n      "headers"',
    )
    cases = applied(labelled, "Add a test case for Get it", CASES)[1]
    assert cases.startswith(CASES[: CASES.index("\n  ]")] + ',\n    {\n      "name": "Get it"')


def test_no_file_is_made_where_the_client_cannot():
    """An old client has the code lens, whose command writes the file."""
    assert not at_cursor(AT_ID, Wish(kinds=("refactor",)))[1]


@pytest.mark.parametrize(
    ("text", "cases"),
    [
        (CONNECTOR.replace('"name", "label"', '"na<|>me", "label"'), None),
        (CONNECTOR.replace('"endpoints"', '"end<|>points"'), None),
        (CONNECTOR.replace('"actionId": "get",', "<|>"), None),
        (AT_ID, "[]"),
        (AT_ID, '{ "cases": {} }'),
        (AT_ID, '{ "cases": [ }'),
    ],
)
def test_elsewhere_nothing_is_offered(text, cases):
    """In a field, outside of actions, without IDs, and where the file is something else."""
    assert not [each for each in refactorings(text, cases) if "test case" in each]
