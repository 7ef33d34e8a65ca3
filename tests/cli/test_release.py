"""``connector-lsp release``: what is refused, what is given out, what is recorded."""

import json
import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from inline_snapshot import snapshot

from connector_lsp.cli import clipboard
from connector_lsp.cli.demo_api import demo_api
from connector_lsp.cli.project import UnusableError
from tests.support.cli import run
from tests.support.comparison import CONNECTOR, edited
from tests.support.running import KEY, SIGNED_IN, Folder

AUTHOR = {"GIT_AUTHOR_NAME": "Ann Lee", "GIT_AUTHOR_EMAIL": "ann@example.com"}
FILE = "shop.connector.json"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with a connector and an empty library."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".connectors").mkdir()
    (tmp_path / FILE).write_text(CONNECTOR, "utf-8")
    return tmp_path


def release(*arguments: str, **options) -> Result:
    """Release the connector."""
    return run("release", FILE, *arguments, env={**AUTHOR, **options.pop("env", {})}, **options)


def records(folder: Path) -> list[dict]:
    """What is in the library, in the order of versions."""
    found = [json.loads(path.read_text()) for path in folder.glob("**/release.json")]
    return sorted(found, key=lambda record: record["version"])


def test_the_first_release(folder: Path) -> None:
    """The JSON goes to stdout, what is said to stderr, a record into the library."""
    result = release("--note", "First", "--flow", "Nightly")

    assert result.exit_code == 0
    assert json.loads(result.stdout) == json.loads(CONNECTOR)
    assert result.stderr == snapshot(
        """\
Checked    no errors
Changed    nothing, it is the first release
Released   Shop v1 to stdout  recorded in .connectors
Next       Create the connector in Claris Connect
"""
    )
    (record,) = records(folder)
    assert (record["author"], record["note"], record["flows"]) == (
        "Ann Lee <ann@example.com>",
        "First",
        ["Nightly"],
    )


def test_a_later_release(folder: Path) -> None:
    """What broke is told, and what is to be done in Claris Connect."""
    release("--flow", "Nightly", "--flow", "Orders to sheet")
    (folder / FILE).write_text(edited(('"key": "item"', '"key": "article"')), "utf-8")

    result = release("-o", "out.json")

    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == snapshot(
        """\
Checked    no errors
Changed    1 change since v1: 1 breaking  connector-lsp compare tells why
           breaking: field item of order/create, renamed to article
Released   Shop v2 to out.json  recorded in .connectors
Next       1. In Claris Connect, remove Shop from its flows: Nightly, Orders to sheet
              connector-lsp library forget-flow shop@1 Nightly 'Orders to sheet'
           2. Delete it, and create it anew with this JSON
              connector-lsp library delete shop@1
           3. Put it back into these flows
              connector-lsp library note-flow shop@2 Nightly 'Orders to sheet'
"""
    )
    assert "article" in (folder / "out.json").read_text()


