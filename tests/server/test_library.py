"""Releasing, the library and what changed, over the protocol."""

import json
from contextlib import contextmanager
from pathlib import Path

import pytest
from inline_snapshot import snapshot
from pygls.uris import to_fs_path

from tests.support.comparison import CONNECTOR, edited
from tests.support.debugger import EDITOR, api, bench, connector, position
from tests.support.http import response, says
from tests.support.library import Shelf
from tests.support.server import edit

AUTHOR = {"GIT_AUTHOR_NAME": "Ann Lee", "GIT_AUTHOR_EMAIL": "ann@example.com"}
PUSHED = {"workspace": {"codeLens": {"refreshSupport": True}}, "window": EDITOR["window"]}
"""What an editor announces that is sent all diagnostics and told of new lenses."""

RENAMED = edited(('"key": "item"', '"key": "article"'), ('"name": "Shop"', '"name": "Store"'))


@pytest.fixture
def shop(tmp_path):
    """An editor with a connector, beside it a library."""
    with bench(tmp_path, json.loads(CONNECTOR), variables=AUTHOR, capabilities=PUSHED) as editor:
        (editor.path.parent / ".connectors").mkdir()
        yield editor


def replace(b, before: str, after: str) -> None:
    """Type something in the place of what is there once."""
    text = b.path.read_text()
    start = position(text, before)
    end = start["character"] + len(before)
    b.editor.change(b.uri, 2, edit(start["line"], start["character"], end, after))
    b.path.write_text(text.replace(before, after))


def wait_for_lens(b) -> list[str]:
    """The titles of the lenses at the start, once the server says that there are others."""
    b.editor.wait_for_method("workspace/codeLens/refresh")
    found = b.editor.result("textDocument/codeLens", {"textDocument": {"uri": b.uri}})
    return [each["command"]["title"] for each in found if each["range"]["start"]["line"] == 0]


def text_of(uri: str) -> str:
    """What is in a file."""
    return Path(to_fs_path(uri)).read_text("utf-8")


def test_release_records_and_gives_the_json(shop):
    """The text for Claris Connect, the record, and a word about it."""
    result = shop.command("release", "First", "", "Nightly")

    assert json.loads(result["text"]) == json.loads(CONNECTOR)
    record = result["record"]
    assert (result["isNew"], record["address"], record["flows"]) == (True, "shop@1", ["Nightly"])
    assert (record["author"], record["note"]) == ("Ann Lee <ann@example.com>", "First")
    assert shop.shown()[-1]["message"] == "Shop v1 is released"
    assert text_of(record["uri"]) == result["text"]
    again = shop.command("release")
    assert (again["isNew"], again["record"]["id"]) == (False, record["id"])


def test_a_release_is_refused_while_there_are_errors(shop):
    """Nothing is written, and the first reason is shown."""
    replace(shop, '"10.0"', "10")

    result = shop.command("release")

    assert (result["text"], result["summary"]) == (None, "Not released: 1 error")
    assert shop.shown()[-1]["message"].startswith("Not released: 1 error.\nInvalid version 10")
    assert list((shop.path.parent / ".connectors").iterdir()) == []


ANSWERS = {"name": "it answers", "action": "thing/list"}
IS_A_LAMP = {
    "name": "it is a lamp",
    "action": "thing/list",
    "expect": {"body": {"/name": {"equals": "Lamp"}}},
}
CHAIR = says(response(b'{"name": "Chair"}', headers=[("Content-Type", "application/json")]))


def recording(url: str, **names: str) -> str:
    """A cassette in which each case got a thing of a name."""

    def exchange(name: str):
        request = {"method": "GET", "url": url, "headers": ["authorization: Bearer …"]}
        answer = {"status": 200, "reason": "OK", "headers": [], "json": {"name": name}}
        return {"title": "List things", "request": request, "response": answer}

    cases = {case.replace("_", " "): [exchange(name)] for case, name in names.items()}
    return json.dumps({"version": 1, "cases": cases})


def released(b) -> list[Path]:
    """What is in the library."""
    return list((b.path.parent / ".connectors").iterdir())


