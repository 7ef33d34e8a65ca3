"""What the client can do, read leniently: a client may announce more than any library knows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from connector_lsp.analysis.text import PositionEncoding

if TYPE_CHECKING:
    from connector_lsp.analysis.syntax import Json


_RESOLVED = ("resolveSupport", "properties")
_AS_IS = 1
"""LSP's `InsertTextMode`: the client adds no indentation."""


_OURS = ("experimental", "connectorLsp")
"""Where a client announces what it does beyond LSP."""


@dataclass(frozen=True, slots=True)
class ClientFeatures:
    """The capabilities of a client that change what it is sent."""

    encoding: PositionEncoding = PositionEncoding.UTF16
    snippets: bool = False
    snippet_edits: bool = False
    insert_as_is: bool = False
    markdown_hover: bool = False
    markdown_completion: bool = False
    pull_diagnostics: bool = False
    refresh_diagnostics: bool = False
    related_information: bool = False
    diagnostic_tags: bool = False
    code_description: bool = False
    code_action_literals: bool = False
    preferred_actions: bool = False
    disabled_actions: bool = False
    resolves_actions: bool = False
    versioned_edits: bool = False
    annotations: bool = False
    configuration: bool = False
    register_configuration: bool = False
    register_watchers: bool = False
    workspace_folders: bool = False
    show_document: bool = False
    work_done_progress: bool = False
    apply_edit: bool = False
    create_files: bool = False
    refresh_lenses: bool = False
    prepare_rename: bool = False
    linked_editing: bool = False
    formatting: bool = False
    range_formatting: bool = False
    ranges_formatting: bool = False
    on_type_formatting: bool = False
    refresh_hints: bool = False
    hierarchical_symbols: bool = False
    fold_limit: int | None = None
    augments_syntax: bool = True
    notifications: bool = False
    secrets: bool = False
    untrusted: bool = False

    @classmethod
    def of(cls, capabilities: Json) -> ClientFeatures:
        """Read the `capabilities` of `InitializeParams`."""

        def has(*path: str) -> bool:
            return bool(_get(capabilities, *path))

        text, completion = "textDocument", ("textDocument", "completion", "completionItem")
        operations = _get(capabilities, "workspace", "workspaceEdit", "resourceOperations") or ()
        published = (text, "publishDiagnostics")
        hover_formats = _get(capabilities, text, "hover", "contentFormat") or ()
        item_formats = _get(capabilities, *completion, "documentationFormat") or ()
        return cls(
            encoding=_encoding(_get(capabilities, "general", "positionEncodings")),
            snippets=has(*completion, "snippetSupport"),
            snippet_edits=has("workspace", "workspaceEdit", "snippetEditSupport")
            and has("workspace", "workspaceEdit", "documentChanges"),
            insert_as_is=_AS_IS
            in (_get(capabilities, *completion, "insertTextModeSupport", "valueSet") or ()),
            markdown_hover="markdown" in hover_formats,
            markdown_completion="markdown" in item_formats,
            pull_diagnostics=_get(capabilities, text, "diagnostic") is not None,
            refresh_diagnostics=has("workspace", "diagnostics", "refreshSupport"),
            related_information=has(*published, "relatedInformation")
            or has(text, "diagnostic", "relatedInformation"),
            diagnostic_tags=has(*published, "tagSupport") or has(text, "diagnostic", "tagSupport"),
            code_description=has(*published, "codeDescriptionSupport")
            or has(text, "diagnostic", "codeDescriptionSupport"),
            code_action_literals=has(text, "codeAction", "codeActionLiteralSupport"),
            preferred_actions=has(text, "codeAction", "isPreferredSupport"),
            disabled_actions=has(text, "codeAction", "disabledSupport"),
            resolves_actions=has(text, "codeAction", "dataSupport")
            and "edit" in (_get(capabilities, text, "codeAction", *_RESOLVED) or ()),
            # Who knows operations on files knows what they stand in (LSP, `WorkspaceEdit`): Neovim
            # announces nothing else.
            versioned_edits=has("workspace", "workspaceEdit", "documentChanges")
            or bool(operations),
            annotations=_get(capabilities, "workspace", "workspaceEdit", "changeAnnotationSupport")
            is not None,
            configuration=has("workspace", "configuration"),
            register_configuration=has(
                "workspace", "didChangeConfiguration", "dynamicRegistration"
            ),
            register_watchers=has("workspace", "didChangeWatchedFiles", "dynamicRegistration"),
            workspace_folders=has("workspace", "workspaceFolders"),
            show_document=has("window", "showDocument", "support"),
            work_done_progress=has("window", "workDoneProgress"),
            apply_edit=has("workspace", "applyEdit"),
            create_files="create" in operations,
            refresh_lenses=has("workspace", "codeLens", "refreshSupport"),
            prepare_rename=has(text, "rename", "prepareSupport"),
            linked_editing=_get(capabilities, text, "linkedEditingRange") is not None,
            formatting=_get(capabilities, text, "formatting") is not None,
            range_formatting=_get(capabilities, text, "rangeFormatting") is not None,
            ranges_formatting=has(text, "rangeFormatting", "rangesSupport"),
            on_type_formatting=_get(capabilities, text, "onTypeFormatting") is not None,
            refresh_hints=has("workspace", "inlayHint", "refreshSupport"),
            hierarchical_symbols=has(text, "documentSymbol", "hierarchicalDocumentSymbolSupport"),
            fold_limit=_limit(_get(capabilities, text, "foldingRange", "rangeLimit")),
            augments_syntax=_get(capabilities, text, "semanticTokens", "augmentsSyntaxTokens")
            is not False,
            notifications=has(*_OURS, "notifications"),
            secrets=has(*_OURS, "secrets"),
            untrusted=has(*_OURS, "untrusted"),
        )


def _get(value: Json, *path: str) -> Json:
    for part in path:
        value = value.get(part) if isinstance(value, dict) else None
    return value


def _limit(value: Json) -> int | None:
    """A number of things that is at least 1; None for as many as there are."""
    is_number = isinstance(value, int) and not isinstance(value, bool)
    return value if is_number and value > 0 else None


def _encoding(offered: Json) -> PositionEncoding:
    """The first encoding that the client offers and that is known; UTF-16 where it offers none."""
    known = {encoding.value: encoding for encoding in PositionEncoding}
    for name in offered if isinstance(offered, list) else ():
        if name in known:
            return known[name]
    return PositionEncoding.UTF16
