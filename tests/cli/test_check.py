"""``connector-lsp check``: which files, what exit code, and its text format."""

import subprocess
import sys
from pathlib import Path

import pytest
from inline_snapshot import snapshot

from connector_lsp.cli.terminal import is_coloured
from connector_lsp.resources import samples
from tests.support.cli import run

CLEAN = samples()["default"]
WRONG_VERSION = CLEAN.replace('"10.0"', "10")
UNKNOWN_PROPERTY = CLEAN.replace('"name":', '"colour": "red",\n  "name":', 1)
UNUSED_FIELD = CLEAN.replace('"key": "region"', '"key": "regions"').replace("X-Region", "X-R")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working folder, empty."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(path: str, content: str | bytes = CLEAN) -> str:
    """Writes a file and the folders above it, and returns its path."""
    file = Path(path)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


# --- exit code -----------------------------------------------------------------------------------


def test_clean() -> None:
    """A connector without faults ends with 0."""
    result = run("check", write("a.connector.json"))

    assert (result.exit_code, result.stdout) == (0, "No problems in 1 file\n")


@pytest.mark.parametrize("name", samples())
def test_samples_are_clean(name: str) -> None:
    """Nothing at all is said of a sample."""
    result = run("check", "-", "--fail-on", "hint", stdin=samples()[name])

    assert (result.exit_code, result.stdout) == (0, "No problems in 1 file\n")


@pytest.mark.parametrize(
    ("text", "fail_on", "code"),
    [
        (WRONG_VERSION, "error", 1),
        (WRONG_VERSION, "warning", 1),
        (UNKNOWN_PROPERTY, "error", 0),
        (UNKNOWN_PROPERTY, "warning", 1),
        (UNKNOWN_PROPERTY, "hint", 1),
    ],
)
def test_fail_on(text: str, fail_on: str, code: int) -> None:
    """What is at least as grave as --fail-on ends with 1."""
    assert run("check", "-", "--fail-on", fail_on, stdin=text).exit_code == code


def test_warnings_fail_by_default() -> None:
    """Without --fail-on a warning ends with 1."""
    assert run("check", "-", stdin=UNKNOWN_PROPERTY).exit_code == 1


@pytest.mark.parametrize(("level", "code"), [("off", 0), ("hint", 0), ("error", 1)])
def test_severity(level: str, code: int) -> None:
    """A diagnostic is as grave as --severity says, or not there."""
    result = run("check", "-", "--severity", f"unknown-property={level}", stdin=UNKNOWN_PROPERTY)

    assert result.exit_code == code
    assert (f"{level}[unknown-property]" in result.stdout) == (level != "off")


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("unknown-propertie=off", 'did you mean "unknown-property"?'),
        ("unknown-property=none", "'none' is not one of error, warning, information, hint, off"),
        ("unknown-property", "is not CODE=LEVEL"),
    ],
)
def test_unknown_severity(value: str, message: str) -> None:
    """A code or level that does not exist is wrong usage, and says what there is."""
    result = run("check", "-", "--severity", value, stdin=CLEAN)

    assert result.exit_code == 2
    assert message in result.stderr


# --- files ---------------------------------------------------------------------------------------


def test_folder() -> None:
    """A folder stands for the connectors below it, without hidden ones and packages."""
    write("x/b.connector.json", WRONG_VERSION)
    write("x/y/a.connector.json", WRONG_VERSION)
    for other in ("x/.git/c", "x/node_modules/d", "x/.e"):
        write(f"{other}.connector.json", WRONG_VERSION)
    write("x/package.json", "{")

    result = run("check", "x")

    places = [line.split()[0] for line in result.stdout.splitlines() if "error[" in line]
    assert places == [
        f"{Path('x/b.connector.json')}:2:13:",
        f"{Path('x/y/a.connector.json')}:2:13:",
    ]
    assert result.stdout.endswith("2 errors in 2 files\n")


def test_this_folder() -> None:
    """Without paths it is this folder."""
    write("a.connector.json")
    write("x/a.connector.json", WRONG_VERSION)

    assert run("check").stdout.endswith("1 error in 1 of 2 files\n")


def test_named_file() -> None:
    """A file that is named is checked, whatever its name."""
    assert run("check", write(".hidden/connector.txt", WRONG_VERSION)).exit_code == 1


def test_glob() -> None:
    """A glob that the shell left alone is expanded."""
    write("x/y/one.json", WRONG_VERSION)
    write("x/two.json", WRONG_VERSION)
    write("x/three.yaml", "a: 1")

    assert run("check", "x/**/*.json").stdout.endswith("2 errors in 2 files\n")


