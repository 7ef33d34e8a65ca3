"""`workspace/executeCommand`: arguments are texts, the first one a URI, mostly a connector's."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from lsprotocol import types

from connector_lsp.server.from_lsp import InvalidParamsError
from connector_lsp.server.handlers.handler import Handler
from connector_lsp.server.protocol import RawJson

if TYPE_CHECKING:
    from connector_lsp.analysis.syntax import Json
    from connector_lsp.server.app import ConnectorServer


async def handle(server: ConnectorServer, params: dict[str, Json]) -> RawJson:
    """Execute a command (`ExecuteCommandParams`)."""
    command, arguments = params.get("command"), params.get("arguments")
    if not isinstance(command, str) or not isinstance(arguments, list) or not arguments:
        raise InvalidParamsError
    if not all(isinstance(each, str) for each in arguments):
        raise InvalidParamsError
    from connector_lsp.server.commands import execute

    uri, *names = arguments
    return RawJson(json.dumps(await execute(server, command, uri, names)))


HANDLER = Handler(types.WORKSPACE_EXECUTE_COMMAND, handle, RawJson("null"), is_immediate=True)
