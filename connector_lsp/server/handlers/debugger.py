"""What can be run of a connector, running it, and what is left of runs: ``connector/run`` etc."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from connector_lsp.server import from_ext
from connector_lsp.server.handlers.handler import ours
from connector_lsp.server.protocol import RawJson

if TYPE_CHECKING:
    from connector_lsp.analysis.syntax import Json
    from connector_lsp.server.app import ConnectorServer

_NOTHING = RawJson("null")


def handle_model(server: ConnectorServer, params: dict[str, Json]) -> RawJson:
    """What can be run of a connector; null if the file has none."""
    from connector_lsp.server import case_files, to_ext

    target = from_ext.try_target(server, params["uri"])
    if target is None:
        return _NOTHING
    cases = case_files.names_by_action(server, target.uri)
    port = server.workspace_state.settings_of(target.uri).callback_port
    return RawJson(json.dumps(to_ext.model(target, cases, port)))


async def handle_run(server: ConnectorServer, params: dict[str, Json]) -> RawJson:
    """Run an action with inputs; null if it was stopped."""
    from connector_lsp.debugger.background import in_background
    from connector_lsp.debugger.run import Run
    from connector_lsp.server import to_ext

    debugger, action = server.debugger, params["action"]
    uri = server.documents.connector_uri(params["uri"])
    token = params.get("workDoneToken")
    with debugger.progress.show(action, token) as progress, progress.caught():
        run = await debugger.run(debugger.target(uri), action, params.get("inputs", {}))
    if progress.is_stopped:
        return _NOTHING
    if progress.failure is not None:
        run = Run("", action, action, (), progress.failure, (), ())
    result = await in_background(lambda: json.dumps(to_ext.run(run, exchanges=True)))
    return RawJson(result)


async def handle_exchanges(server: ConnectorServer, params: dict[str, Json]) -> RawJson:
    """The last runs of a connector, the latest first."""
    from connector_lsp.debugger.background import in_background
    from connector_lsp.server import to_ext

    history = from_ext.target(server, params["uri"]).session.history
    return RawJson(
        await in_background(lambda: json.dumps([to_ext.kept(each) for each in history.runs()]))
    )


async def handle_exchange(server: ConnectorServer, params: dict[str, Json]) -> RawJson:
    """The exchanges of a run; null if it is not kept any more."""
    from connector_lsp.debugger.background import in_background
    from connector_lsp.server import to_ext

    session = from_ext.target(server, params["uri"]).session

    def find() -> str:
        found = session.try_find_run(params["id"])
        return json.dumps(to_ext.kept(found, exchanges=True) if found else None)

    return RawJson(await in_background(find))


async def handle_curl(server: ConnectorServer, params: dict[str, Json]) -> RawJson:
    """The request of a run as a command for a shell; null if it is not kept any more."""
    from connector_lsp.debugger.background import in_background

    target = from_ext.target(server, params["uri"])
    curl = await in_background(lambda: target.session.try_curl(target.model, params["id"]))
    return RawJson(json.dumps(curl))


HANDLERS = (
    ours("connector/debuggerModel", handle_model),
    ours("connector/run", handle_run),
    ours("connector/exchanges", handle_exchanges, "[]"),
    ours("connector/exchange", handle_exchange),
    ours("connector/curl", handle_curl),
)