@contextmanager
def things(folder: Path, answer, *cases, key: str = "sk-1"):
    """An editor with a connector of a server, its test cases and a library."""
    variables = AUTHOR | {"CONNECTOR_LOOPBACK_API_KEY": key}
    with api(answer) as server, bench(folder, connector(server.url("")), variables=variables) as b:
        (b.path.parent / ".connectors").mkdir()
        b.write_cases(*cases)
        yield b, server


def test_a_release_passes_its_test_cases(tmp_path):
    """For real; the server is asked before anything is recorded."""
    with things(tmp_path, CHAIR, ANSWERS) as (b, server):
        result = b.command("release", "", "test")
        assert result["record"]["address"] == "loopback@1"
        assert len(server.heard) == 1


def test_a_failed_case_refuses_the_release(tmp_path):
    """The list says which and why; a page has the exchanges; nothing is written."""
    with things(tmp_path, CHAIR, ANSWERS, IS_A_LAMP) as (b, _):
        result = b.command("release", "", "test")
        assert (result["text"], result["summary"]) == (
            None,
            "Not released: 1 of 2 test cases failed",
        )
        assert b.shown()[-1]["message"] == snapshot("""\
Not released: 1 of 2 test cases failed.
List things: it is a lamp: body /name: expected "Lamp", got "Chair"\
""")
        assert "Chair" in text_of(result["page"])
        assert b.shown("window/showDocument")[-1]["uri"] == result["page"]
        assert released(b) == []


def test_a_recording_answers_the_cases_of_a_release(tmp_path):
    """Nothing is sent, and no secret is there; a failed case refuses the release all the same."""
    with things(tmp_path, CHAIR, IS_A_LAMP, key="") as (b, server):
        cassette = b.path.with_name("a.cassette.json")
        cassette.write_text(recording(server.url("/things"), it_is_a_lamp="Stool"))
        assert b.command("release", "", "replay")["text"] is None
        assert b.shown()[-1]["message"] == snapshot("""\
Not released: 1 of 1 test case failed.
List things: it is a lamp: body /name: expected "Lamp", got "Stool"\
""")
        cassette.write_text(recording(server.url("/things"), it_is_a_lamp="Lamp"))
        assert b.command("release", "", "replay")["isNew"]
        assert not server.heard


def test_a_release_without_a_value_says_to_sign_in(tmp_path):
    """What can be chosen from is in no recording; without it nothing is replayed or released."""
    document = connector("https://x.example")
    region = {"key": "region", "label": "Region", "choices": {"eu": "Europe"}}
    document["requiredSettings"]["authFields"].append(region)
    with bench(tmp_path, document, variables=AUTHOR) as b:
        (b.path.parent / ".connectors").mkdir()
        b.write_cases(ANSWERS)
        b.path.with_name("a.cassette.json").write_text(recording("https://x.example/things"))
        b.command("release", "", "replay")
        assert b.shown()[-1]["message"] == snapshot("""\
Not released: no value for CONNECTOR_LOOPBACK_REGION.
Sign in, or set it as an environment variable, and release again\
""")
        assert released(b) == []


def test_a_release_that_is_stopped_records_nothing(tmp_path):
    """As the progress of its test cases can be stopped in the editor."""
    with things(tmp_path, says(), ANSWERS) as (b, _):
        params = {"command": "connector.release", "arguments": [b.uri, "", "test"]}
        number = b.begin("workspace/executeCommand", params)
        token = b.editor.wait_for_method("$/progress")["token"]
        b.editor.notify("window/workDoneProgress/cancel", {"token": token})
        assert b.wait(number)["result"]["summary"] == "Not released: stopped"
        assert released(b) == []


@pytest.mark.parametrize(
    ("way", "cases", "said"),
    [
        ("test", [], "There are no test cases in a.tests.json"),
        ("test", [{"name": "faulty"}], "a.tests.json has a fault in line"),
        ("replay", [ANSWERS], "There is no recording a.cassette.json"),
    ],
)
def test_test_cases_that_cannot_be_passed_refuse_the_release(tmp_path, way, cases, said):
    """It is told why; what was asked for is never left out."""
    with things(tmp_path, CHAIR, *cases) as (b, server):
        b.command("release", "", way)
        assert b.shown()[-1]["message"].startswith(said)
        assert (released(b), server.heard) == ([], [])


