"""The extension's tests that need no editor: `vscode-extension/test/node`, in plain Node.js."""

from __future__ import annotations

import pytest

from tests.support import vscode

pytestmark = pytest.mark.e2e


def test_plain_node() -> None:
    """Each passes; what does not is shown as it failed there."""
    vscode.require_vscode()
    vscode.npm("test")
