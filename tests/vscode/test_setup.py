"""The way from the .vsix to a working server, and what is said where there is none."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.support import vscode
from tests.support.vscode import Browser, Window

pytestmark = pytest.mark.e2e

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


def test_the_first_connector_makes_the_environment(
    browser: Browser, extensions: Path, tmp_path: Path
) -> None:
    """Only a file is opened. Broken, the environment is made anew; else it is used again."""
    with fresh(browser, extensions, tmp_path) as window:
        window.open("faulty.connector.json", FAULTY)
        expect(window.notifications).to_contain_text("Preparing the connector server (once)")
        window.picture("setup-preparing")
        window.squiggle().first.wait_for(timeout=240_000)
        assert "expected MAJOR.MINOR as a string" in window.hover(2, 13)

        storage = window.server.data / "User" / "globalStorage"
        [python] = storage.glob("*/environments/*/bin/python")
        python.unlink()
        window.command("Claris Connector: Restart Server")
        window.wait_until(python.exists, "a new environment")
        window.squiggle().first.wait_for(timeout=240_000)

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
