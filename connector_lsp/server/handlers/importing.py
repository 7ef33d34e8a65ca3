"""What can be imported, for clients that let a person choose: ``connector/operations``."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from connector_lsp.server.from_lsp import RequestFailedError
from connector_lsp.server.handlers.handler import ours
from connector_lsp.server.protocol import RawJson

if TYPE_CHECKING:
    from connector_lsp.analysis.syntax import Json
    from connector_lsp.server.app import ConnectorServer


async def handle_operations(_: ConnectorServer, params: dict[str, Json]) -> RawJson:
    """The operations of a source.

    Raises:
        RequestFailedError: it is no source, or has none.

    """
    from connector_lsp.debugger.background import in_background
    from connector_lsp.importers import ImportFailure
    from connector_lsp.server import to_ext
    from connector_lsp.server.importing import read_api

    try:
        api = await in_background(lambda: read_api(params["uri"], params["source"]))
    except ImportFailure as failure:
        raise RequestFailedError(str(failure)) from failure
    return RawJson(json.dumps(to_ext.operations(api)))


HANDLERS = (ours("connector/operations", handle_operations),)
