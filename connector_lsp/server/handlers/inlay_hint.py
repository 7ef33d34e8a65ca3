"""`textDocument/inlayHint`."""

from __future__ import annotations

import json
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
    """What names stand for, behind them (`InlayHint[]`)."""
    from connector_lsp.analysis.features.inlay_hints import inlay_hints

    uri = from_lsp.document_uri(params)
    analysis = server.documents.analysis(uri)
    if analysis is None or not server.workspace_state.settings_of(uri).inlay_hints:
        return _NOTHING
    lines, encoding = analysis.document.line_index(), server.client.encoding
    hints = []
    for offset, label in inlay_hints(analysis, from_lsp.required_range(lines, params, encoding)):
        line, character = lines.position(offset, encoding)
        place = {"line": line, "character": character}
        hints.append({"position": place, "label": label, "paddingLeft": True})
    return RawJson(json.dumps(hints))


HANDLER = Handler(types.TEXT_DOCUMENT_INLAY_HINT, handle, _NOTHING, is_immediate=True)
