"""From our terms to the protocol's; raw is plain JSON, for what is asked at every keystroke."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types

from connector_lsp.analysis.text import PositionWalk

if TYPE_CHECKING:
    from collections.abc import Iterable

    from connector_lsp.analysis.features.symbols import Symbol
    from connector_lsp.analysis.syntax import Json
    from connector_lsp.analysis.text import Edit, LineIndex, PositionEncoding, Range


def range_(index: LineIndex, span: Range | Edit, encoding: PositionEncoding) -> types.Range:
    """A stretch of the text as a `Range`."""
    start = index.position(span.start, encoding)
    end = index.position(span.end, encoding)
    return types.Range(types.Position(*start), types.Position(*end))


def text_edit(index: LineIndex, edit: Edit, encoding: PositionEncoding) -> types.TextEdit:
    """An edit as a `TextEdit`."""
    return types.TextEdit(range_(index, edit, encoding), edit.text)


def raw_range(
    index: LineIndex, span: Range | Edit, encoding: PositionEncoding
) -> dict[str, dict[str, int]]:
    """A stretch of the text as a raw `Range`."""
    (start_line, start), (end_line, end) = (
        index.position(offset, encoding) for offset in (span.start, span.end)
    )
    return {
        "start": {"line": start_line, "character": start},
        "end": {"line": end_line, "character": end},
    }


def raw_edits(text: str, edits: Iterable[Edit], encoding: PositionEncoding) -> list[Json]:
    """Edits of `text` in ascending order, none inside a line break, as raw `TextEdit`s.

    A line break added behind the last line replaces up to the line that it makes, which all
    clients take for the end: of a text without it Neovim knows that it will write one itself
    (`fixeol`), and that is how it learns that this is the same one.
    """
    raw: list[Json] = []
    walk = PositionWalk(text, encoding)
    for edit in edits:
        (line, column), (end_line, end) = walk.to(edit.start), walk.to(edit.end)
        if edit.end == len(text) and end and edit.text.endswith(("\n", "\r")):
            end_line, end = end_line + 1, 0
        where = {
            "start": {"line": line, "character": column},
            "end": {"line": end_line, "character": end},
        }
        raw.append({"range": where, "newText": edit.text})
    return raw


def snippet(text: str, base: str) -> str:
    """A snippet for a client that indents its lines as the line is that it is put into.

    Args:
        text: the snippet, laid out as it is to be in the end.
        base: the indentation of that line, in front of the snippet.

    """
    if base:
        for line_break in "\n\r":
            text = text.replace(line_break + base, line_break)
    return text


def raw_symbol(
    uri: str, index: LineIndex, symbol: Symbol, container: str, encoding: PositionEncoding
) -> dict[str, Json]:
    """An entry of an outline as a raw `SymbolInformation`, called as in the entry `container`."""
    from connector_lsp.server.symbols import LSP_KINDS

    where = {"uri": uri, "range": raw_range(index, symbol.range, encoding)}
    found = {"name": symbol.name, "kind": LSP_KINDS[symbol.kind], "location": where}
    return {**found, "containerName": container} if container else found


def raw_markup(markdown_text: str, *, markdown: bool) -> dict[str, Json]:
    """A text as a raw `MarkupContent` that the client can show: Markdown, or made plain."""
    if markdown:
        return {"kind": "markdown", "value": markdown_text}
    from connector_lsp.analysis.features.documentation import render_plain

    return {"kind": "plaintext", "value": render_plain(markdown_text)}
