"""One module per feature: parameters in, one call of the core, its result out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from connector_lsp.server.handlers import (
    cases,
    code_action,
    code_lens,
    completion,
    connector_files,
    debugger,
    definition,
    diagnostic,
    document_link,
    document_symbol,
    execute_command,
    folding_range,
    formatting,
    highlight,
    hover,
    importing,
    inlay_hint,
    library,
    linked_editing,
    progress,
    references,
    rename,
    selection_range,
    semantic_tokens,
    sign_in,
    watched_files,
    workspace_symbol,
)

if TYPE_CHECKING:
    from connector_lsp.server.handlers.handler import Handler

HANDLERS: tuple[Handler, ...] = (
    *diagnostic.HANDLERS,
    completion.HANDLER,
    hover.HANDLER,
    *code_action.HANDLERS,
    definition.HANDLER,
    references.HANDLER,
    highlight.HANDLER,
    *rename.HANDLERS,
    linked_editing.HANDLER,
    *watched_files.HANDLERS,
    code_lens.HANDLER,
    execute_command.HANDLER,
    progress.HANDLER,
    *connector_files.HANDLERS,
    *importing.HANDLERS,
    *library.HANDLERS,
    *debugger.HANDLERS,
    *sign_in.HANDLERS,
    *cases.HANDLERS,
    document_symbol.HANDLER,
    workspace_symbol.HANDLER,
    folding_range.HANDLER,
    *formatting.HANDLERS,
    selection_range.HANDLER,
    document_link.HANDLER,
    inlay_hint.HANDLER,
    *semantic_tokens.HANDLERS,
)