def test_how_test_cases_can_be_passed(tmp_path):
    """A form offers what is possible."""
    with things(tmp_path, CHAIR, ANSWERS) as (b, _):

        def ways():
            return b.editor.result("connector/canonicalJson", {"uri": b.uri})["ways"]

        assert ways() == ["test"]
        b.path.with_name("a.cassette.json").write_text("{}")
        assert ways() == ["test", "replay"]
        b.cases_path.unlink()
        b.editor.notify(
            "workspace/didChangeWatchedFiles",
            {"changes": [{"uri": b.cases_path.as_uri(), "type": 3}]},
        )
        assert ways() == []


def test_the_lens_tells_what_changed_since_the_last_release(shop):
    """At the start of the connector, after a rest in the typing; its command shows a page."""
    shop.command("release")
    assert wait_for_lens(shop) == ["No changes since v1"]

    replace(shop, '"key": "item"', '"key": "article"')
    assert wait_for_lens(shop) == ["1 change since v1, 1 breaking"]

    page = text_of(shop.command("compare"))
    assert "**field item of order/create**: renamed to article" in page
    assert "Shop v1 (" in page
    replace(shop, '"key": "article"', '"key": "item"')
    assert wait_for_lens(shop) == ["No changes since v1"]


def test_the_lens_follows_what_others_released(shop):
    """What git brings is seen as soon as the editor tells of the files."""
    shop.command("release")
    assert wait_for_lens(shop) == ["No changes since v1"]
    theirs = Shelf(shop.path.parent)
    changed = theirs.draft("a", name="Store")
    record = theirs.library.release(changed, theirs.read())

    change = {"uri": record.file.as_uri(), "type": 1}
    shop.editor.notify("workspace/didChangeWatchedFiles", {"changes": [change]})

    assert wait_for_lens(shop) == ["1 change since v2, none breaking"]


def test_the_lens_names_one_of_two_releases_at_once(shop):
    """Its id says which, and so does the page of changes."""
    shop.command("release")
    assert wait_for_lens(shop) == ["No changes since v1"]
    ours, theirs = Shelf(shop.path.parent), Shelf(shop.path.parent / "clone")
    (record,) = ours.read().records
    theirs.release("a", description="Theirs")
    ours.merge(theirs)

    changed = ours.folder / theirs.read().records[0].file.relative_to(theirs.folder)
    change = {"uri": changed.as_uri(), "type": 1}
    shop.editor.notify("workspace/didChangeWatchedFiles", {"changes": [change]})

    assert wait_for_lens(shop) == [f"No changes since v1 ({record.id})"]
    assert f"Shop v1 ({record.id}) (" in text_of(shop.command("compare"))


def test_what_breaks_flows_is_marked(shop):
    """As information at its place, by a source of its own, until it is mended."""
    shop.command("release")
    wait_for_lens(shop)
    replace(shop, '"key": "item"', '"key": "article"')
    wait_for_lens(shop)

    def marks():
        sent = shop.shown("textDocument/publishDiagnostics")[-1]["diagnostics"]
        return [each for each in sent if each["source"] == "connector-lsp library"]

    (mark,) = marks()
    assert mark["range"]["start"] == position(shop.path.read_text(), '"article"')
    assert mark["severity"] == 3
    assert mark["message"] == snapshot(
        "Breaks flows since v1: field item of order/create, renamed to article: a step keeps what was filled in under the old key"
    )
    replace(shop, '"key": "article"', '"key": "item"')
    wait_for_lens(shop)
    assert marks() == []


