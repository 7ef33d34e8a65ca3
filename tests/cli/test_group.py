"""The command line as a whole: its commands, its start."""

import json
import socket
import subprocess
import sys
from pathlib import Path
from typing import TextIO

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


LIBRARY = ("init", "list", "show", "copy", "delete", "note-flow", "forget-flow", "verify")


@pytest.mark.parametrize(
    "arguments", [(), *((name,) for name in COMMANDS), *(("library", name) for name in LIBRARY)]
)
def test_help_fits_on_a_terminal(arguments: tuple[str, ...]) -> None:
    """No line of a help text is wider than 80 columns, and no summary is cut off."""
    lines = run(*arguments, "--help").stdout.splitlines()

    assert [line for line in lines if len(line) > 80] == []
    assert [line for line in lines[1:] if line.endswith("...")] == []


def test_order_of_the_library() -> None:
    """The commands of the library are listed in the order in which they are needed."""
    listed = run("library", "--help").stdout.partition("Commands:\n")[2].partition("\n\n")[0]

    assert tuple(line.split()[0] for line in listed.splitlines()) == LIBRARY


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


def test_port_that_is_taken() -> None:
    """A port that somebody else listens on is named, and what a host without an address lacks."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        taken = run("serve", "--tcp", f"127.0.0.1:{port}")
    nowhere = run("serve", "--tcp", "nowhere.invalid:0")

    assert (taken.exit_code, nowhere.exit_code) == (2, 2)
    assert taken.stderr == (
        f"connector-lsp: 127.0.0.1:{port}: cannot listen there: address already in use\n"
    )
    assert nowhere.stderr.startswith("connector-lsp: nowhere.invalid:0: cannot listen there: ")


def test_file_that_cannot_be_made(tmp_path: Path) -> None:
    """What the system refuses is told in a line, without a traceback."""
    file = tmp_path / "nowhere" / "log"

    assert shell("serve", "--log-file", str(file)) == (
        2,
        f"connector-lsp: {file}: no such file or directory\n",
    )


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a full device")
def test_full_device() -> None:
    """Output that cannot be written is an error in a line, and no success."""
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        assert shell("schema", stdout=full) == (2, "connector-lsp: no space left on device\n")


def shell(*arguments: str, stdout: TextIO | int = subprocess.DEVNULL) -> tuple[int, str]:
    """The exit code of ``connector-lsp`` in a process of its own, and what it said on stderr."""
    done = subprocess.run(
        [sys.executable, "-m", "connector_lsp", *arguments],
        stdin=subprocess.DEVNULL,
        stdout=stdout,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    return done.returncode, done.stderr


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
