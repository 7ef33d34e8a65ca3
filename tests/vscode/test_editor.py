"""Writing a connector in the real VS Code: what is seen and clicked there."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import expect

from tests.support.debugger import connector
from tests.support.vscode import Window

pytestmark = pytest.mark.e2e


def test_a_fault_is_underlined_explained_and_mended(window: Window) -> None:
    """Squiggle, hover, quick fix; then the status bar counts nothing any more."""
    text = json.dumps(connector("https://api.example.com/v1/"), indent=2)
    window.open("fault.connector.json", text.replace('"10.0"', "10"))

    window.squiggle().first.wait_for()
    hover = window.hover(2, 13)
    assert 'Invalid version 10: expected MAJOR.MINOR as a string, such as "10.0"' in hover
    assert "invalid-version" in hover
    window.picture("squiggle")

    window.quick_fix('Change to "10.0"')
    window.wait_for_text("fault.connector.json", '"schema": "10.0"')
    window.squiggle().wait_for(state="detached")


def test_a_new_connector_begins_with_a_sample(window: Window) -> None:
    """It is chosen from a list, and is checked at once, without a name."""
    window.command("Claris Connector: New Connector from a Sample…")
    window.rows.filter(has_text="OpenAI").first.click()
    expect(window.editor).to_contain_text('"OpenAI"')
    expect(window.status("Claris Connector")).to_be_visible()
    window.picture("new-connector")
    window.command("View: Revert and Close Editor")


def test_a_sound_connector_is_formatted_and_copied(window: Window) -> None:
    """By us alone: of two formatters, VS Code would ask which is meant."""
    document = connector("https://api.example.com/v1/")
    window.open("sound.connector.json", json.dumps(document))
    expect(window.status("Not signed in")).to_be_visible()
    window.command("Format Document")
    window.wait_for_text("sound.connector.json", '\n  "schema": "10.0"')
    window.command("Claris Connector: Copy JSON for Claris Connect")
    expect(window.notifications.first).to_contain_text("Copied: paste it into Claris Connect.")
    window.picture("copied")
    assert json.loads(window.clipboard()) == document


def test_a_connector_with_errors_is_not_copied(window: Window) -> None:
    """They are listed, and one can go to each; the status bar counts them."""
    text = json.dumps(connector("https://api.example.com/v1/"), indent=2)
    window.open("copy.connector.json", text.replace('"10.0"', "10"))
    window.squiggle().first.wait_for()
    window.command("Claris Connector: Copy JSON for Claris Connect")
    expect(window.rows.first).to_contain_text("Invalid version 10")
    window.picture("copy-refused")
    window.rows.first.click()
    expect(window.status("Ln 2, Col")).to_be_visible()