def test_the_marks_can_be_switched_off(tmp_path):
    """By a setting; the lens stays."""
    with bench(tmp_path, json.loads(CONNECTOR), variables=AUTHOR, capabilities=PUSHED) as b:
        (b.path.parent / ".connectors").mkdir()
        settings = {"settings": {"connectorLsp": {"breakingChanges": False}}}
        b.editor.notify("workspace/didChangeConfiguration", settings)
        b.command("release")
        wait_for_lens(b)
        replace(b, '"key": "item"', '"key": "article"')
        assert wait_for_lens(b) == ["1 change since v1, 1 breaking"]
        sources = {
            each["source"]
            for sent in b.shown("textDocument/publishDiagnostics")
            for each in sent["diagnostics"]
        }
        assert "connector-lsp library" not in sources


def test_changes_for_a_view(shop):
    """With their places in the text as it is now, and the text that was released."""
    assert shop.editor.result("connector/changes", {"uri": shop.uri}) is None
    released = shop.command("release")["text"]
    replace(shop, '"key": "item"', '"key": "article"')

    found = shop.editor.result("connector/changes", {"uri": shop.uri})

    assert (found["title"], found["text"]) == ("1 change since v1, 1 breaking", released)
    (change,) = found["changes"]
    assert change["code"] == "field-renamed"
    assert change["range"]["start"] == position(shop.path.read_text(), '"article"')
    replace(shop, '"key": "article"', '"key" "article"')
    assert shop.editor.result("connector/changes", {"uri": shop.uri}) is None


def test_the_library_for_a_view(shop):
    """All records by connector, with what is wrong; a record with its text."""
    ask = {"uri": shop.uri}
    assert shop.editor.result("connector/library", ask)["connectors"] == []
    shop.command("release")
    replace(shop, '"name": "Shop"', '"name": "Store"')
    shop.command("release")

    found = shop.editor.result("connector/library", ask)

    (group,) = found["connectors"]
    assert (group["group"], group["name"]) == ("shop", "Store")
    assert group["drafts"] == [shop.uri]
    second, first = group["records"]
    assert (second["version"], second["parent"]) == (2, first["id"])
    folder = {"uri": shop.path.parent.as_uri(), "record": "shop@1"}
    shown = shop.editor.result("connector/record", folder)
    assert json.loads(shown["text"]) == json.loads(CONNECTOR)
    assert shop.editor.result("connector/record", {**ask, "record": "nothing"}) is None
    path = Path(to_fs_path(first["uri"]))
    path.chmod(0o644)
    path.write_text(path.read_text().replace("Slow", "Fast"))
    (problem,) = shop.editor.result("connector/library", ask)["problems"]
    assert problem["message"] == "its connector was changed in actions"


def test_commands_on_records(shop):
    """Show, copy, note and forget a flow, delete: each says what it did, and why it did not."""
    shop.command("release")

    def said():
        return shop.shown()[-1]["message"]

    assert shop.command("noteFlow", "shop", "Nightly") is True
    assert said() == 'Shop v1 is used in "Nightly"'
    assert shop.command("deleteRecord", "shop@1") is None
    assert said().startswith("Shop v1 is used in 1 flow: Nightly.\n")
    assert shop.command("forgetFlow", "shop", "Nightly") is True
    assert shop.command("forgetFlow", "shop", "Nightly") is None
    assert shop.command("deleteRecord", "shop@1") is True
    assert said() == "Shop v1 is deleted"
    copy = (shop.path.parent / "again.connector.json").as_uri()
    assert shop.command("copyRecord", "shop@1", copy) == copy
    assert json.loads(text_of(copy)) == json.loads(CONNECTOR)
    assert shop.command("copyRecord", "shop@1", copy) is None
    assert said().startswith("There is a file again.connector.json already")
    record = shop.command("showRecord", "shop@1")
    assert shop.shown("window/showDocument")[-1]["uri"] == record
    page = text_of(shop.command("showLibrary"))
    assert "## Shop" in page
    assert "| deleted |" in page


def test_comparing_records(shop):
    """Two records, or one with the connector; what was never released has nothing to compare."""
    assert shop.command("compare") is None
    assert "was never released" in shop.shown()[-1]["message"]
    shop.command("release")
    replace(shop, '"name": "Shop"', '"name": "Store"')
    shop.command("release")

    assert "Store v2: **1 change" in text_of(shop.command("compare", "shop@1", "shop@2"))
    assert "a.connector.json: **1 change" in text_of(shop.command("compare", "shop@1"))
    assert "**no changes**" in text_of(shop.command("compare"))


