"""Add an action for an endpoint that has none."""

import json

import pytest

from tests.support.actions import applied, at_cursor, refactorings, titles

BEFORE = """{
  "endpoints": {
    "%s": {
      "%s": {
        "url": "https://a.example/"%s
      }
    }
  },
  "actions": [
    {
      "modelId": "thing",
      "actionId": "list",
      "endpoint": "/other",
      "method": "GET",
      "label": "Other"
    }
  ]
}"""


@pytest.mark.parametrize(
    ("method", "path", "model", "action", "label"),
    [
        ("GET", "/orders", "order", "list", "List orders"),
        ("GET", "/orders/{id}", "order", "get", "Get an order"),
        ("POST", "/companies.json", "company", "create", "Create a company"),
        ("PUT", "/boxes/:id", "box", "update", "Update a box"),
        ("PATCH", "/lineItems/{id}", "line_item", "update", "Update a line item"),
        ("DELETE", "/things/{id}", "thing", "delete", "Delete a thing"),
        ("GET", "/things", "thing", "list_2", "List things"),
        ("GET", "/users/me.json", "user", "get", "Get the user"),
        ("GET", "/shop.json", "shop", "get", "Get the shop"),
        ("GET", "/v2/größes", "größe", "list", "List größes"),
        ("HEAD", "/", "item", "check", "Check an item"),
    ],
)
def test_the_action_is_called_after_what_the_request_does(method, path, model, action, label):
    """By method and path, with IDs that no other action has."""
    text = BEFORE % (method, f"{path[:1]}<|>{path[1:]}", "")
    value = json.loads(applied(text, f"Add an action for {method} {path}")[0])
    added = value["actions"][-1]
    assert [added[each] for each in ("modelId", "actionId", "label")] == [model, action, label]
    assert (added["method"], added["endpoint"]) == (method, path)


def test_what_the_endpoint_names_is_asked_for():
    """Path parameters, and the fields in its headers."""
    text = BEFORE % ("GET", "/<|>a/{id}/{{x}}", ', "headers": { "X": "{{actionFields.y}}" }')
    expected = text.replace("<|>", "").replace(
        "    }\n  ]",
        """    },
    {
      "modelId": "a",
      "actionId": "get",
      "endpoint": "/a/{id}/{{x}}",
      "method": "GET",
      "label": "Get an a",
      "urlFields": [
        {
          "key": "id",
          "label": "ID",
          "type": "string",
          "required": true
        },
        {
          "key": "x",
          "label": "X",
          "type": "string",
          "required": true
        }
      ],
      "actionFields": [
        {
          "key": "y",
          "label": "Y",
          "type": "string",
          "required": true
        }
      ]
    }
  ]""",
    )
    assert applied(text, "Add an action for GET /a/{id}/{{x}}")[0] == expected


def test_the_list_of_actions_is_made_too():
    """Where a connector has none yet."""
    text = '{\n  "endpoints": { "GET": { "/<|>a": { "url": "https://a.example/" } } }\n}'
    value = json.loads(applied(text, "Add an action for GET /a")[0])
    assert [each["endpoint"] for each in value["actions"]] == ["/a"]


def test_an_endpoint_that_nobody_uses_has_it_as_a_quick_fix():
    """Once, and in the endpoint's value, too, where nothing is found."""
    text = BEFORE % ("GET", "/<|>a", "")
    assert titles(text) == ["Add an action for GET /a", 'Remove "/a"']
    assert [each.title for each in at_cursor(text)[1]].count("Add an action for GET /a") == 1
    inside = (BEFORE % ("GET", "/a", "")).replace('"url"', '"ur<|>l"')
    assert refactorings(inside) == ["Add an action for GET /a"]


@pytest.mark.parametrize(
    "text",
    [
        BEFORE % ("GET", "/oth<|>er", ""),
        (BEFORE % ("G<|>ET", "/a", "")),
        (BEFORE % ("GET", "/<|>a", "")).replace('"actions": [', '"actions": {').replace("]", "}"),
        (BEFORE % ("GET", "/<|>a", "")).replace('"actions": [', '"actions": [,'),
    ],
)
def test_elsewhere_nothing_is_offered(text):
    """Where there is an action, or no place for one."""
    assert not [each for each in refactorings(text) if "Add an action" in each]
