"""`textDocument/codeAction`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types

from connector_lsp.analysis.text import Range
from connector_lsp.server import from_lsp, to_lsp
from connector_lsp.server.handlers.handler import Handler
from connector_lsp.server.publisher import SOURCE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from connector_lsp.analysis.features.actions import CodeAction
    from connector_lsp.analysis.text import LineIndex
    from connector_lsp.server.app import ConnectorServer
    from connector_lsp.server.documents import OpenDocument

_KINDS = {
    "quickfix": types.CodeActionKind.QuickFix,
    "source.fixAll": types.CodeActionKind.SourceFixAll,
}
"""By the value of `ActionKind`, whose module is dear to import."""


def handle(server: ConnectorServer, params: types.CodeActionParams) -> list[types.CodeAction]:
    """What can be done about the findings in a range."""
    from connector_lsp.analysis.features.actions import code_actions

    document = server.documents.try_get(params.text_document.uri)
    if document is None or document.analysis is None:
        return []
    lines, encoding = document.analysis.document.line_index(), server.client.encoding
    start = from_lsp.offset(lines, params.range.start, encoding)
    end = from_lsp.offset(lines, params.range.end, encoding)
    severities = server.workspace_state.settings_of(document.uri).severities
    wanted = params.context.only
    # An editor that asks by itself asks at every movement of the cursor: nobody waits for this one.
    by_itself = params.context.trigger_kind is types.CodeActionTriggerKind.Automatic
    fix_all = _wants_fix_all(wanted) if wanted else not by_itself
    actions = code_actions(
        document.analysis,
        Range(start, end),
        severities,
        snippets=server.client.snippet_edits,
        fix_all=fix_all,
    )
    return [
        _action(server, document, lines, action, params.context.diagnostics)
        for action in actions
        if wanted is None or any(_is_kind(_KINDS[action.kind.value], kind) for kind in wanted)
    ]


def _wants_fix_all(wanted: Sequence[types.CodeActionKind | str]) -> bool:
    return any(_is_kind(types.CodeActionKind.SourceFixAll, kind) for kind in wanted)


def _is_kind(kind: str, wanted: str) -> bool:
    """Whether `kind` is `wanted` or one of its sub-kinds."""
    return kind == wanted or kind.startswith(f"{wanted}.")


def _action(
    server: ConnectorServer,
    document: OpenDocument,
    lines: LineIndex,
    action: CodeAction,
    reported: Sequence[types.Diagnostic],
) -> types.CodeAction:
    encoding = server.client.encoding
    edits: list[types.TextEdit | types.AnnotatedTextEdit | types.SnippetTextEdit] = [
        types.SnippetTextEdit(to_lsp.range_(lines, edit, encoding), types.StringValue(edit.text))
        if action.is_snippet
        else to_lsp.text_edit(lines, edit, encoding)
        for edit in action.edits
    ]
    if server.client.versioned_edits:
        identifier = types.OptionalVersionedTextDocumentIdentifier(document.uri, document.version)
        edit = types.WorkspaceEdit(document_changes=[types.TextDocumentEdit(identifier, edits)])
    else:
        edit = types.WorkspaceEdit(changes={document.uri: edits})  # type: ignore[dict-item]
    return types.CodeAction(
        title=action.title,
        kind=_KINDS[action.kind.value],
        diagnostics=[
            each for each in reported if each.source == SOURCE and each.code in action.codes
        ]
        or None,
        is_preferred=action.is_preferred if server.client.preferred_actions else None,
        edit=edit,
    )


HANDLER = Handler(types.TEXT_DOCUMENT_CODE_ACTION, handle, [])
