"""``connector/signIn`` and ``connector/signOut``."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from connector_lsp.server import from_ext
from connector_lsp.server.handlers.handler import ours
from connector_lsp.server.protocol import RawJson

if TYPE_CHECKING:
    from connector_lsp.analysis.syntax import Json
    from connector_lsp.debugger.failures import DebuggerError
    from connector_lsp.debugger.run import Run
    from connector_lsp.server.app import ConnectorServer


async def handle_sign_in(server: ConnectorServer, params: dict[str, Json]) -> RawJson:
    """Sign in with what was entered, by OAuth where the connector does."""
    from connector_lsp.debugger.failures import StoppedError
    from connector_lsp.server import to_ext

    target = from_ext.target(server, params["uri"])
    values, remember = params.get("values", {}), params.get("remember", False)
    title = f"{target.session.name}: Sign in"
    steps: Run | None = None
    token = params.get("workDoneToken")
    with server.debugger.progress.show(title, token) as progress, progress.caught():
        steps = await server.debugger.sign_in(
            target, values, remember=remember, report=progress.report
        )
    failure = StoppedError() if progress.is_stopped else progress.failure
    return RawJson(json.dumps(to_ext.sign_in(target, failure, steps)))


async def handle_sign_out(server: ConnectorServer, params: dict[str, Json]) -> RawJson:
    """Drop all secrets of a connector that are in memory; forget those that are remembered."""
    from connector_lsp.debugger.failures import DebuggerError
    from connector_lsp.server import to_ext

    target = from_ext.target(server, params["uri"])
    failure: DebuggerError | None = None
    try:
        await server.debugger.sign_out(target, forget=params.get("forget", False))
    except DebuggerError as error:
        failure = error
    return RawJson(json.dumps(to_ext.sign_in(target, failure)))


HANDLERS = (
    ours("connector/signIn", handle_sign_in),
    ours("connector/signOut", handle_sign_out),
)
