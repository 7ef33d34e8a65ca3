"""The library: what is recorded, found again, and noticed when it was tampered with."""

import json
import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from inline_snapshot import snapshot

from connector_lsp.library.errors import InUseError, LibraryError
from connector_lsp.library.library import Draft
from tests.support.library import ANN, BO, Shelf


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    """An empty library in a folder of its own."""
    return Shelf(tmp_path)


def overview(shelf: Shelf) -> str:
    """What is in a library, a line for each record."""
    return "\n".join(
        f"{each.address} {each.release.name}, {each.state}"
        f"{' in ' + ', '.join(each.flows) if each.flows else ''}"
        f"{': ' + each.problem if each.problem else ''}"
        for each in shelf.read().records
    )


# --- releasing -----------------------------------------------------------------------------------


def test_a_release(shelf: Shelf) -> None:
    """A record has what was handed over, who did it when, and why."""
    record = shelf.release(note="First one", flows=("Orders to sheet",))

    (found,) = shelf.read().records
    assert found == record
    assert found.text == shelf.draft().text
    assert (found.release.author, found.release.note) == (ANN, "First one")
    assert (found.title, found.address, found.flows) == ("Shop v1", "shop@1", ("Orders to sheet",))
    assert found.release.source == "shop.connector.json"
    assert found.file.read_text("utf-8") == found.text
    assert found.file.stat().st_mode & 0o222 == 0


def test_an_empty_library(shelf: Shelf) -> None:
    """What is not there yet has no records and no problems."""
    assert (shelf.read().records, shelf.read().problems) == ([], ())


def test_releases_of_one_connector(shelf: Shelf) -> None:
    """Each has the next number and knows the one before, whatever the connector is called."""
    first = shelf.release()
    second = shelf.release(description="Sells things")
    renamed = shelf.release(name="Store")
    other = shelf.release("weather", name="Weather")

    assert (first.release.parent, other.release.parent) == ("", "")
    assert second.release.parent == first.digest
    assert renamed.release.parent == second.digest
    assert overview(shelf) == snapshot(
        """\
shop@3 Store, created
shop@2 Shop, created
shop@1 Shop, created
weather@1 Weather, created\
"""
    )


def test_nothing_new_is_not_released_again(shelf: Shelf) -> None:
    """The same content is the same release; a flow that is new is noted."""
    first = shelf.release()
    before = shelf.files()

    again = shelf.release()
    assert (again, shelf.files()) == (first, before)

    shelf.release(flows=("Nightly",))
    assert overview(shelf) == "shop@1 Shop, created in Nightly"


def test_what_was_deleted_can_be_released_again(shelf: Shelf) -> None:
    """As the product wants it: delete, and make it anew."""
    shelf.library.delete(shelf.release())
    shelf.release()

    assert overview(shelf) == snapshot(
        """\
shop@2 Shop, created
shop@1 Shop, deleted\
"""
    )


def test_going_back_to_an_old_version(shelf: Shelf) -> None:
    """Its content once more is a release of its own, as another one was in between."""
    shelf.release()
    shelf.release(description="Worse")
    shelf.release()

    assert [each.address for each in shelf.read().records] == ["shop@3", "shop@2", "shop@1"]


def test_names_of_folders(shelf: Shelf) -> None:
    """A folder has a name that any disk takes; connectors of different names have different ones."""
    names = ("My Shop!", "my-shop", "天気", "", "Größe", "../../etc/passwd", "x" * 300)
    for number, name in enumerate(names):
        draft = Draft(None, json.dumps({"name": name, "description": f"{number}"}))
        shelf.library.release(draft, shelf.read())

    assert list(shelf.read().groups) == snapshot(
        [
            "connector",
            "connector-2",
            "etc-passwd",
            "groe",
            "my-shop",
            "my-shop-2",
            "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
        ]
    )


def test_half_a_character_is_refused(shelf: Shelf) -> None:
    """What no file can hold is said before anything is written."""
    with pytest.raises(LibraryError, match="half a character"):
        shelf.library.release(Draft(None, '{"name": "\ud800"}'), shelf.read())
    assert not shelf.folder.exists()


def test_a_library_that_cannot_be_written(shelf: Shelf) -> None:
    """The reason is told, and nothing is left behind."""
    shelf.folder.write_text("a file in its place")

    with pytest.raises(LibraryError, match="cannot be written to: file exists"):
        shelf.release()


# --- finding -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "address"),
    [("shop", "shop@2"), ("SHOP", "shop@2"), ("shop@1", "shop@1"), ("Shop@v1", "shop@1")],
)
def test_finding(shelf: Shelf, name: str, address: str) -> None:
    """By folder or name, with a version or the latest."""
    shelf.release()
    shelf.release(description="x")

    assert shelf.read().find(name).address == address


def test_finding_by_id(shelf: Shelf) -> None:
    """An id or its beginning is enough."""
    record = shelf.release()

    assert shelf.read().find(record.id[:8]).id == record.id


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("shop@7", "Shop has no v7"),
        ("shpo", 'There is no record "shpo": did you mean "Shop"?'),
        ("zzzzzz", 'There is no record "zzzzzz"'),
    ],
)
def test_not_finding(shelf: Shelf, name: str, message: str) -> None:
    """What is not there is said with what is."""
    shelf.release()

    with pytest.raises(LibraryError) as raised:
        shelf.read().find(name)
    assert raised.value.message == message


