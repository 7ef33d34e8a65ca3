"""The tests that run where the extension runs: `vscode-extension/test`, in its real host."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support import vscode

pytestmark = pytest.mark.e2e


def test_extension_host(browser: vscode.Browser, extensions: Path, tmp_path: Path) -> None:
    """Each test of the extension host passes; what does not is shown as it failed there."""
    vscode.npm("build:tests")

    outcomes = vscode.run_in_extension_host(browser, extensions, tmp_path)

    assert outcomes
    failed = [each for each in outcomes if each["failure"]]
    assert not failed, "\n\n".join(f"{each['title']}\n{each['failure']}" for each in failed)
