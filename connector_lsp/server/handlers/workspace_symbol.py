"""`workspace/symbol`."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING

from lsprotocol import types

from connector_lsp.server import siblings, to_lsp
from connector_lsp.server.handlers.handler import Handler
from connector_lsp.server.protocol import RawJson

if TYPE_CHECKING:
    from connector_lsp.analysis.syntax import Json
    from connector_lsp.server.app import ConnectorServer

_NOTHING = RawJson("[]")


async def handle(server: ConnectorServer, params: dict[str, Json]) -> RawJson:
    """The actions, endpoints and fields of all connectors that match (`SymbolInformation[]`)."""
    from connector_lsp.analysis.features.workspace_symbols import best_matches

    files = await asyncio.to_thread(lambda: list(server.workspace_state.connector_files()))
    found = []
    for uri in server.documents.among(files):
        analysis = server.documents.open_or_on_disk(uri)
        if analysis is not None:
            found.append((uri, analysis))
        await asyncio.sleep(0)  # Others may be waiting for an answer.
    matches = best_matches(found, str(params.get("query") or ""))
    indexes = {uri: analysis.document.line_index() for uri, analysis in found}
    encoding = server.client.encoding
    symbols = [
        to_lsp.raw_symbol(uri, indexes[uri], each, container or siblings.file_name(uri), encoding)
        for uri, each, container in matches
    ]
    return RawJson(json.dumps(symbols))


HANDLER = Handler(types.WORKSPACE_SYMBOL, handle, _NOTHING, is_immediate=True)
