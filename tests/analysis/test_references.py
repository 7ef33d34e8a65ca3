"""References and highlights: every place that names the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connector_lsp.analysis.features.definition import goto_definition
from connector_lsp.analysis.features.highlight import highlights
from connector_lsp.analysis.features.linked_editing import linked_editing_ranges
from connector_lsp.analysis.features.references import find_references
from connector_lsp.analysis.names import Unit, occurrences, try_find_symbol
from connector_lsp.resources import samples
from tests.support.names import CASES, CONNECTOR, at, make_unit, show

ID = [
    '19: "/things/{«id»}": { "url": "https://{{ authFields.shop }}.example.com/" }',
    '36: "endpoint": "/things/{«id»}",',
    '38: "headers": { "X-Id": "{{urlFields.«id»}}", "X-Key": "{{authFields.api_key}}" },',
    '39: "urlFields": [{ "key": "«id»", "label": "ID" }]',
    '44: "endpoint": "/things/{«id»}",',
    '46: "urlFields": [{ "key": "«id»", "label": "ID" }]',
    'cases 3: { "name": "one", "action": "thing/get", "urlFields": { "«id»": "1" } },',
]
UNITS = [make_unit(CONNECTOR, CASES), *map(make_unit, samples().values())]


@pytest.mark.parametrize("cursor", ['"/things/{<|>id}": {', '"X-Id": "{{urlFields.id<|>}}"'])
def test_a_url_field_is_one_with_its_parameter_in_all_actions_of_the_endpoint(cursor):
    """The action field of the same key in another action is another field."""
    unit = make_unit(CONNECTOR, CASES)
    assert show(unit, find_references(unit, at(cursor))) == ID


def test_references_without_the_definitions():
    """Where the client asks so."""
    unit = make_unit(CONNECTOR)
    found = find_references(unit, at('"key": "api<|>_key"'), with_definitions=False)
    assert [each[:3] for each in show(unit, found)] == ["14:", "38:"]


def test_highlights_stay_in_the_file():
    """Those in the connector for it, those in the test cases for them."""
    unit = make_unit(CONNECTOR, CASES)
    assert show(unit, highlights(unit, at('"/things/{i<|>d}": {'))) == ID[:-1]
    found = highlights(unit, at('"i<|>d": "1"', CASES), in_cases=True)
    assert show(unit, found) == ID[-1:]


def test_what_is_typed_at_once_holds_one_text():
    """A parameter and its URL fields; not where a test case would be left behind."""
    offset = at('"/things/{i<|>d}": {')
    assert len(linked_editing_ranges(make_unit(CONNECTOR), offset)) == len(ID) - 1
    assert linked_editing_ranges(make_unit(CONNECTOR, CASES), offset) == []
    assert linked_editing_ranges(make_unit(CONNECTOR), at('"key": "col<|>our"')) == []


@pytest.mark.parametrize(
    "text",
    [
        '{"endpoints": {"GET": "{{urlFields.id}}"}}',
        '{"endpoints": "{{urlFields.id}}"}',
        '{"endpoints": {"GET": {"/{{urlFields.id}}": 1, "/:id/{": {"url": "{{id}}"}}}}',
        '{"auth_request": "{{actionFields.id}}", "actions": [{"actionId": "id"}]}',
        '{"actions": [{"endpoint": "/{id}", "urlFields": [{"key": "id"}, {"key": 1}, {"key": "id',
        "{'endpoints': {GET: {'/{id}': {}}}}",
    ],
)
def test_values_in_strange_places_are_no_trouble(text):
    """Every offset answers, whatever a member holds instead of what it should."""
    unit = make_unit(text)
    for offset in range(len(text) + 1):
        for each in find_references(unit, offset):
            assert text[each.range.start : each.range.end]


@given(st.sampled_from(UNITS), st.data())
def test_references_contain_the_place_that_they_were_asked_from(unit, data):
    """And each of them has the same references and leads to the same definitions."""
    in_cases = unit.cases is not None and data.draw(st.booleans())
    text = (unit.cases if in_cases else unit.connector).text
    offset = data.draw(st.integers(0, len(text)))
    found = try_find_symbol(unit, offset, in_cases=in_cases)
    if found is None:
        return
    symbol, origin = found
    places = occurrences(unit, symbol)
    assert origin in places
    for each in places:
        other = try_find_symbol(unit, each.range.start, in_cases=each.in_cases)
        assert other is not None
        assert other[0] == symbol
    assert set(goto_definition(Unit(unit.connector), places[0].range.start)) <= set(places)
