"""The library in VS Code: releasing, seeing what changed, comparing, deleting."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys

import pytest
from playwright.sync_api import Locator, expect

from tests.support.comparison import CONNECTOR
from tests.support.debugger import api, connector
from tests.support.http import response, says
from tests.support.vscode import Window

pytestmark = pytest.mark.e2e

TEXT = json.dumps(json.loads(CONNECTOR), indent=2)
DRAFT = "shop.connector.json"


@pytest.fixture(autouse=True)
def _empty_library(window: Window) -> None:
    """A library of the test's own; its view is low and draws no rows that are not in sight."""
    folder = window.folder / ".connectors"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()


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


CHAIR = says(response(b'{"name": "Chair"}', headers=[("Content-Type", "application/json")]))


def is_a(name: str) -> str:
    """The test cases of a thing."""
    expected = {"body": {"/name": {"equals": name}}}
    case = {"name": f"it is a {name}", "action": "thing/list", "expect": expected}
    return json.dumps({"cases": [case]}, indent=2)


def open_to_all(url: str, name: str) -> str:
    """A connector of an API that asks nobody to sign in."""
    document = connector(
        url,
        name=name,
        requiredSettings={"authFields": []},
        auth_request={"type": "none"},
    )
    return json.dumps(document, indent=2)


def test_a_release_runs_the_test_cases(window: Window) -> None:
    """What fails is named and nothing is released; what passes is released, in one message."""
    with api(CHAIR) as server:
        window.open("things.tests.json", is_a("Lamp"))
        window.open("things.connector.json", open_to_all(server.url(""), "Things"))
        view = library(window)

        def release() -> None:
            window.focus()
            window.command("Claris Connector: Release Connector…")
            expect(window.rows).to_have_count(2)  # There is no recording to be replayed.
            window.picture("release-ways")
            window.pick("Run the Test Cases")
            window.answer("")

        release()
        expect(window.notifications).to_contain_text("Not released: 1 of 1 test case failed.")
        expect(window.notifications).to_contain_text("it is a Lamp")
        expect(window.view().locator("body")).to_contain_text('expected "Lamp", got "Chair"')
        window.picture("release-refused")
        expect(view).not_to_contain_text("Things")

        window.clear()
        (window.folder / "things.tests.json").write_text(is_a("Chair"), "utf-8")
        window.open("things.connector.json")
        release()
        expect(row(view, "Things")).to_be_visible()
        expect(window.notifications).to_have_count(1)
        expect(window.notifications).to_contain_text("Things v1 is released. The JSON is copied")
        window.picture("release-passed")


def test_a_release_replays_the_recording(window: Window) -> None:
    """One that the command line has made; nothing is sent again."""
    with api(CHAIR) as server:
        window.open("recorded.tests.json", is_a("Chair"))
        window.open("recorded.connector.json", open_to_all(server.url(""), "Recorded"))
        command = [sys.executable, "-m", "connector_lsp", "test", "--record"]
        path = window.folder / "recorded.connector.json"
        subprocess.run([*command, path], check=True, capture_output=True)
        assert len(server.heard) == 1

        view = library(window)
        window.focus()
        window.command("Claris Connector: Release Connector…")
        expect(window.rows).to_have_count(3)
        window.pick("Replay the Recording")
        window.answer("From the recording")
        expect(row(view, "From the recording")).to_contain_text("v1")
        expect(window.notifications).to_contain_text("Recorded v1 is released.")
        assert len(server.heard) == 1


def test_a_new_connector_is_saved_and_released(window: Window) -> None:
    """Without asking for the release again once it has a file."""
    window.command("Claris Connector: New Connector from a Sample…")
    window.rows.filter(has_text="OpenWeather").first.click()
    expect(window.editor).to_contain_text('"OpenWeather"')
    window.command("Claris Connector: Release Connector…")
    window.notifications.get_by_role("button", name="Save…").click()
    window.save_as(window.folder / "weather.connector.json")
    expect(window.page.get_by_text("Release weather.connector.json")).to_be_visible()
    window.picture("release-note")
    window.answer("Begun")
    expect(row(library(window), "Begun")).to_contain_text("v1")


def test_records_are_copied_and_compared(window: Window) -> None:
    """Copied JSON is recorded from its message, with the flows of the release before."""
    first = TEXT.replace('"Shop"', '"Store"')
    window.open("store.connector.json", first)
    view = library(window)
    window.focus()
    window.command("Claris Connector: Copy JSON for Claris Connect")
    window.notifications.get_by_role("button", name="Record as Released…").click()
    window.answer("Opened")
    choose(window, row(view, "Opened"), "Note a Flow…")
    window.answer("Nightly")
    expect(view).to_contain_text("Nightly")

    window.command("Notifications: Clear All Notifications")
    window.open("store.connector.json", first.replace('"key": "item"', '"key": "article"'))
    window.command("Claris Connector: Release Connector…")
    window.answer("Renamed")
    expect(window.rows).to_contain_text("Nightly")
    window.picture("release-flows")
    window.press("Enter")
    expect(row(view, "Renamed")).to_be_visible()
    expect(view.locator(".monaco-list-row", has_text="Nightly")).to_have_count(2)

    window.command("View: Close All Editors")
    choose(window, row(view, "Renamed"), "Compare with Previous")
    expect(window.page.locator(".monaco-diff-editor")).to_be_visible()
    expect(window.view().locator("body")).to_contain_text("renamed to article")
    window.picture("library-compared-records")
    window.command("View: Close All Editors")
    choose(window, row(view, "Opened"), "Copy to New Draft…")
    copy = "store-v1-copy.connector.json"
    expect(window.quick_input).to_have_value(str(window.folder / copy))
    window.press("Enter")
    expect(window.tab(copy)).to_be_visible()
    assert json.loads(window.wait_for_text(copy, "}")) == json.loads(first)

    record = next((window.folder / ".connectors" / "store").glob("*/*connector.json"))
    record.chmod(0o644)
    record.write_text(record.read_text("utf-8").replace("Slow", "Fast"), "utf-8")
    view.hover()
    view.get_by_role("button", name="Refresh Library").click()
    expect(view).to_contain_text("tampered with")
    window.picture("library-tampered")
