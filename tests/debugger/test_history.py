"""The history: kept, private, redacted, and never in the way."""

import json
import os
import stat
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from connector_lsp.debugger.exchange import Exchange, Request, Response, Timing
from connector_lsp.debugger.history import MOST_BYTES, MOST_RUNS, History, default_directory
from connector_lsp.debugger.redact import Redactor

REDACTOR = Redactor({"authFields.api_key": "hunter22"})
EXCHANGE = Exchange(
    "List models",
    Request("GET", "https://h/?q=hunter22"),
    Timing(1_700_000_000.5, total=1),
    Response(200, "OK", (), b"hunter22"),
)


@pytest.fixture
def messages() -> list[str]:
    """What was reported."""
    return []


@pytest.fixture
def history(tmp_path: Path, messages: list[str]) -> History:
    """An empty history."""
    return History("My API!", "/a.connector.json", tmp_path / "history", messages.append)


def _files(tmp_path: Path) -> list[Path]:
    return [path for path in tmp_path.rglob("*") if path.is_file()]


def _at(started: float) -> Exchange:
    return replace(EXCHANGE, timing=Timing(started))


def test_round_trip(history: History, tmp_path: Path, messages: list[str]) -> None:
    """A run comes back as it was kept: redacted, with its inputs."""
    inputs = {"actionFields.q": "a hunter22", "actionFields.n": [1, {"x": None}]}

    run = history.add("models/list", (EXCHANGE, EXCHANGE), REDACTOR, inputs)

    assert run.inputs == {
        "actionFields.q": "a {{authFields.api_key}}",
        "actionFields.n": [1, {"x": None}],
    }
    assert run.exchanges[0].request.url == "https://h/?q={{authFields.api_key}}"
    assert list(history.runs()) == [run]
    assert history.try_find(run.id) == run
    assert messages == []
    assert b"hunter22" not in b"".join(path.read_bytes() for path in _files(tmp_path))


def test_order(history: History) -> None:
    """The latest run comes first; what was never kept is not found."""
    ids = [history.add(f"a/{number % 2}", (_at(number),), REDACTOR).id for number in (3, 1, 2)]

    assert [run.id for run in history.runs()] == [ids[0], ids[2], ids[1]]
    assert history.try_find("../../etc/passwd") is None
    assert history.try_find("0" * 16 + "-" + "0" * 8) is None


def test_limit(history: History, tmp_path: Path) -> None:
    """Only the latest fifty are kept."""
    for number in range(MOST_RUNS + 5):
        history.add("a", (_at(number),), REDACTOR)

    kept = [run.started for run in history.runs()]
    assert kept == [float(number) for number in range(MOST_RUNS + 4, 4, -1)]
    assert len(_files(tmp_path)) == MOST_RUNS


def test_owners(tmp_path: Path) -> None:
    """Connectors of one name in two files have two histories."""
    first, second = (History("Same", owner, tmp_path) for owner in ("/a", "/b"))
    run = first.add("a", (EXCHANGE,), REDACTOR)

    assert (list(first.runs()), list(second.runs())) == ([run], [])


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_private(history: History, tmp_path: Path) -> None:
    """Nobody else can read it, whatever the mode of a directory was before."""
    history.add("a", (EXCHANGE,), REDACTOR)
    (path,) = _files(tmp_path)
    path.parent.chmod(0o755)
    history.add("a", (EXCHANGE,), REDACTOR)

    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert {stat.S_IMODE(each.stat().st_mode) for each in _files(tmp_path)} == {0o600}


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"\xff",
        b"[" * 100_000,
        json.dumps({"action": "a", "started": 1, "inputs": {}, "exchanges": []}).encode(),
        json.dumps({"action": "a", "started": 1, "inputs": {}, "exchanges": [{}]}).encode(),
    ],
)
def test_damaged(history: History, tmp_path: Path, messages: list[str], content: bytes) -> None:
    """A damaged run is set aside with a message, once, and the others stay."""
    history.add("a", (_at(1),), REDACTOR)
    (path,) = _files(tmp_path)
    kept = history.add("a", (_at(2),), REDACTOR)
    path.write_bytes(content)

    assert list(history.runs()) == [kept]
    assert list(history.runs()) == [kept]
    aside = path.with_suffix(".unreadable")
    assert messages == [f"A run in the history is damaged and was set aside as {aside}"]
    assert aside.read_bytes() == content


def test_unwritable(tmp_path: Path, messages: list[str]) -> None:
    """Where nothing can be written or read, that is a message, and the run is there all the same."""
    (tmp_path / "history").write_text("no directory")
    history = History("a", "/a", tmp_path / "history", messages.append)

    run = history.add("a", (EXCHANGE,), REDACTOR)

    assert run.exchanges[0].title == "List models"
    assert list(history.runs()) == []
    assert messages[0].startswith("The run is not kept in the history: ")
    assert messages[1].startswith("The history cannot be read: ")


def test_unreadable_file(history: History, tmp_path: Path, messages: list[str]) -> None:
    """A run that cannot be opened, or dropped, is passed over with a message."""
    run = history.add("a", (_at(0),), REDACTOR)
    (path,) = _files(tmp_path)
    path.unlink()
    path.mkdir()

    assert history.try_find(run.id) is None
    assert messages[0].startswith(f"{path} cannot be read: ")
    for number in range(MOST_RUNS):
        history.add("a", (_at(number + 1),), REDACTOR)
    assert messages[1].startswith(f"{path} cannot be deleted: ")


def test_large_bodies(history: History) -> None:
    """Of a large body only the start is kept, in whole characters, and it is said so."""
    body = b"x" + "ä".encode() * MOST_BYTES
    exchange = Exchange(
        "a", Request("POST", "https://h/", body=body), Timing(1), Response(200, "OK", (), body)
    )

    (kept,) = history.add("a", (exchange,), REDACTOR).exchanges

    assert kept.response.is_cut
    assert kept.response.body == body[: MOST_BYTES - 1]
    assert kept.request.body == f"({len(body)} bytes, not kept)".encode()
    assert next(history.runs()).exchanges == (kept,)


def test_writers(tmp_path: Path) -> None:
    """Processes that write at once lose nothing and damage nothing."""
    code = (
        "import sys, pathlib\n"
        "from connector_lsp.debugger.exchange import *\n"
        "from connector_lsp.debugger.history import History\n"
        "from connector_lsp.debugger.redact import Redactor\n"
        "history = History('a', '/a', pathlib.Path(sys.argv[1]), sys.exit)\n"
        "for number in range(40):\n"
        "    exchange = Exchange('t', Request('GET', 'https://h/'), Timing(number))\n"
        "    history.add('a', (exchange,), Redactor({}))\n"
        "    list(history.runs())\n"
    )
    writers = [subprocess.Popen([sys.executable, "-c", code, str(tmp_path)]) for _ in range(3)]
    assert [writer.wait() for writer in writers] == [0, 0, 0]

    messages: list[str] = []
    runs = list(History("a", "/a", tmp_path, messages.append).runs())
    assert messages == []
    assert [run.started for run in runs[:30]] == [39.0 - number // 3 for number in range(30)]
    assert len(runs) == MOST_RUNS


def test_default_directory(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """It lies where the user's programs keep their state, and asking does not make it."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))

    assert default_directory().name == "history"
    assert "connector-lsp" in default_directory().parts
    assert list(tmp_path.iterdir()) == []
