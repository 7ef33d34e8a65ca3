"""Connectors as files: ``connector/kind``, ``…/locate``, ``…/samples``, ``…/canonicalJson``."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING

from connector_lsp.server.from_lsp import RequestFailedError
from connector_lsp.server.handlers.handler import ours
from connector_lsp.server.protocol import RawJson

if TYPE_CHECKING:
    from connector_lsp.analysis.syntax import Json
    from connector_lsp.server.app import ConnectorServer


async def handle_kind(server: ConnectorServer, params: dict[str, Json]) -> RawJson:
    """Whether a file is a connector, or test cases."""
    kind = await asyncio.to_thread(server.documents.kind, params["uri"], params.get("text"))
    return RawJson(json.dumps({"kind": kind}))


def handle_locate(server: ConnectorServer, params: dict[str, Json]) -> RawJson:
    """The place to show for a way from the root; null if the file is none of ours."""
    from connector_lsp.analysis.features.locate import locate
    from connector_lsp.server import to_ext

    uri = params["uri"]
    analysis = server.documents.connector(uri) or server.documents.cases(uri)
    if analysis is None:
        return RawJson("null")
    document = analysis.document
    span = locate(document, tuple(params["path"]))
    return RawJson(json.dumps(to_ext.range_(document.line_index(), span, server.client.encoding)))


def handle_samples(_: ConnectorServer, __: dict[str, Json]) -> RawJson:
    """The connectors to start from."""
    from connector_lsp.resources import starting_points
    from connector_lsp.server import to_ext

    return RawJson(json.dumps(to_ext.samples(starting_points())))


def handle_canonical_json(server: ConnectorServer, params: dict[str, Json]) -> RawJson:
    """A connector as Claris Connect is to be given it, or its errors; null if it is none."""
    from connector_lsp.library.errors import LibraryError
    from connector_lsp.library.gate import judge
    from connector_lsp.server import release_cases, to_ext

    uri = params["uri"]
    analysis = server.documents.connector(uri)
    if analysis is None:
        return RawJson("null")
    severities = server.workspace_state.settings_of(uri).severities
    try:
        verdict = judge(analysis, None, severities)
    except LibraryError as error:
        raise RequestFailedError(f"{error.message}: {error.next_step}") from error
    ways = release_cases.ways(server, uri)
    return RawJson(json.dumps(to_ext.canonical(verdict, analysis, server.client.encoding, ways)))


HANDLERS = (
    ours("connector/kind", handle_kind),
    ours("connector/locate", handle_locate),
    ours("connector/samples", handle_samples, "[]"),
    ours("connector/canonicalJson", handle_canonical_json),
)