def test_name_like_a_glob() -> None:
    """A file whose name looks like a glob is that file."""
    assert run("check", write("a[1].json", WRONG_VERSION)).exit_code == 1


def test_each_file_once() -> None:
    """A file that is meant twice is checked once."""
    path = write("a.connector.json", WRONG_VERSION)

    assert run("check", ".", path, f"./{path}").stdout.endswith("1 error in 1 file\n")


def test_file_elsewhere(tmp_path_factory: pytest.TempPathFactory) -> None:
    """A file outside of this folder keeps its whole path."""
    path = str(tmp_path_factory.mktemp("elsewhere") / "a.json")

    assert run("check", write(path, WRONG_VERSION)).stdout.startswith(f"{path}:2:13: error")


def test_stdin() -> None:
    """A dash is stdin, and has the name that it is given."""
    result = run("check", "-", stdin=WRONG_VERSION)
    named = run("check", "-", "--stdin-filename", "a.json", stdin=WRONG_VERSION)

    assert result.stdout.startswith("<stdin>:2:13: error[invalid-version]")
    assert named.stdout.startswith("a.json:2:13: error[invalid-version]")


# --- what cannot be read -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "content", "reason"),
    [
        ("missing.json", None, "no such file"),
        ("*.json", None, "no file matches"),
        (
            "latin.json",
            '{\n  "name": "Käse"'.encode("latin-1"),
            "not UTF-8: byte 0xE4 at line 2, column 13",
        ),
        ("utf16.json", CLEAN.encode("utf-16"), "not UTF-8: it looks like UTF-16"),
        (
            "picture.json",
            b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
            "not UTF-8: it looks like a binary file",
        ),
    ],
)
def test_unreadable_file(path: str, content: bytes | None, reason: str) -> None:
    """A file that cannot be read is named with the reason; the others are checked."""
    if content is not None:
        write(path, content)

    result = run("check", write("ok.txt"), path)

    assert result.exit_code == 2
    assert result.stderr == f"connector-lsp: {path}: {reason}\n"
    assert result.stdout == "No problems in 1 file\n"


def test_unreadable_file_beside_faults() -> None:
    """What cannot be read counts for more than what is found."""
    assert run("check", write("a.json", WRONG_VERSION), "missing.json").exit_code == 2


def test_folder_without_connectors() -> None:
    """A folder in which there is nothing to check is probably not the one that is meant."""
    write("x/package.json")

    result = run("check", "x")

    assert result.exit_code == 2
    assert "x: there is no *.connector.json in or below this folder" in result.stderr


def test_byte_order_mark() -> None:
    """A byte order mark is no part of the text, and shifts no column."""
    path = write("a.json", b"\xef\xbb\xbf" + WRONG_VERSION.encode())

    assert run("check", path).stdout.startswith("a.json:2:13: error")


def test_empty_file() -> None:
    """An empty file has one fault, in its only place."""
    result = run("check", "-", stdin="")

    assert result.exit_code == 1
    assert result.stdout.startswith("<stdin>:1:1: error[missing-value]")
    assert result.stdout.endswith("1 error in 1 file\n")


def test_line_without_end() -> None:
    """Of a long line, only what is near the fault is shown."""
    text = WRONG_VERSION.replace("\n", " ").replace("  ", " ") + " " * 100_000

    shown = run("check", "-", stdin=text).stdout.splitlines()

    assert max(map(len, shown[1:])) <= 100
    assert shown[2:4] == snapshot(
        [
            '1 | {  "schema": 10,  "name": "My custom connector",  "description": "The framework of a custom con…',
            "  |              ^^",
        ]
    )


# --- schema --------------------------------------------------------------------------------------


def test_own_schema() -> None:
    """With --schema, that schema judges."""
    schema = write("my.schema.json", '{"required": ["colour"]}')

    result = run("check", "-", "--schema", schema, stdin="{}")

    assert result.exit_code == 1
    assert 'Missing property "colour"' in result.stdout


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (None, "no such file"),
        ("{", "not JSON"),
        ('{"type": 1}', "not a JSON Schema at /type"),
        (b"\xff", "not UTF-8"),
    ],
)
def test_unusable_schema(content: str | bytes | None, reason: str) -> None:
    """A schema that cannot be used is wrong usage: nothing is checked against another."""
    if content is not None:
        write("my.schema.json", content)

    result = run("check", "-", "--schema", "my.schema.json", stdin=CLEAN)

    assert (result.exit_code, result.stdout) == (2, "")
    assert f"schema my.schema.json: {reason}" in result.stderr


# --- text ----------------------------------------------------------------------------------------