def test_new_makes_a_connector_and_opens_it(shop):
    """From a sample, called after its file; a file that is there stays."""
    uri = (shop.path.parent / "my-weather.connector.json").as_uri()

    def make(*arguments):
        params = {"command": "connector.new", "arguments": [uri, *arguments]}
        return shop.editor.result("workspace/executeCommand", params)

    assert make("nonsense") is None
    assert make("bearer-token") == uri
    assert json.loads(text_of(uri))["name"] == "My weather"
    assert shop.shown("window/showDocument")[-1]["uri"] == uri
    assert make() is None
    assert "already, and it stays" in shop.shown()[-1]["message"]


def test_the_library_of_the_settings(tmp_path):
    """A path of the settings starts at the workspace folder."""
    with bench(tmp_path, json.loads(CONNECTOR), variables=AUTHOR) as b:
        settings = {"settings": {"connectorLsp": {"library": {"path": str(tmp_path / "shelf")}}}}
        b.editor.notify("workspace/didChangeConfiguration", settings)
        b.command("release")
        assert [path.name for path in (tmp_path / "shelf").iterdir()] == ["shop"]


def test_a_text_that_was_never_saved(tmp_path):
    """It is released into the user's own library, and found again by its name."""
    with bench(tmp_path, json.loads(CONNECTOR), variables=AUTHOR) as b:
        b.editor.open("untitled:Untitled-1", CONNECTOR, language="claris-connector")
        b.editor.open("untitled:Untitled-2", RENAMED.replace("Store", "Shop"))
        for name in ("untitled:Untitled-1", "untitled:Untitled-2"):
            params = {"command": "connector.release", "arguments": [name]}
            b.editor.result("workspace/executeCommand", params)
        assert "Shop v2 is released: 1 change since v1: 1 breaking" in b.shown()[-1]["message"]
        folder = tmp_path / "data" / "connector-lsp" / "library" / "shop"
        assert len(list(folder.iterdir())) == 2


def test_a_workspace_that_is_not_trusted_writes_nothing(tmp_path):
    """As little as it sends anything."""
    capabilities = EDITOR | {"experimental": {"connectorLsp": {"untrusted": True}}}
    with bench(tmp_path, json.loads(CONNECTOR), variables=AUTHOR, capabilities=capabilities) as b:
        (b.path.parent / ".connectors").mkdir()
        for way in ("", "test", "replay"):
            b.command("release", "", way)
            assert "not trusted" in b.shown()[-1]["message"]
        assert list((b.path.parent / ".connectors").iterdir()) == []


def test_views_are_told_of_a_release(tmp_path):
    """An editor that has views for it reads the library again."""
    capabilities = EDITOR | {"experimental": {"connectorLsp": {"notifications": True}}}
    with bench(tmp_path, json.loads(CONNECTOR), variables=AUTHOR, capabilities=capabilities) as b:
        folder = b.path.parent / ".connectors"
        folder.mkdir()
        b.command("release")
        assert b.shown("connector/didChangeLibrary") == [{"folder": folder.as_uri()}]
        assert b.shown() == []  # It is theirs to say, beside what can be done next.


def test_views_are_told_of_what_others_released(tmp_path):
    """What git brings into a library that a view shows is told, too."""
    capabilities = EDITOR | {"experimental": {"connectorLsp": {"notifications": True}}}
    with bench(tmp_path, json.loads(CONNECTOR), variables=AUTHOR, capabilities=capabilities) as b:
        folder = b.path.parent / ".connectors"
        folder.mkdir()
        b.editor.result("connector/library", {"uri": b.path.parent.as_uri()})
        theirs = Shelf(b.path.parent)
        record = theirs.library.release(theirs.draft("a", name="Store"), theirs.read())

        change = {"uri": record.file.as_uri(), "type": 1}
        b.editor.notify("workspace/didChangeWatchedFiles", {"changes": [change]})

        told = b.editor.wait_for_method("connector/didChangeLibrary")
        assert told == {"folder": folder.as_uri()}
