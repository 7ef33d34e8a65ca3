"""`window/workDoneProgress/cancel`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types

from connector_lsp.server.handlers.handler import Handler

if TYPE_CHECKING:
    from connector_lsp.analysis.syntax import Json
    from connector_lsp.server.app import ConnectorServer


def handle(server: ConnectorServer, params: dict[str, Json]) -> None:
    """Stop the work that the client shows."""
    server.debugger.progress.cancel(params.get("token"))


HANDLER = Handler(types.WINDOW_WORK_DONE_PROGRESS_CANCEL, handle, is_immediate=True)
