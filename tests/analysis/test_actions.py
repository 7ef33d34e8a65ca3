"""Code actions: what is offered at the cursor, and the text after it."""

import json
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connector_lsp.analysis.analysis import Analysis
from connector_lsp.analysis.diagnostics.check import Checker
from connector_lsp.analysis.features.actions import Wish, code_actions, try_find_action
from connector_lsp.analysis.text import Range, apply_edits
from connector_lsp.resources import builtin_schema, samples
from tests.support.actions import after, at_cursor, check_action, offered, titles
from tests.support.connectors import make_connector
from tests.support.faults import random_faults
from tests.support.names import CASES, CONNECTOR, make_unit

ACTION = """{
  "endpoints": {
    "GET": {
      "/contacts": {
        "url": "https://a.example/"
      }
    }
  },
  "actions": [
    {
      "modelId": "contact",
      "actionId": "list",
      "endpoint": %s,
      "method": %s,
      "label": "List"
    }
  ]
}"""


@pytest.mark.parametrize(
    ("before", "title", "after"),
    [
        # syntax: the parser's own repair
        ('{"name": "a"<|> "link": "b"}', "Insert the missing comma", '{"name": "a", "link": "b"}'),
        ('{"name": "a"<|>,}', "Remove the trailing comma", '{"name": "a"}'),
        ('{"name": "a",<|>, "link": "b"}', "Remove the comma", '{"name": "a", "link": "b"}'),
        ('{"name"<|> "a"}', "Insert the missing colon", '{"name": "a"}'),
        ('{"name"::<|> "a"}', "Remove the colon", '{"name": "a"}'.replace(": ", ": ")),
        ('{<|>name: "a"}', "Quote the name", '{"name": "a"}'),
        ("{\"name\": <|>'a'}", "Use double quotes", '{"name": "a"}'),
        ('{"name": <|>True}', "Repair the value", '{"name": true}'),
        ('{"name": <|>01}', "Write it as JSON does", '{"name": 1}'),
        ('{"name": "C:<|>\\data"}', "Double the backslash", '{"name": "C:\\\\data"}'),
        ('{"name": "a<|>\tb"}', "Write it as an escape", '{"name": "a\\tb"}'),
        ('{"name": 1} <|>// why', "Remove the comment", '{"name": 1} '),
        ('{\n  "name": "a<|>\n}', "Insert the missing quotation mark", '{\n  "name": "a"\n}'),
        ('{"name": "a", "n<|>ame": "b"}', 'Remove this "name"', '{"name": "a"}'),
        # schema
        ('{"schema": <|>10}', 'Change to "10.0"', '{"schema": "10.0"}'),
        ('{"schema": "<|>10"}', 'Change to "10.0"', '{"schema": "10.0"}'),
        ('{"na<|>em": "a"}', 'Change to "name"', '{"name": "a"}'),
        (
            '{"name": "a", "zzz<|>zz": 1, "link": "b"}',
            'Remove "zzzzz"',
            '{"name": "a", "link": "b"}',
        ),
        (
            '{"auth_request": {"type": "<|>Bearer"}}',
            'Change to "bearer"',
            '{"auth_request": {"type": "bearer"}}',
        ),
        ('{"name": <|>5}', 'Change to "5"', '{"name": "5"}'),
        (
            '{"requiredSettings": {"authFields": [{"masked": "tr<|>ue"}]}}',
            "Change to true",
            '{"requiredSettings": {"authFields": [{"masked": true}]}}',
        ),
        (
            '{"endpoints": {"GET": {"mod<|>els": {}}}}',
            'Change to "/models"',
            '{"endpoints": {"GET": {"/models": {}}}}',
        ),
        # across sections
        (
            ACTION % ('"/contacts"', '<|>"POST"'),
            'Change the method to "GET"',
            ACTION % ('"/contacts"', '"GET"'),
        ),
        (
            ACTION % ('<|>"/contact"', '"GET"'),
            'Change to "/contacts"',
            ACTION % ('"/contacts"', '"GET"'),
        ),
        (
            ACTION % ('<|>"/orders"', '"GET"'),
            "Declare GET /orders under endpoints",
            ACTION.replace(
                '      }\n    }\n  },\n  "act',
                '      },\n      "/orders": {\n        "url": "https://a.example/"\n      }\n    }\n  },\n  "act',
            )
            % ('"/orders"', '"GET"'),
        ),
        (
            '{\n\t"requiredSettings": {\n\t\t"authFields": [\n\t\t\t{ "label": "Key", "key": "api<|>_key" }\n\t\t]\n\t}\n}',
            'Add "masked": true',
            '{\n\t"requiredSettings": {\n\t\t"authFields": [\n\t\t\t{ "label": "Key", "key": "api_key", "masked": true }\n\t\t]\n\t}\n}',
        ),
        (
            '{"auth_request": {"type": "bearer", "token": "{{authFie<|>lds.api_key}}"}, "requiredSettings": {"authFields": []}}',
            'Add auth field "api_key"',
            '{"auth_request": {"type": "bearer", "token": "{{authFields.api_key}}"}, "requiredSettings": {"authFields": [\n  {\n    "label": "API key",\n    "key": "api_key",\n    "masked": true\n  }\n]}}',
        ),
    ],
)
def test_a_quick_fix_repairs_what_it_says(before, title, after):
    """The text after the edit is what a person would have typed."""
    check_action(before, title, after)


