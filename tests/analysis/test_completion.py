"""Completion: what is offered where, and the text after an item was accepted."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connector_lsp.analysis.analysis import Analysis
from connector_lsp.analysis.diagnostics.rule import Severity
from connector_lsp.analysis.features.completion import CompletionKind, complete
from connector_lsp.analysis.schema import Schema
from connector_lsp.analysis.syntax.parser import parse
from connector_lsp.analysis.text import Edit
from connector_lsp.resources import samples
from tests.support.completion import (
    accepted,
    check_completion,
    check_protocol,
    checker,
    completions,
    details,
    expanded,
    filled_in,
    find_item,
    labels,
)
from tests.support.edits import edits

SAMPLES = samples()
REQUIRED = [
    "schema",
    "name",
    "auth_components",
    "requiredSettings",
    "auth_request",
    "testConnection",
    "endpoints",
]

CONNECTOR = """{
  "schema": "10.0",
  "name": "Shop",
  "auth_components": { "type": "none" },
  "requiredSettings": {
    "authFields": [
      { "label": "API key", "key": "api_key", "masked": true },
      { "label": "Shop name", "key": "shop" }
    ]
  },
  "auth_request": AUTH_REQUEST,
  "testConnection": TEST_CONNECTION,
  "endpoints": {
    "GET": {
      "/orders": { "url": "https://api.shop.test/v1/" },
      "/orders/{id}": ENDPOINT
    },
    "POST": {
      "/orders": { "url": "https://api.shop.test/v1/" }
    }
  },
  "actions": [
    ACTION
  ]
}"""

_PARTS = {
    "AUTH_REQUEST": '{ "type": "none" }',
    "TEST_CONNECTION": "{}",
    "ENDPOINT": '{ "url": "https://api.shop.test/v1/" }',
    "ACTION": "",
}


def connector(**parts: str) -> str:
    """A connector, some of whose parts are given."""
    text = CONNECTOR
    for name, default in _PARTS.items():
        text = text.replace(name, parts.get(name.lower(), default))
    return text


def action(members: str) -> str:
    """A connector with one action."""
    return connector(action="{ " + members + " }")


# --- commas, colons and quotation marks around a name ---------------------------------------------


NAMES = {
    "in an empty object": ('{ "actions": [{<|>}] }', '{ "actions": [{"label": "$1"<|>}] }'),
    "before a member": (
        '{ "actions": [{<|>"key": 1}] }',
        '{ "actions": [{"label": "$1", <|>"key": 1}] }',
    ),
    "before a member, with space": (
        '{ "actions": [{ <|> "key": 1 }] }',
        '{ "actions": [{ "label": "$1",<|> "key": 1 }] }',
    ),
    "behind a member without a comma": (
        '{ "actions": [{ "key": 1 <|>}] }',
        '{ "actions": [{ "key": 1, "label": "$1"<|>}] }',
    ),
    "directly behind a member without a comma": (
        '{ "actions": [{ "key": {}<|> }] }',
        '{ "actions": [{ "key": {}, "label": "$1"<|> }] }',
    ),
    "behind a comma": (
        '{ "actions": [{ "key": 1, <|> }] }',
        '{ "actions": [{ "key": 1, "label": "$1"<|> }] }',
    ),
    "directly behind a comma": (
        '{ "actions": [{ "key": 1,<|>}] }',
        '{ "actions": [{ "key": 1, "label": "$1"<|>}] }',
    ),
    "between two members": (
        '{ "actions": [{ "key": 1, <|> "x": 2 }] }',
        '{ "actions": [{ "key": 1, "label": "$1",<|> "x": 2 }] }',
    ),
    "between two members without any comma": (
        '{ "actions": [{ "key": 1 <|> "x": 2 }] }',
        '{ "actions": [{ "key": 1, "label": "$1",<|> "x": 2 }] }',
    ),
    "between a member and its comma": (
        '{ "actions": [{ "key": 1 <|> , "x": 2 }] }',
        '{ "actions": [{ "key": 1, "label": "$1"<|> , "x": 2 }] }',
    ),
    "before two members of which the comma is there": (
        '{ "actions": [{ <|> , "x": 2 }] }',
        '{ "actions": [{ "label": "$1"<|> , "x": 2 }] }',
    ),
    "inside empty quotation marks": (
        '{ "actions": [{ "<|>" }] }',
        '{ "actions": [{ "label": "$1"<|> }] }',
    ),
    "inside quotation marks before a member": (
        '{ "actions": [{ "<|>" "x": 2 }] }',
        '{ "actions": [{ "label": "$1",<|> "x": 2 }] }',
    ),
    "in a name without colon and value": (
        '{ "actions": [{ "la<|>b" }] }',
        '{ "actions": [{ "label": "$1"<|> }] }',
    ),
    "in a name with a value: both stay": (
        '{ "actions": [{ "la<|>bbel": "Send" }] }',
        '{ "actions": [{ "label"<|>: "Send" }] }',
    ),
    "in a name with a value and no colon": (
        '{ "actions": [{ "la<|>" "Send" }] }',
        '{ "actions": [{ "label":<|> "Send" }] }',
    ),
    "in a name with a colon and no value": (
        '{ "actions": [{ "la<|>": }] }',
        '{ "actions": [{ "label": "$1"<|> }] }',
    ),
    "in a name with a colon and no value, before a comma": (
        '{ "actions": [{ "la<|>":, "x": 1 }] }',
        '{ "actions": [{ "label": "$1"<|>, "x": 1 }] }',
    ),
    "behind a member without a comma, inside quotation marks": (
        '{ "actions": [{ "key": 1 "<|>" }] }',
        '{ "actions": [{ "key": 1, "label": "$1"<|> }] }',
    ),
    "in a word without quotation marks": (
        '{ "actions": [{ la<|> }] }',
        '{ "actions": [{ "label": "$1"<|> }] }',
    ),
    "in a word, before a member": (
        '{ "actions": [{ la<|> "x": 2 }] }',
        '{ "actions": [{ "label": "$1",<|> "x": 2 }] }',
    ),
    "behind an opening quotation mark alone": (
        '{ "actions": [{ "<|>\n}] }',
        '{ "actions": [{ "label": "$1"<|>\n}] }',
    ),
    "at the end of a text that is typed from the top": (
        '{ "actions": [{ <|>',
        '{ "actions": [{ "label": "$1"<|>',
    ),
    "in a word there": (
        '{ "actions": [{ la<|>',
        '{ "actions": [{ "label": "$1"<|>',
    ),
    "behind an opening quotation mark, the object not closed": (
        '{ "actions": [{ "key": 1, "<|>',
        '{ "actions": [{ "key": 1, "label": "$1"<|>',
    ),
    "behind an opening quotation mark, the rest of the line behind it": (
        '{ "actions": [{ "<|>"x": 2 }] }',
        '{ "actions": [{ "label": "$1", <|>"x": 2 }] }',
    ),
    "in single quotation marks": (
        "{ \"actions\": [{ 'la<|>' }] }",
        '{ "actions": [{ "label": "$1"<|> }] }',
    ),
    "in an object that is not closed": (
        '{ "actions": [{ "key": 1, <|>',
        '{ "actions": [{ "key": 1, "label": "$1"<|>',
    ),
    "behind a property that lacks its value": (
        '{ "actions": [{ "key": , <|> }] }',
        '{ "actions": [{ "key": , "label": "$1"<|> }] }',
    ),
}


@pytest.mark.parametrize(("fixture", "expected"), NAMES.values(), ids=NAMES)
def test_a_name_brings_what_is_missing_around_it(fixture: str, expected: str):
    """A property's name comes with its quotation marks, colon and value, and with every comma."""
    check_completion(fixture, "label", expected)
    check_completion(fixture, "label", expected.replace("$1", ""), snippets=False)


