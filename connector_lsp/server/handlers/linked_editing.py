"""`textDocument/linkedEditingRange`."""

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

_NOTHING = RawJson("null")


def handle(server: ConnectorServer, params: dict[str, Json]) -> RawJson:
    """The names that change with the one at the cursor (`LinkedEditingRanges`)."""
    from connector_lsp.analysis.features.linked_editing import (
        WORD_PATTERN,
        linked_editing_ranges,
    )
    from connector_lsp.server import units

    place = units.try_find_place(server, params)
    ranges = linked_editing_ranges(place.unit, place.offset) if place and not place.in_cases else []
    if place is None or not ranges:
        return _NOTHING
    lines, encoding = place.lines(in_cases=False), server.client.encoding
    raw = [to_lsp.raw_range(lines, each, encoding) for each in ranges]
    return RawJson(json.dumps({"ranges": raw, "wordPattern": WORD_PATTERN}))


HANDLER = Handler(types.TEXT_DOCUMENT_LINKED_EDITING_RANGE, handle, _NOTHING, is_immediate=True)