def test_all_that_is_missing_comes_in_one_action():
    """An empty connector gets everything that is required, in the order of the schema."""
    text, actions = offered("{<|>}")
    action = next(each for each in actions if each.title == "Add all missing properties")
    assert action.is_preferred
    value = json.loads(apply_edits(text, action.change().connector))
    schema = builtin_schema().root
    assert list(value) == [name for name in schema["properties"] if name in schema["required"]]


@pytest.mark.parametrize(
    ("before", "title", "after"),
    [
        # behind the nearest before it that is there
        ('{\n  "schema": "1.0",\n  "endpoints": {}\n}', 'Add "auth_components"', '"schema": "1.0",\n  "auth_components": {\n    "type": "none"\n  },\n  "endpoints": {}'),
        # in front of all where none is before it
        ('{\n  "endpoints": {}\n}', 'Add "name"', '{\n  "name": "'),
        ('{ "x": 1, "endpoints": {}, "y": 2 }', 'Add "schema"', '{ "schema": "10.0", "x": 1, "endpoints"'),
        # to the end where nothing is known
        ('{ "x": 1 }', 'Add "schema"', '{ "x": 1, "schema": "10.0" }'),
        ('{ "requiredSettings": { "authFields": [{ "label": "Token", "key": "token", "zzz": 1 }] } }', 'Add "masked": true', '"key": "token", "masked": true, "zzz": 1'),
    ],
)  # fmt: skip
def test_a_property_goes_where_the_order_of_the_schema_has_it(before, title, after):
    """Not to the end, where a person would not look for it."""
    text, actions = offered(before)
    action = next(each for each in actions if each.title == title)
    assert after in apply_edits(text, action.change().connector)


def test_several_properties_go_to_several_places():
    """All in one action, with commas where they belong."""
    before = '{\n  "description": "d",\n  "auth_components": { "type": "none" }\n}'
    text, actions = offered(before)
    action = next(each for each in actions if each.title == "Add all missing properties")
    value = json.loads(apply_edits(text, action.change().connector))
    order = list(builtin_schema().root["properties"])
    assert list(value) == [name for name in order if name not in ("link", "actions")]


def test_tab_stops_only_for_clients_that_take_them():
    """A snippet edit has numbered stops, all different; a plain one has none."""
    _, actions = offered('{"requiredSettings": {"authFields": [{<|>}]}}', snippets=True)
    action = next(each for each in actions if each.title == "Add all missing properties")
    assert action.is_snippet
    assert "${1" in action.change().connector[0].text or "$1" in action.change().connector[0].text
    _, actions = offered('{"requiredSettings": {"authFields": [{<|>}]}}')
    assert all("$" not in edit.text for action in actions for edit in action.change().connector)


