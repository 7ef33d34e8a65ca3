"""The layers hold: by the contracts in pyproject.toml, and by what Python really loads."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

# In the manner of click's tests/test_imports.py: a fresh interpreter tells what an import brought.
PROBE = """
import importlib, sys
before = set(sys.modules)
importlib.import_module(sys.argv[1])
print(*{name.partition(".")[0] for name in set(sys.modules) - before})
"""


def loaded_by(module: str) -> set[str]:
    """Returns the top-level packages that importing `module` brings with it."""
    probe = subprocess.run(
        [sys.executable, "-I", "-c", PROBE, module],
        capture_output=True,
        text=True,
        check=False,
    )
    assert probe.returncode == 0, probe.stderr
    return set(probe.stdout.split())


def test_contracts_hold() -> None:
    """No import crosses a layer in the direction that pyproject.toml forbids."""
    command = [Path(sys.executable).with_name("lint-imports"), "--no-logo", "--no-cache"]
    lint = subprocess.run(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )

    assert lint.returncode == 0, lint.stdout


def test_probe_sees_indirect_imports() -> None:
    """The probe tells of an import at second hand, or its silence would prove nothing."""
    assert {"pygls", "lsprotocol", "asyncio"} <= loaded_by("pygls.lsp.server")


@pytest.mark.parametrize(
    ("module", "forbidden"),
    [
        (
            "connector_lsp.analysis",
            {"asyncio", "click", "httpx", "lsprotocol", "pygls", "rich"},
        ),
        (
            "connector_lsp.importers",
            {"asyncio", "click", "httpx", "pygls", "referencing", "rich", "yaml"},
        ),
        # Start-up time: the commands import these when they run.
        ("connector_lsp.cli", {"httpx", "lsprotocol", "pygls", "rich"}),
        # Of Authlib only the protocol: no client, no cryptography.
        ("connector_lsp.debugger.oauth", {"cryptography", "httpx", "joserfc", "requests"}),
    ],
)
def test_import_is_light(module: str, forbidden: set[str]) -> None:
    """Importing a layer loads nothing that it must not know or does not need yet."""
    loaded = loaded_by(module)

    assert "connector_lsp" in loaded
    assert not loaded & forbidden
