"""``connector-lsp compare``."""

import json
from pathlib import Path

import pytest
from inline_snapshot import snapshot

from tests.support.cli import run
from tests.support.comparison import CONNECTOR, edited
from tests.support.library import ANN, BO, Shelf

CHANGED = edited(
    ('"key": "item"', '"key": "article"'),
    ('"name": "Shop"', '"name": "Store"'),
    ('"label": "Get an order"', '"label": "Find an order"'),
    ('},\n      "/spare": { "url": "https://api.example.com/v1/" }', "}"),
)


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shelf:
    """A library with one release, and a draft that has changed since."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TZ", "UTC")
    shelf = Shelf(tmp_path)
    shelf.release()
    (tmp_path / "shop.connector.json").write_text(CHANGED, "utf-8")
    return shelf


@pytest.mark.usefixtures("shelf")
def test_a_draft_with_its_record() -> None:
    """By impact, a line for each change, and below why it matters."""
    result = run("compare", "shop.connector.json")

    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == snapshot(
        """\
Store: v1 (2026-11-25, Ann Lee) → shop.connector.json

Breaking: a flow that uses it would fail or must be rebuilt
  > field item of order/create  renamed to article
    a step keeps what was filled in under the old key

Visible: flows go on; people or the API see a difference
  > connector                   renamed to "Store"
    people find the connector and its steps under another name
  ~ action order/get            label: "Get an order" → "Find an order"
    it reads otherwise where people choose a step

Invisible: nobody sees a difference
  - endpoint GET /spare         removed
    no action uses it

4 changes: 1 breaking, 2 visible, 1 invisible
"""
    )


@pytest.mark.parametrize(
    ("edits", "codes"),
    [
        ((), (0, 0, 0)),
        ((('"key": "item"', '"key": "article"'),), (1, 1, 1)),
        ((('"name": "Shop"', '"name": "Store"'),), (0, 1, 1)),
        (
            (('},\n      "/spare": { "url": "https://api.example.com/v1/" }', "}"),),
            (0, 0, 1),
        ),
    ],
)
def test_exit_codes(shelf: Shelf, edits: tuple, codes: tuple[int, ...]) -> None:
    """The mildest impact that fails is chosen, for CI."""
    (shelf.root / "shop.connector.json").write_text(edited(*edits), "utf-8")

    found = [
        run("compare", "shop.connector.json", "--fail-on", least).exit_code
        for least in ("breaking", "visible", "any")
    ]

    assert tuple(found) == codes


def test_files_records_and_stdin(shelf: Shelf) -> None:
    """Any two of them."""
    shelf.release(description="x")

    assert (
        "v1 (2026-11-25, Ann Lee) → v2 (2026-11-25, Ann Lee)"
        in run("compare", "shop@1", "shop@2").stdout
    )
    assert "1 change: 1 visible" in run("compare", "shop@2").stdout
    assert (
        "<stdin> → shop.connector.json"
        in run("compare", "-", "shop.connector.json", stdin=CONNECTOR).stdout
    )
    assert run("compare", "shop@1", "-", stdin=CONNECTOR).stdout.endswith("No changes\n")


@pytest.mark.usefixtures("shelf")
def test_json() -> None:
    """For programs: what was compared, counts, changes."""
    content = json.loads(run("compare", "shop.connector.json", "--format", "json").stdout)

    assert content["before"] == "v1 (2026-11-25, Ann Lee)"
    assert content["summary"] == {"breaking": 1, "visible": 2, "invisible": 1}
    assert [each["code"] for each in content["changes"]] == [
        "field-renamed",
        "connector-name",
        "action-text",
        "endpoint-removed",
    ]


@pytest.mark.usefixtures("shelf")
def test_markdown() -> None:
    """A page that can be a comment on a pull request."""
    page = run("compare", "shop.connector.json", "--format", "markdown").stdout

    assert page.startswith("# Store\n\nv1 (2026-11-25, Ann Lee) → shop.connector.json: **4 changes")


def test_what_was_never_released(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """There is nothing to compare with, and so nothing that fails."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".connectors").mkdir()
    (tmp_path / "new.connector.json").write_text(CONNECTOR, "utf-8")

    def compared(form: str):
        return run("compare", "new.connector.json", "--format", form, "--fail-on", "any")

    assert compared("text").stdout == (
        "new.connector.json was never released: there is nothing to compare with\n"
    )
    assert "was never released" in compared("markdown").stdout
    assert json.loads(compared("json").stdout)["changes"] == []
    assert compared("text").exit_code == 0


def test_a_draft_of_two_releases_at_once(shelf: Shelf, tmp_path: Path) -> None:
    """Which is meant is asked for, until one of them was deleted."""
    theirs = Shelf(tmp_path / "clone", BO)
    theirs.release(description="Bo's")
    shelf.merge(theirs)
    ours, bos = sorted(shelf.read().records, key=lambda each: each.release.author)

    result = run("compare", "shop.connector.json", "--fail-on", "any")

    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.splitlines() == [
        f"connector-lsp: Shop v1 was released 2 times at once: {bos.id} by {BO}, {ours.id} by {ANN}",
        "Name one by its id",
    ]
    assert "(2026-11-25, Bo Lind)" in run("compare", bos.id, "shop.connector.json").stdout
    shelf.library.delete(bos)
    assert "(2026-11-25, Ann Lee)" in run("compare", "shop.connector.json").stdout


def test_a_folder_of_the_same_name(shelf: Shelf) -> None:
    """A record may be called as a folder is."""
    (shelf.root / "shop").mkdir()
    assert "was never released" in run("compare", "shop").stdout


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("nothing.json", "nothing.json: no such file"),
        ("shpo", 'There is no record "shpo": did you mean "Shop"?'),
        ("broken.json", "broken.json: not JSON: "),
    ],
)
def test_what_cannot_be_compared(shelf: Shelf, name: str, message: str) -> None:
    """What is wrong is said, and the exit code is 2."""
    (shelf.root / "broken.json").write_text("{")

    result = run("compare", name)

    assert result.exit_code == 2
    assert message in result.stderr
