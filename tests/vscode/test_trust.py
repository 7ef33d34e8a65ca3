"""A folder that the user has not said to trust: checked, and nothing more."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.support import vscode
from tests.support.debugger import api, connector
from tests.support.http import response, says
from tests.support.library import Shelf
from tests.support.vscode import Browser

pytestmark = pytest.mark.e2e


def test_an_untrusted_folder_is_checked_and_nothing_is_sent(
    browser: Browser, extensions: Path, tmp_path: Path
) -> None:
    """Nor is a program run, or a library read, that the folder's own settings name."""
    folder = tmp_path / "downloaded"
    (folder / ".vscode").mkdir(parents=True)
    trap, sprung = folder / "trap", tmp_path / "sprung"
    trap.write_text(f"#!/bin/sh\ntouch {sprung}\n")
    trap.chmod(0o755)
    elsewhere = Shelf(tmp_path / "elsewhere")
    elsewhere.root.mkdir()
    elsewhere.release()
    own = {
        "connectorLsp.server.command": [str(trap)],
        "connectorLsp.python": str(trap),
        "connectorLsp.library.path": str(elsewhere.folder),
    }
    (folder / ".vscode" / "settings.json").write_text(json.dumps(own))
    settings = {
        "connectorLsp.server.command": vscode.SERVER,
        "security.workspace.trust.enabled": True,
        "security.workspace.trust.startupPrompt": "never",
    }
    with (
        api(says(response(b"{}"))) as server,
        vscode.code_server(tmp_path, extensions, settings) as running,
    ):
        window = vscode.open_window(browser, running, folder)
        text = json.dumps(connector(server.url("")), indent=2)
        window.open("a.connector.json", text.replace('"10.0"', "10"))
        window.squiggle().first.wait_for()

        window.command("Claris Connector: Test Authentication")
        expect(window.view().get_by_text("trust").first).to_be_visible()
        window.picture("untrusted")
        assert not server.heard

        window.command("Claris Connector: Show Library")
        library = window.page.locator(".pane", has=window.page.get_by_text("Connector Library"))
        expect(library.last).to_contain_text("To release, trust this workspace")
        window.picture("untrusted-library")
    assert not sprung.exists()
