"""``connector-lsp serve``."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import click

from connector_lsp.cli.project import UnusableError

_LAST_PORT = 0xFFFF


class _Address(click.ParamType[tuple[str, int]]):
    """``HOST:PORT``, ``:PORT`` or ``[::1]:PORT``."""

    name = "HOST:PORT"

    def convert(
        self, value: str, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, int]:
        """Host and port."""
        host, colon, port = value.rpartition(":")
        if not colon or not port.isdecimal() or int(port) > _LAST_PORT:
            self.fail(f"{value!r} is not HOST:PORT, such as 127.0.0.1:2087", param, ctx)
        return host.strip("[]") or "127.0.0.1", int(port)


_EPILOG = """\
\b
Examples:
  connector-lsp serve
  connector-lsp serve --tcp 127.0.0.1:2087 --log-level debug
"""


@click.command(epilog=_EPILOG)
@click.option("--stdio", is_flag=True, help="Talk on stdin and stdout. This is the default.")
@click.option(
    "--tcp",
    type=_Address(),
    metavar="HOST:PORT",
    help="Listen there for one client instead. Port 0 takes a free one and names it on stderr.",
)
@click.option(
    "--schema",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="A JSON Schema to use instead of the built-in one.",
)
@click.option(
    "--log-file",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Log there instead of on stderr.",
)
@click.option(
    "--log-level",
    type=click.Choice(["error", "warning", "info", "debug"]),
    default="warning",
    show_default=True,
    help="How much to log. What is in a connector is never logged.",
)
def command(
    *,
    stdio: bool,
    tcp: tuple[str, int] | None,
    schema: Path | None,
    log_file: Path | None,
    log_level: str,
) -> None:
    """Run the language server.

    Editors start it by themselves; README.md tells how to set them up.
    """
    if stdio and tcp:
        raise click.UsageError("--stdio and --tcp exclude each other.")
    from connector_lsp.cli.start import start_server

    try:
        code = start_server(tcp=tcp, schema=schema, log_file=log_file, log_level=log_level)
    except OSError as error:
        if tcp is None or error.filename or error.errno is None:
            raise
        # What asyncio says of an address that is taken repeats it, as Python writes it.
        is_unknown = isinstance(error, socket.gaierror)
        reason = str(error.strerror) if is_unknown else os.strerror(error.errno)
        raise UnusableError(f"{tcp[0]}:{tcp[1]}: cannot listen there: {reason.lower()}") from None
    click.get_current_context().exit(code)
