"""``connector-lsp test`` on a real terminal: what is asked for, and the progress."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from connector_lsp.cli.demo_api import demo_api
from tests.support.running import KEY, NO_KEYRING, Folder

pty = pytest.importorskip("pty", reason="pseudo-terminals are of Unix")
pytestmark = pytest.mark.e2e

UNSET = ("CI", "NO_COLOR", "FORCE_COLOR")
CASES = ({"name": "who am I", "action": "testConnection"},)


class Terminal:
    """A program on a terminal of its own."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        """Start ``connector-lsp`` with `arguments`."""
        self.said = ""
        self._end, own = pty.openpty()
        kept = {name: value for name, value in os.environ.items() if name not in UNSET}
        if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
            # A shell has what it runs in the background ignore Ctrl+C, which a child would inherit.
            signal.signal(signal.SIGINT, signal.default_int_handler)
        self.process = subprocess.Popen(
            [sys.executable, "-m", "connector_lsp", *arguments],
            cwd=folder,
            env={**kept, **NO_KEYRING, "TERM": "xterm", "COLUMNS": "60", "PYTHONUTF8": "1"},
            stdin=own,
            stdout=own,
            stderr=own,
            start_new_session=True,
        )
        os.close(own)

    def wait_for(self, text: str) -> None:
        """Read until `text` is there."""
        while text not in self.said:
            self.said += self._read()

    def type(self, line: str) -> None:
        """Type a line."""
        os.write(self._end, f"{line}\n".encode())

    def finish(self) -> int:
        """Read to the end; the exit code."""
        try:
            while piece := self._read():
                self.said += piece
        except OSError:  # On Linux, the end of a terminal is an error.
            pass
        os.close(self._end)
        return self.process.wait(timeout=20)

    def _read(self) -> str:
        return os.read(self._end, 4096).decode("utf-8", "replace")


def test_asking(tmp_path: Path) -> None:
    """What is missing is asked for; a masked value is not shown, and the case is green."""
    with demo_api(KEY) as url:
        Folder(tmp_path).connector(url)
        Folder(tmp_path).cases(*CASES)
        terminal = Terminal(tmp_path, "test", "my.connector.json")
        terminal.wait_for("API key: ")
        terminal.type(KEY)
        terminal.wait_for("Region (eu, us): ")
        terminal.type("eu")
        code = terminal.finish()

    assert code == 0, terminal.said
    assert KEY not in terminal.said
    assert "1/1  who am I" in terminal.said
    assert "\x1b[1;32m✓\x1b[0m  who am I" in terminal.said
    assert "1 passed" in terminal.said


def test_a_server_that_somebody_started_by_hand(tmp_path: Path) -> None:
    """It says whom it waits for, and Ctrl+C ends it without a traceback."""
    terminal = Terminal(tmp_path, "serve")
    terminal.wait_for("An editor speaks to the server on stdin; Ctrl+C ends it")
    os.killpg(terminal.process.pid, signal.SIGINT)

    assert terminal.finish() == 130, terminal.said
    assert "Traceback" not in terminal.said


async def test_interrupting(tmp_path: Path) -> None:
    """Ctrl+C ends a run that waits for a server, without a traceback."""
    import asyncio

    from tests.support.http import says, serve

    async with serve(says()) as silent:
        Folder(tmp_path).connector(silent.url())
        Folder(tmp_path).cases(*CASES)
        terminal = Terminal(tmp_path, "test", "my.connector.json")
        await asyncio.to_thread(terminal.wait_for, "API key: ")
        terminal.type(KEY)
        await asyncio.to_thread(terminal.wait_for, "Region (eu, us): ")
        terminal.type("eu")
        async with asyncio.timeout(20):
            await silent.asked.wait()
        os.killpg(terminal.process.pid, signal.SIGINT)
        code = await asyncio.to_thread(terminal.finish)

    assert code == 130, terminal.said
    assert "connector-lsp: interrupted" in terminal.said
    assert "Traceback" not in terminal.said
