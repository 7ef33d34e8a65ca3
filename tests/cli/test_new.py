"""``connector-lsp new``."""

import json
from pathlib import Path

import pytest

from connector_lsp.resources import starting_points, title_of
from tests.support.cli import run


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_default_sample(folder: Path) -> None:
    """Without a choice it is the one with mock values, called after the file."""
    result = run("new", "open-weather")

    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == "Made open-weather.connector.json from the sample default\n"
    made = json.loads((folder / "open-weather.connector.json").read_text("utf-8"))
    assert made["name"] == "Open weather"
    assert "mock values" in made["description"]


@pytest.mark.parametrize("sample", [each.name for each in starting_points()])
def test_every_sample_is_clean(sample: str) -> None:
    """What one starts from has no fault, but for the empty one, which has nothing."""
    assert run("new", "my", "--sample", sample).exit_code == 0

    found = run("check", "my.connector.json", "--fail-on", "hint").exit_code
    assert found == (1 if sample == "empty" else 0)


@pytest.mark.parametrize("name", ["my", "my.json", "my.connector.json"])
def test_a_file_that_is_there_stays(folder: Path, name: str) -> None:
    """Whatever it is called by, nothing is overwritten."""
    (folder / "my.connector.json").write_text("precious")

    result = run("new", name)

    assert result.exit_code == 2
    assert result.stderr == (
        "connector-lsp: my.connector.json: there is such a file already, and it stays\n"
    )
    assert (folder / "my.connector.json").read_text() == "precious"


def test_wrong_usage() -> None:
    """What is missing or not there is said with what there is."""
    assert "Missing argument 'NAME'" in run("new").stderr
    assert "There are: default, basic" in run("new", "x", "--sample", "nope").stderr
    result = run("new", "no/such/folder/x")
    assert result.stderr == (
        "connector-lsp: no/such/folder/x.connector.json: "
        "cannot be made: no such file or directory\n"
    )


@pytest.mark.parametrize("name", ["", ".", "..", "a/", " ", ".connector.json", "a/.json"])
def test_no_name(folder: Path, name: str) -> None:
    """What gives a file no name is refused, and nothing is made."""
    result = run("new", name)
    assert (result.exit_code, [*folder.iterdir()]) == (2, [])
    assert f"{name!r} is no name of a connector, such as weather" in result.stderr


def test_the_list() -> None:
    """Each sample has a line that says what it is, and one that says what it shows."""
    lines = run("new", "--list").stdout.splitlines()

    assert lines[0] == "default        My custom connector"
    assert [line.split()[0] for line in lines if line[0] != " "] == [
        each.name for each in starting_points()
    ]
    assert max(map(len, lines)) <= 100


@pytest.mark.parametrize(
    ("file", "title"),
    [("my_shop.connector.json", "My shop"), ("Größe.connector.json", "Größe"), ("x", "X")],
)
def test_titles(file: str, title: str) -> None:
    """A file's name as people would write it."""
    assert title_of(Path(file)) == title
