"""What the commands that draw on a terminal share; rich is imported when one asks for a console."""

from __future__ import annotations

import os
import shutil
import sys
from typing import TYPE_CHECKING

import click

from connector_lsp.analysis.diagnostics.rule import Severity
from connector_lsp.cli.excerpt import visible

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import TextIO

    from rich.console import Console

SEVERITY_COLOURS: Mapping[Severity, str] = {
    Severity.ERROR: "red",
    Severity.WARNING: "yellow",
    Severity.INFORMATION: "cyan",
    Severity.HINT: "green",
}
"""Of the terminal's own sixteen colours, which are legible on a light and on a dark ground."""

WIDTH_OF_A_FILE = 100
"""How wide to write where no terminal tells."""

color_option = click.option(
    "--color",
    type=click.Choice(["auto", "always", "never"]),
    default="auto",
    show_default=True,
    help="Whether text is coloured. auto: on a terminal, unless NO_COLOR is set, or if "
    "FORCE_COLOR is.",
)
"""The option of commands that write text."""


def is_coloured(choice: str = "auto") -> bool:
    """Whether to colour (https://no-color.org, https://force-color.org)."""
    if choice != "auto":
        return choice == "always"
    if os.environ.get("NO_COLOR"):
        return False
    is_capable = sys.stdout.isatty() and os.environ.get("TERM") != "dumb"
    return bool(os.environ.get("FORCE_COLOR")) or is_capable


def terminal_width(stream: TextIO | None = None) -> int:
    """How many cells a line of a stream may take, of stdout if none is given."""
    is_terminal = (stream or sys.stdout).isatty()
    return shutil.get_terminal_size().columns if is_terminal else WIDTH_OF_A_FILE


def wrapped(text: str, width: int) -> list[str]:
    """A text in lines of at most so many cells; a word that is too long is broken."""
    from rich.console import Console
    from rich.text import Text

    lines = Text(visible(text)).wrap(Console(width=width), width)
    return [line.plain.rstrip() for line in lines]


def new_console() -> Console:
    """A console on stdout, plain when that is no terminal."""
    from rich.console import Console

    coloured = is_coloured()
    return Console(
        force_terminal=coloured or sys.stdout.isatty(),
        no_color=not coloured,
        color_system="standard" if coloured else None,
        width=None if sys.stdout.isatty() else WIDTH_OF_A_FILE,
        highlight=False,
        emoji=False,
        markup=False,
    )
