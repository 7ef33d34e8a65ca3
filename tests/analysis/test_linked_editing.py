"""Names that are typed at once: a path parameter and the keys that fill it."""

import re

import pytest

from connector_lsp.analysis.features.linked_editing import WORD_PATTERN, linked_editing_ranges
from connector_lsp.analysis.text import line_end, line_start
from tests.support.names import CASES, CONNECTOR, at, make_unit

LINKED = [
    '"/things/{«id»}": { "url": "https://{{ authFields.shop }}.example.com/" }',
    '"endpoint": "/things/{«id»}",',
    '"headers": { "X-Id": "{{urlFields.«id»}}", "X-Key": "{{authFields.api_key}}" },',
    '"urlFields": [{ "key": "«id»", "label": "ID" }]',
    '"endpoint": "/things/{«id»}",',
    '"urlFields": [{ "key": "«id»", "label": "ID" }]',
]


def linked(piece, connector=CONNECTOR, cases=None):
    """The lines of what is typed at once with the cursor in a piece, each name in guillemets."""
    found = linked_editing_ranges(make_unit(connector, cases), at(piece, connector))
    return [
        f"{connector[line_start(connector, start) : start].lstrip()}«{connector[start:end]}»"
        f"{connector[end : line_end(connector, end)]}"
        for start, end in sorted(found)
    ]


@pytest.mark.parametrize(
    "piece", ['"/things/{<|>id}": {', '"X-Id": "{{urlFields.i<|>d}}"', '"/things/{id<|>}": {']
)
def test_path_parameter_its_keys_and_templates_are_typed_at_once(piece):
    """From each of them, in every action that uses the endpoint."""
    assert linked(piece) == LINKED


def test_both_forms_of_a_path_parameter():
    """A colon before the name is no part of it."""
    colons = CONNECTOR.replace("/things/{id}", "/things/:id")
    assert linked('"/things/:<|>id": {', colons) == [
        each.replace("{«id»}", ":«id»") for each in LINKED
    ]


@pytest.mark.parametrize(
    "piece",
    ['"key": "api<|>_key"', '"actionId": "pe<|>ek"', '"key": "colo<|>ur"', '"sch<|>ema"'],
)
def test_other_names_are_for_a_rename(piece):
    """Which can refuse what would collide."""
    assert linked(piece) == []


def test_where_a_test_case_fills_it_in_a_rename_does_it():
    """A client types into one file only."""
    assert linked('"/things/{<|>id}": {', cases=CASES) == []
    assert linked('"/things/{<|>id}": {', cases=CASES.replace('"id"', '"other"')) == LINKED


def test_field_without_a_path_parameter_is_not_linked():
    """There is nothing beside it that would be typed, too."""
    query = CONNECTOR.replace('"/things/{id}"', '"/thing"')
    assert linked('"X-Id": "{{urlFields.i<|>d}}"', query) == []


def test_spellings_that_differ_are_not_linked():
    """An escape is another spelling of the same name: what is typed would make them one text."""
    escaped = CONNECTOR.replace('"/things/{id}": {', '"/things/{\\u0069d}": {')
    assert linked('"X-Id": "{{urlFields.i<|>d}}"', escaped) == []


@pytest.mark.parametrize(
    ("name", "fits"), [("id", True), ("order_id2", True), ("a-b", False), ("", False)]
)
def test_what_may_be_typed(name, fits):
    """A name that can stand in a path in either form."""
    assert bool(re.fullmatch(WORD_PATTERN, name)) == fits
