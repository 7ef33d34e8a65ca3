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
    "Light Modern": "light",
    "Dark Modern": "dark",
    "Dark High Contrast": "high-contrast",
}


def test_no_theme_has_a_serious_fault(window: Window) -> None:
    """Neither the forms nor the response, the request and the history, as axe-core judges."""
    found = []
    answer = says(
        response(b'{"a": [1, null, "x"]}', headers=[("Content-Type", "application/json")])
    )
    with api(answer) as server:
        window.open("a.connector.json", json.dumps(connector(server.url("")), indent=2))
        window.show("a.connector.json", '"authFields"')
        window.lens("Sign in")
        view = window.view()
        window.enter("API key", "s3cret")
        view.get_by_role("button", name="Test", exact=True).click()
        expect(view.get_by_role("tabpanel").get_by_text("200 OK")).to_be_visible()
        view.get_by_role("button", name="Create a thing").click()
        for name, kind in THEMES.items():
            window.has_theme(name, kind)
            for tab in ("Request", "History", "Response"):
                view.get_by_role("tab", name=tab).click()
                found += window.accessibility_faults(f"{kind}, {tab}")
            window.picture(f"debugger-{kind}")
        window.has_theme("Light Modern", "light")

    assert not found, "\n\n".join(found)
