"""The requests of ours beyond LSP: ``connector/run`` and the others of `ext`."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING

from connector_lsp.server.from_lsp import InvalidParamsError
from connector_lsp.server.handlers.handler import Handler
from connector_lsp.server.protocol import RawJson

if TYPE_CHECKING:
    from connector_lsp.analysis.syntax import Json
    from connector_lsp.server.app import ConnectorServer
    from connector_lsp.server.debugger import Target

_NOTHING = RawJson("null")


def _text(params: dict[str, Json], name: str) -> str:
    value = params.get(name)
    if not isinstance(value, str):
        raise InvalidParamsError
    return value


def _target(server: ConnectorServer, params: dict[str, Json]) -> Target:
    """The connector that parameters name.

    Raises:
        InvalidParamsError: there is none.

    """
    from connector_lsp.debugger.failures import ConnectorError

    try:
        return server.debugger.target(_text(params, "uri"))
    except ConnectorError as error:
        raise InvalidParamsError from error


def handle_model(server: ConnectorServer, params: dict[str, Json]) -> RawJson:
    """What can be run of a connector; null if the file has none."""
    from connector_lsp.debugger.failures import ConnectorError
    from connector_lsp.server import to_ext

    try:
        target = server.debugger.target(_text(params, "uri"))
    except ConnectorError:
        return _NOTHING
    return RawJson(json.dumps(to_ext.model(target)))


async def handle_run(server: ConnectorServer, params: dict[str, Json]) -> RawJson:
    """Run an action with inputs; null if it was stopped."""
    from connector_lsp.debugger.background import in_background
    from connector_lsp.debugger.failures import DebuggerError
    from connector_lsp.debugger.session import Run
    from connector_lsp.server import to_ext

    uri, action, inputs = _text(params, "uri"), _text(params, "action"), params.get("inputs") or {}
    if not isinstance(inputs, dict) or not all(isinstance(each, dict) for each in inputs.values()):
        raise InvalidParamsError
    debugger = server.debugger
    with debugger.progress.show(action, params.get("workDoneToken")) as progress:
        try:
            run = await debugger.run(debugger.target(uri), action, inputs)
        except DebuggerError as error:
            run = Run("", action, action, (), error, (), ())
        except asyncio.CancelledError:
            if progress.is_stopped:
                return _NOTHING
            raise
    result = await in_background(lambda: json.dumps(to_ext.run(run, exchanges=True)))
    return RawJson(result)


async def handle_sign_in(server: ConnectorServer, params: dict[str, Json]) -> RawJson:
    """Sign in with what was entered."""
    from connector_lsp.debugger.failures import DebuggerError
    from connector_lsp.server import to_ext

    values = params.get("values") or {}
    if not isinstance(values, dict) or not all(isinstance(each, str) for each in values.values()):
        raise InvalidParamsError
    target = _target(server, params)
    failure = None
    try:
        is_kept = params.get("remember") is True
        await target.session.sign_in(target.model, values, remember=is_kept)
    except DebuggerError as error:
        failure = error
    return RawJson(json.dumps(to_ext.sign_in(target.session, failure)))


def handle_sign_out(server: ConnectorServer, params: dict[str, Json]) -> RawJson:
    """Forget all secrets of a connector that are in memory."""
    from connector_lsp.server import to_ext

    session = _target(server, params).session
    session.sign_out()
    return RawJson(json.dumps(to_ext.sign_in(session)))


async def handle_exchanges(server: ConnectorServer, params: dict[str, Json]) -> RawJson:
    """The last runs of a connector, the latest first."""
    from connector_lsp.debugger.background import in_background
    from connector_lsp.server import to_ext

    history = _target(server, params).session.history
    return RawJson(
        await in_background(lambda: json.dumps([to_ext.kept(each) for each in history.runs()]))
    )


async def handle_exchange(server: ConnectorServer, params: dict[str, Json]) -> RawJson:
    """The exchanges of a run; null if it is not kept any more."""
    from connector_lsp.debugger.background import in_background
    from connector_lsp.server import to_ext

    history = _target(server, params).session.history
    run_id = _text(params, "id")

    def find() -> str:
        found = history.try_find(run_id)
        return json.dumps(to_ext.kept(found, exchanges=True) if found else None)

    return RawJson(await in_background(find))


HANDLERS = (
    Handler("connector/debuggerModel", handle_model, _NOTHING, is_immediate=True),
    Handler("connector/run", handle_run, _NOTHING, is_immediate=True),
    Handler("connector/signIn", handle_sign_in, _NOTHING, is_immediate=True),
    Handler("connector/signOut", handle_sign_out, _NOTHING, is_immediate=True),
    Handler("connector/exchanges", handle_exchanges, RawJson("[]"), is_immediate=True),
    Handler("connector/exchange", handle_exchange, _NOTHING, is_immediate=True),
)
