"""The library for views: ``connector/library``, ``…/record``, ``…/changes``."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from connector_lsp.server.from_lsp import RequestFailedError
from connector_lsp.server.handlers.handler import ours
from connector_lsp.server.protocol import RawJson

if TYPE_CHECKING:
    from collections.abc import Callable

    from connector_lsp.analysis.syntax import Json
    from connector_lsp.server.app import ConnectorServer


async def handle_library(server: ConnectorServer, params: dict[str, Json]) -> RawJson:
    """What was released."""
    from connector_lsp.library.snapshot import read
    from connector_lsp.server import to_ext

    folder = server.releases.folder(params["uri"])
    return await _answered(lambda: to_ext.library(folder, read(folder)))


async def handle_record(server: ConnectorServer, params: dict[str, Json]) -> RawJson:
    """A connector as it was released; null if there is no such record."""
    from connector_lsp.library.errors import LibraryError
    from connector_lsp.library.snapshot import read
    from connector_lsp.server import to_ext

    folder = server.releases.folder(params["uri"])

    def work() -> Json:
        snapshot = read(folder)
        try:
            found = snapshot.find(params["record"])
        except LibraryError:
            return None
        return {"record": to_ext.record(found, snapshot), "text": found.text}

    return await _answered(work)


async def handle_changes(server: ConnectorServer, params: dict[str, Json]) -> RawJson:
    """What changed since the last release; null if there was none, or the text is no JSON."""
    from connector_lsp.library.snapshot import read
    from connector_lsp.server import to_ext

    uri = params["uri"]
    analysis = server.documents.connector(uri)
    if analysis is None:
        return RawJson("null")
    folder = server.releases.folder(uri)

    def work() -> Json:
        since = server.releases.compared(uri, folder, analysis)
        return since and to_ext.changes(since, read(folder), server.client.encoding)

    return await _answered(work)


async def _answered(work: Callable[[], Json]) -> RawJson:
    """The result of work in a thread; what the library cannot do is told.

    Raises:
        RequestFailedError: it cannot be done.

    """
    from connector_lsp.debugger.background import in_background
    from connector_lsp.library.errors import LibraryError

    try:
        return RawJson(await in_background(lambda: json.dumps(work())))
    except LibraryError as error:
        raise RequestFailedError(f"{error.message}: {error.next_step}") from error


HANDLERS = (
    ours("connector/library", handle_library),
    ours("connector/record", handle_record),
    ours("connector/changes", handle_changes),
)
