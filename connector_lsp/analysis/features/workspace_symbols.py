"""Symbols of several documents by what somebody typed of their names."""

from __future__ import annotations

from heapq import nsmallest
from typing import TYPE_CHECKING, TypeVar

from connector_lsp.analysis.features.symbols import SymbolKind, document_symbols

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from connector_lsp.analysis.analysis import Analysis
    from connector_lsp.analysis.features.symbols import Symbol

Name = TypeVar("Name")

_MOST = 500
"""More than anybody reads; clients ask again with each letter."""

_GROUPS = (SymbolKind.GROUP, SymbolKind.METHOD)


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
        (distance, number, (name, symbol, container))
        for number, (name, symbol, container) in enumerate(_all(documents))
        if (distance := _distance(letters, symbol)) is not None
    )
    return [match for _, _, match in nsmallest(_MOST, found, key=lambda each: each[:2])]


def _all(documents: Iterable[tuple[Name, Analysis]]) -> Iterator[tuple[Name, Symbol, str]]:
    for name, analysis in documents:
        for top in document_symbols(analysis):
            for symbol, container in top.walk():
                if symbol.kind not in _GROUPS:
                    yield name, symbol, container


def _distance(letters: str, symbol: Symbol) -> int | None:
    """How far a symbol is from what was typed, 0 for not at all; None if it does not match."""
    name = symbol.name.lower()
    if letters in "".join(name.split()):
        return 0 if name.startswith(letters[:1]) else 1
    if _has_in_order(name, letters):
        return 2
    return 3 if _has_in_order(f"{name}{symbol.detail.lower()}", letters) else None


def _has_in_order(text: str, letters: str) -> bool:
    at = -1
    for letter in letters:
        at = text.find(letter, at + 1)
        if at < 0:
            return False
    return True
