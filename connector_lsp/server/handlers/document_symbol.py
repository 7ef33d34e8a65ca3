"""`textDocument/documentSymbol`."""

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
    """The outline (`DocumentSymbol[]`; for clients without a tree `SymbolInformation[]`)."""
    from connector_lsp.analysis.features.symbols import document_symbols
    from connector_lsp.server.symbols import document_symbols_json

    uri = from_lsp.document_uri(params)
    analysis = server.documents.analysis(uri)
    if analysis is None:
        return _NOTHING
    encoding = server.client.encoding
    if server.client.hierarchical_symbols:
        return RawJson(document_symbols_json(analysis.document, encoding))
    lines = analysis.document.line_index()
    flat = [pair for symbol in document_symbols(analysis) for pair in symbol.walk()]
    return RawJson(json.dumps([to_lsp.raw_symbol(uri, lines, *pair, encoding) for pair in flat]))


HANDLER = Handler(types.TEXT_DOCUMENT_DOCUMENT_SYMBOL, handle, _NOTHING, is_immediate=True)
