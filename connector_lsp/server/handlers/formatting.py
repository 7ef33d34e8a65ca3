"""`textDocument/formatting`, `rangeFormatting`, `rangesFormatting` and `onTypeFormatting`.

The options that a client sends (width of a tab, spaces or tabs, final line breaks) are not looked
at: there is one layout, see `analysis/layout.py`.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from lsprotocol import types

from connector_lsp.server import from_lsp, to_lsp
from connector_lsp.server.handlers.handler import Handler
from connector_lsp.server.protocol import RawJson

if TYPE_CHECKING:
    from connector_lsp.analysis.analysis import Analysis
    from connector_lsp.analysis.syntax import Json
    from connector_lsp.analysis.text import Edit
    from connector_lsp.server.app import ConnectorServer

_NOTHING = RawJson("null")


def format_document(server: ConnectorServer, params: dict[str, Json]) -> RawJson:
    """The edits that lay a whole text out (`TextEdit[]`)."""
    from connector_lsp.analysis.features.formatting import format_document

    analysis = server.documents.analysis(from_lsp.document_uri(params))
    if analysis is None:
        return _NOTHING
    return _edits(server, analysis, format_document(analysis.document))


def format_ranges(server: ConnectorServer, params: dict[str, Json]) -> RawJson:
    """The edits that lay the lines of one or several ranges out (`TextEdit[]`)."""
    from connector_lsp.analysis.features.formatting import format_ranges

    analysis = server.documents.analysis(from_lsp.document_uri(params))
    if analysis is None:
        return _NOTHING
    lines, encoding = analysis.document.line_index(), server.client.encoding
    spans = from_lsp.required_ranges(lines, params, encoding)
    return _edits(server, analysis, format_ranges(analysis.document, spans))


def format_on_type(server: ConnectorServer, params: dict[str, Json]) -> RawJson:
    """The edits that put a new line in its place after Enter was typed (`TextEdit[]`)."""
    from connector_lsp.analysis.features.formatting import format_on_enter

    uri, position = from_lsp.text_document_position(params)
    analysis = server.documents.analysis(uri)
    if analysis is None or params.get("ch") != ON_TYPE:
        return _NOTHING
    offset = analysis.document.offset(position, server.client.encoding)
    return _edits(server, analysis, format_on_enter(analysis.text, offset))


def _edits(server: ConnectorServer, analysis: Analysis, edits: list[Edit]) -> RawJson:
    return RawJson(json.dumps(to_lsp.raw_edits(analysis.text, edits, server.client.encoding)))


ON_TYPE = "\n"
"""The key after which a client asks."""

HANDLERS = tuple(
    Handler(method, handle, _NOTHING, is_immediate=True)
    for method, handle in (
        (types.TEXT_DOCUMENT_FORMATTING, format_document),
        (types.TEXT_DOCUMENT_RANGE_FORMATTING, format_ranges),
        (types.TEXT_DOCUMENT_RANGES_FORMATTING, format_ranges),
        (types.TEXT_DOCUMENT_ON_TYPE_FORMATTING, format_on_type),
    )
)