LINES = {
    "at the end of a text that is typed from the top, line by line": (
        """
        {
          "endpoints": {
          },
          "actions": [
            {
              "headers": {
              },
              "urlFields": [
              ],
            },
            {
              "actionId": "x"
            }
          ],
          "<|>
        """,
        """
        {
          "endpoints": {
          },
          "actions": [
            {
              "headers": {
              },
              "urlFields": [
              ],
            },
            {
              "actionId": "x"
            }
          ],
          "link": "$1"<|>
        """,
    ),
    "on an empty line between two members": (
        """
        {
          "schema": "10.0",
          <|>
          "name": "x"
        }
        """,
        """
        {
          "schema": "10.0",
          "link": "$1",<|>
          "name": "x"
        }
        """,
    ),
    "on an empty line behind the last member, which has no comma": (
        """
        {
          "schema": "10.0"
          <|>
        }
        """,
        """
        {
          "schema": "10.0",
          "link": "$1"<|>
        }
        """,
    ),
    "on an empty line at its start": (
        """
        {
          "schema": "10.0",
        <|>
        }
        """,
        """
        {
          "schema": "10.0",
        "link": "$1"<|>
        }
        """,
    ),
    "behind a quotation mark on a line of its own": (
        """
        {
          "schema": "10.0"
          "<|>
          "name": "x"
        }
        """,
        """
        {
          "schema": "10.0",
          "link": "$1",<|>
          "name": "x"
        }
        """,
    ),
    "behind an object that is a section of its own": (
        """
        {
          "auth_components": {
            "type": "none"
          }
          "li<|>"
        }
        """,
        """
        {
          "auth_components": {
            "type": "none"
          },
          "link": "$1"<|>
        }
        """,
    ),
    "behind a comment": (
        """
        {
          "schema": "10.0" // the version, of the format
          <|>
        }
        """,
        """
        {
          "schema": "10.0", // the version, of the format
          "link": "$1"<|>
        }
        """,
    ),
}


@pytest.mark.parametrize(("fixture", "expected"), LINES.values(), ids=LINES)
def test_a_name_on_a_line_of_its_own(fixture: str, expected: str):
    """The comma that the line above lacks is put there, not on the new line."""
    check_completion(fixture, "link", expected)
    check_completion(fixture, "link", expected.replace("$1", ""), snippets=False)


@pytest.mark.parametrize("typed", ["<|>", '"<|>', "la<|>", '"la<|>"'])
@pytest.mark.parametrize("behind", ["", "\n", "\n    }\n  ]\n}", "\n  ]\n}"])
def test_an_object_that_was_just_opened(typed: str, behind: str):
    """Whatever is closed already behind it."""
    before = '{\n  "actions": [\n    {\n      '
    check_completion(before + typed + behind, "label", before + '"label": "$1"<|>' + behind)


def test_the_additional_comma_is_an_edit_of_its_own():
    """What is missing on another line is no part of the edit at the cursor."""
    item = find_item('{\n  "schema": "10.0"\n  <|>\n}', "name")
    assert [(edit.start, edit.end, edit.text) for edit in item.additional_edits] == [(20, 20, ",")]


