"""Symbols of several documents by what somebody typed of their names."""

from __future__ import annotations

from heapq import nsmallest
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from connector_lsp.analysis.features.symbols import outline, section_symbol

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from connector_lsp.analysis.analysis import Analysis
    from connector_lsp.analysis.document import Document
    from connector_lsp.analysis.features.symbols import Group, Symbol

Name = TypeVar("Name")

_MOST = 500
"""More than anybody reads; clients ask again with each letter."""


def best_matches(
    documents: Iterable[tuple[Name, Analysis]], query: str
) -> list[tuple[Name, Symbol, str]]:
    """The symbols that match, the best first: document, symbol, name of what it stands in.

    Args:
        documents: what to search, each with a name of its own.
        query: letters that a name or detail must have in this order, in any case; white space
            does not count, and nothing matches everything.

    """
    letters = "".join(query.lower().split())
    found = (
        (distance, number, name, place)
        for number, (name, symbol, place) in enumerate(_all(documents))
        if (distance := _distance(letters, symbol)) is not None
    )
    best = nsmallest(_MOST, found, key=lambda each: each[:2])
    return [(name, *place.look_up()) for _, _, name, place in best]


class _Place(NamedTuple):
    """Where a symbol is to be found whose ranges are not known yet: most are never asked for.

    Attributes:
        document: the document.
        section: the index of the section that it is in.
        container: what the section's entry stands in.
        number: which of the section's entries it is.

    """

    document: Document
    section: int
    container: str
    number: int

    def look_up(self) -> tuple[Symbol, str]:
        """The symbol, and the name of what it stands in."""
        symbol = section_symbol(self.document, self.section)
        whole = symbol.moved(self.document.starts[self.section])
        return next(islice(whole.walk(self.container), self.number, None))


def _all(documents: Iterable[tuple[Name, Analysis]]) -> Iterator[tuple[Name, Symbol, _Place]]:
    """All symbols but groups, their ranges empty."""
    for name, analysis in documents:
        document = analysis.document
        for index, container in _sections(outline(document), ""):
            whole = section_symbol(document, index, is_placed=False)
            for number, (symbol, _) in enumerate(whole.walk(container)):
                yield name, symbol, _Place(document, index, container, number)


def _sections(parts: Iterable[Group | int], container: str) -> Iterator[tuple[int, str]]:
    """The sections of an outline, each with the name of what it stands in."""
    for part in parts:
        if isinstance(part, int):
            yield part, container
        else:
            yield from _sections(part.parts, part.symbol.name)


def _distance(letters: str, symbol: Symbol) -> int | None:
    """How far a symbol is from what was typed, 0 for not at all; None if it does not match."""
    name = symbol.name.lower()
    if not _has_in_order(name + symbol.detail.lower(), letters):
        return None
    if letters in "".join(name.split()):
        return 0 if name.startswith(letters[:1]) else 1
    return 2 if _has_in_order(name, letters) else 3


def _has_in_order(text: str, letters: str) -> bool:
    at = -1
    for letter in letters:
        at = text.find(letter, at + 1)
        if at < 0:
            return False
    return True
