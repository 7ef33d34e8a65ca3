"""The extension's tests that need no editor: `vscode-extension/test/node`, in plain Node.js."""

from __future__ import annotations

import os

import pytest

from tests.support import vscode

pytestmark = pytest.mark.e2e


@pytest.mark.skipif(
    not (vscode.EXTENSION / "node_modules").exists() and not os.environ.get("CI"),
    reason="what builds the extension is not installed: scripts/test does it",
)
def test_plain_node() -> None:
    """Each passes; what does not is shown as it failed there."""
    vscode.npm("test")