# --- around a value -------------------------------------------------------------------------------


VALUES = {
    "behind the colon": ('"method":<|>', '"method": "GET"<|>'),
    "behind colon and space": ('"method": <|>', '"method": "GET"<|>'),
    "before a comma": ('"method": <|>, "label": "x"', '"method": "GET"<|>, "label": "x"'),
    "before the next member's line": (
        '"method": <|>\n"label": "x"',
        '"method": "GET",<|>\n"label": "x"',
    ),
    "before the next member on the line": (
        '"method": <|> "label": "x"',
        '"method": "GET",<|> "label": "x"',
    ),
    "instead of a string": ('"method": "PO<|>ST"', '"method": "GET"<|>'),
    "instead of an empty string": ('"method": "<|>"', '"method": "GET"<|>'),
    "instead of a string that is not closed": (
        '"method": "<|>\n, "label": "x"',
        '"method": "GET"<|>\n, "label": "x"',
    ),
    "instead of a string that is not closed, without a comma": (
        '"method": "G<|>\n"label": "x"',
        '"method": "GET",<|>\n"label": "x"',
    ),
    "instead of a word": ('"method": GE<|>', '"method": "GET"<|>'),
    "instead of a number": ('"method": 1<|>2', '"method": "GET"<|>'),
    "instead of the value behind the cursor": ('"method":<|> "PUT"', '"method": "GET"<|>'),
    "behind a member without a comma": (
        '"label": "x" "method": "<|>"',
        '"label": "x", "method": "GET"<|>',
    ),
    "without a colon": ('"method" <|>', '"method": "GET"<|>'),
    "without a colon, instead of a word": ('"method" GE<|>', '"method": "GET"<|>'),
}


@pytest.mark.parametrize(("fixture", "expected"), VALUES.values(), ids=VALUES)
def test_a_value_brings_what_is_missing_around_it(fixture: str, expected: str):
    """A value replaces what stands there, quotation marks included."""
    for snippets in (True, False):
        check_completion(
            '{ "actions": [{ ' + fixture + " }] }",
            "GET",
            '{ "actions": [{ ' + expected + " }] }",
            snippets=snippets,
        )


@pytest.mark.parametrize(
    ("fixture", "expected"),
    [
        ('["a", <|>]', '["a", "$1"<|>]'),
        ('["a" <|>]', '["a", "$1"<|>]'),
        ('[<|> "a"]', '["$1",<|> "a"]'),
        ('["a",<|>"b"]', '["a", "$1", <|>"b"]'),
        ('["a"\n<|>\n"b"]', '["a",\n"$1",<|>\n"b"]'),
    ],
)
def test_an_item_of_an_array_brings_its_commas(fixture: str, expected: str):
    """A new item is separated from its neighbours."""
    before = '{ "auth_components": { "type": "oauth2", "scope": '
    check_completion(before + fixture + " } }", '""', before + expected + " } }")


NOWHERE = {
    "behind the end": "{ } <|>",
    "before the start": "<|> {}",
    "between name and colon": '{ "actions": [{ "method" <|> : "GET" }] }',
    "in a line comment": '{ "schema": "10.0", // <|>\n}',
    "in a block comment": '{ "schema": "10.0", /* <|> */ }',
    "before an object that is the value": '{ "auth_request": <|> {} }',
    "in an object that the schema does not know": '{ "triggers": { <|> } }',
}


@pytest.mark.parametrize("fixture", NOWHERE.values(), ids=NOWHERE)
def test_nothing_is_offered_where_nothing_belongs(fixture: str):
    """An item that would break the text is not offered."""
    assert labels(fixture) == []


# --- property names -------------------------------------------------------------------------------


def test_required_properties_come_first_and_are_marked():
    """Name stays name; the detail tells type, need and status."""
    found = details(action('"modelId": "order", <|>'))
    assert list(found)[:4] == ["all missing properties", "actionId", "endpoint", "method"]
    assert found["method"] == "string · required · observed"
    assert found["helpText"] == "string · observed"


def test_recommended_properties_come_next():
    """An action field should have a label, though it need not."""
    found = details(action('"actionFields": [{ <|> }]'))
    assert list(found)[1:4] == ["key", "label", "description"]
    assert found["label"] == "string · recommended · observed"


def test_present_properties_are_left_out():
    """A name occurs once in an object; the one at the cursor may be exchanged."""
    assert "schema" not in labels('{ "schema": "10.0", <|> }')
    assert "schema" in labels('{ "sch<|>ema": "10.0" }')


def test_the_type_decides_which_properties_belong():
    """Of the branches that `type` selects, the one in force is offered."""
    assert labels('{ "auth_request": { "type": "bearer", <|> } }') == ["token", "headers", "params"]
    basic = labels('{ "auth_request": { "type": "basic", <|> } }')
    assert basic[:3] == ["all missing properties", "username", "password"]


def test_another_spelling_comes_last_and_not_twice():
    """Of two spellings the canonical one is offered first, and none where one is there."""
    empty = labels('{ "auth_components": { "type": "oauth2", <|> } }')
    assert empty.index("clientId") < empty.index("scope") < empty.index("client_id")
    assert "clientId" not in labels(
        '{ "auth_components": { "type": "oauth2", "client_id": "", <|> } }'
    )
    assert "client_id" not in labels(
        '{ "auth_components": { "type": "oauth2", "clientId": "", <|> } }'
    )


