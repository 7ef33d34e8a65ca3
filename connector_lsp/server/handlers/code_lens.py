"""`textDocument/codeLens`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from lsprotocol import types

from connector_lsp.server import siblings
from connector_lsp.server.handlers.handler import Handler
from connector_lsp.server.protocol import RawJson

if TYPE_CHECKING:
    from connector_lsp.analysis.features.lenses import Lens
    from connector_lsp.analysis.syntax import Json
    from connector_lsp.server.app import ConnectorServer

_NOTHING = RawJson("[]")


def handle(server: ConnectorServer, params: dict[str, Json]) -> RawJson:
    """What can be run, and what changed since the last release (`CodeLens[]`)."""
    from connector_lsp.analysis.features.lenses import case_lenses, connector_lenses, since_lens

    uri = str((params.get("textDocument") or {}).get("uri", ""))
    analysis = server.documents.analysis(uri)
    if analysis is None or server.client.untrusted:
        return _NOTHING
    if siblings.is_cases(uri):
        connector = server.documents.try_connector_uri(uri)
        lenses, about = list(case_lenses(analysis)) if connector else [], connector or ""
    else:
        lenses, about = list(connector_lenses(analysis)), uri
        since = server.releases.since(uri)
        if since:
            lenses.insert(0, since_lens(analysis, since.title))
    lines, encoding = analysis.document.line_index(), server.client.encoding
    return RawJson(
        json.dumps([_lens(each, lines.position(each.offset, encoding), about) for each in lenses])
    )


def _lens(lens: Lens, position: tuple[int, int], uri: str) -> dict[str, Json]:
    line, character = position
    place = {"line": line, "character": character}
    # Texts alone: in some protocol libraries an object with a member "jsonrpc" is a message.
    arguments = [each for each in (uri, lens.action, lens.case) if each]
    command = {"title": lens.title, "command": lens.command.value, "arguments": arguments}
    return {"range": {"start": place, "end": place}, "command": command}


HANDLER = Handler(types.TEXT_DOCUMENT_CODE_LENS, handle, _NOTHING, is_immediate=True)
