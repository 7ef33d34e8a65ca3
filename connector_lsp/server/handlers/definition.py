"""`textDocument/definition`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from lsprotocol import types

from connector_lsp.server.handlers.handler import Handler
from connector_lsp.server.protocol import RawJson

if TYPE_CHECKING:
    from connector_lsp.analysis.syntax import Json
    from connector_lsp.server.app import ConnectorServer

_NOTHING = RawJson("[]")


def handle(server: ConnectorServer, params: dict[str, Json]) -> RawJson:
    """Where the name at the cursor is defined (`Location[]`)."""
    from connector_lsp.analysis.features.definition import goto_definition
    from connector_lsp.server import units

    place = units.try_find_place(server, params)
    if place is None:
        return _NOTHING
    found = goto_definition(place.unit, place.offset, in_cases=place.in_cases)
    return RawJson(json.dumps(units.locations(server, place, found)))


HANDLER = Handler(types.TEXT_DOCUMENT_DEFINITION, handle, _NOTHING, is_immediate=True)
