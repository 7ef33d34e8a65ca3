"""The clipboard, by what the system has for it; without a desktop, by the terminal itself.

A library would do the same, but for OSC 52: over SSH the clipboard is where the terminal is.
"""

from __future__ import annotations

import base64
import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

from connector_lsp.cli.project import UnusableError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import TypeAlias

Copy: TypeAlias = "Callable[[str], None]"
"""Puts a text into the clipboard; raises `UnusableError` where that fails."""

_PATIENCE = 10
_MOST_IN_TERMINAL = 74_994
"""Bytes that every terminal with OSC 52 takes: xterm's limit is 100,000 characters of base64."""


def find_clipboard(environment: Mapping[str, str] = os.environ) -> Copy:
    """What puts a text into the clipboard.

    Raises:
        UnusableError: there is no clipboard.

    """
    command = _try_command(environment)
    if command is not None:
        return lambda text: _by_command(command, text)
    if _has_terminal(environment):
        return _by_terminal
    raise UnusableError(
        "There is no clipboard: install xclip or wl-clipboard, or write a file with -o FILE"
    )


def _try_command(environment: Mapping[str, str]) -> Sequence[str] | None:
    """The program that copies what it reads; None where it would be the wrong clipboard."""
    if sys.platform == "win32":
        return ["clip"]
    if environment.get("SSH_CONNECTION"):
        return None
    candidates = [["pbcopy"]] if sys.platform == "darwin" else []
    if environment.get("WAYLAND_DISPLAY"):
        candidates.append(["wl-copy"])
    if environment.get("DISPLAY"):
        candidates += [["xclip", "-selection", "clipboard"], ["xsel", "--clipboard", "--input"]]
    candidates.append(["clip.exe"])  # Windows, seen from its Linux.
    return next((each for each in candidates if shutil.which(each[0])), None)


def _by_command(command: Sequence[str], text: str) -> None:
    # `clip` takes UTF-16 for what it is, and UTF-8 for the console's code page.
    data = text.encode("utf-16" if command[0].startswith("clip") else "utf-8")
    try:
        subprocess.run(  # noqa: S603 -- one of the commands above
            command,
            input=data,
            timeout=_PATIENCE,
            check=True,
            stdout=subprocess.DEVNULL,  # xclip stays and would hold a pipe open.
            stderr=subprocess.DEVNULL,
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise UnusableError(f"The clipboard does not take it: {command[0]} failed") from error


def _has_terminal(environment: Mapping[str, str]) -> bool:
    is_capable = environment.get("TERM", "dumb") not in ("dumb", "linux")
    return is_capable and sys.stderr.isatty()


def _by_terminal(text: str) -> None:
    """Ask the terminal (OSC 52); it does not say whether it does."""
    data = text.encode()
    if len(data) > _MOST_IN_TERMINAL:
        raise UnusableError(
            "The JSON is larger than what a terminal takes over: write a file with -o FILE"
        )
    sys.stderr.write(f"\x1b]52;c;{base64.b64encode(data).decode()}\x07")
    sys.stderr.flush()
