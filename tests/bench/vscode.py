"""What our extension adds to opening a connector in the real VS Code, by VS Code's own clock.

VS Code times the activation of every extension in its extension host: loading the code and
calling `activate()`, which is all that happens before the server can be asked. The figures are
those that any user finds under *Developer: Show Running Extensions*. The host is one thread: when
VS Code loads several extensions at once, the clock of each counts the others, too.
"""

from __future__ import annotations

import re
import statistics
import tempfile
from pathlib import Path
from typing import Final

from tests.support import vscode

from .debugger import Figure

_STARTS: Final = 9


def measure() -> list[Figure]:
    """All figures, each start being that of a fresh extension host."""
    with tempfile.TemporaryDirectory() as state:
        times = _starts(Path(state))
    details = f"{_STARTS} starts, {min(times)} to {max(times)} ms"
    return [Figure("activation of the extension, median", statistics.median(times), 150, details)]


def _starts(state: Path) -> list[int]:
    """The time of each activation in milliseconds, of the extension as a user installs it."""
    vsix = state / "claris-connector.vsix"
    extensions = state / "installed" / "extensions"
    vscode.npm("package", "--out", str(vsix))
    vscode.install(vsix, extensions)
    settings = {"connectorLsp.server.command": vscode.SERVER}
    with vscode.chromium() as browser, vscode.code_server(state, extensions, settings) as server:
        return [_start(browser, server, state / f"connectors {n}") for n in range(_STARTS)]


def _start(browser: vscode.Browser, server: vscode.CodeServer, folder: Path) -> int:
    """Open a connector in a new window, and ask VS Code how long the activation took."""
    folder.mkdir()
    window = vscode.open_window(browser, server, folder)
    window.open("a.connector.json", '{"auth_components": 1}')
    window.squiggle().first.wait_for()
    window.command("Developer: Show Running Extensions")
    row = window.page.locator(".runtime-extensions-editor .extension")
    ours = row.filter(has_text="Custom Connectors for Claris Connect")
    found = re.search(r"(\d+)ms", ours.locator(".activation-time").inner_text())
    window.page.close()
    assert found, "VS Code says how long the activation took"
    return int(found[1])
