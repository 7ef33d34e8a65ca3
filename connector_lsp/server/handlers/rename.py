"""`textDocument/prepareRename` and `textDocument/rename`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from lsprotocol import types

from connector_lsp.server import to_lsp
from connector_lsp.server.from_lsp import InvalidParamsError, RequestFailedError
from connector_lsp.server.handlers.handler import Handler
from connector_lsp.server.protocol import RawJson

if TYPE_CHECKING:
    from connector_lsp.analysis.syntax import Json
    from connector_lsp.server.app import ConnectorServer

_NOTHING = RawJson("null")


def handle_prepare(server: ConnectorServer, params: dict[str, Json]) -> RawJson:
    """What would be renamed, or why nothing can be (`PrepareRenamePlaceholder`)."""
    from connector_lsp.analysis.features.rename import RenameRefusedError, prepare_rename
    from connector_lsp.server import units

    place = units.try_find_place(server, params)
    if place is None:
        return _NOTHING
    try:
        found, name = prepare_rename(place.unit, place.offset, in_cases=place.in_cases)
    except RenameRefusedError as error:
        raise RequestFailedError(str(error)) from None
    lines = place.lines(in_cases=place.in_cases)
    where = to_lsp.raw_range(lines, found.range, server.client.encoding)
    return RawJson(json.dumps({"range": where, "placeholder": name}))


def handle(server: ConnectorServer, params: dict[str, Json]) -> RawJson:
    """The edits in both files that give a name (`WorkspaceEdit`), or why it cannot be given."""
    from connector_lsp.analysis.features.rename import RenameRefusedError, rename
    from connector_lsp.server import units

    place, new_name = units.try_find_place(server, params), params.get("newName")
    if not isinstance(new_name, str):
        raise InvalidParamsError
    if place is None:
        return _NOTHING
    try:
        edits = rename(place.unit, place.offset, new_name, in_cases=place.in_cases)
    except RenameRefusedError as error:
        raise RequestFailedError(str(error)) from None
    return RawJson(json.dumps(units.workspace_edit(server, place, edits)))


HANDLERS = (
    Handler(types.TEXT_DOCUMENT_PREPARE_RENAME, handle_prepare, _NOTHING, is_immediate=True),
    Handler(types.TEXT_DOCUMENT_RENAME, handle, _NOTHING, is_immediate=True),
)
