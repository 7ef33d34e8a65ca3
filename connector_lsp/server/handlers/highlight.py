"""`textDocument/documentHighlight`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from lsprotocol import types

from connector_lsp.server import to_lsp
from connector_lsp.server.handlers.handler import Handler
from connector_lsp.server.protocol import RawJson

if TYPE_CHECKING:
    from connector_lsp.analysis.syntax import Json
    from connector_lsp.server.app import ConnectorServer

_NOTHING = RawJson("[]")


def handle(server: ConnectorServer, params: dict[str, Json]) -> RawJson:
    """The places in this file that name what the cursor is on (`DocumentHighlight[]`)."""
    from connector_lsp.analysis.features.highlight import highlights
    from connector_lsp.server import units

    place = units.try_find_place(server, params)
    if place is None:
        return _NOTHING
    lines, encoding = place.lines(in_cases=place.in_cases), server.client.encoding
    write, read = types.DocumentHighlightKind.Write, types.DocumentHighlightKind.Read
    answer = [
        {
            "range": to_lsp.raw_range(lines, each.range, encoding),
            "kind": (write if each.is_definition else read).value,
        }
        for each in highlights(place.unit, place.offset, in_cases=place.in_cases)
    ]
    return RawJson(json.dumps(answer))


HANDLER = Handler(types.TEXT_DOCUMENT_DOCUMENT_HIGHLIGHT, handle, _NOTHING, is_immediate=True)
