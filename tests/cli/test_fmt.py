"""``connector-lsp fmt``: what is written, what is said, and the exit code."""

import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from inline_snapshot import snapshot

from connector_lsp.resources import samples
from tests.support.cli import run

CLEAN = samples()["default"]
FLAT = '{"schema":"10.0",\r\n"name":"x"}'
FORMATTED = '{ "schema": "10.0", "name": "x" }\r\n'
BROKEN = CLEAN.replace('"schema": "10.0"', '"schema":"10.0"').replace('"GET",', '"GET', 1)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working folder, empty."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(name: str, content: str | bytes) -> Path:
    """A file with that content, byte for byte."""
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def test_connectors_and_their_test_cases_are_formatted() -> None:
    """Those below the folder; test cases are those beside a connector."""
    connector = write("x/a.connector.json", FLAT)
    cases = write("x/a.tests.json", '{"cases":[]}')
    others = [write(name, FLAT) for name in ("x/b.tests.json", "x/c.json", ".d/e.connector.json")]
    write("f.connector.json", CLEAN)

    result = run("fmt")

    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == snapshot("""\
Formatted x/a.connector.json
Formatted x/a.tests.json
2 files formatted, 1 file unchanged
""")
    assert connector.read_bytes() == FORMATTED.encode()
    assert cases.read_text() == '{ "cases": [] }\n'
    assert {each.read_bytes() for each in others} == {FLAT.encode()}


def test_what_is_formatted_is_not_written() -> None:
    """Its time stays, so nothing is built anew for it."""
    path = write("a.connector.json", CLEAN)
    os.utime(path, ns=(1, 1))

    result = run("fmt", "a.connector.json")

    assert (result.exit_code, result.stdout) == (0, "1 file unchanged\n")
    assert path.stat().st_mtime_ns == 1


def test_check_writes_nothing_and_ends_with_1() -> None:
    """For CI; when all is formatted it ends with 0."""
    path = write("a.connector.json", FLAT)

    result = run("fmt", "--check")

    assert (result.exit_code, result.stdout) == snapshot(
        (
            1,
            """\
Would format a.connector.json
1 file would be formatted
""",
        )
    )
    assert path.read_bytes() == FLAT.encode()
    path.write_text(CLEAN)
    assert run("fmt", "--check").exit_code == 0


def test_diff_is_a_patch() -> None:
    """On stdout alone; it makes of the file what `fmt` does."""
    path = write("a.connector.json", '{"a":1,\n\n"b":{\n"c":2}}')

    result = run("fmt", "--diff")

    assert result.exit_code == 1
    assert result.stdout == snapshot("""\
--- a/a.connector.json
+++ b/a.connector.json
@@ -1,4 +1,7 @@
-{"a":1,
+{
+  "a": 1,
 \n\
-"b":{
-"c":2}}
\\ No newline at end of file
+  "b": {
+    "c": 2
+  }
+}
""")
    assert result.stderr == "Would format a.connector.json\n1 file would be formatted\n"
    git = shutil.which("git")
    assert git
    subprocess.run([git, "apply", "-"], input=result.stdout.encode(), check=True)
    patched = path.read_text()
    assert run("fmt").stdout == "1 file unchanged\n"
    assert path.read_text() == patched


def test_diff_in_colours_hides_what_would_steer_a_terminal() -> None:
    """A control character is no JSON, but it may be there."""
    write("a.connector.json", '{"a":1,\r\n"b":"\x1b[2J"}')

    shown = run("fmt", "--diff", "--color", "always").stdout

    assert "\x1b[31m" in shown
    assert "\x1b[2J" not in shown
    assert "\r" not in shown


def test_stdin_goes_to_stdout() -> None:
    """All of it and nothing else, with its line breaks and its byte order mark."""
    text = b"\xef\xbb\xbf" + FLAT.encode()

    result = run("fmt", "-", stdin=text)

    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout_bytes == b"\xef\xbb\xbf" + FORMATTED.encode()


def test_stdin_stands_alone() -> None:
    """Beside files it is unclear what stdout is for."""
    result = run("fmt", "-", "a.connector.json", stdin=CLEAN)

    assert result.exit_code == 2
    assert "- stands alone" in result.stderr


def test_check_of_stdin() -> None:
    """Tells, and writes no text."""
    result = run("fmt", "-", "--check", "--stdin-filename", "x.json", stdin=FLAT)

    assert (result.exit_code, result.stdout) == (
        1,
        "Would format x.json\n1 file would be formatted\n",
    )


def test_byte_order_mark_and_permissions_stay() -> None:
    """The file is another, but looks like the same."""
    path = write("a.connector.json", b"\xef\xbb\xbf" + FLAT.encode())
    path.chmod(0o640)

    assert run("fmt").exit_code == 0
    assert path.read_bytes() == b"\xef\xbb\xbf" + FORMATTED.encode()
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


def test_link_stays_a_link() -> None:
    """What it leads to is written."""
    target = write("real/a.json", FLAT)
    link = Path("a.connector.json")
    link.symlink_to(target)

    assert run("fmt").exit_code == 0
    assert link.is_symlink()
    assert target.read_bytes() == FORMATTED.encode()


def test_broken_part_is_left_and_named() -> None:
    """With its place in the file as it is then; all else is formatted, and the exit code is 2."""
    path = write("a.connector.json", BROKEN)
    write("b.connector.json", FLAT)

    result = run("fmt")

    assert result.exit_code == 2
    assert (result.stdout, result.stderr) == snapshot(
        (
            """\
Formatted a.connector.json
Formatted b.connector.json
2 files formatted
""",
            "connector-lsp: a.connector.json: left as it is where it is not JSON, at line 77, column 17: Missing closing quotation mark\n",
        )
    )
    assert path.read_text() == BROKEN.replace('"schema":"10.0"', '"schema": "10.0"')


def test_text_that_is_too_broken_is_not_touched() -> None:
    """Of stdin everything comes out again, as an editor that pipes a buffer through needs it."""
    result = run("fmt", "-", stdin="{ nothing\r\n")

    assert (result.exit_code, result.stdout_bytes) == (2, b"{ nothing\r\n")
    assert "left as it is where it is not JSON, at line 1, column 3" in result.stderr


def test_what_cannot_be_read_is_named_and_the_others_are_formatted() -> None:
    """Exit code 2."""
    path = write("a.connector.json", FLAT)
    write("b.connector.json", b"\xff\xfe")

    result = run("fmt", "a.connector.json", "b.connector.json", "c.connector.json")

    assert result.exit_code == 2
    assert result.stderr == snapshot("""\
connector-lsp: b.connector.json: not UTF-8: it looks like UTF-16
connector-lsp: c.connector.json: no such file
""")
    assert path.read_bytes() == FORMATTED.encode()


def test_what_cannot_be_written_stays_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    """No half file is left, under any name."""
    path = write("a.connector.json", FLAT)

    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("connector_lsp.files.shutil.copymode", refuse)
    result = run("fmt")

    assert result.exit_code == 2
    assert (
        result.stderr
        == "connector-lsp: a.connector.json: cannot be written: no space left on device\n"
    )
    assert path.read_bytes() == FLAT.encode()
    assert [each.name for each in Path().iterdir()] == ["a.connector.json"]


def test_nothing_of_the_server_is_imported() -> None:
    """A pre-commit hook runs it on each commit."""
    script = "import sys; from connector_lsp.cli import fmt; print(*sys.modules)"
    modules = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    ).stdout.split()
    assert not {"lsprotocol", "pygls", "jsonschema_rs", "httpx", "rich"} & set(modules)