def test_the_documentation_is_that_of_hover():
    """Title, description, example and help link."""
    documentation = find_item("{ <|> }", "name").documentation
    assert documentation.startswith("**Connector name** `name`")
    assert "[Help](https://help.claris.com/" in documentation


def test_a_version_is_filled_in():
    """Text of a fixed form comes with an example of it."""
    check_completion("{ <|> }", "schema", '{ "schema": "${1:10.0}"<|> }')
    check_completion("{ <|> }", "schema", '{ "schema": "10.0"<|> }', snippets=False)


def test_a_boolean_is_chosen():
    """A boolean comes with the likelier of the two."""
    field = '{ "requiredSettings": { "authFields": [{ <|> }] } }'
    expected = '{ "requiredSettings": { "authFields": [{ "masked": ${1|true,false|}<|> }] } }'
    check_completion(field, "masked", expected)
    expected = '{ "requiredSettings": { "authFields": [{ "masked": true<|> }] } }'
    check_completion(field, "masked", expected, snippets=False)


def test_an_enum_is_chosen():
    """One of the values, or the first where there are no tab stops."""
    field = '{ "actions": [{ "actionFields": [{ <|> }] }] }'
    expected = (
        '{ "actions": [{ "actionFields": '
        '[{ "type": "${1|string,number,integer,boolean,date,object,array|}"<|> }] }] }'
    )
    check_completion(field, "type", expected)
    expected = '{ "actions": [{ "actionFields": [{ "type": "string"<|> }] }] }'
    check_completion(field, "type", expected, snippets=False)


def test_the_paths_that_are_used_and_not_declared_are_offered_as_endpoints():
    """What an action calls can be declared by choosing it."""
    fixture = """
    {
      "endpoints": {
        "GET": {
          <|>
        }
      },
      "actions": [{ "endpoint": "/orders", "method": "GET" }]
    }
    """
    expected = """
    {
      "endpoints": {
        "GET": {
          "/orders": {
            "url": "${1:https://api.example.com/v1/}"
          }<|>
        }
      },
      "actions": [{ "endpoint": "/orders", "method": "GET" }]
    }
    """
    assert details(fixture)["/orders"] == "used once, not declared"
    check_completion(fixture, "/orders", expected)


# --- skeletons ------------------------------------------------------------------------------------


def test_required_settings_bring_one_auth_field():
    """Choosing `requiredSettings` brings `authFields` with one object holding label and key."""
    fixture = """
    {
      "schema": "10.0",
      <|>
    }
    """
    expected = """
    {
      "schema": "10.0",
      "requiredSettings": {
        "authFields": [
          {
            "label": "${1:API key}",
            "key": "${2:api_key}"
          }
        ]
      }<|>
    }
    """
    check_completion(fixture, "requiredSettings", expected)
    plain = expected.replace("${1:API key}", "API key").replace("${2:api_key}", "api_key")
    check_completion(fixture, "requiredSettings", plain, snippets=False)


def test_all_required_properties_are_the_first_item_of_an_empty_root():
    """The whole connector in one item, in lines of its own."""
    expected = """
    {
      "schema": "${1:10.0}",
      "name": "${2:OpenAI}",
      "auth_components": {
        "type": "${3|none,oauth2,oauth1|}"
      },
      "requiredSettings": {
        "authFields": [
          {
            "label": "${4:API key}",
            "key": "${5:api_key}"
          }
        ]
      },
      "auth_request": {
        "type": "${6|bearer,none,basic,custom|}",
        "token": "{{authFields.${7:api_key}}}"
      },
      "testConnection": {$8},
      "endpoints": {$9}<|>
    }
    """
    first = completions("{<|>}")[0]
    assert (first.label, first.preselect) == ("all required properties", True)
    label = first.label
    # The line break before the brace belongs to the item, and the cursor stands behind it.
    moved = expected.replace("<|>\n    }", "\n    <|>}")
    check_completion("{<|>}", label, moved)
    check_completion("{\n  <|>\n}", label, expected)
    check_completion("{\n  <|>}", label, moved)


def test_an_empty_document_offers_the_whole_connector():
    """Nothing needs to be typed first."""
    for fixture in ("<|>", "\n<|>\n", "  <|>"):
        first = completions(fixture)[0]
        assert first.label == "Custom connector (all required properties)"
        assert first.kind is CompletionKind.SNIPPET
        assert first.edit.text.lstrip().startswith("{")
    assert labels("<|>")[1:] == [
        "Connector with an API key",
        "Connector without authentication",
    ]
    check_protocol("", 0, completions("<|>")[0])


def test_a_word_in_an_otherwise_empty_document_is_replaced():
    """`conn` is enough to find the skeletons."""
    item = find_item("conn<|>", "Connector without authentication", snippets=False)
    assert filled_in("conn", item).startswith('{\n  "schema": "10.0",\n')


def test_the_missing_rest_is_offered_in_one_item():
    """Of an object that has some, the others."""
    fixture = """
    { "auth_request": {
        "type": "basic"
        <|>
    } }
    """
    expected = """
    { "auth_request": {
        "type": "basic",
        "username": "{{authFields.${1:email}}}",
        "password": "{{authFields.${2:password}}}"<|>
    } }
    """
    check_completion(fixture, "all missing properties", expected)