def test_a_draft_knows_where_it_came_from(shelf: Shelf) -> None:
    """By its file, a copy that was made of a record, its content, or its name, in this order."""
    first = shelf.release()
    second = shelf.release(description="x")
    library, records = shelf.library, shelf.read()

    def origin(draft: Draft):
        found = library.origin(draft, shelf.read())
        return found and found.address

    assert origin(shelf.draft(description="y")) == "shop@2"
    assert origin(shelf.draft("moved")) == "shop@1"
    assert origin(shelf.draft("moved", description="y")) == "shop@2"
    assert origin(shelf.draft("moved", name="Other", description="y")) is None
    library.note_copy(first, shelf.root / "fresh.connector.json")
    assert origin(shelf.draft("fresh", description="y")) == "shop@1"
    library.note_copy(first, shelf.root / "shop.connector.json")
    assert origin(shelf.draft(description="y")) == "shop@1"
    assert records.find("shop@2") == second


# --- flows and deleting --------------------------------------------------------------------------


def test_flows_are_noted_and_forgotten(shelf: Shelf) -> None:
    """What happens later counts; a flow that is not known cannot be forgotten."""
    record = shelf.release(flows=("A",))
    shelf.library.note_flow(record, "B")
    shelf.library.forget_flow(shelf.read().find("shop"), "A")

    assert overview(shelf) == "shop@1 Shop, created in B"
    with pytest.raises(LibraryError, match='not known to be used in "A"'):
        shelf.library.forget_flow(shelf.read().find("shop"), "A")


def test_deleting_is_refused_while_flows_use_it(shelf: Shelf) -> None:
    """As in the product, with the list; by force it is recorded with what was left behind."""
    record = shelf.release(flows=("A", "B"))

    with pytest.raises(InUseError, match="Shop v1 is used in 2 flows: A, B"):
        shelf.library.delete(record)
    shelf.library.delete(record, is_forced=True)

    assert overview(shelf) == "shop@1 Shop, deleted in A, B"
    with pytest.raises(LibraryError, match="deleted already"):
        shelf.library.delete(shelf.read().find("shop@1"))
    (event,) = shelf.folder.glob("*/*-deleted-*.json")
    assert json.loads(event.read_text())["flows"] == ["A", "B"]


@pytest.mark.parametrize("name", ["Con", "NUL", "com1", "LPT9"])
def test_names_that_windows_keeps_for_itself(shelf: Shelf, name: str) -> None:
    """A folder cannot be called so there, and a library is shared."""
    shelf.release(name=name)
    second = shelf.release("b", name=f"{name}!")
    assert list(shelf.read().groups) == [f"{name.lower()}-connector", f"{name.lower()}-connector-2"]
    assert shelf.read().find(name).release.name == name
    assert second.file.name == f"{name.lower()}-connector-2.connector.json"


# --- two people ----------------------------------------------------------------------------------


def test_two_releases_at_once(shelf: Shelf, tmp_path: Path) -> None:
    """Both are kept, no file is written by both, and which is meant is asked for."""
    shelf.release()
    theirs = Shelf(tmp_path / "clone", BO)
    shutil.copytree(shelf.folder, theirs.folder)
    before = set(shelf.files())
    shelf.release(description="Ann's")
    theirs.release(description="Bo's")
    ours, others = set(shelf.files()) - before, set(theirs.files()) - before

    assert ours.isdisjoint(others)
    shelf.merge(theirs)
    merged = shelf.read()
    assert merged.problems == ()
    assert [each.address for each in merged.records] == ["shop@2", "shop@2", "shop@1"]
    assert {each.release.author for each in merged.twins(merged.records[0])} <= {ANN, BO}
    with pytest.raises(LibraryError, match="Shop v2 was released 2 times at once"):
        merged.find("shop")
    assert merged.find(merged.records[1].id).release.version == 2
    assert shelf.release(description="Both").address == "shop@3"


@pytest.mark.parametrize("dropped", [0, 1])
def test_one_of_two_releases_at_once_was_deleted(
    shelf: Shelf, tmp_path: Path, dropped: int
) -> None:
    """The other is the latest, and the one that a draft came from, whichever is older."""
    theirs = Shelf(tmp_path / "clone", BO)
    shelf.release()
    theirs.release(description="Bo's")
    shelf.merge(theirs)
    both = shelf.read()
    for record in both.records:
        with pytest.raises(
            LibraryError, match=f"Shop v1 was released 2 times at once: {record.id}"
        ):
            both.require_only(record)
    assert both.version(both.records[0]) == f"v1 ({both.records[0].id})"

    shelf.library.delete(both.records[dropped])

    found, kept = shelf.read(), both.records[1 - dropped]
    assert found.find("shop").id == kept.id
    origin = found.origin("shop.connector.json", "Shop", lambda: "")
    assert origin is not None
    assert origin.id == kept.id
    found.require_only(origin)
    with pytest.raises(LibraryError, match="at once"):
        found.find("shop@1")


