"""`textDocument/foldingRange`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types

from connector_lsp.server import from_lsp
from connector_lsp.server.handlers.handler import Handler
from connector_lsp.server.protocol import RawJson

if TYPE_CHECKING:
    from connector_lsp.analysis.syntax import Json
    from connector_lsp.server.app import ConnectorServer

_NOTHING = RawJson("[]")


def handle(server: ConnectorServer, params: dict[str, Json]) -> RawJson:
    """What can be folded (`FoldingRange[]`): whole lines, which every client can fold."""
    from connector_lsp.analysis.features.folding import folding_ranges

    analysis = server.documents.analysis(from_lsp.document_uri(params))
    if analysis is None:
        return _NOTHING
    folds = folding_ranges(analysis, server.client.fold_limit)
    items = [f'{{"startLine":{start},"endLine":{end}}}' for start, end, _ in folds]
    return RawJson(f"[{','.join(items)}]")


HANDLER = Handler(types.TEXT_DOCUMENT_FOLDING_RANGE, handle, _NOTHING, is_immediate=True)
