"""Checks of formatting: the text after it."""

from __future__ import annotations

from connector_lsp.analysis.cases import CASES
from connector_lsp.analysis.document import Document
from connector_lsp.analysis.features.formatting import format_document, format_on_enter
from connector_lsp.analysis.places import CONNECTOR
from connector_lsp.analysis.text import apply_edits

CURSOR = "<|>"
WHITE_SPACE = " \t\r\n"


def formatted(text: str, *, cases: bool = False) -> str:
    """A text after formatting."""
    document = Document.open(text, CASES if cases else CONNECTOR)
    return apply_edits(text, format_document(document))


def without_white_space(text: str) -> str:
    """All of a text that formatting must not touch."""
    return "".join(character for character in text if character not in WHITE_SPACE)


def check_formatting(text: str, expected: str) -> None:
    """Compare a text after formatting, and after formatting that again."""
    assert formatted(text) == expected
    assert formatted(expected) == expected


def check_enter(fixture: str, expected: str) -> None:
    """Compare a text after Enter, whose line break is typed already, with the cursor in both.

    An edit that ends at the cursor or before moves it along, as in every editor.
    """
    at = fixture.index(CURSOR)
    text = fixture.replace(CURSOR, "")
    edits = format_on_enter(text, at)
    moved = sum(len(each.text) - (each.end - each.start) for each in edits if each.end <= at)
    after = apply_edits(text, edits)
    assert after[: at + moved] + CURSOR + after[at + moved :] == expected
