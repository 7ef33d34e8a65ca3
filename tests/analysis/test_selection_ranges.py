"""What a selection grows to."""

from itertools import pairwise

import pytest
from inline_snapshot import snapshot

from connector_lsp.analysis.features.selection_ranges import selection_ranges
from tests.support.structure import CONNECTOR, analysis_of, piece


def steps(marked):
    """The pieces that grow around the cursor, cut to their beginning."""
    offset = marked.index("<|>")
    text = marked.replace("<|>", "")
    return [piece(text, span)[:48] for span in selection_ranges(analysis_of(text), offset)]


def test_from_a_word_in_a_template_to_the_document():
    """Word, path, expression, string, member, object and so on."""
    text = CONNECTOR.replace('"token": "{{authFields.api', '"token": "{{authFields.a<|>pi')
    assert steps(text) == snapshot(
        [
            "api_key",
            "authFields.api_key",
            "{{authFields.api_key}}",
            '"{{authFields.api_key}}"',
            '"token": "{{authFields.api_key}}"',
            '{ "type": "bearer", "token": "{{authFields.api_k',
            '"auth_request": { "type": "bearer", "token": "{{',
            '{ "schema": "10.0", "link": "https://www.example',
            '{ "schema": "10.0", "link": "https://www.example',
        ]
    )


def test_path_parameter_and_path():
    """The name, the braces, the path, the string."""
    assert steps(CONNECTOR.replace('"endpoint": "/models/{id', '"endpoint": "/models/{i<|>d'))[
        :5
    ] == snapshot(["id", "{id}", "/models/{id}", '"/models/{id}"', '"endpoint": "/models/{id}"'])


@pytest.mark.parametrize("text", ["<|>", "<|>  ", '{ "a": "b<|>'])
def test_any_place_has_an_answer(text):
    """The whole text at least, be it empty: LSP wants one for each place."""
    assert steps(text)


def test_each_lies_within_the_next():
    """At every offset."""
    analysis = analysis_of()
    for offset in range(len(CONNECTOR) + 1):
        grown = selection_ranges(analysis, offset)
        assert grown[-1] == (0, len(CONNECTOR))
        for inner, outer in pairwise(grown):
            assert outer.start <= inner.start <= inner.end <= outer.end
            assert inner != outer
