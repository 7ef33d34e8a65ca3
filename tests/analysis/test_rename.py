"""Rename: the texts after it, or the reason why not."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connector_lsp.analysis.features.rename import RenameRefusedError, prepare_rename, rename
from connector_lsp.analysis.mentions import Form
from connector_lsp.analysis.names import try_find_symbol
from connector_lsp.analysis.text import apply_edits
from connector_lsp.resources import samples
from tests.support.names import CASES, CONNECTOR, at, make_unit


def renamed(unit, offset, name, *, in_cases=False):
    """Both texts after a rename."""
    own, cases = rename(unit, offset, name, in_cases=in_cases)
    return apply_edits(unit.connector.text, own), unit.cases and apply_edits(unit.cases.text, cases)


@pytest.mark.parametrize(
    ("cursor", "name", "replaced"),
    [
        (
            '"key": "sh<|>op"',
            "store",
            [
                ('"key": "shop"', '"key": "store"'),
                ("{{authFields.shop}}", "{{authFields.store}}"),
                ("{{ authFields.shop }}", "{{ authFields.store }}"),
            ],
        ),
        (
            '"/things/{<|>id}": {',
            "thingId",
            [
                ("/things/{id}", "/things/{thingId}"),
                ("{{urlFields.id}}", "{{urlFields.thingId}}"),
                ('"urlFields": [{ "key": "id"', '"urlFields": [{ "key": "thingId"'),
                ('"urlFields": { "id"', '"urlFields": { "thingId"'),
            ],
        ),
        ('"clientId": "{{cl<|>ientId}}"', "AppId", [("{{clientId}}", "{{AppId}}")]),
        ('"/thi<|>ngs/{id}": {', "/items/{id}", [("/things/{id}", "/items/{id}")]),
        (
            '"actionId": "g<|>et"',
            "read",
            [('"actionId": "get"', '"actionId": "read"'), ("thing/get", "thing/read")],
        ),
        (
            '"actionId": "list",\n      "endpoint": "/things',
            'a "b\\',
            [('"actionId": "list"', '"actionId": "a \\"b\\\\"')],
        ),
        (
            '"modelId": "thi<|>ng",\n      "actionId": "get"',
            "item",
            [('"modelId": "thing"', '"modelId": "item"'), ('"action": "thing/', '"action": "item/')],
        ),
        ('"key": "col<|>our"', 'a "b"', [('"key": "colour"', '"key": "a \\"b\\""')]),
        ('"key": "na<|>me"', "title", [
            ('"key": "name"', '"key": "title"'),
            ("{{actionFields.name}}", "{{actionFields.title}}"),
            ('"actionFields": { "name"', '"actionFields": { "title"'),
        ]),
    ],
)  # fmt: skip
def test_every_place_takes_the_new_name(cursor, name, replaced):
    """In both files, escaped as JSON wants it, and nothing else."""
    expected = [CONNECTOR, CASES]
    for old, new in replaced:
        expected = [text.replace(old, new) for text in expected]
    offset = at(cursor) if "<|>" in cursor else at(cursor.replace('": "list', '": "l<|>ist'))
    assert renamed(make_unit(CONNECTOR, CASES), offset, name) == tuple(expected)


def test_a_test_case_renames_the_connector_too():
    """From an input to its field."""
    unit = make_unit(CONNECTOR, CASES)
    own, cases = renamed(unit, at('"na<|>me": "x"', CASES), "title", in_cases=True)
    assert '"key": "title"' in own
    assert "{{actionFields.title}}" in own
    assert cases == CASES.replace('"name": "x"', '"title": "x"')


@pytest.mark.parametrize(
    ("cursor", "name", "reason"),
    [
        ('"label": "Co<|>lour"', "x", "Nothing here has a name to change"),
        ('"testConnection": { "endpoint": "/things", "method": "G<|>ET"', "x", "Nothing here"),
        (
            '"key": "sh<|>op"',
            "api_key",
            'There is another auth field "api_key" already, in line 10',
        ),
        ('"key": "sh<|>op"', "my shop", '"my shop" cannot stand in a template'),
        ('"key": "sh<|>op"', " ", "The new name is empty"),
        (
            '"key": "na<|>me"',
            "colour",
            'There is another action field "colour" already, in line 54',
        ),
        ('"/things/{i<|>d}": {', "a/b", '"a/b" cannot stand in a template'),
        ('"/thi<|>ngs/{id}": {', "things/{id}", "is no path"),
        ('"/thi<|>ngs/{id}": {', "/things/{key}", "The path parameters and templates have to stay"),
        ('"/thi<|>ngs/{id}": {', "/{id}/{{actionFields.x}}", "templates have to stay the same"),
        ('"/thi<|>ngs/{id}": {', "/things/{id}/{{x", "templates have to stay the same"),
        ('"actionId": "g<|>et"', "peek", 'There is another action "peek" already, in line 43'),
        ('"actionId": "g<|>et"', "a/b", '"a/b" cannot be an ID'),
        (
            '"clientId": "{{cl<|>ientId}}"',
            "clientSecret",
            'refers to secret "clientSecret" already',
        ),
    ],
)
def test_what_would_break_is_refused_with_the_reason(cursor, name, reason):
    """Before anything is changed."""
    with pytest.raises(RenameRefusedError) as refused:
        rename(make_unit(CONNECTOR, CASES), at(cursor), name)
    assert reason in str(refused.value)


def test_a_reference_to_nothing_is_not_renamed():
    """Nor may a field take the name that it waits for."""
    text = CONNECTOR.replace("{{authFields.api_key}}", "{{authFields.gone}}", 1)
    with pytest.raises(RenameRefusedError, match='no auth field "gone" to rename'):
        rename(make_unit(text), at("{{authFields.go<|>ne}}", text), "x")
    with pytest.raises(RenameRefusedError, match='refers to auth field "gone" already, in line 14'):
        rename(make_unit(text), at('"key": "sh<|>op"', text), "gone")


def test_an_endpoint_does_not_take_the_path_of_another():
    """Of the same method; under another one the path may stand."""
    text = CONNECTOR.replace('"/things": { "url"', '"/items": { "url"', 1)
    offset = at('"/it<|>ems"', text)
    with pytest.raises(RenameRefusedError, match='endpoint "/things" already, in line 15'):
        rename(make_unit(text), offset, "/things")
    own, _ = renamed(make_unit(text), offset, "/y")
    assert own == text.replace("/items", "/y")


def test_a_parameter_does_not_turn_one_path_into_another():
    """Two endpoints of one method and path would be left."""
    text = CONNECTOR.replace('"/things": { "url"', '"/things/{key}": { "url"', 1)
    with pytest.raises(RenameRefusedError, match="another endpoint"):
        rename(make_unit(text), at('"/things/{i<|>d}": {', text), "key")


def test_a_name_without_a_scope_is_a_field_in_a_path_only():
    """In a header it may be a token that Claris Connect knows."""
    text = CONNECTOR.replace("/things/{id}", "/things/{{id}}").replace(
        '"X-Id": "', '"X-Id": "{{id}}'
    )
    own, _ = renamed(make_unit(text), at('"X-Id": "{{id}}{{urlFields.i<|>d}}', text), "key")
    assert own.count("/things/{{key}}") == 3
    assert '"X-Id": "{{id}}{{urlFields.key}}' in own
    assert own.count('"urlFields": [{ "key": "key"') == 2


def test_a_rename_goes_on_in_a_broken_text():
    """The half-typed action keeps what is whole in it."""
    text = CONNECTOR.replace('"label": "Colour" }]', '"label": "Col')
    own, _ = renamed(make_unit(text), at('"key": "sh<|>op"', text), "store")
    assert own == text.replace("s.shop", "s.store").replace('"shop"', '"store"')


UNITS = [make_unit(CONNECTOR, CASES), *map(make_unit, samples().values())]
PLACES = [
    (unit, match.end())
    for unit in UNITS
    for match in re.finditer(r"[\"{./]", unit.connector.text)
    if (found := try_find_symbol(unit, match.end())) and found[1].form is not Form.METHOD
]
NAMES = ["new_name", "id", "a.b", "x y", "ünï", 'q"', "/p/{id}", "/p", "name"]


@given(st.sampled_from(PLACES), st.sampled_from(NAMES))
def test_there_and_back_gives_the_text_again(place, name):
    """Whatever is renamed to whatever it may be called."""
    unit, offset = place
    try:
        origin, old = prepare_rename(unit, offset)
        after = renamed(unit, offset, name)
    except RenameRefusedError:
        return
    moved = sum(
        len(edit.text) - (edit.end - edit.start)
        for edit in rename(unit, offset, name)[0]
        if edit.end <= origin.range.start
    )
    back = renamed(make_unit(*after), origin.range.start + moved, old)
    assert back == (unit.connector.text, unit.cases and unit.cases.text)
