"""What a shell completes."""

import json
import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.shell_completion import ShellComplete

from connector_lsp.cli.group import cli
from tests.support.cli import run
from tests.support.library import CONNECTOR

CASES = {"cases": [{"name": "an order", "action": "order/create", "actionFields": {"item": "x"}}]}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a connector that was released, its test cases and a broken one."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "shop.connector.json").write_text(CONNECTOR, "utf-8")
    (tmp_path / "shop.tests.json").write_text(json.dumps(CASES), "utf-8")
    (tmp_path / "broken.connector.json").write_text("{", "utf-8")
    assert run("library", "init").exit_code == 0
    assert run("release", "shop.connector.json", "--note", "x").exit_code == 0
    return tmp_path


def completed(typed: str) -> list[str]:
    """What completes the last word that was typed; a kind of file stands in angle brackets."""
    *arguments, incomplete = typed.split(" ")
    complete = ShellComplete(cli, {}, "connector-lsp", "_CONNECTOR_LSP_COMPLETE")
    items = complete.get_completions(arguments, incomplete)
    return [item.value if item.type == "plain" else f"<{item.type}>" for item in items]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("exp", ["explain"]),
        ("library ver", ["verify"]),
        ("check --format js", ["json"]),
        ("check s", ["<file>"]),
        ("run s", ["<file>"]),
        ("run shop.connector.json order/", ["order/get", "order/create"]),
        ("run shop.connector.json test", ["testConnection"]),
        ("run broken.connector.json ", []),
        ("run gone.connector.json ", []),
        ("test shop.connector.json --case an", ["an order"]),
        ("test shop.connector.json --case order/", ["order/create"]),
        ("test --case ", []),
        ("test broken.connector.json --case ", []),
        ("explain missing-c", ["missing-comma", "missing-colon"]),
        ("check --severity insecure-url=o", ["insecure-url=off"]),
        ("new weather --sample key", ["key-in-header", "key-in-query"]),
        ("library show sh", ["shop@1", "shop"]),
        ("library show --library nowhere sh", []),
        ("compare shop@", ["shop@1", "<file>"]),
        ("import b", ["<file>"]),
    ],
)
@pytest.mark.usefixtures("folder")
def test_completion(typed: str, expected: list[str]) -> None:
    """Files, actions, cases, codes, samples and records; nothing where nothing can be read."""
    assert completed(typed) == expected


@pytest.mark.e2e
def test_in_bash(folder: Path) -> None:
    """A real bash takes the script over and completes an action."""
    bash = shutil.which("bash")
    if bash is None or sys.platform == "win32":
        pytest.skip("no bash here")
    program = folder / "connector-lsp"
    program.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m connector_lsp "$@"\n')
    program.chmod(0o755)
    script = """
eval "$(_CONNECTOR_LSP_COMPLETE=bash_source connector-lsp)"
COMP_WORDS=(connector-lsp run shop.connector.json order/c) COMP_CWORD=3
_connector_lsp_completion connector-lsp
printf '%s\\n' "${COMPREPLY[@]}"
"""
    done = subprocess.run(
        [bash, "--norc", "-c", script],
        cwd=folder,
        env=os.environ
        | {
            "PATH": f"{folder}{os.pathsep}{os.environ['PATH']}",
            "PYTHONPATH": str(Path(__file__).parents[2]),
        },
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.stdout, done.stderr) == ("order/create\n", "")
