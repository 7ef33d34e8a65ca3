"""The library in VS Code: releasing, seeing what changed, comparing, deleting."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import Locator, expect

from tests.support.comparison import CONNECTOR
from tests.support.vscode import Window

pytestmark = pytest.mark.e2e

TEXT = json.dumps(json.loads(CONNECTOR), indent=2)
DRAFT = "shop.connector.json"


def library(window: Window) -> Locator:
    """The view of the library, which is shown."""
    window.command("Claris Connector: Show Library")
    return window.page.locator(".pane", has=window.page.get_by_text("Connector Library")).last


def row(view: Locator, text: str) -> Locator:
    """A row of the view."""
    return view.locator(".monaco-list-row", has_text=text).first


def choose(window: Window, at: Locator, title: str) -> None:
    """Choose something from the menu of a row."""
    at.click(button="right")
    window.page.locator(".context-view .action-label", has_text=title).first.hover()
    window.press("Enter")  # A click is nothing to a menu that has only just opened.


def test_from_a_release_to_its_end(window: Window) -> None:
    """Released, changed, compared, released again; not deleted while a flow uses it."""
    (window.folder / ".connectors").mkdir()
    window.open(DRAFT, TEXT)
    view = library(window)
    expect(view).to_contain_text("Nothing was released yet")
    window.picture("library-empty")

    window.focus()
    window.command("Claris Connector: Release Connector…")
    window.answer("First one")
    expect(row(view, "First one")).to_contain_text("v1")
    window.picture("library-released")
    choose(window, row(view, "First one"), "Note a Flow…")
    window.answer("Orders to sheet")
    expect(view).to_contain_text("Orders to sheet")

    window.command("Notifications: Clear All Notifications")
    window.open(DRAFT, TEXT.replace('"key": "item"', '"key": "article"'))
    lens = window.page.locator(".codelens-decoration a", has_text="1 change since v1, 1 breaking")
    expect(lens).to_be_visible()
    window.picture("library-lens")
    lens.click()
    expect(window.page.locator(".monaco-diff-editor")).to_be_visible()
    expect(window.view().locator("body")).to_contain_text("renamed to article")
    window.picture("library-compared")

    window.command("View: Close All Editors")
    choose(window, row(view, "First one"), "Delete…")
    dialog = window.page.get_by_role("dialog")
    expect(dialog).to_contain_text("Shop v1 is used in a flow")
    expect(dialog).to_contain_text("Orders to sheet")
    window.picture("library-delete")
    dialog.get_by_role("button", name="Cancel").click()
    expect(row(view, "First one")).not_to_contain_text("deleted")

    choose(window, row(view, "First one"), "Delete…")
    dialog.get_by_role("button", name="Delete Anyway").click()
    expect(row(view, "First one")).to_contain_text("deleted")
    window.picture("library-deleted")
