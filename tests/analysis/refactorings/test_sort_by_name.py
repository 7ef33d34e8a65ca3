"""Sort actions by their labels, and endpoints by their paths."""

import pytest

from tests.support.actions import applied, reasons, refactorings

BEFORE = """{
  "endpoints": {
    "POST": {
      "/b": { "url": "https://a.example/" }
    },
    "GET": {
      "/b": {
        "url":   "https://b.example/"
      },
      "/a":{ "url": "https://a.example/" },
      "/a/b": { "url": "https://ab.example/" }
    }
  },
  "actions": [
    { "modelId": "m", "actionId": "z", "label": "beta" },

    {
      "modelId": "m", "actionId": "y",   "label": "Alpha"
    }, { "modelId": "m", "actionId": "x", "label": "Beta" }
  ]
}"""


@pytest.mark.parametrize("cursor", ['"acti<|>ons"', '"actions": <|>['])
def test_actions_are_sorted_as_the_outline_shows_them(cursor):
    """Each keeps its text, the places between them stay; case does not count."""
    text = BEFORE.replace(cursor.replace("<|>", ""), cursor)
    before, rest = BEFORE.split('"actions": [')
    expected = before + '"actions": [' + rest.replace(
        '{ "modelId": "m", "actionId": "z", "label": "beta" },\n\n    {\n      "modelId": "m", "actionId": "y",   "label": "Alpha"\n    }, { "modelId": "m", "actionId": "x", "label": "Beta" }',
        '{\n      "modelId": "m", "actionId": "y",   "label": "Alpha"\n    },\n\n    { "modelId": "m", "actionId": "x", "label": "Beta" }, { "modelId": "m", "actionId": "z", "label": "beta" }',
    )  # fmt: skip
    assert applied(text, "Sort actions by name")[0] == expected


@pytest.mark.parametrize(
    ("cursor", "title"),
    [
        ('"end<|>points"', "Sort endpoints by path"),
        ('"GE<|>T"', "Sort GET endpoints by path"),
    ],
)
def test_endpoints_are_sorted_under_their_method(cursor, title):
    """With their names, under one method or all."""
    text = BEFORE.replace(cursor.replace("<|>", ""), cursor)
    expected = BEFORE.replace(
        '"/b": {\n        "url":   "https://b.example/"\n      },\n      "/a":{ "url": "https://a.example/" },\n      "/a/b": { "url": "https://ab.example/" }',
        '"/a":{ "url": "https://a.example/" },\n      "/a/b": { "url": "https://ab.example/" },\n      "/b": {\n        "url":   "https://b.example/"\n      }',
    )
    assert applied(text, title)[0] == expected
    again = expected.replace(cursor.replace("<|>", ""), cursor)
    assert refactorings(again) == []
    assert reasons(again) == {title: "They are in order"}


def test_of_two_actions_with_one_id_the_first_stays_the_first():
    """As that is the one that test cases call."""
    text = BEFORE.replace('"z"', '"x"').replace('"acti', '"<|>acti', 1)
    text = text.replace('"<|>actionId"', '"actionId"').replace('"actions"', '"act<|>ions"')
    reason = "Two actions have the same ID, and the first one counts"
    assert reasons(text) == {"Sort actions by name": reason}


@pytest.mark.parametrize(
    "text",
    [
        BEFORE.replace('"PO', '"P<|>O'),  # only one
        BEFORE.replace('"beta"', '"be<|>ta"'),
        BEFORE.replace('"acti', '"act<|>i').replace('"y", ', '"y"'),
        BEFORE.replace('"actions": [', '"act<|>ions": [1 2'),
        BEFORE.replace('"actions": [', '"act<|>ions": {').replace("]", "}"),
    ],
)
def test_elsewhere_nothing_is_offered(text):
    """In an item, or where something is broken."""
    assert not [each for each in refactorings(text) if each.startswith("Sort")]