def test_a_skeleton_refers_to_what_is_declared():
    """An auth field, an endpoint that is not used yet, its method, a base URL."""
    fixture = connector(auth_request='{ "type": "bearer", "to<|>" }')
    check_completion(fixture, "token", fixture.replace('"to<|>"', '"token": "$1"<|>'))
    item = find_item(connector(action="<|>"), "Action (all required properties)", snippets=False)
    value = json.loads(item.edit.text)
    assert (value["endpoint"], value["method"]) == ("/orders", "GET")
    item = find_item(
        connector(auth_request="<|>"), "Request authentication (all required properties)"
    )
    assert "{{authFields.${2:api_key}}}" in item.edit.text
    test = find_item(connector().replace('"testConnection": {}', '"te<|>"'), "testConnection")
    assert test.edit.text == (
        '"testConnection": {\n    "endpoint": "${1:/orders}",\n    "method": "GET"\n  }'
    )


def test_a_method_fits_the_path_beside_it():
    """Choosing `method` behind an endpoint brings the method under which that is declared."""
    fixture = action('"endpoint": "/orders/{id}", "met<|>"')
    assert find_item(fixture, "method", snippets=False).edit.text == '"method": "GET"'


def test_an_array_without_items_offers_one():
    """With the same in lines of its own."""
    check_completion(
        '{\n  "requiredSettings": {\n    "authFields": [<|>]\n  }\n}',
        "Auth field (all required properties)",
        '{\n  "requiredSettings": {\n    "authFields": [\n      {\n        "label": "${1:API key}",'
        '\n        "key": "${2:api_key}"\n      }\n    <|>]\n  }\n}',
    )
    assert labels('{ "requiredSettings": { "authFields": [<|>] } }') == [
        "Auth field (all required properties)",
        "API key",
        "Text",
        "Pull-down",
    ]


def test_an_item_behind_others_brings_its_comma():
    """The array goes on."""
    check_completion(
        '{ "actions": [\n  { "label": "x" }\n  <|>\n] }',
        "Action (all required properties)",
        '{ "actions": [\n  { "label": "x" },\n  {\n    "modelId": "${1:chat}",\n    "actionId": '
        '"${2:create}",\n    "endpoint": "${3:/chat/completions}",\n    "method": '
        '"${4|GET,POST,PUT,PATCH,DELETE,HEAD|}",\n    "label": "${5:Create a chat completion}"\n'
        "  }<|>\n] }",
    )


def test_in_an_item_that_is_not_closed_its_properties_are_offered():
    """A brace on a line of its own has begun an object."""
    check_completion(
        '{\n  "requiredSettings": {\n    "authFields": [\n      {<|>\n    ]\n  }\n}',
        "Text",
        '{\n  "requiredSettings": {\n    "authFields": [\n      {\n        "label": '
        '"${1:Account name}",\n        "key": "${2:account}",\n        "description": '
        '"${3:The first part of your address.}"<|>\n    ]\n  }\n}',
    )


def test_snippets_of_the_schema_are_items_of_their_own():
    """At values, array items, and as the members of an empty object."""
    check_completion(
        '{ "auth_components": <|> }',
        "oauth1",
        '{ "auth_components": { "type": "oauth1" }<|> }',
    )
    check_completion(
        '{ "auth_request": {\n  <|>\n} }',
        "bearer",
        '{ "auth_request": {\n  "type": "bearer",\n  "token": "{{authFields.${1:api_key}}}"<|>\n} }',
    )
    check_completion(
        '{ "endpoints": { "GET": { <|> } } }',
        "Path",
        '{ "endpoints": { "GET": { \n  "/${1:path}": {\n    "url": "${2:https://api.example.com/v1/}"'
        "\n  }\n<|> } } }",
    )


def test_tab_stops_of_one_number_stay_together():
    """What is typed once fills both places."""
    item = find_item('{ "actions": [<|>] }', "Action with a path parameter")
    assert item.edit.text.count("${4:id}") == 2


def test_the_indentation_of_the_document_is_kept():
    """Four spaces, tabs, and Windows line breaks."""
    for unit, newline in (("    ", "\n"), ("\t", "\n"), ("  ", "\r\n"), ("\t", "\r\n")):
        text = f'{{{newline}{unit}"schema": "10.0",{newline}{unit}<|>{newline}}}'
        lines = [
            "{",
            unit + '"schema": "10.0",',
            unit + '"auth_components": {',
            unit * 2 + '"type": "none"',
            unit + "}<|>",
            "}",
        ]
        check_completion(text, "auth_components", newline.join(lines), snippets=False)


def test_a_client_that_indents_itself_can_be_served():
    """The indentation of the lines is told, so that it can be taken away."""
    item = find_item('{\n    "a": 1,\n    <|>\n}', "auth_components", snippets=False)
    assert item.indentation == "    "
    assert item.edit.text.replace("\n" + item.indentation, "\n") == (
        '"auth_components": {\n    "type": "none"\n}'
    )


# --- values ---------------------------------------------------------------------------------------


def test_values_tell_what_they_mean():
    """The descriptions of an enum's values."""
    found = details('{ "auth_request": { "type": <|> } }')
    assert list(found) == ["none", "bearer", "basic", "custom"]
    assert found["basic"] == "`username` and `password` are sent as HTTP basic authentication"
    item = find_item('{ "auth_request": { "type": <|> } }', "basic")
    assert item.kind is CompletionKind.ENUM_MEMBER


