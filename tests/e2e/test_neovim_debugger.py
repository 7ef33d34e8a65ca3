"""The debugger in the real Neovim, against a real server on loopback."""

import json
import os
import time
from contextlib import closing

import pytest

from connector_lsp.resources import samples
from tests.support.cli import run
from tests.support.debugger import api, connector
from tests.support.http import repeats, response, says
from tests.support.neovim import NVIM, Screen, neovim

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.skipif(
        NVIM is None and not os.environ.get("CI"), reason="no nvim here; scripts/test installs it"
    ),
]

JSON = [("Content-Type", "application/json")]
SECRET = "typed-by-hand-9f3A"


@pytest.fixture
def path(tmp_path):
    """Where the connector is."""
    return tmp_path / "a.connector.json"


def shown(nvim, name):
    """The text and the file type of one of the result's buffers."""
    return nvim.lua(
        f"""
        local buffer = vim.fn.bufnr('connector://{name}')
        local lines = vim.api.nvim_buf_get_lines(buffer, 0, -1, false)
        return {{ table.concat(lines, '\\n'), vim.bo[buffer].filetype }}
        """
    )


def is_shown(name):
    """An expression of Lua: whether one of them is in a window."""
    return f"vim.fn.bufwinid('connector://{name}') > 0"


def wait_for_server(nvim, event):
    """Wait for what happens to the HTTP server, which runs in another thread."""
    until = time.monotonic() + 30
    while not event.is_set():
        assert time.monotonic() < until, nvim.screen()
        nvim.text()


def test_the_lens_of_a_samples_action_runs_it_beside_the_connector(path):
    """A user of Neovim sees what the API answered, and the connector stays where it is."""
    answer = says(response(b'{"data":[{"id":"model-from-loopback"}]}', headers=JSON))
    with api(answer) as server:
        sample = samples()["bearer-token"].replace("https://api.openai.com/v1/", server.url("/v1/"))
        path.write_text(sample)
        with neovim(path, {"CONNECTOR_OPENAI_API_KEY": SECRET}) as nvim:
            nvim.wait_until("#vim.lsp.codelens.get(0) > 0")
            nvim.type('/"actionId": "list"<CR>?{<CR>:lua vim.lsp.codelens.run()<CR>')
            nvim.wait_for("Type number")
            nvim.type("1<CR>")
            page = "vim.fn.bufwinid('[/]pages[/]List-models') > 0"
            nvim.wait_until(page)
            screen = nvim.screen()
            assert "✓ **200 OK" in screen
            assert f"GET {server.url('/v1/models')} HTTP/1.1" in screen
            assert nvim.lua("return vim.fn.expand('%:t')") == path.name
            nvim.type("<C-w>bq")
            nvim.wait_until(f"not ({page})")
    assert server.heard[0].headers["authorization"] == f"Bearer {SECRET}"


def test_forms_ask_field_by_field_and_again_where_something_is_wrong(path):
    """Masked fields show nothing of what is typed; the sign-in is asked for when it is needed."""
    with api(says(response(b'{"ok":[1.50,{}]}', headers=JSON))) as server:
        path.write_text(json.dumps(connector(server.url("")), indent=2))
        with neovim(path) as nvim:
            nvim.type(":ConnectorRun thing/create<CR>")
            nvim.wait_for("Name (required):")
            nvim.type("Lamp<CR>")
            nvim.wait_for("Count (whole number):")
            nvim.type("many<CR>")
            nvim.wait_for("PIN:")
            nvim.type("4711")
            assert nvim.screen().splitlines()[-1] == "PIN: ****"
            nvim.type("<CR>")
            nvim.wait_for("API key (required, empty for $CONNECTOR_LOOPBACK_API_KEY):")
            nvim.type(f"{SECRET}<CR>")
            nvim.wait_for("✗ Expected a whole number, such as 12 – Count (whole number): many")
            nvim.type("<C-u>12<CR>")
            nvim.wait_until(is_shown("response"))
            assert shown(nvim, "response") == [
                '{\n  "ok": [\n    1.50,\n    {}\n  ]\n}',
                "json",
            ]
            request, filetype = shown(nvim, "request")
            assert filetype == "http"
            assert request.startswith(f"POST {server.url('/things')} HTTP/1.1\n")
            assert '"count": 12' in request
            assert SECRET not in request + nvim.screen()
            assert "✓ Create a thing: 200 OK" in nvim.screen()

            nvim.type("<C-w>bgh")
            nvim.wait_until("vim.api.nvim_get_current_line() == 'HTTP/1.1 200 OK'")
            nvim.type("q")
            nvim.wait_until(f"not ({is_shown('response')}) and not ({is_shown('request')})")
    (heard,) = server.heard
    assert json.loads(heard.body) == {"name": "Lamp", "count": 12, "pin": "4711"}
    assert heard.headers["authorization"] == f"Bearer {SECRET}"


