"""`textDocument/completion`."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING

from lsprotocol import types

from connector_lsp.analysis.text import Range
from connector_lsp.server import from_lsp, to_lsp
from connector_lsp.server.handlers.handler import Handler
from connector_lsp.server.protocol import RawJson

if TYPE_CHECKING:
    from collections.abc import Callable

    from connector_lsp.analysis.features.completion import Completion
    from connector_lsp.analysis.syntax import Json
    from connector_lsp.server.app import ConnectorServer
    from connector_lsp.server.client import ClientFeatures

_KINDS = {
    "property": types.CompletionItemKind.Property.value,
    "value": types.CompletionItemKind.Value.value,
    "enum member": types.CompletionItemKind.EnumMember.value,
    "reference": types.CompletionItemKind.Reference.value,
    "snippet": types.CompletionItemKind.Snippet.value,
}
"""By the value of `CompletionKind`, whose module is dear to import."""

_PLAIN_TEXT = types.InsertTextFormat.PlainText.value
_SNIPPET = types.InsertTextFormat.Snippet.value
_AS_IS = types.InsertTextMode.AsIs.value
_NOTHING = RawJson('{"isIncomplete":false,"items":[]}')


def handle(server: ConnectorServer, params: dict[str, Json]) -> RawJson:
    """What can be typed at the cursor (`CompletionList`)."""
    from connector_lsp.analysis.features.completion import complete

    uri, position = from_lsp.text_document_position(params)
    analysis = server.documents.analysis(uri)
    if analysis is None:
        return _NOTHING
    lines, client = analysis.document.line_index(), server.client
    offset = lines.offset(position, client.encoding)
    range_of = cache(lambda start, end: to_lsp.raw_range(lines, Range(start, end), client.encoding))
    items = [
        _item(client, range_of, each)
        for each in complete(analysis, offset, snippets=client.snippets)
    ]
    return RawJson(json.dumps({"isIncomplete": False, "items": items}))


def _item(
    client: ClientFeatures, range_of: Callable[[int, int], Json], found: Completion
) -> dict[str, Json]:
    text = found.edit.text
    if found.is_snippet and not client.insert_as_is:
        text = to_lsp.snippet(text, found.indentation)
    item: dict[str, Json] = {
        "label": found.label,
        "kind": _KINDS[found.kind.value],
        "sortText": found.sort_text,
        "filterText": found.filter_text,
        "insertTextFormat": _SNIPPET if found.is_snippet else _PLAIN_TEXT,
        "textEdit": {"range": range_of(found.edit.start, found.edit.end), "newText": text},
    }
    if found.detail:
        item["detail"] = found.detail
    if found.documentation:
        item["documentation"] = to_lsp.raw_markup(
            found.documentation, markdown=client.markdown_completion
        )
    if found.preselect:
        item["preselect"] = True
    if client.insert_as_is:
        item["insertTextMode"] = _AS_IS
    if found.additional_edits:
        item["additionalTextEdits"] = [
            {"range": range_of(each.start, each.end), "newText": each.text}
            for each in found.additional_edits
        ]
    return item


HANDLER = Handler(types.TEXT_DOCUMENT_COMPLETION, handle, _NOTHING, is_immediate=True)