def test_booleans_and_null():
    """Where the type allows them, also instead of a string."""
    assert labels('{ "requiredSettings": { "authFields": [{ "masked": <|> }] } }') == [
        "true",
        "false",
    ]
    check_completion(
        '{ "requiredSettings": { "authFields": [{ "masked": "tr<|>" }] } }',
        "true",
        '{ "requiredSettings": { "authFields": [{ "masked": true<|> }] } }',
    )
    assert "null" in labels(action('"actionFields": [{ "default": <|> }]'))


def test_the_default_of_a_field_is_one_of_its_choices():
    """With the text that the user sees."""
    fixture = action('"actionFields": [{ "choices": { "eu": "Europe" }, "default": <|> }]')
    assert (labels(fixture)[0], details(fixture)["eu"]) == ("eu", "Europe")


def test_examples_are_offered_behind_the_rest():
    """What the schema shows can be taken over."""
    assert labels('{ "link": <|> }') == ["https://openai.com", '""']


def test_filter_texts_match_what_is_replaced():
    """A client compares the filter text with the text in the range."""
    assert find_item('{ "auth_request": { "type": "b<|>" } }', "basic").filter_text == '"basic'
    assert find_item('{ "auth_request": { "type": b<|> } }', "basic").filter_text == "basic"
    assert find_item('{ "na<|>" }', "name").filter_text == '"name'
    assert find_item("{ na<|> }", "name").filter_text == "name"


# --- endpoints ------------------------------------------------------------------------------------


def test_declared_paths_come_with_methods_and_address():
    """For an action and for the connection test."""
    for fixture in (action('"endpoint": <|>'), connector(test_connection='{ "endpoint": <|> }')):
        found = details(fixture)
        assert list(found)[:2] == ["/orders", "/orders/{id}"]
        assert found["/orders"] == "GET, POST"
    documentation = find_item(action('"endpoint": <|>'), "/orders").documentation
    assert documentation == (
        "GET `https://api.shop.test/v1/orders`  \nPOST `https://api.shop.test/v1/orders`"
    )


def test_the_method_sorts_the_paths():
    """Paths under the chosen method come first."""
    assert labels(action('"method": "GET", "endpoint": "<|>"'))[:2] == ["/orders", "/orders/{id}"]
    text = action('"method": "POST", "endpoint": "<|>"').replace(
        '"POST": {', '"PATCH": { "/a": {} }, "POST": {'
    )
    assert labels(text)[:3] == ["/orders", "/orders/{id}", "/a"]


def test_the_path_sorts_the_methods():
    """Methods under which the path is declared come first."""
    found = details(action('"endpoint": "/orders/{id}", "method": "<|>"'))
    assert next(iter(found)) == "GET"
    assert found["GET"] == "declared for /orders/{id}"
    item = find_item(action('"endpoint": "/orders/{id}", "method": "<|>"'), "GET")
    assert item.preselect
    found = labels(action('"endpoint": "/orders", "method": "<|>"'))
    assert found[:2] == ["GET", "POST"]


@pytest.mark.parametrize("typed", ["<|>", "/ord<|>", '"<|>"', '"/ord<|>ers"', '"<|>'])
def test_a_path_is_put_in_quotation_marks(typed: str):
    """Also where it was begun without."""
    fixture = action(f'"label": "x",\n "endpoint": {typed}\n')
    expected = action('"label": "x",\n "endpoint": "/orders/{id}"<|>\n')
    check_completion(fixture, "/orders/{id}", expected)


def test_the_keys_of_url_fields_are_the_parameters_of_the_path():
    """Those that have no field yet, as a key and as a whole item."""
    fixture = action(
        '"endpoint": "/a/{id}/b/:part", "urlFields": [{ "key": "id" }, { "key": "<|>" }]'
    )
    assert labels(fixture)[0] == "part"
    assert "id" not in labels(fixture)[:1]
    fixture = action('"endpoint": "/orders/{id}", "urlFields": [<|>]')
    value = json.loads(find_item(fixture, "id", snippets=False).edit.text)
    assert value == {"key": "id", "label": "Id"}


def test_a_model_that_other_actions_have_is_offered():
    """Actions of one model belong together."""
    fixture = action('"modelId": "order", "actionId": "list" }, { "modelId": "<|>"')
    assert labels(fixture)[0] == "order"


# --- references -----------------------------------------------------------------------------------


def test_two_braces_offer_scopes_then_keys():
    """With the label of the field, and the closing braces."""
    fixture = connector(auth_request='{ "type": "bearer", "token": "{{<|>" }')
    found = details(fixture)
    assert found == {
        "authFields": "2 auth fields",
        "authFields.api_key": "API key",
        "authFields.shop": "Shop name",
    }
    check_completion(
        fixture, "authFields.shop", fixture.replace('"{{<|>"', '"{{authFields.shop}}<|>"')
    )
    check_completion(fixture, "authFields", fixture.replace('"{{<|>"', '"{{authFields.<|>}}"'))
    check_completion(
        fixture, "authFields", fixture.replace('"{{<|>"', '"{{authFields.<|>"'), snippets=False
    )


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("{{authFields.<|>", "{{authFields.shop}}<|>"),
        ("{{authFields.sh<|>", "{{authFields.shop}}<|>"),
        ("{{authFields.<|>}}", "{{authFields.shop<|>}}"),
        ("{{authFields.<|>}", "{{authFields.shop}<|>}"),
        ("{{ authFields.<|> }}", "{{ authFields.shop<|> }}"),
        ("{{authFields.a<|>pi_key}}", "{{authFields.shop<|>}}"),
        (
            "a {{authFields.api_key}} b {{authFields.<|> c",
            "a {{authFields.api_key}} b {{authFields.shop}}<|> c",
        ),
        ("{{authFields.<|> {{authFields.shop}}", "{{authFields.shop}}<|> {{authFields.shop}}"),
    ],
)
def test_the_keys_of_a_scope(typed: str, expected: str):
    """A key replaces what stands there and brings the braces that are missing."""
    fixture = connector(auth_request=f'{{ "type": "bearer", "token": "{typed}" }}')
    item = find_item(fixture, "shop")
    assert item.detail == "Shop name"
    assert item.filter_text == "authFields.shop"
    assert "**Shop name**" in item.documentation
    check_completion(fixture, "shop", fixture.replace(typed, expected))


