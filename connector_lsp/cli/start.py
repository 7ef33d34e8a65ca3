"""Starting the server.  This module imports next to nothing until it does."""

from __future__ import annotations

import gc
import sys
from typing import TYPE_CHECKING

from connector_lsp.cli import INTERRUPTED

if TYPE_CHECKING:
    from pathlib import Path


def start_server(
    *,
    tcp: tuple[str, int] | None = None,
    schema: Path | None = None,
    log_file: Path | None = None,
    log_level: str = "warning",
) -> int:
    """Import the server and run it; the arguments and the result are those of `serve`."""
    # What is imported stays, so looking for garbage meanwhile is lost time: a sixth of the start.
    gc.disable()
    from connector_lsp.server.lean import import_lsprotocol

    import_lsprotocol()
    from connector_lsp.server.app import serve

    gc.enable()
    try:
        if tcp is None and sys.stdin.isatty():
            sys.stderr.write("An editor speaks to the server on stdin; Ctrl+C ends it\n")
        return serve(tcp=tcp, schema=schema, log_file=log_file, log_level=log_level)
    except KeyboardInterrupt:
        return INTERRUPTED