# --- tampering -----------------------------------------------------------------------------------


def tamper(path: Path, old: str, new: str) -> None:
    """Change a file that is not meant to change."""
    text = path.read_text("utf-8")
    assert old in text
    path.chmod(0o644)
    path.write_text(text.replace(old, new), "utf-8")


def test_a_changed_connector_is_noticed(shelf: Shelf) -> None:
    """Which record it is, and which members differ."""
    record = shelf.release()
    tamper(record.file, '"Get an order"', '"Take an order"')

    (problem,) = shelf.read().problems
    assert problem == (record.folder, "its connector was changed in actions")
    with pytest.raises(LibraryError, match=r"Shop v1 .* is not what was released"):
        shelf.read().find("shop").require_intact()


def test_other_changes_are_noticed(shelf: Shelf) -> None:
    """In what was written at the release, in an event, in files that are gone or do not belong."""
    first = shelf.release()
    shelf.library.note_flow(first, "A")
    second = shelf.release(description="x")
    third = shelf.release(description="y")
    tamper(second.folder / "release.json", ANN, BO)
    (event,) = shelf.folder.glob("*/*-flow-noted-*.json")
    tamper(event, '"A"', '"B"')
    third.file.unlink()
    (shelf.folder / "shop" / "notes.txt").touch()

    found = {path.name: what for path, what in shelf.read().problems}

    assert found == {
        second.folder.name: "release.json was changed",
        third.folder.name: "shop.connector.json is missing",
        event.name: "it was changed after it was written",
        "notes.txt": "nothing that belongs into a library",
    }


@pytest.mark.parametrize("number", [1, 2])
def test_nothing_is_released_beside_a_record_that_cannot_be_read(shelf: Shelf, number: int) -> None:
    """What changed since it cannot be told, and its version would be taken again."""
    records = [shelf.release(description=str(each)) for each in range(number)]
    shelf.release("other", name="Other")
    (records[-1].folder / "release.json").write_bytes(b"")

    with pytest.raises(
        LibraryError, match="A record of shop cannot be read: it is no JSON"
    ) as told:
        shelf.release(description="new")

    assert str(records[-1].folder) in told.value.next_step
    shelf.release("other", name="Other", description="new")


def test_a_removed_record_is_missed(shelf: Shelf) -> None:
    """By the one that came from it, or by what happened to it."""
    first = shelf.release()
    second = shelf.release(description="x")
    shelf.library.note_flow(second, "A")
    shutil.rmtree(first.folder)
    assert [what for _, what in shelf.read().problems] == [
        f"{first.id}, which it came from, is gone"
    ]
    shutil.rmtree(second.folder)
    assert [what for _, what in shelf.read().problems] == [
        f"{second.id}, which it is about, is gone"
    ]


def test_line_breaks_of_git_are_no_tampering(shelf: Shelf) -> None:
    """A checkout on Windows may have other line breaks."""
    record = shelf.release()
    for path in record.folder.iterdir():
        path.chmod(0o644)
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))

    assert shelf.read().problems == ()
    assert shelf.read().find("shop").text == shelf.draft().text


def test_a_newer_format_is_told(shelf: Shelf) -> None:
    """What a later version of this program wrote is not misread."""
    record = shelf.release()
    tamper(record.folder / "release.json", '"format": 1', '"format": 2')

    assert [what for _, what in shelf.read().problems] == [
        "its format is 2, and this program knows 1"
    ]


# --- properties ----------------------------------------------------------------------------------

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=10,
)  # fmt: skip


@given(st.dictionaries(TEXTS, JSON, max_size=4), TEXTS, TEXTS)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
def test_release_then_read_gives_equal_json(tmp_path: Path, connector, name, note) -> None:
    """Whatever is in a connector comes out as it went in, and nothing looks tampered with."""
    shelf = Shelf(tmp_path)
    value = {**connector, "name": name}
    draft = Draft(None, json.dumps(value, indent=2, ensure_ascii=False) + "\n")

    record = shelf.library.release(draft, shelf.read(), note=note)

    found = shelf.read()
    assert found.problems == ()
    again = found.find(record.id)
    assert json.loads(again.text) == value
    assert again.release == record.release
    shutil.rmtree(shelf.folder)


@given(st.data())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
def test_any_flipped_byte_is_noticed(tmp_path: Path, data) -> None:
    """No change of any file of a record goes unnoticed, whatever it hits."""
    shelf = Shelf(tmp_path)
    record = shelf.release(flows=("A",))
    shelf.library.note_flow(record, "B")
    files = [path for path in shelf.folder.rglob("*.json") if path.is_file()]
    path = data.draw(st.sampled_from(sorted(files)))
    content = bytearray(path.read_bytes())
    content[data.draw(st.integers(0, len(content) - 1))] ^= data.draw(st.integers(1, 255))
    path.chmod(0o644)
    path.write_bytes(content)

    assert len(shelf.read().problems) >= 1
    shutil.rmtree(shelf.folder)
