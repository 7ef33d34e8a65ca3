"""Extract a repeated header or query key into auth_request."""

import json

import pytest

from tests.support.actions import applied, at_cursor, reasons, refactorings
from tests.support.building import request

BEFORE = """{
  "auth_request": { "type": "none" },
  "testConnection": { "endpoint": "/me", "method": "GET" },
  "endpoints": {
    "GET": {
      "/me": {
        "url": "https://a.example/",
        "headers": { "X-Version": "7" }
      },
      "/things": {
        "url": "https://a.example/",
        "headers": { "Accept": "text/plain", "x-version": "7" }
      },
      "/old": {
        "url": "https://a.example/",
        "headers": {
          "X-Version": "6"
        }
      }
    }
  },
  "actions": [
    {
      "modelId": "thing",
      "actionId": "list",
      "endpoint": "/things",
      "method": "GET",
      "label": "List",
      "headers": {
        "X-Ver<|>sion": "7",
        "X-Other": "1"
      }
    },
    {
      "modelId": "thing",
      "actionId": "old",
      "endpoint": "/old",
      "method": "GET",
      "label": "Old",
      "headers": {
        "X-Version": "7"
      }
    }
  ]
}"""
TITLE = 'Extract header "X-Version" into auth_request'


def sent(text, action):
    """The headers that an action sends."""
    return dict(request(json.loads(text) | {"actions": [
        each | {"modelId": "item", "actionId": "do"}
        for each in json.loads(text)["actions"]
        if each["actionId"] == action
    ], "auth_components": {"type": "none"}, "requiredSettings": {"authFields": []}}).headers)  # fmt: skip


def test_it_is_sent_from_one_place():
    """Out of every part that sends the same; what is sent in the place of another value stays."""
    expected = (
        BEFORE.replace("<|>", "")
        .replace('{ "type": "none" }', '{ "type": "none", "headers": { "X-Version": "7" } }')
        .replace(',\n        "headers": { "X-Version": "7" }', "")
        .replace(', "x-version": "7"', "")
        .replace('        "X-Version": "7",\n        "X-Other"', '        "X-Other"')
    )
    assert applied(BEFORE, TITLE) == (expected, None)
    for action in ("list", "old"):
        before = {
            name.lower(): text for name, text in sent(BEFORE.replace("<|>", ""), action).items()
        }
        after = {name.lower(): text for name, text in sent(expected, action).items()}
        assert before == after


def test_what_it_takes_away_is_told():
    """How many places it is taken out of, and who sends it from now on."""
    (action,) = at_cursor(BEFORE)[1]
    assert action.change().needs_confirmation
    assert action.change().description == "Taken out of 3 places"
    text = BEFORE.replace(
        '        "headers": { "X-Version": "7" }', '        "headers": { "A": "1" }'
    )
    (action,) = at_cursor(text)[1]
    assert action.change().description == (
        "Taken out of 2 places; 1 request sends it that did not before"
    )


def test_a_query_key_goes_to_the_others():
    """Behind those that are there, with auth fields in it."""
    before = (
        '{"auth_request": {"type": "custom", "params": {"key": "{{authFields.key}}"}}, "endpoints":'
        ' {"GET": {"/a": {"url": "u", "params": {"v": "{{authFields.v}}", "w": "1"}}, "/b": {"url":'
        ' "u", "params": {"w": "2", "v": "{{authFiel<|>ds.v}}"}}}}}'
    )
    after = (
        '{"auth_request": {"type": "custom", "params": {"key": "{{authFields.key}}", "v":'
        ' "{{authFields.v}}"}}, "endpoints":'
        ' {"GET": {"/a": {"url": "u", "params": {"w": "1"}}, "/b": {"url":'
        ' "u", "params": {"w": "2"}}}}}'
    )
    assert applied(before, 'Extract query key "v" into auth_request')[0] == after


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ('"none" }', '"none", "headers": { "x-VERSION": "1" } }', "auth_request has it already"),
        ('"X-Version": "6"', '"X-Ver<|>sion": "6"', "It is sent by one part of the connector only"),
        ('"7"', '"{{actionFields.a}}"', "Its value is one of a single action"),
        ('"7"', '"{{lookup a}}"', "Its value is one of a single action"),
        ('{ "type": "none" }', "[]", "There is no auth_request to extract it into"),
    ],
)
def test_where_it_would_collide_the_reason_is_told(old, new, reason):
    """Only to those who ask for refactorings."""
    text = (BEFORE if "<|>" not in new else BEFORE.replace("<|>", "")).replace(old, new)
    assert refactorings(text) == []
    assert reasons(text) == {TITLE: reason}


@pytest.mark.parametrize(
    "text",
    [
        BEFORE.replace('<|>sion": "7"', 'sion": "7<|>"').replace('"7<|>"', "7<|>"),
        BEFORE.replace('sion": "7",', 'sion": "9",'),
        BEFORE.replace("{ ", "{ , ", 1),
        BEFORE.replace("<|>", "").replace('"none"', '"no<|>ne"'),
    ],
)
def test_elsewhere_nothing_is_offered(text):
    """In the place of an endpoint's value, on what is no text, beside a fault."""
    assert refactorings(text) == []