def test_references_in_a_string_that_is_not_closed():
    """The rest of the line does not matter."""
    fixture = connector(auth_request='{\n"type": "bearer",\n"token": "{{<|>\n}')
    check_completion(fixture, "authFields.shop", fixture.replace("{{<|>", "{{authFields.shop}}<|>"))


def test_an_action_may_refer_to_its_own_fields():
    """In the strings that reach a request, and with a bare name in the path."""
    fields = '"actionFields": [{ "key": "a.b", "label": "A" }], "urlFields": [{ "key": "id", "label": "ID" }]'
    assert labels(action(f'"headers": {{ "X": "{{{{<|>" }}, {fields}'))[:3] == [
        "authFields",
        "actionFields",
        "urlFields",
    ]
    found = details(action(f'"endpoint": "/x/{{{{<|>", {fields}'))
    assert (found["id"], found["a.b"], found["urlFields.id"]) == ("ID", "A", "ID")
    assert "{{" not in "".join(labels(action(f'"helpText": "{{{{<|>", {fields}')))


def test_an_endpoint_may_refer_to_the_fields_of_its_actions():
    """The actions that call it bring their fields."""
    fixture = connector(
        endpoint='{ "url": "https://x.test/{{<|>" }',
        action='{ "endpoint": "/orders/{id}", "method": "GET", "urlFields": [{ "key": "id" }] }',
    )
    assert "urlFields.id" in labels(fixture)


def test_secrets_are_named_in_auth_components():
    """The usual names, and those in use."""
    fixture = '{ "auth_components": { "type": "oauth2", "clientId": "{{mine}}", "clientSecret": "{{<|>" } }'
    assert labels(fixture) == ["clientId", "clientSecret", "mine"]


def test_one_brace_offers_the_fields_of_the_url():
    """In an action's path, beside the paths that are declared."""
    fixture = action('"endpoint": "/x/{<|>", "urlFields": [{ "key": "id", "label": "ID" }]')
    assert labels(fixture)[:2] == ["id", "/orders"]
    check_completion(fixture, "id", fixture.replace("{<|>", "{id}<|>"))
    fixture = action('"endpoint": "/x/{<|>}", "urlFields": [{ "key": "id", "label": "ID" }]')
    check_completion(fixture, "id", fixture.replace("{<|>}", "{id<|>}"))
    fixture = action('"endpoint": "/x/:<|>/y", "urlFields": [{ "key": "id", "label": "ID" }]')
    check_completion(fixture, "id", fixture.replace(":<|>/y", ":id<|>/y"))


def test_a_whole_reference_is_a_value():
    """For a string that carries credentials."""
    fixture = connector(auth_request='{ "type": "bearer", "token": <|> }')
    assert labels(fixture)[:2] == ["{{authFields.api_key}}", "{{authFields.shop}}"]


# --- headers --------------------------------------------------------------------------------------


def test_header_names_come_with_a_line_and_a_value():
    """Those that are there are left out, in whatever case."""
    fixture = connector(
        endpoint='{ "url": "https://x.test/", "headers": { "accept": "*/*", <|> } }'
    )
    assert "Accept" not in labels(fixture)
    item = find_item(fixture, "Content-Type")
    assert item.documentation == "The media type of the request's body"
    assert item.edit.text == '"Content-Type": "${1:application/json}"'
    item = find_item(fixture, "X-Api-Key")
    assert item.edit.text == '"X-Api-Key": "{{authFields.${1|api_key,shop|}}}"'
    assert find_item(fixture, "If-Match").edit.text == '"If-Match": "$1"'


def test_header_values():
    """The media types, and the credentials."""
    found = labels(action('"headers": { "content-type": "<|>" }'))
    assert "application/x-www-form-urlencoded" in found
    found = labels(action('"headers": { "Authorization": "<|>" }'))
    assert "Bearer {{authFields.api_key}}" in found


# --- a schema of the user's own -------------------------------------------------------------------


