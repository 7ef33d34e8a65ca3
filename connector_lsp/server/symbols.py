"""The outline as JSON, each section's made once for as long as it lies where it did."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

from connector_lsp.analysis.features.symbols import SymbolKind, outline, section_symbol
from connector_lsp.analysis.text import LineIndex, line_start

if TYPE_CHECKING:
    from connector_lsp.analysis.document import Document
    from connector_lsp.analysis.features.symbols import Group, Symbol
    from connector_lsp.analysis.text import PositionEncoding, Range

_encode = json.JSONEncoder(separators=(",", ":")).encode

LSP_KINDS = {
    SymbolKind.GROUP: 3,  # Namespace
    SymbolKind.SETTING: 7,  # Property
    SymbolKind.AUTH_FIELD: 20,  # Key
    SymbolKind.METHOD: 3,  # Namespace
    SymbolKind.ENDPOINT: 11,  # Interface
    SymbolKind.ACTION: 12,  # Function
    SymbolKind.FIELD: 8,  # Field
    SymbolKind.TEST: 24,  # Event
}
"""`SymbolKind` of LSP 3.17; all but Key and Event are in its oldest set."""


class _Kept(NamedTuple):
    """A section's JSON, and what it was made of."""

    line: int
    before: str
    path: tuple[str | int, ...]
    encoding: PositionEncoding
    json: str


def document_symbols_json(document: Document, encoding: PositionEncoding) -> str:
    """The outline of a document: a JSON array of LSP `DocumentSymbol`s."""
    lines = document.line_index()
    return f"[{','.join(_part(document, part, lines, encoding) for part in outline(document))}]"


def _part(
    document: Document, part: Group | int, lines: LineIndex, encoding: PositionEncoding
) -> str:
    if isinstance(part, int):
        return _section(document, part, encoding)
    inner = ",".join(_part(document, each, lines, encoding) for each in part.parts)
    return _item(part.symbol, lines, encoding, inner)


def _section(document: Document, index: int, encoding: PositionEncoding) -> str:
    section, start, line = document.sections[index], document.starts[index], document.lines[index]
    before = document.text[line_start(document.text, start) : start]
    path = document.paths[index]
    state = (line, before, path if isinstance(path[-1], str) else (), encoding)
    kept: _Kept | None = section.memo.get(_Kept)  # type: ignore[assignment]
    if kept and kept[:4] == state:
        return kept.json
    symbol = section_symbol(document, index).moved(start)
    is_beside = symbol.range.start >= start - len(before)  # Its name stands on its first line.
    lines = LineIndex(document.text, [start - len(before)], [line]) if is_beside else None
    text = _item(symbol, lines or document.line_index(), encoding)
    if is_beside:
        section.memo[_Kept] = _Kept(*state, text)
    return text


def _item(
    symbol: Symbol, lines: LineIndex, encoding: PositionEncoding, inner: str | None = None
) -> str:
    """A `DocumentSymbol`; `inner` are its children as JSON.  By hand: there may be thousands."""
    if inner is None:
        inner = ",".join(_item(child, lines, encoding) for child in symbol.children)
    detail = f',"detail":{_encode(symbol.detail)}' if symbol.detail else ""
    children = f',"children":[{inner}]' if inner else ""
    return (
        f'{{"name":{_encode(symbol.name)}{detail},"kind":{LSP_KINDS[symbol.kind]},'
        f'"range":{_range(symbol.range, lines, encoding)},'
        f'"selectionRange":{_range(symbol.selection_range, lines, encoding)}{children}}}'
    )


def _range(span: Range, lines: LineIndex, encoding: PositionEncoding) -> str:
    (line, column), (last, end) = (lines.position(offset, encoding) for offset in span)
    return (
        f'{{"start":{{"line":{line},"character":{column}}},'
        f'"end":{{"line":{last},"character":{end}}}}}'
    )
