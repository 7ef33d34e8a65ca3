"""A connector in the style in which it is handed to Claris Connect."""

import json

import pytest

from connector_lsp.analysis.canonical import canonical_text
from connector_lsp.analysis.document import Document
from connector_lsp.resources import samples


def test_one_style_whatever_it_was_typed_like() -> None:
    """Two spaces a level, members in their order, texts as they are, a line break at the end."""
    text = '{"b" : [ 1,2.5 ,{}],\r\n\t"a":"\\u00fc\\n\\"",  "actions":[{"x":null}]}'

    assert canonical_text(Document.open(text)) == (
        '{\n  "b": [\n    1,\n    2.5,\n    {}\n  ],\n  "a": "ü\\n\\"",\n'
        '  "actions": [\n    {\n      "x": null\n    }\n  ]\n}\n'
    )


def test_of_a_repeated_member_the_last_counts() -> None:
    """As every reader of JSON takes it; the first keeps the place."""
    document = Document.open('{"name": "a", "link": "", "name": "b"}')

    assert canonical_text(document) == '{\n  "name": "b",\n  "link": ""\n}\n'


@pytest.mark.parametrize("name", list(samples()))
def test_samples_stay_what_they_are(name: str) -> None:
    """The value is the same, and the text does not change a second time."""
    text = samples()[name]
    once = canonical_text(Document.open(text))

    assert json.loads(once) == json.loads(text)
    assert canonical_text(Document.open(once)) == once


def test_a_number_that_no_program_reads_is_no_json() -> None:
    """Rather no text than one with Infinity in it."""
    with pytest.raises(ValueError, match="JSON"):
        canonical_text(Document.open('{"a": 1e999}'))


def test_what_cannot_be_written_stays_an_escape() -> None:
    """Half of a surrogate pair is legal in JSON, and in no encoding; a whole pair is a character."""
    text = canonical_text(Document.open(r'{"a": "\ud83d \ud83d\ude00"}'))

    assert text == '{\n  "a": "\\ud83d 😀"\n}\n'
    assert text.encode("utf-8")
