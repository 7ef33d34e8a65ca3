"""Definition, references, highlight, rename and linked editing over the protocol, in both files."""

import pytest

from tests.support.names import CASES, CONNECTOR, at
from tests.support.server import ServerProcess, applied, edit

VERSIONED = {"workspace": {"workspaceEdit": {"documentChanges": True}}}


@pytest.fixture
def paths(tmp_path):
    """A connector and its test cases on disk."""
    connector, cases = tmp_path / "a.connector.json", tmp_path / "a.tests.json"
    connector.write_text(CONNECTOR)
    cases.write_text(CASES)
    return connector, cases


def place(path, piece, text=CONNECTOR):
    """The parameters for a cursor in a piece of a text."""
    before = text[: at(piece, text)]
    position = {"line": before.count("\n"), "character": len(before.rpartition("\n")[2])}
    return {"textDocument": {"uri": path.as_uri()}, "position": position}


def test_a_rename_crosses_to_a_file_that_is_not_open(paths):
    """With the version of the open file, and none for the one on disk."""
    connector, cases = paths
    with ServerProcess(capabilities=VERSIONED) as server:
        server.initialize()
        server.open(connector.as_uri(), CONNECTOR, version=7)
        params = place(connector, '"key": "na<|>me"') | {"newName": "title"}
        first, second = server.result("textDocument/rename", params)["documentChanges"]
        assert first["textDocument"] == {"uri": connector.as_uri(), "version": 7}
        assert second["textDocument"] == {"uri": cases.as_uri(), "version": None}
        assert applied(CASES, second["edits"]) == CASES.replace('"name": "x"', '"title": "x"')


def test_a_byte_order_mark_is_no_column(paths):
    """Editors take it off when they open a file, also one that they open for a rename."""
    connector, cases = paths
    text = '{ "cases": [{ "action": "thing/create", "actionFields": { "name": "x" } }] }'
    cases.write_bytes(b"\xef\xbb\xbf" + text.encode())
    with ServerProcess() as server:
        server.initialize()
        server.open(connector.as_uri(), CONNECTOR)
        params = place(connector, '"key": "na<|>me"') | {"newName": "title"}
        changes = server.result("textDocument/rename", params)["changes"]
        assert applied(text, changes[cases.as_uri()]) == text.replace('"name"', '"title"')


def test_an_older_client_gets_plain_changes(paths):
    """By URI; from the test cases to the connector on disk, too."""
    connector, cases = paths
    with ServerProcess() as server:
        offered = server.initialize()
        assert offered["renameProvider"] is True
        assert "linkedEditingRangeProvider" not in offered
        server.open(cases.as_uri(), CASES)
        params = place(cases, "thing/g<|>et", CASES) | {"newName": "read"}
        changes = server.result("textDocument/rename", params)["changes"]
        assert set(changes) == {connector.as_uri(), cases.as_uri()}
        own = applied(CONNECTOR, changes[connector.as_uri()])
        assert own == CONNECTOR.replace('"get"', '"read"')


def test_a_refusal_is_an_error_with_the_reason(paths):
    """Before the new name is asked for, where there is nothing to rename."""
    connector, _ = paths
    capabilities = {
        "textDocument": {"rename": {"prepareSupport": True}, "linkedEditingRange": {}},
    }
    with ServerProcess(capabilities=capabilities) as server:
        offered = server.initialize()
        assert offered["renameProvider"] == {"prepareProvider": True}
        assert offered["linkedEditingRangeProvider"] is True
        server.open(connector.as_uri(), CONNECTOR)
        params = place(connector, '"key": "sh<|>op"')
        prepared = server.result("textDocument/prepareRename", params)
        assert prepared["placeholder"] == "shop"
        params["newName"] = "api_key"
        error = server.request("textDocument/rename", params)["error"]
        assert error["code"] == -32803
        assert error["message"] == 'There is another auth field "api_key" already, in line 10'
        params = place(connector, '"label": "Col<|>our"')
        error = server.request("textDocument/prepareRename", params)["error"]
        assert error["message"].startswith("Nothing here has a name to change")
        assert server.request("textDocument/rename", params)["error"]["code"] == -32602


def test_places_are_answered_in_both_files(paths):
    """Definition, references, highlight and linked editing; nothing in somebody else's file."""
    connector, cases = paths
    with ServerProcess() as server:
        server.initialize()
        server.open(connector.as_uri(), CONNECTOR)
        params = place(connector, '"/things/{<|>id}": {')
        found = server.result("textDocument/definition", params)
        assert [each["range"]["start"]["line"] for each in found] == [38, 45]
        found = server.result("textDocument/references", params)
        assert [each["uri"] for each in found].count(cases.as_uri()) == 1
        found = server.result("textDocument/documentHighlight", params)
        assert [each["kind"] for each in found] == [2, 2, 2, 3, 2, 3]
        assert server.result("textDocument/linkedEditingRange", params) is None
        cases.unlink()
        found = server.result("textDocument/linkedEditingRange", params)
        assert len(found["ranges"]) == 6
        other = connector.with_name("package.json")
        server.open(other.as_uri(), CONNECTOR.replace("a", "b"))
        params["textDocument"]["uri"] = other.as_uri()
        assert server.result("textDocument/definition", params) == []


def test_a_file_that_changes_on_disk_is_seen(paths):
    """The test cases beside an open connector, and the connector beside open test cases."""
    connector, cases = paths
    with ServerProcess() as server:
        server.initialize()
        server.open(connector.as_uri(), CONNECTOR)
        params = place(connector, '"actionId": "p<|>eek"')
        assert len(server.result("textDocument/references", params)) == 1
        cases.write_text(CASES.replace("thing/get", "thing/peek"))
        assert len(server.result("textDocument/references", params)) == 2

        server.notify("textDocument/didClose", {"textDocument": {"uri": connector.as_uri()}})
        server.open(cases.as_uri(), CASES)
        params = place(cases, "thing/g<|>et", CASES)
        assert len(server.result("textDocument/definition", params)) == 1
        connector.write_text(CONNECTOR.replace('"get"', '"fetch"'))
        changed = {"changes": [{"uri": connector.as_uri(), "type": 2}]}
        server.notify("workspace/didChangeWatchedFiles", changed)
        assert server.result("textDocument/definition", params) == []
        column = place(cases, "thing/<|>get", CASES)["position"]["character"]
        server.change(cases.as_uri(), 2, edit(2, column, column + 3, "fetch"))
        text = CASES.replace("thing/get", "thing/fetch")
        params = place(cases, "thing/f<|>etch", text)
        assert len(server.result("textDocument/definition", params)) == 1