def test_excerpt() -> None:
    """A fault is shown with its line, and what would repair it."""
    assert run("check", "-", stdin=WRONG_VERSION).stdout == snapshot("""\
<stdin>:2:13: error[invalid-version] Invalid version 10: expected MAJOR.MINOR as a string, such as "10.0"
  |
2 |   "schema": 10,
  |             ^^
  = help: Change to "10.0"

1 error in 1 file
""")


def test_excerpt_with_related_place() -> None:
    """A place that belongs to a fault is shown with it."""
    text = CLEAN.replace('"actionId": "get"', '"actionId": "list"')

    assert run("check", "-", stdin=text).stdout == snapshot("""\
<stdin>:112:19: warning[duplicate-action] Action "contact" "list" exists already
    |
 75 |       "actionId": "list",
    |                   ------ First action of this name
...
112 |       "actionId": "list",
    |                   ^^^^^^

1 warning in 1 file
""")


def test_excerpt_of_several_lines() -> None:
    """Of what goes on over several lines, the first is shown."""
    text = CLEAN.replace('"name": "My custom connector"', '"name": [\n  1\n  ]')

    assert run("check", "-", stdin=text).stdout == snapshot("""\
<stdin>:3:11: error[wrong-type] Expected a string, found an array
  |
3 |   "name": [
  |           ^ … to line 5

1 error in 1 file
""")


def test_wide_characters() -> None:
    """Carets stand below what they mean, in the cells of a terminal."""
    members = '"日本語": 1,\t"e\u0301👩‍👩‍👧": 2, "\u202e": 3'
    text = CLEAN.replace('"name":', f'{members}, "name":', 1)

    assert run("check", "-", stdin=text).stdout == snapshot("""\
<stdin>:3:3: warning[unknown-property] Unknown property "日本語"
  |
3 |   "日本語": 1,    "é👩\u200d👩\u200d👧": 2, "�": 3, "name": "My custom connector",
  |   ^^^^^^^^
  = help: Remove "日本語"

<stdin>:3:13: warning[unknown-property] Unknown property "é👩\u200d👩\u200d👧"
  |
3 |   "日本語": 1,    "é👩\u200d👩\u200d👧": 2, "�": 3, "name": "My custom connector",
  |                   ^^^^^
  = help: Remove "é👩\u200d👩\u200d👧"

<stdin>:3:27: warning[unknown-property] Unknown property "�"
  |
3 |   "日本語": 1,    "é👩\u200d👩\u200d👧": 2, "�": 3, "name": "My custom connector",
  |                             ^^^
  = help: Remove "�"

3 warnings in 1 file
""")


def test_terminal_is_safe() -> None:
    """What a connector holds is no command for the terminal, in excerpts and in messages."""
    text = CLEAN.replace('"name":', '"\\u001b[2J\u009b2J": 1, "name":', 1)

    shown = run("check", "-", stdin=text).stdout

    assert 'Unknown property "\ufffd[2J\ufffd2J"' in shown
    assert not set("\x1b\x9b") & set(shown)


def test_colours() -> None:
    """Text is coloured where that is wanted, and only there."""
    coloured = run("check", "-", "--color", "always", stdin=WRONG_VERSION).stdout

    assert "\x1b[31m" in coloured
    assert "\x1b" not in run("check", "-", stdin=WRONG_VERSION).stdout
    assert "\x1b" in run("check", "-", stdin=WRONG_VERSION, env={"FORCE_COLOR": "1"}).stdout
    assert (
        "\x1b"
        not in run(
            "check", "-", "--color", "never", stdin=WRONG_VERSION, env={"FORCE_COLOR": "1"}
        ).stdout
    )
    assert (
        "\x1b"
        not in run(
            "check", "-", stdin=WRONG_VERSION, env={"FORCE_COLOR": "1", "NO_COLOR": "1"}
        ).stdout
    )


def test_terminal_without_colours(monkeypatch: pytest.MonkeyPatch) -> None:
    """A terminal that calls itself dumb gets no colours, unless somebody forces them."""
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    for name in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)

    monkeypatch.setenv("TERM", "xterm")
    assert is_coloured()
    monkeypatch.setenv("TERM", "dumb")
    assert not is_coloured()
    assert is_coloured("always")
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert is_coloured()


def test_process() -> None:
    """The command works as a process, whatever the encoding of its output."""
    text = CLEAN.replace('"name":', '"日本語": 1, "name":', 1)
    done = subprocess.run(
        [sys.executable, "-m", "connector_lsp", "check", "-"],
        cwd=Path(__file__).parents[2],
        env={"PYTHONIOENCODING": "ascii"},
        input=text.encode(),
        capture_output=True,
        check=False,
    )

    assert done.returncode == 1
    assert done.stdout.startswith(b"<stdin>:3:3: warning[unknown-property]")
    assert done.stderr == b""
