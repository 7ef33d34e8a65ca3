"""The command line.

Each command is a module of its own that is imported when it runs: an editor starts the server
often, and must not wait for what only people at a terminal need.
"""

from __future__ import annotations

import sys

FAILED = 2
"""The exit code of what could not be done at all: wrong usage, or a file that cannot be used."""

INTERRUPTED = 130
"""The exit code of what Ctrl+C ended, as shells have it."""

_AS_EDITORS_START_IT = (["serve"], ["serve", "--stdio"])


def main() -> None:
    """Run the command that ``sys.argv`` names."""
    if sys.argv[1:] in _AS_EDITORS_START_IT:
        # Nothing to parse, so click need not be imported.
        from connector_lsp.cli.start import start_server

        sys.exit(start_server())
    from connector_lsp.cli.group import cli

    cli(prog_name="connector-lsp")
