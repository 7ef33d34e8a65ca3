"""Every feature, at every offset, of every prefix of every sample, answers."""

from contextlib import suppress

from hypothesis import given
from hypothesis import strategies as st

from connector_lsp.analysis.analysis import Analysis
from connector_lsp.analysis.features.actions import Wish, code_actions
from connector_lsp.analysis.features.completion import complete
from connector_lsp.analysis.features.definition import goto_definition
from connector_lsp.analysis.features.document_links import document_links
from connector_lsp.analysis.features.folding import folding_ranges
from connector_lsp.analysis.features.formatting import format_document, format_on_enter
from connector_lsp.analysis.features.highlight import highlights
from connector_lsp.analysis.features.hover import hover
from connector_lsp.analysis.features.inlay_hints import inlay_hints
from connector_lsp.analysis.features.linked_editing import linked_editing_ranges
from connector_lsp.analysis.features.references import find_references
from connector_lsp.analysis.features.rename import RenameRefusedError, rename
from connector_lsp.analysis.features.selection_ranges import selection_ranges
from connector_lsp.analysis.features.semantic_tokens import semantic_tokens
from connector_lsp.analysis.features.symbols import document_symbols
from connector_lsp.analysis.features.workspace_symbols import best_matches
from connector_lsp.analysis.names import Unit
from connector_lsp.analysis.text import Edit, Range, apply_edits
from connector_lsp.resources import samples
from tests.support.diagnostics import checker

TEXTS = list(samples().values())


def ask_everything(analysis, offset):
    """Call every feature at an offset."""
    hover(analysis, offset)
    unit = Unit(analysis)
    goto_definition(unit, offset)
    find_references(unit, offset)
    highlights(unit, offset)
    linked_editing_ranges(unit, offset)
    format_on_enter(analysis.text, offset)
    with suppress(RenameRefusedError):
        rename(unit, offset, "new_name")
    complete(analysis, offset, snippets=bool(offset % 2))
    wish = Wish(snippets=bool(offset % 2), new_cases=True, disabled=True)
    for action in code_actions(unit, Range(offset, offset), wish):
        apply_edits(analysis.text, action.change().connector)
    selection_ranges(analysis, offset)
    inlay_hints(analysis, Range(0, offset))
    semantic_tokens(analysis, Range(0, offset))


def ask_about_the_whole(analysis):
    """Call every feature that is about a whole document."""
    document_symbols(analysis)
    best_matches([("", analysis)], "a")
    folding_ranges(analysis)
    format_document(analysis.document)
    list(document_links(analysis))


def test_every_sample_is_checked_while_it_grows():
    """A text typed from its first character to its last, a few at a time, is checked each time."""
    for text in TEXTS:
        analysis = Analysis.open("", checker())
        for at in range(0, len(text), 37):
            analysis = analysis.with_edit(Edit(at, at, text[at : at + 37]))
            assert analysis.text == text[: at + 37]
            analysis.diagnostics()


def test_every_offset_of_a_growing_sample_answers():
    """Each prefix is asked at a few offsets, another few each time, so all have their turn."""
    text = TEXTS[1]
    for length in range(0, len(text), 61):
        analysis = Analysis.open(text[:length], checker())
        ask_about_the_whole(analysis)
        for offset in range(length % 53, length + 1, 173):
            ask_everything(analysis, offset)
        ask_everything(analysis, length)


@given(st.sampled_from(TEXTS), st.data())
def test_any_offset_of_any_prefix_answers(text, data):
    """With the rest of the text behind a hole, or without."""
    length = data.draw(st.integers(0, len(text)))
    resume = data.draw(
        st.sampled_from([len(text), min(len(text), length + 1), min(len(text), length + 30)])
    )
    shown = text[:length] + text[resume:]
    analysis = Analysis.open(shown, checker())
    ask_about_the_whole(analysis)
    ask_everything(analysis, data.draw(st.integers(0, len(shown))))
    ask_everything(analysis, length)
