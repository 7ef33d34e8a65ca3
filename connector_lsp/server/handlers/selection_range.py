"""`textDocument/selectionRange`."""

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
    """What a selection grows to, for each of several cursors (`SelectionRange[]`)."""
    from connector_lsp.analysis.features.selection_ranges import selection_ranges

    analysis = server.documents.analysis(from_lsp.document_uri(params))
    if analysis is None:
        return _NOTHING
    lines, encoding = analysis.document.line_index(), server.client.encoding
    grown: list[Json] = []
    for position in from_lsp.positions(params):
        around: Json = None
        for step in reversed(selection_ranges(analysis, lines.offset(position, encoding))):
            own = {"range": to_lsp.raw_range(lines, step, encoding)}
            around = {**own, "parent": around} if around else own
        grown.append(around)
    return RawJson(json.dumps(grown))


HANDLER = Handler(types.TEXT_DOCUMENT_SELECTION_RANGE, handle, _NOTHING, is_immediate=True)
