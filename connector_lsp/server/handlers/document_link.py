"""`textDocument/documentLink`."""

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

_NOTHING = RawJson("[]")


def handle(server: ConnectorServer, params: dict[str, Json]) -> RawJson:
    """The web pages that the text names (`DocumentLink[]`)."""
    from connector_lsp.analysis.features.document_links import document_links

    analysis = server.documents.analysis(from_lsp.document_uri(params))
    if analysis is None:
        return _NOTHING
    lines, encoding = analysis.document.line_index(), server.client.encoding
    links = [
        {"range": to_lsp.raw_range(lines, link.range, encoding), "target": link.target}
        for link in document_links(analysis)
    ]
    return RawJson(json.dumps(links))


HANDLER = Handler(types.TEXT_DOCUMENT_DOCUMENT_LINK, handle, _NOTHING, is_immediate=True)
