"""From our terms to the protocol's."""

from __future__ import annotations

from lsprotocol import types

from connector_lsp.analysis.text import Edit, LineIndex, PositionEncoding, Range


def range_(index: LineIndex, span: Range | Edit, encoding: PositionEncoding) -> types.Range:
    """A stretch of the text as a `Range`."""
    start = index.position(span.start, encoding)
    end = index.position(span.end, encoding)
    return types.Range(types.Position(*start), types.Position(*end))


def text_edit(index: LineIndex, edit: Edit, encoding: PositionEncoding) -> types.TextEdit:
    """An edit as a `TextEdit`."""
    return types.TextEdit(range_(index, edit, encoding), edit.text)


def markup(text: str, plain: str, *, markdown: bool) -> types.MarkupContent:
    """A text as the client can show it: as Markdown, or `plain`."""
    kind = types.MarkupKind.Markdown if markdown else types.MarkupKind.PlainText
    return types.MarkupContent(kind, text if markdown else plain)
