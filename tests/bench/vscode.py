"""What opening a connector costs in the real VS Code, beside the server's own work."""

from __future__ import annotations

import statistics
import tempfile
from pathlib import Path
from typing import Final

from tests.support import vscode

from .debugger import Figure

_STARTS: Final = 7


def measure() -> list[Figure]:
    """All figures, each start being that of a fresh extension host."""
    vscode.npm("build", "--production", "--tests")
    with vscode.chromium() as browser:
        found = [_start(browser) for _ in range(_STARTS)]
    times = [each["activation"] for each in found]
    answers = statistics.median(each["answer"] for each in found)
    details = (
        f"{_STARTS} starts, longest {max(times):.0f} ms; "
        f"the server's first answer after {answers:.0f} ms, its start included"
    )
    return [Figure("activation of the extension, median", statistics.median(times), 150, details)]


def _start(browser: vscode.Browser) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder:
        state = Path(folder)
        (state / "extensions").mkdir()
        report: dict[str, float] = vscode.run_in_extension_host(
            browser, state / "extensions", state, "activation"
        )
        return report
