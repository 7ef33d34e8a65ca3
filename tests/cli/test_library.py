"""``connector-lsp library`` and its commands."""

import json
import re
from pathlib import Path

import pytest
from inline_snapshot import snapshot

from tests.support.cli import run
from tests.support.comparison import CONNECTOR
from tests.support.library import ANN, BO, Shelf


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shelf:
    """A library in the working folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TZ", "UTC")
    shelf = Shelf(tmp_path)
    shelf.folder.mkdir()
    return shelf


@pytest.fixture
def full(shelf: Shelf) -> Shelf:
    """A library with two connectors, one of them deleted."""
    shelf.release(note="First one", flows=("Orders to sheet", "Nightly"))
    shelf.author = BO
    shelf.release(description="Sells things", note="With a description")
    shelf.library.delete(shelf.release("weather", name="Weather station"))
    return shelf


def test_init(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A library belongs to the repository, wherever in it one is."""
    (tmp_path / ".git").mkdir()
    (tmp_path / "inner").mkdir()
    monkeypatch.chdir(tmp_path / "inner")

    assert (
        run("library", "init").stdout == f"Made {tmp_path}/.connectors: commit it with the rest\n"
    )
    assert (tmp_path / ".connectors" / ".gitignore").read_text() == ".tmp-*\n"
    assert "There is a library already" in run("library", "init").stderr


def test_list(full: Shelf) -> None:
    """A line for each record; what was deleted is shown when asked for."""
    del full
    assert run("library", "list").stdout == snapshot(
        """\
shop@2  Shop  2026-11-25  Bo Lind              With a description
shop@1  Shop  2026-11-25  Ann Lee  in 2 flows  First one
1 deleted, see --all
"""
    )
    assert run("library", "list", "--all").stdout.splitlines()[-1] == snapshot(
        "weather-station@1  Weather station  2026-11-25  Bo Lind  deleted"
    )


@pytest.mark.usefixtures("full")
def test_list_on_a_narrow_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """A note that does not fit goes on below itself."""
    monkeypatch.setattr("connector_lsp.cli.library.terminal_width", lambda: 64)
    assert run("library", "list").stdout == snapshot(
        """\
shop@2  Shop  2026-11-25  Bo Lind              With a
                                               description
shop@1  Shop  2026-11-25  Ann Lee  in 2 flows  First one
1 deleted, see --all
"""
    )


@pytest.mark.usefixtures("shelf")
def test_an_empty_list() -> None:
    """Nothing is said to be nothing, with where it was looked for."""
    assert run("library", "list").stdout == "Nothing was released yet into .connectors\n"


def test_list_as_json(full: Shelf) -> None:
    """For programs, everything."""
    content = json.loads(run("library", "list", "--format", "json").stdout)

    assert content["library"] == str(full.folder)
    assert [(each["address"], each["state"]) for each in content["records"]] == [
        ("shop@2", "created"),
        ("shop@1", "created"),
        ("weather-station@1", "deleted"),
    ]
    first, second = content["records"][1], content["records"][0]
    assert second["parent"] == first["id"]
    assert first["author"] == ANN
    assert set(first) == {
        "id", "address", "name", "version", "date", "author", "note", "flows", "state", "parent",
        "twins", "source", "sha256", "file", "problem",
    }  # fmt: skip


def test_show(full: Shelf) -> None:
    """All about a record."""
    record = full.read().find("shop@2")
    shown = run("library", "show", "shop@2").stdout

    assert re.sub(r"[0-9a-f]{16,}", "…", shown) == snapshot(
        """\
Name          Shop v2
Id            …
Released      2026-11-25 09:02 by Bo Lind <bo@example.com>
Note          With a description
State         created
Flows         none that is known
Came from     Shop v1 (…)
Draft         shop.connector.json
File          .connectors/shop/20261125-090200-…/shop.connector.json
SHA-256       …
"""
    )
    assert run("library", "show", "shop@2", "--json").stdout == record.text
    as_json = json.loads(run("library", "show", record.id, "--format", "json").stdout)
    assert as_json["id"] == record.id


def test_copy_gives_a_draft_that_knows_its_record(full: Shelf) -> None:
    """Release, then copy, gives equal JSON; what is compared is what it was copied from."""
    result = run("library", "copy", "shop@1", "again.connector.json")

    assert result.stdout == "Made again.connector.json from Shop v1\n"
    assert json.loads((full.root / "again.connector.json").read_text()) == json.loads(CONNECTOR)
    compared = run("compare", "again.connector.json").stdout
    assert compared.startswith("Shop: v1 (2026-11-25, Ann Lee) → again.connector.json")
    assert compared.endswith("No changes\n")


def test_copy_leaves_a_file_alone(full: Shelf) -> None:
    """What is there stays, and nothing is noted."""
    (full.root / "shop.connector.json").write_text("precious")
    before = full.files()

    result = run("library", "copy", "shop@1")

    assert "there is such a file already" in result.stderr
    assert (full.root / "shop.connector.json").read_text() == "precious"
    assert full.files() == before


