"""`textDocument/hover`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from lsprotocol import types

from connector_lsp.server import from_lsp, to_lsp
from connector_lsp.server.handlers.handler import Handler
from connector_lsp.server.protocol import RawJson

if TYPE_CHECKING:
    from connector_lsp.analysis.syntax import Json
    from connector_lsp.server.app import ConnectorServer

_NOTHING = RawJson("null")


def handle(server: ConnectorServer, params: dict[str, Json]) -> RawJson:
    """The documentation of what the cursor is on (`Hover`)."""
    from connector_lsp.analysis.features.hover import hover

    uri, position = from_lsp.text_document_position(params)
    analysis = server.documents.analysis(uri)
    if analysis is None:
        return _NOTHING
    lines, client = analysis.document.line_index(), server.client
    found = hover(analysis, lines.offset(position, client.encoding))
    if found is None:
        return _NOTHING
    answer = {
        "contents": to_lsp.raw_markup(found.contents, markdown=client.markdown_hover),
        "range": to_lsp.raw_range(lines, found.range, client.encoding),
    }
    return RawJson(json.dumps(answer))


HANDLER = Handler(types.TEXT_DOCUMENT_HOVER, handle, _NOTHING, is_immediate=True)
