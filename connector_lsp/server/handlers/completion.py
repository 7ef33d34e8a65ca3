"""`textDocument/completion`."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from lsprotocol import types

from connector_lsp.server import from_lsp, to_lsp
from connector_lsp.server.handlers.handler import Handler

if TYPE_CHECKING:
    from connector_lsp.analysis.features.completion import Completion
    from connector_lsp.analysis.text import LineIndex
    from connector_lsp.server.app import ConnectorServer

_KINDS = {
    "property": types.CompletionItemKind.Property,
    "value": types.CompletionItemKind.Value,
    "enum member": types.CompletionItemKind.EnumMember,
    "reference": types.CompletionItemKind.Reference,
    "snippet": types.CompletionItemKind.Snippet,
}
"""By the value of `CompletionKind`, whose module is dear to import."""


def handle(server: ConnectorServer, params: types.CompletionParams) -> types.CompletionList:
    """What can be typed at the cursor."""
    from connector_lsp.analysis.features.completion import complete

    analysis = server.documents.analysis(params.text_document.uri)
    if analysis is None:
        return types.CompletionList(is_incomplete=False, items=[])
    lines = analysis.document.line_index()
    offset = from_lsp.offset(lines, params.position, server.client.encoding)
    found = complete(analysis, offset, snippets=server.client.snippets)
    return types.CompletionList(
        is_incomplete=False, items=[_item(server, lines, each) for each in found]
    )


def _item(server: ConnectorServer, lines: LineIndex, found: Completion) -> types.CompletionItem:
    from connector_lsp.analysis.features.documentation import render_plain

    client = server.client
    edit = found.edit
    if found.is_snippet and found.indentation and not client.insert_as_is:
        # Such a client indents the lines of a snippet as the line is that it is put into.
        text = edit.text.replace(f"\n{found.indentation}", "\n")
        edit = replace(edit, text=text.replace(f"\r{found.indentation}", "\r"))
    return types.CompletionItem(
        label=found.label,
        kind=_KINDS[found.kind.value],
        detail=found.detail or None,
        documentation=to_lsp.markup(
            found.documentation,
            render_plain(found.documentation),
            markdown=client.markdown_completion,
        )
        if found.documentation
        else None,
        sort_text=found.sort_text,
        filter_text=found.filter_text,
        preselect=found.preselect or None,
        insert_text_mode=types.InsertTextMode.AsIs if client.insert_as_is else None,
        insert_text_format=types.InsertTextFormat.Snippet
        if found.is_snippet
        else types.InsertTextFormat.PlainText,
        text_edit=to_lsp.text_edit(lines, edit, client.encoding),
        additional_text_edits=[
            to_lsp.text_edit(lines, edit, client.encoding) for edit in found.additional_edits
        ]
        or None,
    )


HANDLER = Handler(
    types.TEXT_DOCUMENT_COMPLETION, handle, types.CompletionList(is_incomplete=False, items=[])
)
