"""The test cases in VS Code's Testing view."""

from __future__ import annotations

import json
import re

import pytest
from playwright.sync_api import expect

from tests.support.debugger import api, connector
from tests.support.http import response, says
from tests.support.vscode import Window

pytestmark = pytest.mark.e2e

CASES = {
    "cases": [
        {"name": "it answers", "action": "thing/list", "expect": {"status": 200}},
        {
            "name": "there is a lamp",
            "action": "thing/list",
            "expect": {"body": {"/name": {"equals": "Lamp"}}},
        },
    ]
}


def test_cases_are_run_and_a_failed_one_is_a_diff(window: Window) -> None:
    """Green and red in the tree; what was got and what was expected stand in the editor."""
    answer = says(response(b'{"name": "Chair"}', headers=[("Content-Type", "application/json")]))
    with api(answer) as server:
        document = connector(
            server.url(""),
            requiredSettings={"authFields": []},
            auth_request={"type": "none"},
        )
        window.open("a.connector.json", json.dumps(document, indent=2))
        window.open("a.tests.json", json.dumps(CASES, indent=2))
        window.command("Testing: Focus on Test Explorer View")
        tree = window.page.locator(".test-explorer-tree")
        expect(tree).to_contain_text("Loopback")
        window.command("Test: Run All Tests")

        tree.locator(".monaco-tl-twistie").first.click()
        expect(tree).to_contain_text("it answers")
        expect(
            tree.locator(".testing-run-glyph, .codicon-testing-passed-icon").first
        ).to_be_visible()
        # So VS Code shows, in a line, a message that is a diff.
        expect(window.editor).to_contain_text("Chair != Lamp")
        window.picture("test-explorer")
        window.resize(1120, 800)
        window.picture("readme-test-cases", 620)
        assert len(server.heard) == 2

        window.command("Claris Connector: Run All Test Cases")
        view = window.view()
        expect(view.get_by_role("tabpanel").get_by_text("Chair").first).to_be_visible()
        window.wait_until(lambda: len(server.heard) == 4, "both cases to be run again")


def test_cases_of_one_name_do_not_take_the_others_away(window: Window) -> None:
    """One is copied, and has its name until another is typed. Without a connector, all are gone."""
    with api(says(response(b"{}"))) as server:
        window.open("twice.connector.json", json.dumps(connector(server.url("")), indent=2))
        first = {"name": "once", "action": "thing/list", "expect": {"status": 200}}
        window.open("twice.tests.json", json.dumps({"cases": [first]}, indent=2))
        window.command("Testing: Focus on Test Explorer View")
        tree = window.page.locator(".test-explorer-tree")
        file = tree.locator(".monaco-list-row", has_text="twice.tests.json")
        file.locator(".monaco-tl-twistie").click()
        expect(tree).to_contain_text("once")

        another = {**first, "name": "another time"}
        window.open("twice.tests.json", json.dumps({"cases": [first, first, another]}, indent=2))
        expect(tree).to_contain_text("another time")
        expect(tree.locator(".monaco-list-row", has_text=re.compile("^once"))).to_have_count(1)

        (window.folder / "twice.connector.json").unlink()
        expect(tree.locator(".monaco-list-row", has_text="twice.tests.json")).to_have_count(0)