def test_on_a_narrow_terminal(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A remark that does not fit behind its line stands below it."""
    monkeypatch.setattr("connector_lsp.cli.release.terminal_width", lambda: 60)
    release()
    (folder / FILE).write_text(edited(('"key": "item"', '"key": "article"')), "utf-8")

    assert (
        """
Changed    1 change since v1: 1 breaking
           connector-lsp compare tells why
           breaking: field item of order/create, renamed to
           article
"""
        in release("-o", "out.json").stdout
    )


def test_the_same_again(folder: Path) -> None:
    """Nothing new is given out and not recorded."""
    release()
    again = release()

    assert json.loads(again.stdout) == json.loads(CONNECTOR)
    assert "Unchanged  Shop v1 to stdout  not recorded again\n" in again.stderr
    assert len(records(folder)) == 1


def test_an_error_releases_nothing(folder: Path) -> None:
    """The list says why; warnings are no reason."""
    (folder / FILE).write_text(edited(('"10.0"', "10"), ("api_key}}", "apikey}}")), "utf-8")

    result = release("-o", "out.json")

    assert result.exit_code == 1
    assert re.findall(r"error\[([\w-]+)\]", result.stdout) == [
        "invalid-version",
        "unknown-reference",
    ]
    assert result.stdout.endswith("Not released: 2 errors\n")
    assert (records(folder), (folder / "out.json").exists()) == ([], False)


def test_text_that_is_no_json(folder: Path) -> None:
    """A connector that is half typed is refused with its faults."""
    (folder / FILE).write_text(CONNECTOR[:400], "utf-8")

    assert "missing-bracket" in release("-o", "out.json").stdout
    assert records(folder) == []


def test_warnings_are_counted(folder: Path) -> None:
    """They are told, as Claris Connect may take it all the same."""
    (folder / FILE).write_text(edited(('"name": "Shop"', '"name": "Shop", "nmae": 1')), "utf-8")

    assert "Checked    no errors, 1 warning  connector-lsp check shows them\n" in release().stderr


def test_a_number_that_is_too_large(folder: Path) -> None:
    """What other programs would not read is refused, with what to do."""
    (folder / FILE).write_text(edited(('"default": 1', '"default": 1e999')), "utf-8")

    assert "a number that is too large" in release().stderr
    assert records(folder) == []


def test_a_dry_run_writes_nothing(folder: Path) -> None:
    """It tells what would be released."""
    result = release("--dry-run")

    assert "Dry run    would release Shop v1  nothing was written\n" in result.stdout
    assert sorted(path.name for path in folder.iterdir()) == [".connectors", FILE]
    assert list((folder / ".connectors").iterdir()) == []


@pytest.mark.parametrize(
    ("output", "reason"),
    [
        ("no/such/out.json", "cannot be written: no such file or directory"),
        (".", "this is a folder; name a file in it"),
    ],
)
def test_a_file_that_cannot_be_written(folder: Path, output: str, reason: str) -> None:
    """That is found out before anything is recorded."""
    result = release("-o", output)

    assert (result.exit_code, result.stderr) == (2, f"connector-lsp: {output}: {reason}\n")
    assert records(folder) == []


def test_a_library_that_cannot_be_written(folder: Path) -> None:
    """Then no file is written, and the one that was there stays."""
    (folder / ".connectors").rmdir()
    (folder / "library").write_text("a file in its place")
    (folder / "out.json").write_text("as before")

    result = release("-o", "out.json", "--library", "library")

    assert result.exit_code == 2
    assert "cannot be written to: file exists" in result.stderr
    assert (folder / "out.json").read_text() == "as before"
    assert sorted(path.name for path in folder.iterdir()) == ["library", "out.json", FILE]


def test_a_record_that_was_tampered_with(folder: Path) -> None:
    """A draft is not compared with what was never released."""
    release()
    (path,) = folder.glob(".connectors/shop/*/shop.connector.json")
    path.chmod(0o644)
    path.write_text(path.read_text().replace("Slow", "Fast"))

    result = release("-o", "out.json")

    assert result.exit_code == 2
    assert "is not what was released: its connector was changed in actions" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--test", "--replay"), "--test and --replay exclude each other"),
        (("-o", FILE), "-o needs another file than the connector itself"),
        (("-o", f".connectors/../{FILE}"), "-o needs another file than the connector itself"),
        (("--flow", " "), "A flow has no name"),
    ],
)
@pytest.mark.usefixtures("folder")
def test_wrong_usage(arguments: tuple[str, ...], message: str) -> None:
    """What makes no sense is said."""
    assert message in release(*arguments).stderr


def test_from_stdin(folder: Path) -> None:
    """A text without a file is found again by its name."""
    for text in (CONNECTOR, edited(('"key": "item"', '"key": "article"'))):
        run("release", "-", stdin=text, env=AUTHOR)

    assert [each["version"] for each in records(folder)] == [1, 2]


# --- with test cases -----------------------------------------------------------------------------


def test_with_test_cases(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """All must pass, over the network or replayed; what is told about them is beside the JSON."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".connectors").mkdir()
    folder = Folder(tmp_path)
    found = {"name": "found", "action": "contact/list", "expect": {"status": 200}}
    with demo_api(KEY) as url:
        folder.connector(url)
        folder.cases(found)
        assert folder.run("test", "--record").exit_code == 0
        result = folder.run("release", "--test", env={**SIGNED_IN, **AUTHOR})
        assert result.exit_code == 0, result.stderr
        assert "✓  found" in result.stderr
        assert json.loads(result.stdout)["name"] == "My custom connector"
    assert folder.run("release", "--replay").exit_code == 0
    folder.cases({**found, "expect": {"status": 404}})

    failed = folder.run("release", "--replay", "-o", "out.json")

    assert failed.exit_code == 1
    assert "expected 404, got 200" in failed.stdout
    assert failed.stdout.endswith("Not released: not all test cases passed\n")
    assert not (tmp_path / "out.json").exists()


def test_without_the_test_cases_that_are_asked_for(folder: Path) -> None:
    """Nothing is released that could not be tested."""
    result = release("--replay")

    assert result.exit_code == 2
    assert "Not released: the test cases cannot be run\n" in result.stderr
    assert records(folder) == []


# --- the clipboard -------------------------------------------------------------------------------


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str, str], None]:
    """Puts a program of one name on the path."""
    programs = tmp_path / "programs"
    programs.mkdir()
    monkeypatch.setenv("PATH", f"{programs}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.delenv("SSH_CONNECTION", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    monkeypatch.setenv("DISPLAY", ":0")

    def add(name: str, script: str) -> None:
        (programs / name).write_text(f"#!/bin/sh\n{script}\n")
        (programs / name).chmod(0o755)

    return add


@pytest.mark.skipif(os.name == "nt", reason="a shell script stands for the clipboard")
def test_into_the_clipboard(folder: Path, program: Callable[[str, str], None]) -> None:
    """The program of the desktop gets the JSON."""
    program("xclip", f'cat > "{folder}/clip-$2"')

    result = release("--clipboard")

    assert "Released   Shop v1 to the clipboard" in result.stdout
    assert json.loads((folder / "clip-clipboard").read_text()) == json.loads(CONNECTOR)


@pytest.mark.skipif(os.name == "nt", reason="a shell script stands for the clipboard")
def test_a_clipboard_that_fails_loses_nothing(
    folder: Path, program: Callable[[str, str], None]
) -> None:
    """The release is in the library, and how to get at it is told."""
    program("xclip", "exit 1")

    result = release("--clipboard")

    assert result.exit_code == 2
    (path,) = folder.glob("**/release.json")
    record = path.parent.name.rpartition("-")[2]
    assert result.stderr == (
        "connector-lsp: Shop v1 is in the library, but its JSON was not given out: "
        "The clipboard does not take it: xclip failed\n"
        f"connector-lsp library show {record} --json prints it\n"
    )
    assert json.loads(run("library", "show", record, "--json").stdout) == json.loads(CONNECTOR)


def test_over_ssh_the_terminal_has_the_clipboard(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """OSC 52, as the desktop of the other machine is not the user's; large ones are refused."""
    monkeypatch.setattr(clipboard.sys.stderr, "isatty", lambda: True, raising=False)
    monkeypatch.setattr(clipboard.sys, "platform", "linux")
    copy = clipboard.find_clipboard({"SSH_CONNECTION": "x", "DISPLAY": ":0", "TERM": "xterm"})

    copy("Größe")

    assert capsys.readouterr().err == "\x1b]52;c;R3LDtsOfZQ==\x07"
    with pytest.raises(UnusableError, match="larger than what a terminal takes"):
        copy("x" * 80_000)


def test_no_clipboard(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a desktop and a terminal there is none, which is said before anything is done."""
    monkeypatch.setattr(clipboard.sys, "platform", "linux")
    monkeypatch.setattr(clipboard.shutil, "which", lambda _: None)

    with pytest.raises(UnusableError, match="There is no clipboard"):
        clipboard.find_clipboard({"DISPLAY": ":0"})
