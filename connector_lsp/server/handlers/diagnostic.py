"""`textDocument/diagnostic` and `workspace/diagnostic`."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING

from lsprotocol import types

from connector_lsp.server.handlers.handler import Handler
from connector_lsp.server.protocol import RawJson

if TYPE_CHECKING:
    from connector_lsp.analysis.analysis import Analysis
    from connector_lsp.analysis.syntax import Json
    from connector_lsp.server.app import ConnectorServer

_EMPTY = RawJson('{"kind":"full","items":[]}')


def handle_document(server: ConnectorServer, params: dict[str, Json]) -> RawJson:
    """The diagnostics of an open document (`DocumentDiagnosticReport`)."""
    uri = (params.get("textDocument") or {}).get("uri", "")
    analysis = server.documents.analysis(uri)
    if analysis is None:
        return _EMPTY
    return RawJson(_report(server, analysis, uri, params.get("previousResultId")))


def _report(
    server: ConnectorServer, analysis: Analysis, uri: str, previous: str | None, more: str = ""
) -> str:
    """A full report, or one that nothing changed; `more` are further members."""
    from connector_lsp.server.diagnostics import items_json, result_id

    severities = server.workspace_state.settings_of(uri).severities
    items = items_json(analysis, uri, severities, server.client)
    name = result_id(items)
    if name == previous:
        return f'{{"kind":"unchanged","resultId":"{name}"{more}}}'
    return f'{{"kind":"full","resultId":"{name}","items":{items}{more}}}'


async def handle_workspace(server: ConnectorServer, params: dict[str, Json]) -> RawJson:
    """The diagnostics of every connector in the workspace (`WorkspaceDiagnosticReport`)."""
    previous = {
        known.get("uri"): known.get("value") for known in params.get("previousResultIds") or ()
    }
    files = await asyncio.to_thread(lambda: list(server.workspace_state.connector_files()))
    reports = []
    for uri in server.documents.among(files):
        analysis, document = server.documents.open_or_on_disk(uri), server.documents.try_get(uri)
        if analysis is None:
            continue
        version = document.version if document else None
        more = f',"uri":{json.dumps(uri)},"version":{json.dumps(version)}'
        reports.append(_report(server, analysis, uri, previous.get(uri), more))
        await asyncio.sleep(0)  # Others may be waiting for an answer.
    return RawJson(f'{{"items":[{",".join(reports)}]}}')


HANDLERS = (
    Handler(types.TEXT_DOCUMENT_DIAGNOSTIC, handle_document, _EMPTY, is_immediate=True),
    Handler(types.WORKSPACE_DIAGNOSTIC, handle_workspace, RawJson('{"items":[]}')),
)
