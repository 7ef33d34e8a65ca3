"""The Debugger for people who cannot see it, or not all of its colours."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import expect

from tests.support.debugger import api, connector
from tests.support.http import response, says
from tests.support.vscode import Window

pytestmark = pytest.mark.e2e

THEMES = {
    "Default Light Modern": "light",
    "Default Dark Modern": "dark",
    "Default High Contrast": "high-contrast",
}


def test_no_theme_has_a_serious_fault(window: Window) -> None:
    """Neither the forms nor the response, the request and the history, as axe-core judges."""
    found = []
    answer = says(
        response(b'{"a": [1, null, "x"]}', headers=[("Content-Type", "application/json")])
    )
    with api(answer) as server:
        document = connector(server.url(""))
        window.open("a.connector.json", json.dumps(document, indent=2))
        window.show("a.connector.json", '"authFields"')
        window.lens("Sign in")
        view = window.view()
        for name, kind in THEMES.items():
            window.has_theme(name, kind)
            found += window.accessibility_faults(f"{kind}, forms")
            view.get_by_role("button", name="Test", exact=True).first.click()
            panel = view.get_by_role("tabpanel")
            expect(panel.get_by_text("200 OK")).to_be_visible()
            for tab in ("Request", "History", "Response"):
                view.get_by_role("tab", name=tab).click()
                found += window.accessibility_faults(f"{kind}, {tab}")
            window.picture(f"debugger-{kind}")

    assert not found, "\n\n".join(found)
