"""The test cases in VS Code's Testing view."""

from __future__ import annotations

import json

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
    """Green and red in the tree; expected and actual side by side in the editor."""
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
        results = window.page.locator(".test-output-peek-tree")
        results.get_by_text("there is a lamp").first.click()
        diff = window.page.locator(".test-output-peek .monaco-diff-editor")
        expect(diff.locator(".editor.original")).to_contain_text("Lamp")
        expect(diff.locator(".editor.modified")).to_contain_text("Chair")
        window.picture("test-explorer")
    assert len(server.heard) == 2