@pytest.mark.usefixtures("full")
def test_flows_and_deleting() -> None:
    """Deleting is refused with the list of flows, until they are forgotten."""
    refused = run("library", "delete", "shop@1")
    assert refused.exit_code == 2
    assert refused.stderr == snapshot(
        """\
connector-lsp: Shop v1 is used in 2 flows:
  Orders to sheet
  Nightly
Remove it from these flows and say so with connector-lsp library forget-flow, or delete it with --force
"""
    )
    noted = run("library", "note-flow", "shop@1", "Weekly", "Nightly").stdout
    assert noted == "Shop v1 is used in Orders to sheet, Nightly, Weekly\n"
    forgotten = run("library", "forget-flow", "shop@1", "Weekly", "Nightly", "Orders to sheet")
    assert forgotten.stdout == "Shop v1 is used in no flow that is known\n"
    assert run("library", "delete", "shop@1").stdout == "Shop v1 is deleted\n"


@pytest.mark.usefixtures("full")
def test_deleting_by_force() -> None:
    """It is done and said what it left behind."""
    result = run("library", "delete", "shop@1", "--force")

    assert result.stdout == "Shop v1 is deleted, although it is used in Orders to sheet, Nightly\n"


def test_verify(full: Shelf) -> None:
    """All is well, or which record is not, and what of it."""
    assert run("library", "verify").stdout == "3 records, all as they were written\n"
    record = full.read().find("shop@1")
    record.file.chmod(0o644)
    record.file.write_text(record.text.replace("Slow", "Fast"))

    result = run("library", "verify")

    assert result.exit_code == 1
    folder = f".connectors/shop/{record.folder.name}"
    assert result.stderr == f"connector-lsp: {folder}: its connector was changed in actions\n"
    assert "tampered with" in run("library", "list").stdout
    assert "is not what was released" in run("library", "copy", "shop@1", "x.json").stderr


def test_two_releases_at_once_are_told_apart(shelf: Shelf, tmp_path: Path) -> None:
    """Both are listed with their ids, by which they are named."""
    theirs = Shelf(tmp_path / "clone", BO)
    shelf.release()
    theirs.release(description="Bo's")
    shelf.merge(theirs)

    assert run("library", "list").stdout.count("released at once, ") == 2
    refused = run("library", "show", "shop").stderr
    assert "Shop v1 was released 2 times at once: " in refused
    one = refused.split("at once: ")[1].split()[0]
    assert "At once with  " in run("library", "show", one).stdout


def test_flows_are_noted_and_forgotten_together(shelf: Shelf) -> None:
    """One file for all of them; of what is known none, and of what is wrong nothing."""
    shelf.release(flows=("A",))

    def events() -> int:
        return len([*shelf.folder.glob("*/*-flow-*.json")])

    assert (
        run("library", "note-flow", "shop", "B", "A", "C", "B").stdout
        == "Shop v1 is used in A, B, C\n"
    )
    run("library", "note-flow", "shop", "A", "C")
    assert events() == 1
    refused = run("library", "forget-flow", "shop", "A", "X")
    assert (refused.exit_code, events()) == (2, 1)
    assert run("library", "forget-flow", "shop", "A", "C").stdout == "Shop v1 is used in B\n"
    assert events() == 2
    assert "A flow has no name" in run("library", "note-flow", "shop", "D", " ").stderr
    assert shelf.read().find("shop").flows == ("B",)


def test_a_name_is_no_command_for_the_terminal(shelf: Shelf) -> None:
    """Whoever released it, what a record is called is shown as it is written."""
    record = shelf.release(name="Sh\x1b[2Jop\nv")
    for arguments in (
        ["note-flow", record.id, "\x1bA"],
        ["copy", record.id, "a.connector.json"],
        ["forget-flow", record.id, "\x1bA"],
        ["delete", record.id],
    ):
        shown = run("library", *arguments).stdout
        assert "\x1b" not in shown
        assert shown.count("\n") == 1


def test_a_user_who_is_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder that begins with a tilde and no user's name is one like any other."""
    monkeypatch.chdir(tmp_path)
    result = run("library", "list", "--library", "~nobody-at-all/a")
    assert result.stdout == "Nothing was released yet into ~nobody-at-all/a\n"


def test_a_library_elsewhere(full: Shelf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An option or a variable names it; without any library around it is the user's own."""
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    (elsewhere / ".git").mkdir()
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    folder = str(full.folder)

    assert "shop@2" in run("library", "list", "--library", folder).stdout
    assert "shop@2" in run("library", "list", env={"CONNECTOR_LSP_LIBRARY": folder}).stdout
    assert run("library", "list").stdout.startswith("Nothing was released yet into ")