def test_another_schema_is_followed():
    """Properties, values and skeletons are those of the schema in force."""
    schema = Schema(
        {
            "type": "object",
            "if": {"properties": {"kind": {"const": "b"}}, "required": ["kind"]},
            "then": {"properties": {"more": {"type": "number"}}, "required": ["more"]},
            "properties": {
                "kind": {"enum": ["a", "b"], "default": "b"},
                "self": {"$ref": "#"},
                "price": {"type": "string", "default": "5 $ {x}"},
            },
            "required": ["kind", "self"],
        }
    )
    assert labels('{ "kind": "b", <|> }', schema=schema) == [
        "all missing properties",
        "self",
        "more",
        "price",
    ]
    assert labels('{ "kind": <|> }', schema=schema) == ["b", "a"]
    item = completions('{ "kind": "b", <|> }', schema=schema)[0]
    assert item.edit.text.count('"self"') < 12
    item = next(i for i in completions("{ <|> }", schema=schema) if i.label == "price")
    assert item.edit.text == '"price": "${1:5 \\$ {x\\}}"'
    assert expanded(item.edit.text) == '"price": "5 $ {x}"'


# --- the whole way --------------------------------------------------------------------------------


def errors(text: str) -> list[str]:
    """The findings that would make Claris Connect refuse a connector."""
    found = Analysis.open(text, checker()).diagnostics()
    return [each.message for each in found if each.severity is Severity.ERROR]


@pytest.mark.parametrize("snippets", [True, False])
def test_from_an_empty_file_the_first_item_gives_a_valid_connector(*, snippets: bool):
    """One item and nothing typed."""
    analysis = Analysis.open("", checker())
    text = filled_in("", complete(analysis, 0, snippets=snippets)[0])
    assert not errors(text)


@pytest.mark.parametrize("number", [1, 2])
def test_each_sample_skeleton_gives_a_valid_connector(number: int):
    """The snippets for an empty file."""
    text = filled_in("", complete(Analysis.open("", checker()), 0, snippets=True)[number])
    assert not Analysis.open(text, checker()).diagnostics()


@pytest.mark.parametrize("snippets", [True, False])
def test_from_two_braces_property_by_property_to_a_valid_connector(*, snippets: bool):
    """Only the first required property is chosen each time, and tab stops are left as they are."""
    text = "{\n  \n}"
    at = 4
    chosen = []
    while True:
        found = complete(Analysis.open(text, checker()), at, snippets=snippets)
        required = [item for item in found if " · required" in item.detail]
        if not required:
            break
        chosen.append(required[0].label)
        before = len(text) - required[0].edit.end
        text = filled_in(text, required[0])
        at = len(text) - before
        text, at = text[:at] + "\n  " + text[at:], at + 3
    text = text[:at].rstrip() + text[at:]
    assert chosen == REQUIRED
    assert not errors(text)
    assert json.loads(text)["requiredSettings"] == {
        "authFields": [{"label": "API key", "key": "api_key"}]
    }


# --- properties -----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", SAMPLES)
@given(data=st.data())
@settings(max_examples=60, deadline=None)
def test_every_item_keeps_a_valid_sample_valid(name: str, data: st.DataObject):
    """Accepting an item gives no more syntax faults than there were, with and without snippets."""
    text = SAMPLES[name]
    offset = data.draw(st.integers(0, len(text)))
    analysis = Analysis.open(text, checker())
    for snippets in (True, False):
        for item in complete(analysis, offset, snippets=snippets):
            check_protocol(text, offset, item)
            assert not parse(filled_in(text, item)).faults, item


@pytest.mark.parametrize("name", SAMPLES)
@given(data=st.data())
@settings(max_examples=120, deadline=None)
def test_every_item_of_a_broken_sample_breaks_no_more(name: str, data: st.DataObject):
    """With a piece cut out, completion answers, and an item at the cut leaves no more faults."""
    sample = SAMPLES[name]
    start = data.draw(st.integers(0, len(sample)))
    end = start + data.draw(st.sampled_from([0, 1, 2, 5, 20, 100, len(sample)]))
    typed = data.draw(st.sampled_from(["", '"', "{", "[", ",", ":", '"a', "a", "{{", "\n"]))
    text = sample[:start] + typed + sample[end:]
    offset = data.draw(st.sampled_from([start + len(typed), start]) | st.integers(0, len(text)))
    analysis = Analysis.open(text, checker())
    with_snippets = complete(analysis, offset, snippets=True)
    without = complete(analysis, offset, snippets=False)
    assert [item.label for item in with_snippets] == [item.label for item in without]
    for item in (*with_snippets, *without):
        check_protocol(text, offset, item)
        filled_in(text, item)


@given(drawn=edits(), offsets=st.lists(st.integers(0), min_size=3, max_size=3))
@settings(max_examples=60, deadline=None)
def test_items_are_those_of_the_text_as_it_is(
    drawn: tuple[str, list[Edit], str], offsets: list[int]
):
    """Whatever was asked and edited before: nothing that is kept from then is stale."""
    text, steps, _ = drawn
    analysis = Analysis.open(text, checker())
    for edit in steps:
        places = (edit.start, *(offset % (len(analysis.text) + 1) for offset in offsets))
        for offset in places:
            afresh = Analysis.open(analysis.text, checker())
            for snippets in (True, False):
                items = complete(analysis, offset, snippets=snippets)
                assert items == complete(afresh, offset, snippets=snippets)
        analysis = analysis.with_edit(edit)


@given(text=st.text("{}[]:,\"'\\ \n\r\tab1{{.}}/*é😀\u2028", max_size=60), data=st.data())
@settings(max_examples=300, deadline=None)
def test_any_text_is_answered(text: str, data: st.DataObject):
    """No text and no cursor raises."""
    offset = data.draw(st.integers(0, len(text)))
    for item in complete(Analysis.open(text, checker()), offset, snippets=True):
        check_protocol(text, offset, item)
        accepted(text, item)
