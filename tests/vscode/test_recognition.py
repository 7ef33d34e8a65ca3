"""Which files are ours: those called otherwise are offered, those that only look so are left alone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.support import vscode
from tests.support.debugger import connector
from tests.support.vscode import Browser, Window

pytestmark = pytest.mark.e2e

FAULTY = json.dumps(connector("https://api.example.com/v1/"), indent=2).replace('"10.0"', "10")


def test_json_that_is_a_connector_is_offered(window: Window) -> None:
    """Taken up, it is checked at once; the next time nobody asks."""
    window.open("pets.json", FAULTY)
    offer = window.notifications.filter(has_text="pets.json looks like a custom connector")
    expect(offer).to_be_visible()
    window.picture("offer")
    offer.get_by_role("button", name="Switch Language").click()
    window.squiggle().first.wait_for()

    window.command("View: Close All Editors")
    window.open("pets.json")
    window.squiggle().first.wait_for()
    expect(offer).to_have_count(0)


def test_what_was_pasted_is_offered_before_it_has_a_file(window: Window) -> None:
    """So begins whoever copied the JSON of a connector from Claris Connect."""
    window.command("File: New Untitled Text File")
    window.focus()
    window.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    window.page.evaluate("text => navigator.clipboard.writeText(text)", FAULTY)
    window.press("Control+v")
    window.command("Change Language Mode")
    window.quick_input.fill("JSON")
    window.pick("JSON")
    offer = window.notifications.filter(has_text="Untitled-1 looks like a custom connector")
    offer.get_by_role("button", name="Switch Language").click()
    window.go_to(2)
    window.squiggle().first.wait_for()
    window.command("View: Revert and Close Editor")


def test_test_cases_without_a_connector_say_so(window: Window) -> None:
    """A command for them would have nothing to be about."""
    window.open("a.connector.json", FAULTY)
    window.open("lonely.tests.json", '{"cases": [{"name": "one", "action": "thing/list"}]}')
    expect(window.status("Claris Connector Tests")).to_be_visible()
    window.command("Claris Connector: Run All Test Cases")
    said = "There is no connector beside lonely.tests.json, such as lonely.connector.json."
    expect(window.notifications.filter(has_text=said)).to_be_visible()


def test_files_that_are_called_like_test_cases_stay_json(
    browser: Browser, extensions: Path, tmp_path: Path
) -> None:
    """And for them alone no server is made, in the Testing view neither."""
    folder = tmp_path / "somebody"
    folder.mkdir()
    (folder / "appsettings.json").write_text('{"Logging": {}}', "utf-8")
    with vscode.code_server(tmp_path, extensions, {}) as server:
        window = vscode.open_window(browser, server, folder)
        window.open("appsettings.tests.json", '{"Logging": {"Level": "Debug"}}')
        expect(window.status("JSON")).to_be_visible()
        window.command("Testing: Focus on Test Explorer View")
        window.page.get_by_text("No tests have been found").first.wait_for()
        window.command("Claris Connector: Show Versions")
        expect(window.editor).to_contain_text("(stopped)")
        window.picture("not-ours")
