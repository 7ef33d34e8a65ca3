"""``connector-lsp demo``, against the real server."""

import json
import re
import sys
from pathlib import Path

import pytest

from connector_lsp.cli.demo import FAULTY, STEPS
from connector_lsp.cli.editor import expand_snippet
from connector_lsp.cli.lsp_client import LspClient, ServerFailedError
from connector_lsp.resources import samples
from tests.support.cli import run

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def story() -> str:
    """What the demo shows without a terminal."""
    result = run("demo")
    assert (result.exit_code, result.stderr) == (0, "")
    return result.stdout


def test_diagnostics(story: str) -> None:
    """It shows what is wrong in a faulty connector, with excerpts and what would be right."""
    assert "faulty.connector.json:2:13: error[invalid-version] Invalid version 10" in story
    assert '2 |   "schema": 10,\n  |             ^^\n  = help: Change to "10.0"\n' in story
    assert re.search(
        r"^\d errors, \d warnings, 1 information in 1 file, found in", story, re.MULTILINE
    )


def test_completion(story: str) -> None:
    """It completes an empty file until it is valid, each step with the list it chose from."""
    for number, step in enumerate(STEPS, start=1):
        assert f"\n{number}. {step.title}\n" in story
        assert re.search(rf"│ ▸ {re.escape(step.chosen)} .*│$", story, re.MULTILINE)
    assert "Left to do: nothing\nThe connector is valid.\n" in story


def test_hover(story: str) -> None:
    """It shows what the cursor is on."""
    assert "│ API key authFields.api_key " in story
    assert "│ GET https://api.example.com/v1/forecast " in story


def test_debugger(story: str) -> None:
    """It signs in to a sample, shows request and response of an action, and its cases are green."""
    assert re.search(r"^POST http://127\.0\.0\.1:\d+/v1/contacts$", story, re.MULTILINE)
    assert "\nAuthorization: Bearer {{authFields.api_key}}\n" in story
    assert re.search(r"^201 Created ", story, re.MULTILINE)
    assert re.search(r"✓  Test connection +testConnection  200", story)
    assert "\n5 passed in " in story


def test_plain_without_a_terminal(story: str) -> None:
    """Without a terminal nothing is coloured, and nothing is too wide; with one, it is."""
    assert "\x1b" not in story
    drawn = [line for line in story.splitlines() if re.match(r"\s*(\d+ │|[╭│╰]|──)", line)]
    assert max(map(len, drawn)) <= 100
    assert "\x1b[32m" in run("demo", env={"FORCE_COLOR": "1"}).stdout


@pytest.mark.parametrize(
    "text",
    [samples()["oauth2"], FAULTY, "", "{", "[]", "nonsense", "\ufeff{}", '{"a":\t"\x00\u2028"}'],
)
def test_file(text: str, tmp_path: Path) -> None:
    """With a file, it shows what the server says of that, whatever is in it."""
    file = tmp_path / "own.json"
    file.write_text(text, "utf-8")

    result = run("demo", str(file))

    assert (result.exit_code, result.stderr) == (0, "")
    assert "── What is wrong, and what would be right ──" in result.stdout


def test_file_of_a_sample(tmp_path: Path) -> None:
    """Of a good connector it shows that nothing is wrong, what can be typed, what things are."""
    file = tmp_path / "own.connector.json"
    file.write_text(samples()["default"], "utf-8")

    shown = run("demo", str(file)).stdout

    assert "No problems in 1 file" in shown
    assert "│   region   Region  │" in shown
    assert "│ API key authFields.api_key " in shown


def test_many_problems(tmp_path: Path) -> None:
    """Of many problems it shows some, and how to see the others."""
    file = tmp_path / "own.connector.json"
    file.write_text(json.dumps(dict.fromkeys(map(str, range(50)))), "utf-8")

    assert re.search(r"… and \d+ more: connector-lsp check ", run("demo", str(file)).stdout)


def test_unreadable_file() -> None:
    """A file that cannot be read ends with 2, as with `check`."""
    result = run("demo", "missing.json")

    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == "connector-lsp: missing.json: no such file\n"


REFUSAL = """
body = '{"id": 1, "error": {"message": "no"}}'
print(f"Content-Length: {len(body)}\\r\\n\\r\\n{body}", flush=True)
input()
"""


@pytest.mark.parametrize(
    ("program", "reason"),
    [
        ("import sys; sys.exit('out of order')", "unexpectedly: out of order"),
        ("print('Content-Length: 2\\r\\n\\r\\n{}', flush=True)", "unexpectedly"),
        (
            REFUSAL,
            "initialize: no",
        ),
    ],
)
def test_broken_server(program: str, reason: str) -> None:
    """A server that ends or refuses is an error with its reason, and leaves no process."""
    with pytest.raises(ServerFailedError, match=reason), LspClient([sys.executable, "-c", program]):
        pass


@pytest.mark.parametrize(
    ("snippet", "text"),
    [
        ('"a": "$1"', '"a": ""'),
        ('"a": "${1:b c}"', '"a": "b c"'),
        ('"a": "${1:b c}${2:d}$0"', '"a": "b cTYPED"'),
        ("${1|GET,PO\\,ST|}", "GET"),
        ("{{authFields.${1:key}}}", "{{authFields.key}}"),
        ("\\$1 \\} \\\\", "$1 } \\"),
        ("${1:a\\}b}", "a}b"),
    ],
)
def test_snippet(snippet: str, text: str) -> None:
    """A snippet becomes its text, with what is typed at its tab stops."""
    assert expand_snippet(snippet, {2: "TYPED"}) == text