def test_what_a_release_says_waits_for_no_key(path):
    """On a real screen, where a second line would."""
    (path.parent / ".connectors").mkdir()
    path.write_text(json.dumps(connector("https://api.example.com"), indent=2))
    with neovim(path) as nvim, closing(Screen(nvim)):
        nvim.type(":ConnectorRelease First one<CR>")
        nvim.wait_until(is_told("; its JSON is copied"))
        assert nvim.lua("return vim.api.nvim_get_mode().mode") == "n"


def is_told(text):
    """An expression of Lua: whether a text is in the last line, or Neovim waits for a key."""
    cells = "vim.iter(vim.fn.range(1, 120)):map(function(c) return vim.fn.screenstring(40, c) end)"
    found = f"{cells}:join(''):find({json.dumps(text, ensure_ascii=False)}, 1, true)"
    return f"({found} or vim.api.nvim_get_mode().mode == 'r') and true"


def test_cancelling_a_hanging_request_frees_the_editor(path):
    """One can type while it hangs; after the cancel nothing runs, and the connection is closed."""
    with api(repeats(b"HTTP/1.1 200 OK\r\n\r\n", b"-", 0.01)) as server:
        path.write_text(json.dumps(connector(server.url("")), indent=2))
        with neovim(path, {"CONNECTOR_LOOPBACK_API_KEY": SECRET}) as nvim:
            nvim.type(":ConnectorRun thing/list<CR>")
            nvim.wait_for("List things …")
            wait_for_server(nvim, server.asked)
            nvim.type("Onew line<Esc>")
            assert "new line" in nvim.text()
            nvim.type(":ConnectorCancel<CR>")
            nvim.wait_for("Stopped: List things")
            assert not nvim.lua(f"return {is_shown('response')}")
            wait_for_server(nvim, server.gone)


