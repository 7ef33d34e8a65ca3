"""Convert a segment of a path into a path parameter, in the connector and its test cases."""

import json

import pytest

from connector_lsp.debugger.read_model import read_model
from connector_lsp.debugger.request import build_request
from tests.support.actions import applied, at_cursor, reasons, refactorings

BEFORE = """{
  "testConnection": { "endpoint": "/me", "method": "GET" },
  "endpoints": {
    "GET": {
      "/me": { "url": "https://a.example/" },
      "/shops/my%20shop/orders.json": { "url": "https://a.example/" },
      "/shops/{shop_id}": { "url": "https://a.example/" }
    }
  },
  "actions": [
    {
      "modelId": "order",
      "actionId": "list",
      "endpoint": "/shops/my%20shop/orders.json",
      "method": "GET",
      "label": "List orders"
    },
    {
      "modelId": "order",
      "actionId": "find",
      "endpoint": "/shops/my%20shop/orders.json",
      "method": "GET",
      "label": "Find orders",
      "urlFields": [
        { "key": "name" }
      ]
    }
  ]
}"""
CASES = """{
  "cases": [
    { "name": "all", "action": "order/list" },
    { "name": "one", "action": "order/find", "urlFields": { "name": "x" } },
    { "name": "test", "action": "testConnection" }
  ]
}"""
TITLE = 'Convert "my%20shop" into path parameter "shop_id"'
FIELD = """{
          "key": "shop_id",
          "label": "Shop ID",
          "type": "string",
          "required": true,
          "default": "my shop"
        }"""


@pytest.mark.parametrize("place", [0, 1])
def test_the_segment_becomes_a_url_field_of_every_action(place):
    """With what stood there as its default; the test cases fill in the same."""
    parts = BEFORE.split("/my%20")
    text = "/my%20".join(parts[: place + 1]) + "/my<|>%20" + "/my%20".join(parts[place + 1 :])
    expected = (
        BEFORE.replace("/my%20shop/", "/{shop_id}/")
        .replace('"List orders"', f'"List orders",\n      "urlFields": [\n        {FIELD}\n      ]')
        .replace('{ "key": "name" }', f'{{ "key": "name" }},\n        {FIELD}')
    )
    cases = CASES.replace(
        '"order/list" }', '"order/list", "urlFields": { "shop_id": "my shop" } }'
    ).replace('"name": "x" }', '"name": "x", "shop_id": "my shop" }')
    assert applied(text, TITLE, CASES) == (expected, cases)
    assert sent(BEFORE) == sent(expected)


def sent(text):
    """The address that an action without inputs asks."""
    others = {
        "auth_components": {"type": "none"},
        "auth_request": {"type": "none"},
        "requiredSettings": {"authFields": []},
    }
    model = read_model(json.loads(text) | others)
    return build_request(model, model.find_action("order/list"), {}).url


def test_both_files_are_changed_only_with_confirmation():
    """And the user is told what happens to the actions."""
    text = BEFORE.replace('"/shops/my', '"/shops/m<|>y', 1)
    for cases, is_asked in ((CASES, True), (None, False)):
        (action,) = at_cursor(text, cases=cases)[1]
        assert action.change().needs_confirmation is is_asked
        assert action.change().description == "2 actions get a URL field with the default my shop"


@pytest.mark.parametrize(
    ("path", "shown", "after"),
    [
        ("/v<|>2/a", 'Convert "v2" into path parameter "version"', "/{version}/a"),
        ("/a<|>bc", 'Convert "abc" into path parameter "abc"', "/{abc}"),
        ("/companies/1<|>7", 'Convert "17" into path parameter "company_id"', "/companies/{company_id}"),
        ("/{x}/or<|>ders", 'Convert "orders" into path parameter "orders"', "/{x}/{orders}"),
        ("/a/:b/cd<|>", 'Convert "cd" into path parameter "cd"', "/a/:b/:cd"),
        ("/ta<|>gs.json?x=1", 'Convert "tags" into path parameter "tags"', "/{tags}.json?x=1"),
        ("/v1/2<|>0", 'Convert "20" into path parameter "value_20"', "/v1/{value_20}"),
        ("/{user_id}/users/<|>me", 'Convert "me" into path parameter "user_id_2"', "/{user_id}/users/{user_id_2}"),
    ],
)  # fmt: skip
def test_the_parameter_is_called_after_what_it_is_one_of(path, shown, after):
    """In the style that the path has already."""
    text = (
        f'{{"endpoints": {{"GET": {{"{path}": {{"url": "https://a.example/"}}}}}}, "actions": []}}'
    )
    assert refactorings(text)[0] == shown
    assert applied(text, shown)[0] == text.replace(path, after)


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ('"/me", "m', '"/shops/my%20shop/orders.json", "m', "The connection test calls it, which has no URL fields"),
        ('"/shops/{shop_id}"', '"/shops/{shop_id}/orders.json"', "There is an endpoint GET /shops/{shop_id}/orders.json already"),
        ('[\n        { "key": "name" }\n      ]', "{}", "An action that calls it has no list of URL fields"),
    ],
)  # fmt: skip
def test_where_it_would_collide_the_reason_is_told(old, new, reason):
    """Only to those who ask for refactorings."""
    text = BEFORE.replace(old, new).replace(
        '"/shops/my%20shop/orders.json": ', '"/shops/m<|>y%20shop/orders.json": '
    )
    assert refactorings(text) == []
    assert reasons(text)[TITLE] == reason


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("{shop_id}", "{sh<|>op_id}"),
        ('"GET",\n      "label": "Find', '"G<|>ET",\n      "label": "Find'),
        ("https://a", "htt<|>ps://a"),
        ('orders.json": {', 'orders.js<|>on": {,'),
        ("/shops/my%20shop", "/sh<|>ops/my\\u0020shop"),
        ("/shops/my%20shop", "/shops/my%20shop?a=<|>b"),
    ],
)
def test_elsewhere_nothing_is_offered(old, new):
    """On a parameter, a method, behind the path, in or beside a broken part."""
    assert not [each for each in refactorings(BEFORE.replace(old, new, 1)) if "Convert" in each]
