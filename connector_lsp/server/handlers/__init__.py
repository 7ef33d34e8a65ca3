"""One module per feature: parameters in, one call of the core, its result out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from connector_lsp.server.handlers import (
    code_action,
    code_lens,
    completion,
    debugger,
    definition,
    diagnostic,
    execute_command,
    highlight,
    hover,
    linked_editing,
    progress,
    references,
    rename,
    watched_files,
)

if TYPE_CHECKING:
    from connector_lsp.server.handlers.handler import Handler

HANDLERS: tuple[Handler, ...] = (
    *diagnostic.HANDLERS,
    completion.HANDLER,
    hover.HANDLER,
    code_action.HANDLER,
    definition.HANDLER,
    references.HANDLER,
    highlight.HANDLER,
    *rename.HANDLERS,
    linked_editing.HANDLER,
    *watched_files.HANDLERS,
    code_lens.HANDLER,
    execute_command.HANDLER,
    progress.HANDLER,
    *debugger.HANDLERS,
)