@pytest.mark.parametrize(
    ("command", "message"),
    [
        ("ConnectorRun thing/nothing", "There is no action thing/nothing in Loopback"),
        ("ConnectorCancel", "Nothing is running"),
        ("enew | ConnectorRun", "connector-lsp is not running here"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_line(path, command, message):
    """No traceback, no prompt."""
    path.write_text(json.dumps(connector("http://127.0.0.1:1"), indent=2))
    with neovim(path) as nvim:
        nvim.type(f":{command}<CR>")
        nvim.wait_for(message)


def test_a_refused_connection_is_explained_and_actions_are_completed(path):
    """The response says what to do where there is none; names of actions need not be typed."""
    path.write_text(json.dumps(connector("http://127.0.0.1:1"), indent=2))
    with neovim(path, {"CONNECTOR_LOOPBACK_API_KEY": SECRET}) as nvim:
        names = nvim.lua("return vim.fn.getcompletion('ConnectorRun th', 'cmdline')")
        assert names == ["thing/list", "thing/create"]
        nvim.type(":ConnectorTest<CR>")
        nvim.wait_until(is_shown("response"))
        text, filetype = shown(nvim, "response")
        assert filetype == "markdown"
        assert "What to do: " in text
        assert "✗ no response" in nvim.screen()


def test_what_is_left_of_runs_is_shown_compared_and_saved(path):
    """History, comparison and HAR open as files; the body and a cURL command are there to take."""
    answers = iter([b'{"a":1}', b'{"a":2}'])

    async def answer(_, writer):
        writer.write(response(next(answers), headers=JSON))
        await writer.drain()

    with api(answer) as server:
        path.write_text(json.dumps(connector(server.url("")), indent=2))
        with neovim(path, {"CONNECTOR_LOOPBACK_API_KEY": SECRET}) as nvim:
            nvim.type(":ConnectorHar<CR>")
            nvim.wait_until("vim.fn.execute('messages'):find('Nothing was run yet') ~= nil")
            for number in (1, 2):
                nvim.type(":ConnectorRun! thing/list<CR>")
                nvim.wait_for(f'"a": {number}')
            nvim.type(":ConnectorCurl<CR>")
            nvim.wait_for("The request is copied as a cURL command")
            assert "$CONNECTOR_LOOPBACK_API_KEY" in nvim.lua("return vim.fn.getreg('\"')")
            nvim.type(f":ConnectorSaveBody {path.parent}/saved.json<CR>")
            nvim.wait_for("Saved as ")
            assert json.loads((path.parent / "saved.json").read_text()) == {"a": 2}
            nvim.type(":ConnectorHistory<CR>")
            nvim.wait_for("the last runs")
            nvim.type(":ConnectorCompare<CR>")
            nvim.wait_for('+  "a": 2')
            assert '-  "a": 1' in nvim.screen()


def test_a_connector_is_released_and_compared(path):
    """Its JSON is there to paste; what changed since, and all that was released, open as pages."""
    (path.parent / ".connectors").mkdir()
    value = connector("https://api.example.com")
    path.write_text(json.dumps(value, indent=2))
    with neovim(path) as nvim:
        nvim.type(":ConnectorRelease First one<CR>")
        nvim.wait_until("vim.fn.getreg('\"') ~= ''")
        assert json.loads(nvim.lua("return vim.fn.getreg('\"')")) == value
        nvim.type(':%s/"create"/"make"/<CR>')
        nvim.type(":ConnectorChanges<CR>")
        nvim.wait_for("renamed to thing/make")
        nvim.type(":ConnectorLibrary<CR>")
        nvim.wait_for("First one")


def test_what_changed_is_told_when_a_connector_is_opened(path, monkeypatch):
    """The lens at its start comes as soon as the library is read, without a key being typed."""
    monkeypatch.chdir(path.parent)
    value = connector("https://api.example.com")
    path.write_text(json.dumps(value, indent=2))
    assert run("library", "init").exit_code == 0
    assert run("release", path.name, "-o", "out.json").exit_code == 0
    path.write_text(json.dumps(value, indent=2).replace('"create"', '"make"'))
    with neovim(path) as nvim:
        nvim.wait_for("{ 1 change since v1, 1 breaking")


def test_a_release_passes_its_test_cases_first(path):
    """What fails is told, and nothing is released; an option that is none does nothing."""
    (path.parent / ".connectors").mkdir()
    cases = path.with_name("a.tests.json")
    case = {"name": "it answers", "action": "thing/list"}
    cases.write_text(json.dumps({"cases": [case | {"expect": {"status": 404}}]}))
    with api(says(response(b"{}", headers=JSON))) as server:
        path.write_text(json.dumps(connector(server.url("")), indent=2))
        with neovim(path, {"CONNECTOR_LOOPBACK_API_KEY": SECRET}) as nvim:
            nvim.type(":ConnectorRelease ++tests<CR>")
            nvim.wait_for("There is no ++tests")
            nvim.type(":ConnectorRelease ++te<Tab> First one<CR>")
            nvim.wait_for("expected 404, got 200 OK")
            nvim.wait_until("vim.fn.execute('messages'):find('Not released: 1 of 1 test case')")
            assert list((path.parent / ".connectors").iterdir()) == []
            cases.write_text(json.dumps({"cases": [case]}))
            nvim.type("<C-w>bq:ConnectorRelease ++test First one<CR>")
            nvim.wait_until("vim.fn.getreg('\"') ~= ''")
    assert len(server.heard) == 2
