"""A real VS Code, served to a real browser, with our extension: clicked, typed into and looked at.

code-server is VS Code with its window in a browser; extensions run in its real extension host.
Playwright plays the user. Everything here waits for what the user would wait for.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import Browser, expect, sync_playwright
from playwright.sync_api import TimeoutError as PlaywrightTimeoutError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from playwright.sync_api import FrameLocator, Locator, Page

ROOT = Path(__file__).parents[2]
EXTENSION = ROOT / "vscode-extension"
MODULES = ROOT / "tests" / "vscode" / "node_modules"
NODE = ROOT / ".cache" / "node"
PICTURES = ROOT / "build" / "screenshots"

PATIENCE = 30_000
"""How long to wait for anything, in milliseconds: a busy machine of two cores is slow."""

ELSEWHERE = "elsewhere.test"
"""Loopback for the browser. VS Code in a browser leads other names of loopback through itself."""

SERVER = [sys.executable, "-m", "connector_lsp", "serve"]
"""The server of this source tree, for the setting `connectorLsp.server.command`."""

QUIET = {
    "chat.disableAIFeatures": True,
    "extensions.autoUpdate": False,
    "extensions.ignoreRecommendations": True,
    "files.autoSave": "afterDelay",  # What the editor holds is soon on the disk, to be read.
    "files.autoSaveDelay": 50,
    "git.enabled": False,
    "security.workspace.trust.enabled": False,
    "telemetry.telemetryLevel": "off",
    "window.restoreWindows": "none",
    "workbench.secondarySideBar.defaultVisibility": "hidden",
    "workbench.startupEditor": "none",
    "workbench.tips.enabled": False,
}
"""Settings without which VS Code talks of other things than ours."""

expect.set_options(timeout=PATIENCE)

_BROWSERS = ("chromium", "chromium-browser", "google-chrome")
_LISTENING = re.compile(r"http://127\.0\.0\.1:\d+")
_GALLERY = dict.fromkeys(
    ("serviceUrl", "itemUrl", "resourceUrlTemplate", "controlUrl", "recommendationsUrl"), ""
)


def require_vscode() -> None:
    """Skip the test if the real VS Code cannot run here; in CI that is a failure."""
    needed = (NODE, MODULES, EXTENSION / "node_modules")
    missing = [str(path) for path in needed if not path.exists()]
    if not _chromium():
        missing.append("Chromium")
    if not missing:
        return
    message = f"no {' and no '.join(missing)}: scripts/test says why"
    if os.environ.get("CI"):
        pytest.fail(message)
    pytest.skip(message)


def npm(script: str, *arguments: str) -> None:
    """Run one of the extension's own npm scripts."""
    done = subprocess.run(
        [NODE / "npm", "run", script, "--", *arguments],
        cwd=EXTENSION,
        env=_environment({}),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"npm run {script}\n{done.stdout}"


def install(vsix: Path, extensions: Path) -> None:
    """Install an extension into a folder, as VS Code itself does it."""
    command = [*_code_server(extensions.parent, extensions), "--install-extension", str(vsix)]
    done = subprocess.run(
        command, env=_environment({}), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


@dataclass(frozen=True)
class CodeServer:
    """A running VS Code without a window.

    Attributes:
        url: where a browser finds it.
        data: the user's data: settings, what extensions keep, logs.

    """

    url: str
    data: Path

    def kill_language_servers(self) -> None:
        """End the servers of connectors without a warning, as the system does it."""
        ours = f"XDG_STATE_HOME={self.data.parent / 'state'}".encode()
        for process in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):  # It has ended, or is not ours.
                is_server = (process / "cmdline").read_bytes().endswith(b"connector_lsp\0serve\0")
                if is_server and ours in (process / "environ").read_bytes().split(b"\0"):
                    os.kill(int(process.name), signal.SIGKILL)

    def extension_log(self) -> str:
        """What our extension wrote into its log, in each of its hosts."""
        found = sorted(self.data.glob("logs/*/exthost*/*/Claris Connector.log"))
        return "\n".join(path.read_text("utf-8") for path in found)


@contextmanager
def code_server(
    state: Path,
    extensions: Path,
    settings: Mapping[str, object],
    variables: Mapping[str, str] | None = None,
) -> Iterator[CodeServer]:
    """A VS Code of its own, which is gone with all that it started when the block ends.

    Args:
        state: where its files may be.
        extensions: the folder of installed extensions.
        settings: the user's, besides those that keep it quiet.
        variables: are added to its environment.

    """
    data = state / "data"
    # Where programs are is a setting of the machine, and to its window VS Code is on another one.
    for scope in ("User", "Machine"):
        (data / scope).mkdir(parents=True)
        (data / scope / "settings.json").write_text(json.dumps(QUIET | dict(settings), indent=2))
    log = state / "code-server.log"
    with log.open("wb") as written:
        process = subprocess.Popen(
            [
                *_code_server(state, extensions),
                *("--auth=none", "--bind-addr=127.0.0.1:0", "--disable-telemetry"),
                "--disable-update-check",
                # Otherwise each closed page leaves an extension host behind for hours.
                "--reconnection-grace-time=1",
            ],
            env=_environment({"XDG_STATE_HOME": str(state / "state"), **(variables or {})}),
            stdin=subprocess.DEVNULL,
            stdout=written,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        yield CodeServer(_url(process, log), data)
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _url(process: subprocess.Popen[bytes], log: Path) -> str:
    """The address that the server writes into its log once it listens."""
    while not (found := _LISTENING.search(log.read_text())):
        assert process.poll() is None, log.read_text()
        time.sleep(0.05)
    return found[0]


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser. Not for longer than a module: Playwright's event loop occupies the thread."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=_chromium(),
            args=[
                *("--no-sandbox", "--disable-gpu", "--disable-background-networking"),
                f"--host-resolver-rules=MAP {ELSEWHERE} 127.0.0.1",
            ],
        )
        yield browser
        browser.close()


class Window:
    """A window of VS Code with a folder open.

    Attributes:
        page: the browser's page.
        folder: the workspace folder.
        server: what serves it.

    """

    def __init__(self, page: Page, server: CodeServer, folder: Path) -> None:
        """Open the folder and wait for the workbench."""
        self.page = page
        self.server = server
        self.folder = folder
        page.set_default_timeout(PATIENCE)
        page.goto(f"{server.url}/?folder={folder}")
        page.locator(".explorer-folders-view, .monaco-workbench .part.editor").first.wait_for()

    # --- what a user does ----------------------------------------------------------------------

    def open(self, name: str, text: str | None = None) -> None:
        """Open a file of the folder by its name; with `text`, it is written before."""
        if text is not None:
            (self.folder / name).write_text(text, "utf-8")
        self.press("Control+o")
        self.pick(name)
        expect(self.tab(name)).to_have_class(re.compile("active"))
        self.focus()

    def focus(self) -> None:
        """Have the editor take the keys."""
        self.press("Control+1")
        self.page.locator(".editor-instance .monaco-editor.focused").wait_for()

    def command(self, title: str) -> None:
        """Run a command of the palette by its whole title, such as `File: Save`."""
        self.wait_until(lambda: self._offers(title), f"{title} in the palette")
        self.pick(title)
        self.wait_until(lambda: not self._has_palette(), f"{title} from the palette")

    def pick(self, title: str) -> None:
        """Choose the row of that title in the list that a command opened."""
        self._row(title).click()

    def answer(self, text: str) -> None:
        """Type into the box that a command opened, and confirm."""
        self.quick_input.fill(text)
        self.page.keyboard.press("Enter")

    def go_to(self, line: int, column: int = 1) -> None:
        """Put the cursor of the editor somewhere, both counted from 1."""
        self.focus()
        self.page.keyboard.press("Control+g")
        self.answer(f":{line}:{column}")
        self.quick_input.wait_for(state="hidden")
        expect(self.status(f"Ln {line}, Col {column}")).to_be_visible()

    def show(self, name: str, piece: str) -> None:
        """Put the cursor of the editor to the beginning of a piece of the open file."""
        text = (self.folder / name).read_text("utf-8")
        before = text[: text.index(piece)]
        self.go_to(before.count("\n") + 1, len(before) - before.rfind("\n"))

    def quick_fix(self, title: str) -> None:
        """Apply a code action offered at the cursor."""
        action = self.page.locator(".action-widget .action", has_text=title).first

        def offers() -> bool:
            # A hover that is just closing takes the list with it.
            self.press("Control+.")
            with suppress(PlaywrightTimeoutError):
                action.wait_for(timeout=PATIENCE // 10)
            return action.is_visible()

        self.wait_until(offers, f"the code action {title}")
        action.click()

    def lens(self, title: str) -> None:
        """Click the code lens of that title that is the nearest one above the cursor."""
        lenses = self.page.locator(".codelens-decoration a", has_text=re.compile(f"^{title}$"))
        found: list[Locator] = []

        def look() -> bool:
            cursor = _top(self.editor.locator(".cursors-layer .cursor").first)
            above = [lens for lens in lenses.all() if 0 < _top(lens) < cursor]
            found[:] = sorted(above, key=_top)
            return bool(found)

        self.wait_until(look, f"the lens {title}")
        found[-1].click()

    def type(self, text: str) -> None:
        """Type, wherever the cursor is."""
        self.page.keyboard.type(text)

    def enter(self, label: str, text: str) -> None:
        """Type into a field of the webview; one that a lens has just opened gets no keys at first."""
        field = self.view().get_by_label(label, exact=True)

        def is_entered() -> bool:
            field.fill(text)
            return field.input_value() == text

        self.wait_until(is_entered, f"{text} in {label}")

    def press(self, *keys: str) -> None:
        """Press keys, one after the other."""
        for key in keys:
            self.page.keyboard.press(key)

    def save_as(self, path: Path) -> None:
        """Answer the dialog that asks where a file goes."""
        # The name that it proposes comes late, and in the place of what was typed before.
        expect(self.quick_input).to_have_value(re.compile(f"{re.escape(path.suffix)}$"))
        self.answer(str(path))
        self.wait_until(path.exists, f"{path} to be saved")

    def clear(self) -> None:
        """Close every editor and every notification."""
        self.command("View: Close All Editors")
        self.command("Notifications: Clear All Notifications")

    # --- what a user sees ----------------------------------------------------------------------

    @property
    def editor(self) -> Locator:
        """The text editor that is open."""
        return self.page.locator(".editor-instance .monaco-editor").first

    @property
    def quick_input(self) -> Locator:
        """The box that a command or a question opened."""
        return self.page.locator(".quick-input-widget:not([style*='display: none']) input").last

    @property
    def rows(self) -> Locator:
        """The rows below it."""
        return self.page.locator(".quick-input-list .monaco-list-row")

    @property
    def notifications(self) -> Locator:
        """The messages in the corner."""
        return self.page.locator(".notifications-toasts .notification-list-item")

    def tab(self, name: str) -> Locator:
        """The tab of an open file."""
        return self.page.locator(f'.tab[data-resource-name="{name}"]').first

    def status(self, text: str) -> Locator:
        """An item of the status bar."""
        return self.page.locator(".statusbar-item", has_text=text).first

    def squiggle(self, severity: str = "error") -> Locator:
        """What is underlined in the editor."""
        return self.page.locator(f".squiggly-{severity}")

    def hover(self, line: int, column: int, picture: str = "") -> str:
        """What the hover says at a place of the editor; a picture is taken of it if it has a name."""
        self.go_to(line, column)
        self.press("Control+k", "Control+i")
        text = self.page.locator(
            ".monaco-hover:not(.hidden) .monaco-hover-content"
        ).first.inner_text()
        if picture:
            self.picture(picture, 420)
        self.press("Escape")
        return text

    def wait_until(self, fits: Callable[[], bool], what: str) -> None:
        """Wait for something that is not on the page."""
        until = time.monotonic() + PATIENCE / 1000
        while not fits():
            assert time.monotonic() < until, f"in vain: {what}"
            self.page.wait_for_timeout(50)

    def wait_for_text(self, name: str, part: str) -> str:
        """Wait until a file, which an editor saves by itself, has a text in it; returns all of it."""
        path = self.folder / name
        self.wait_until(
            lambda: path.exists() and part in path.read_text("utf-8"), f"{part} in {name}"
        )
        return path.read_text("utf-8")

    def clipboard(self) -> str:
        """What was copied last."""
        self.page.context.grant_permissions(["clipboard-read"])
        self.focus()  # A page without the focus may not read it.
        return str(self.page.evaluate("navigator.clipboard.readText()"))

    def diff(self) -> Locator:
        """What the two sides of a comparison have in the editor."""
        return self.page.locator(".monaco-diff-editor")

    def view(self) -> FrameLocator:
        """The content of the webview that is shown."""
        return self.page.frame_locator("iframe.webview.ready").frame_locator("#active-frame")

    def has_theme(self, name: str, kind: str) -> None:
        """Change the colours of everything; `kind` is `light`, `dark` or `high-contrast`."""
        self.command("Preferences: Color Theme")
        self.quick_input.fill(name)
        self.pick(name)
        self.view().locator(f"body.vscode-{kind}").wait_for()

    def accessibility_faults(self, state: str) -> list[str]:
        """What axe-core finds seriously wrong with the webview in a `state`, and where."""
        outer = self.page.locator("iframe.webview.ready").element_handle().content_frame()
        assert outer
        frame = outer.frame_locator("#active-frame").owner.element_handle().content_frame()
        assert frame
        frame.evaluate((EXTENSION / "node_modules" / "axe-core" / "axe.min.js").read_text("utf-8"))
        found = frame.evaluate("axe.run()")
        return [
            f"{state}: {fault['id']}: {fault['help']}\n  {node['html']}\n  {node['failureSummary']}"
            for fault in found["violations"]
            if fault["impact"] in {"serious", "critical"}
            for node in fault["nodes"]
        ]

    def picture(self, name: str, height: int | None = None) -> None:
        """Take a picture of the window, or of its upper part, into the folder of pictures."""
        PICTURES.mkdir(parents=True, exist_ok=True)
        size = self.page.viewport_size
        assert size
        self.page.screenshot(
            path=PICTURES / f"{name}.png",
            clip={"x": 0, "y": 0, "width": size["width"], "height": height or size["height"]},
        )

    def resize(self, width: int, height: int) -> None:
        """Make the window smaller, as a picture in a README is read at a third of a screen."""
        self.page.set_viewport_size({"width": width, "height": height})

    def _row(self, title: str) -> Locator:
        """The row of exactly that title in the list that is open."""
        label = self.page.locator(".label-name", has_text=re.compile(f"^{re.escape(title)}$"))
        return self.rows.filter(has=label).first

    def _offers(self, title: str) -> bool:
        """Open the palette, and see whether it has a command.

        One that is possible only later never comes into a palette that is open; and a view that
        opens meanwhile takes the keys, and the palette is closed.
        """
        self.press("F1")
        try:
            self.quick_input.fill(f">{title}", timeout=PATIENCE / 6)
            self._row(title).wait_for(timeout=PATIENCE / 6)
        except PlaywrightTimeoutError:
            self.press("Escape")
            return False
        return True

    def _has_palette(self) -> bool:
        """Whether the list of commands is open; a command may have opened another list."""
        return bool(
            self.page.evaluate(
                """() => {
                    const widget = document.querySelector('.quick-input-widget');
                    const input = widget?.querySelector('input');
                    return widget?.style.display !== 'none' && !!input?.value.startsWith('>');
                }"""
            )
        )


def open_window(browser: Browser, server: CodeServer, folder: Path) -> Window:
    """Open a window of a size that a laptop has."""
    return Window(browser.new_page(viewport={"width": 1440, "height": 1000}), server, folder)


def run_in_extension_host(browser: Browser, extensions: Path, state: Path) -> Any:
    """Run the tests of `vscode-extension/test`, which have been built, where the extension runs.

    The page tells VS Code what a desktop takes from `--extensionTestsPath`.

    Args:
        browser: a browser.
        extensions: the folder of installed extensions; ours comes from the source tree.
        state: where the files of VS Code may be.

    Returns:
        What came of each test.

    """
    folder, report = state / "connectors", state / "report.json"
    folder.mkdir()
    settings = {"connectorLsp.server.command": SERVER}
    variables = {"CONNECTOR_TEST_REPORT": str(report)}
    with code_server(state, extensions, settings, variables) as server:
        _run_tests(browser, server, folder)
    return json.loads(report.read_text("utf-8"))


def _run_tests(browser: Browser, server: CodeServer, folder: Path) -> None:
    authority = server.url.removeprefix("http://")

    def uri(path: Path) -> dict[str, str]:
        return {"scheme": "vscode-remote", "authority": authority, "path": str(path)}

    options = {
        "extensions": [uri(EXTENSION)],
        "extensionTestsPath": uri(EXTENSION / "dist" / "test" / "index.js"),
    }
    page = browser.new_page()
    said: list[str] = []
    ended: list[int] = []
    page.on("console", lambda message: said.append(message.text))
    page.expose_function("codeAutomationLog", lambda *_: None)
    page.expose_function("codeAutomationExit", lambda code, *_: ended.append(code))
    page.add_init_script(_DEVELOPMENT_OPTIONS % json.dumps(options))
    page.goto(f"{server.url}/?folder={folder}")
    until = time.monotonic() + 3 * PATIENCE / 1000
    while not ended:
        assert time.monotonic() < until, "\n".join(["the tests do not end", *said])
        page.wait_for_timeout(50)
    page.close()
    assert ended == [0], "\n".join(["the tests could not be run", *said])


_DEVELOPMENT_OPTIONS = """
const read = Element.prototype.getAttribute;
Element.prototype.getAttribute = function (name) {
  const value = read.call(this, name);
  if (this.id !== 'vscode-workbench-web-configuration' || name !== 'data-settings') return value;
  const settings = JSON.parse(value);
  settings.developmentOptions = { ...settings.developmentOptions, ...%s };
  return JSON.stringify(settings);
};
"""


def _top(locator: Locator) -> float:
    """How far from the top of the page something is; 0 for what is not on the screen."""
    box = locator.bounding_box()
    return box["y"] if box else 0


def _code_server(state: Path, extensions: Path) -> list[str]:
    """The command line of code-server with what it must know wherever it runs."""
    return [
        str(NODE / "node"),
        str(MODULES / "code-server" / "out" / "node" / "entry.js"),
        f"--config={state / 'code-server.yaml'}",
        f"--user-data-dir={state / 'data'}",
        f"--extensions-dir={extensions}",
    ]


def _environment(variables: Mapping[str, str]) -> dict[str, str]:
    """The environment of VS Code and npm: this one, with Node.js first, and no gallery."""
    return {
        **os.environ,
        "PATH": f"{NODE}{os.pathsep}{os.environ['PATH']}",
        "EXTENSIONS_GALLERY": json.dumps(_GALLERY),
        "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring",
        **variables,
    }


def _chromium() -> str | None:
    """The browser of this machine."""
    return next(filter(None, map(shutil.which, _BROWSERS)), None)
