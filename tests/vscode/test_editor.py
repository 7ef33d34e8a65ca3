"""Writing a connector in the real VS Code: what is seen and clicked there."""

from __future__ import annotations

import json

import pytest

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
