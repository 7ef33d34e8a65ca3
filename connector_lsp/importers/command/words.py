"""The words of a command line, with their places."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from connector_lsp.analysis.text import Range
from connector_lsp.importers.failures import BrokenSourceError

if TYPE_CHECKING:
    from connector_lsp.importers.source import Source

END = "\0"
"""The text of the word that ends a command."""

STDIN = "\0<"
"""The text of the word behind which one has what a command reads from its standard input."""


class Word(NamedTuple):
    """A word as the program gets it, and where it begins and ends in the text."""

    text: str
    start: int
    end: int


def without_nulls(text: str) -> str:
    """A text of the same length that no special word of ours can be in, as in none that runs."""
    return text.replace("\0", " ")


def joined_halves(text: str) -> str:
    """A text in which browsers wrote characters beyond U+FFFF as two, each half of one."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def unclosed(source: Source, start: int) -> BrokenSourceError:
    """The fault that the quotation mark at an offset is not closed."""
    mark = source.text[start]
    return BrokenSourceError(
        f"The quotation mark {mark} is not closed",
        source.path,
        source.text,
        Range(start, start + 1),
    )
