"""`textDocument/semanticTokens`: full, full/delta and range."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from lsprotocol import types

from connector_lsp.server import from_lsp
from connector_lsp.server.handlers.handler import Handler
from connector_lsp.server.protocol import RawJson

if TYPE_CHECKING:
    from connector_lsp.analysis.syntax import Json
    from connector_lsp.server.app import ConnectorServer

_NOTHING = RawJson('{"data":[]}')


def handle_full(server: ConnectorServer, params: dict[str, Json]) -> RawJson:
    """All tokens (`SemanticTokens`), or what changed (`SemanticTokensDelta`)."""
    from connector_lsp.analysis.features.semantic_tokens import semantic_tokens
    from connector_lsp.server.tokens import edit_between, encoded

    uri = from_lsp.document_uri(params)
    document = server.documents.try_get(uri)
    if document is None or document.analysis is None:
        return _NOTHING
    known, data = (
        document.tokens,
        encoded(
            document.analysis.document, semantic_tokens(document.analysis), server.client.encoding
        ),
    )
    document.tokens = known.followed_by(data)
    name = document.tokens.name
    if known.name and params.get("previousResultId") == known.name:
        edits = edit_between(known.data, data)
        return RawJson(json.dumps({"resultId": name, "edits": edits}))
    return RawJson(json.dumps({"resultId": name, "data": data}))


def handle_range(server: ConnectorServer, params: dict[str, Json]) -> RawJson:
    """The tokens in a part of the text (`SemanticTokens`)."""
    from connector_lsp.analysis.features.semantic_tokens import semantic_tokens
    from connector_lsp.server.tokens import encoded

    analysis = server.documents.analysis(from_lsp.document_uri(params))
    if analysis is None:
        return _NOTHING
    lines, encoding = analysis.document.line_index(), server.client.encoding
    within = from_lsp.required_range(lines, params, encoding)
    tokens = [each for each in semantic_tokens(analysis, within) if each.range.end > within.start]
    data = encoded(
        analysis.document, [each for each in tokens if each.range.start < within.end], encoding
    )
    return RawJson(json.dumps({"data": data}))


HANDLERS = (
    Handler(types.TEXT_DOCUMENT_SEMANTIC_TOKENS_FULL, handle_full, _NOTHING, is_immediate=True),
    Handler(
        types.TEXT_DOCUMENT_SEMANTIC_TOKENS_FULL_DELTA, handle_full, _NOTHING, is_immediate=True
    ),
    Handler(types.TEXT_DOCUMENT_SEMANTIC_TOKENS_RANGE, handle_range, _NOTHING, is_immediate=True),
)