def test_fix_all_repairs_only_what_is_obvious():
    """It changes the version, the quotes and the comma; a missing property is the author's."""
    before = '{"schema": 10, "name": \'x\', "auth_request": {"type": "Bearer",} }'
    check_action(
        before,
        "Fix all that can be fixed",
        '{"schema": "10.0", "name": "x", "auth_request": {"type": "Bearer"} }',
    )


def test_a_sample_has_nothing_to_repair():
    """No finding, no action."""
    for text in samples().values():
        assert titles(text) == []


def test_every_repair_of_a_random_fault_helps():
    """A preferred quick fix never leaves more errors than there were.

    An exchanged character takes two repairs, and halfway things may look worse.
    """
    checker = Checker(builtin_schema())
    faults = random_faults(samples()["default"], 90, seed=4)
    for fault in (each for each in faults if "exchanged" not in each.description):
        before = len(Analysis.open(fault.text, checker).diagnostics())
        for action in offered(fault.text)[1]:
            if action.is_preferred:
                after = Analysis.open(apply_edits(fault.text, action.change().connector), checker)
                syntax = [each for each in after.diagnostics() if each.severity == 1]
                assert len(syntax) <= max(before, 1), (fault.description, action.title)


SENDING = CONNECTOR.replace(
    '.example.com/" }',
    '.example.com/", "headers": { "X-Version": "7", "X-Key": "sk-0123456789abcdef" } }',
)
TEXTS = [*samples().values(), CONNECTOR, SENDING, make_connector(300)]
EVERYTHING = Wish(new_cases=True)


def faults_of(analysis):
    """How many findings there are of each rule, but that something is to be filled in."""
    found = Counter(each.code for each in analysis.diagnostics())
    del found["missing-input"], found["invalid-url"]
    return found


@given(st.sampled_from(TEXTS), st.booleans(), st.data())
def test_any_action_leaves_a_sound_connector(text, has_cases, data):
    """It parses, nothing new is found in either file, and nothing is lost that has no edit."""
    cases = CASES if has_cases and text in (CONNECTOR, SENDING) else None
    unit = make_unit(text, cases)
    offset = data.draw(st.integers(0, len(text)))
    for action in code_actions(unit, Range(offset, offset), EVERYTHING):
        own, own_cases = after(unit, action)
        json.loads(own)
        found = make_unit(own, own_cases)
        assert not faults_of(found.connector) - faults_of(unit.connector), action.title
        if own_cases is not None:
            json.loads(own_cases)
            before = faults_of(unit.cases) if unit.cases else Counter()
            assert not faults_of(found.cases) - before, action.title


@given(st.sampled_from(TEXTS), st.data())
def test_an_action_is_found_again_by_its_name(text, data):
    """What a client resolves is what it was listed, of a connector with faults too."""
    fault = data.draw(st.sampled_from(random_faults(text, 20, seed=1)))
    unit = make_unit(data.draw(st.sampled_from([text, fault.text])))
    offset = data.draw(st.integers(0, len(unit.connector.text)))
    span = Range(offset, min(offset + 200, len(unit.connector.text)))
    listed = code_actions(unit, span, EVERYTHING)
    assert len({each.name for each in listed}) == len(listed)
    for action in listed:
        again = try_find_action(make_unit(unit.connector.text), span, EVERYTHING, action.name)
        assert again == action
        assert again.change() == action.change()


def test_each_kind_can_be_asked_for_alone():
    """Or with all that are below it; what nobody wants is not looked for."""
    fixture = CONNECTOR.replace('"schema": "10.0"', '"schema": 10')
    fixture = fixture.replace('"actions"', '"act<|>ions"')
    for kinds, expected in [
        (None, {"source.fixAll"}),
        (("quickfix",), set()),
        (("",), {"refactor.rewrite", "source.fixAll"}),
        (("refactor",), {"refactor.rewrite"}),
        (("refactor.rewrite",), {"refactor.rewrite"}),
        (("refactor.extract", "source"), {"source.fixAll"}),
    ]:
        _, actions = at_cursor(fixture, Wish(kinds=kinds))
        found = {each.kind.value for each in actions}
        assert found == expected | ({"refactor.rewrite"} if kinds is None else set())
