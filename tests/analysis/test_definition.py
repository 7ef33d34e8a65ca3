"""Go to definition: from a name to where it is defined."""

import pytest

from connector_lsp.analysis.features.definition import goto_definition
from tests.support.names import CASES, CONNECTOR, at, make_unit, show


@pytest.mark.parametrize(
    ("cursor", "expected"),
    [
        ('"token": "{{authFields.a<|>pi_key}}"', ["10: "]),
        ('"X-Id": "{{urlFields.<|>id}}"', ["39: ", "46: "]),
        ('"X-Name": "{{actionFields.name<|>}}"', ["54: "]),
        ('"/things/{i<|>d}": {', ["39: ", "46: "]),
        ('"actionId": "peek",\n      "endpoint": "/th<|>ings/{id}"', ["19: "]),
        ('"testConnection": { "endpoint": "/th<|>ings"', ["18: "]),
        ('"testConnection": { "endpoint": "/things", "method": "G<|>ET"', ["18: "]),
        ('"actionId": "create",\n      "endpoint": "/<|>things"', ["22: "]),
        ('"clientId": "{{cl<|>ientId}}"', []),
        ('"label": "Col<|>our"', []),
    ],
)
def test_a_name_leads_to_its_definition(cursor, expected):
    """Fields, endpoints by their method; a secret is defined outside."""
    found = show(
        make_unit(CONNECTOR, CASES), goto_definition(make_unit(CONNECTOR, CASES), at(cursor))
    )
    assert [line.partition(": ")[0] + ": " for line in found] == expected


@pytest.mark.parametrize(
    ("cursor", "expected"),
    [
        ("thi<|>ng/get", ['35: "actionId": "«get»",']),
        ("thing/g<|>et", ['35: "actionId": "«get»",']),
        ('"testCon<|>nection"', []),
        (
            '"na<|>me": "x"',
            [
                '54: "actionFields": [{ "key": "«name»", "label": "Name" }, { "key": "colour", "label": "Colour" }]'
            ],
        ),
    ],
)
def test_a_test_case_leads_to_the_connector(cursor, expected):
    """An action by either part of its name, an input to its field."""
    unit = make_unit(CONNECTOR, CASES)
    assert show(unit, goto_definition(unit, at(cursor, CASES), in_cases=True)) == expected


def test_the_others_answer_while_one_action_is_half_typed():
    """A broken section hides nothing of those beside it."""
    broken = CONNECTOR.replace(
        '"key": "id", "label": "ID" }]\n    },\n    {\n', '"key": "id", "lab\n    },\n    {\n', 1
    )
    unit = make_unit(broken)
    cursor = '"X-Name": "{{actionFields.name<|>}}"'
    assert [each[:3] for each in show(unit, goto_definition(unit, at(cursor, broken)))] == ["54:"]
