"""The way from the .vsix to a working server, and what is said where there is none."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import expect

from connector_lsp import resources
from tests.support import vscode
from tests.support.debugger import api
from tests.support.http import response, says
from tests.support.vscode import Browser, Window

pytestmark = pytest.mark.e2e

NAME = "contacts.connector.json"
BUILT = 240_000
"""How long an environment may take to be made, in milliseconds."""


CONTACT = {
    "id": 7,
    "name": "Ada Lovelace",
    "email": "ada@example.com",
    "company": {"name": "Analytical Engines", "city": "London"},
    "tags": ["customer", "newsletter"],
    "active": True,
}
FAULTY = '{\n  "schema": 10,\n  "name": "Faulty"\n}\n'


@contextmanager
def fresh(browser: Browser, extensions: Path, folder: Path, **variables: str) -> Iterator[Window]:
    """A window of a VS Code that has never run our extension, without any setting of ours."""
    workspace = folder / "connectors"
    workspace.mkdir()
    with vscode.code_server(folder, extensions, {}, variables) as server:
        yield vscode.open_window(browser, server, workspace)


def program(path: Path, script: str) -> Path:
    """Write a program of a line for the shell."""
    path.write_text(f"#!/bin/sh\n{script}\n", "utf-8")
    path.chmod(0o755)
    return path


def test_from_the_vsix_to_a_response(browser: Browser, extensions: Path, tmp_path: Path) -> None:
    """A sample is opened, mended and signed in with, and an action run; no setting is touched."""
    headers = [("Content-Type", "application/json")]
    sample = resources.samples()["default"].replace('"10.0"', "10")
    with (
        api(says(response(json.dumps(CONTACT).encode(), headers=headers))) as server,
        fresh(browser, extensions, tmp_path) as window,
    ):
        window.resize(1120, 800)
        window.command("View: Toggle Primary Side Bar Visibility")
        window.open(NAME, sample.replace("https://api.example.com/v1/", server.url("/v1/")))
        expect(window.notifications).to_contain_text("Preparing the connector server (once)")
        window.picture("setup-preparing")
        window.squiggle().first.wait_for(timeout=BUILT)
        assert "expected MAJOR.MINOR as a string" in window.hover(2, 13, "readme-editor")
        window.quick_fix('Change to "10.0"')
        window.squiggle().wait_for(state="detached")

        window.show(NAME, '"authFields"')
        window.lens("Sign in")
        view = window.view()
        window.enter("API key", "demo-4711")
        view.get_by_label("Region", exact=True).select_option("eu")
        window.picture("readme-sign-in")
        view.get_by_role("button", name="Sign in", exact=True).click()
        expect(view.get_by_text("Signed in,")).to_be_visible()

        window.has_theme("Dark Modern", "dark")
        window.show(NAME, '"actionId": "get"')
        window.lens("Run action test")
        form = view.get_by_role("form", name="Get a contact")
        form.get_by_role("textbox").first.fill("7")
        form.get_by_role("button", name="Test", exact=True).click()
        panel = view.get_by_role("tabpanel")
        expect(panel.get_by_text("200 OK")).to_be_visible()
        expect(panel.get_by_text("Ada Lovelace")).to_be_visible()
        window.picture("readme-debugger")
        assert server.heard[-1].line == "GET /v1/contacts/7"
        assert server.heard[-1].headers["authorization"] == "Bearer demo-4711"

        mends_its_environment(window)


def mends_its_environment(window: Window) -> None:
    """Broken, it is made anew; reset, too; and what runs is told."""
    storage = window.server.data / "User" / "globalStorage"
    [python] = storage.glob("*/environments/*/bin/python")
    view = window.view()
    python.unlink()
    window.command("Claris Connector: Restart Server")
    expect(view.get_by_text("Not signed in")).to_be_visible(timeout=BUILT)
    assert python.exists()

    mark = python.with_name("mark")
    mark.touch()
    window.command("Claris Connector: Reset Server Environment")
    window.wait_until(lambda: not mark.exists(), "the environment to be removed")
    window.status("Not signed in").wait_for(timeout=BUILT)
    assert python.exists()

    window.command("Claris Connector: Show Versions")
    window.page.get_by_text("3.1").first.wait_for()
    window.picture("setup-versions")


def test_a_python_that_is_too_old_is_named(
    browser: Browser, extensions: Path, tmp_path: Path
) -> None:
    """With its version and its place, and with what to do; the colours are there nevertheless."""
    programs = tmp_path / "bin"
    programs.mkdir()
    python = program(programs / "python3", f"echo 3.8.10 {programs / 'python3'}")
    # VS Code asks the user's shell for the PATH; this one has read no profile.
    shell = program(programs / "shell", 'while [ "$1" != -c ]; do shift; done; exec /bin/sh "$@"')
    alone = {"PATH": str(programs), "SHELL": str(shell), "HOME": str(tmp_path)}
    with fresh(browser, extensions, tmp_path, **alone) as window:
        window.open("faulty.connector.json", FAULTY)

        said = window.notifications.filter(has_text="needs Python 3.11 or newer")
        expect(said).to_contain_text(f"3.8.10 ({python})")
        expect(said.get_by_role("button", name="Install Python")).to_be_visible()
        colours = {
            span.get_attribute("class")
            for span in window.editor.locator(".view-line span span").all()
        }
        assert len(colours) > 3
        window.command("Claris Connector: Show Debugger")
        expect(window.view().get_by_text("this machine has 3.8.10")).to_be_visible()
        window.picture("setup-old-python")


def test_no_network_is_said_and_what_to_do(
    browser: Browser, extensions: Path, tmp_path: Path
) -> None:
    """Pip's own message is for the log."""
    nowhere = {
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_FIND_LINKS": "",
        "PIP_INDEX_URL": "http://127.0.0.1:1/simple",
        "PIP_EXTRA_INDEX_URL": "",
    }
    with fresh(browser, extensions, tmp_path, **nowhere) as window:
        window.open("faulty.connector.json", FAULTY)

        said = window.notifications.filter(has_text="could not be downloaded")
        expect(said).to_contain_text("Check the network or the proxy", timeout=120_000)
        expect(said.get_by_role("button", name="Try Again")).to_be_visible()
        window.picture("setup-no-network")


def test_closing_the_window_ends_what_is_being_made(
    browser: Browser, extensions: Path, tmp_path: Path
) -> None:
    """The next window begins at once, where nobody writes any more."""
    with api(says()) as index:
        silent = {
            "PIP_CONFIG_FILE": os.devnull,
            "PIP_FIND_LINKS": "",
            "PIP_INDEX_URL": index.url("/simple"),
            "PIP_EXTRA_INDEX_URL": "",
        }
        with fresh(browser, extensions, tmp_path, **silent) as window:
            window.open("faulty.connector.json", FAULTY)
            window.wait_until(lambda: bool(index.heard), "the download to begin")
            storage = window.server.data / "User" / "globalStorage"
            made = storage / "connector-lsp.claris-connector" / "environments"
            assert {path.suffix for path in made.iterdir()} == {".lock", ".staging"}
            window.page.goto("about:blank")
            window.wait_until(lambda: not list(made.iterdir()), "all of it to be gone")
