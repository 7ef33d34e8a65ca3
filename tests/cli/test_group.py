"""The command line as a whole: its commands, its start."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from connector_lsp import __version__
from connector_lsp.cli.group import COMMANDS, cli
from connector_lsp.resources import schema_path, schema_text
from tests.support.cli import run

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("name", COMMANDS)
def test_command(name: str) -> None:
    """Each command has a help text with examples, and one line about it in the list."""
    shown = run(name, "--help").stdout

    assert "Examples:" in shown
    assert COMMANDS[name] in run("--help").stdout
    assert set(cli.list_commands(None)) == set(COMMANDS)


def test_version() -> None:
    """--version tells name and version."""
    assert run("--version").stdout == f"connector-lsp {__version__}\n"


@pytest.mark.parametrize(("name", "advice"), [("chek", " Did you mean 'check'?"), ("x", "")])
def test_unknown_command(name: str, advice: str) -> None:
    """A command that does not exist is wrong usage; the one that was meant is named."""
    result = run(name)

    assert result.exit_code == 2
    assert f"No such command '{name}'.{advice}\n" in result.stderr


def test_schema() -> None:
    """`schema` prints the built-in schema, or where it is."""
    assert run("schema").stdout == schema_text()
    assert json.loads(Path(run("schema", "--path").stdout.strip()).read_text("utf-8"))
    assert schema_path().is_file()


@pytest.mark.parametrize("address", ["1234", "localhost:", "localhost:99999", "localhost:x"])
def test_address(address: str) -> None:
    """An address without a port is wrong usage."""
    result = run("serve", "--tcp", address)

    assert result.exit_code == 2
    assert "is not HOST:PORT" in result.stderr


def test_one_channel() -> None:
    """The server talks on one channel."""
    assert run("serve", "--tcp", ":0", "--stdio").exit_code == 2


def loaded(code: str) -> set[str]:
    """The modules that a fresh Python has loaded after `code`."""
    probe = f"{code}\nimport sys; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", probe], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return set(done.stdout.split())


def test_server_starts_without_the_command_line() -> None:
    """What an editor starts loads nothing that only the other commands need."""
    start = """
import sys, connector_lsp.server.app as app
app.serve = lambda **options: 0
sys.argv[1:] = ["serve", "--stdio"]
from connector_lsp.cli import main
try:
    main()
except SystemExit as end:
    assert end.code == 0
"""

    modules = loaded(start)

    assert not {"click", "rich", "connector_lsp.cli.check", "connector_lsp.cli.group"} & modules


def test_commands_are_loaded_when_they_run() -> None:
    """One command does not load another, nor what draws on terminals."""
    modules = loaded("from connector_lsp.cli.group import cli; cli.get_command(None, 'check')")

    assert "connector_lsp.cli.check" in modules
    assert not {"rich", "pygls", "connector_lsp.cli.demo", "connector_lsp.cli.explain"} & modules
