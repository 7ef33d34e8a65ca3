"""Diagnostics over the protocol: asked for and sent, with settings and schemas."""

import json

import pytest

from connector_lsp.resources import samples
from tests.support.server import ServerProcess, edit

URI = "file:///folder/a.connector.json"
FAULTY = '{"schema": 10,\n "name": "x"}'
PULL = {"textDocument": {"diagnostic": {}}}


def ranges(items):
    """The ranges of diagnostics as (line, start, end) on one line."""
    return [
        (
            i["range"]["start"]["line"],
            i["range"]["start"]["character"],
            i["range"]["end"]["character"],
        )
        for i in items
    ]


def test_a_report_has_a_name_and_is_not_sent_twice():
    """LSP 3.17: with the same result id, a report is `unchanged`."""
    with ServerProcess(capabilities=PULL) as server:
        server.initialize()
        server.open(URI, FAULTY)
        first = server.diagnostics(URI)
        again = server.diagnostics(URI, first["resultId"])
        assert again == {"kind": "unchanged", "resultId": first["resultId"]}
        server.change(URI, 2, edit(0, 11, 13, '"10.0"'))
        after = server.diagnostics(URI, first["resultId"])
        assert after["kind"] == "full"
        assert "invalid-version" not in [item["code"] for item in after["items"]]


def test_a_client_that_does_not_ask_is_sent_them():
    """They come after opening, after edits, and go when the text is closed."""
    with ServerProcess() as server:
        server.initialize()
        server.open(URI, FAULTY)
        sent = server.wait_for_method("textDocument/publishDiagnostics")
        assert sent["version"] == 1
        assert "invalid-version" in [item["code"] for item in sent["diagnostics"]]
        server.change(URI, 2, edit(0, 11, 13, '"10.0"'))
        sent = server.wait_for_method("textDocument/publishDiagnostics")
        assert sent["version"] == 2
        assert "invalid-version" not in [item["code"] for item in sent["diagnostics"]]
        server.notify("textDocument/didClose", {"textDocument": {"uri": URI}})
        assert server.wait_for_method("textDocument/publishDiagnostics")["diagnostics"] == []


@pytest.mark.parametrize(("encoding", "column"), [("utf-8", 18), ("utf-16", 16), ("utf-32", 15)])
def test_columns_count_what_the_client_counts(encoding, column):
    """An astral character takes four bytes, two UTF-16 units, one code point."""
    capabilities = PULL | {"general": {"positionEncodings": [encoding]}}
    with ServerProcess(capabilities=capabilities) as server:
        server.initialize()
        server.open(URI, '{"a😀": 1, "b": tru}')
        item = next(i for i in server.diagnostics(URI)["items"] if i["code"] == "unquoted-value")
        assert item["range"]["start"]["character"] == column
        server.change(URI, 2, edit(0, column, column + 3, "true"))
        assert "unquoted-value" not in server.codes(URI)


@pytest.mark.parametrize("separator", ["\u2028", "\u2029", "\u0085", "\x0b", "\x0c"])
def test_separators_that_end_no_line_do_not_corrupt_the_text(separator):
    """JSON strings may hold U+2028 and others raw; LSP's lines do not end there."""
    with ServerProcess(capabilities=PULL) as server:
        server.initialize()
        server.open(URI, f'{{"name": "a{separator}b",\n"schema": 10}}')
        items = [i for i in server.diagnostics(URI)["items"] if i["code"] == "invalid-version"]
        assert ranges(items) == [(1, 10, 12)]
        server.change(URI, 2, edit(1, 10, 12, '"10.0"'))
        assert "invalid-version" not in server.codes(URI)


def test_a_file_that_is_no_connector_is_left_alone():
    """Other servers speak of it; nothing is sent, and a report is empty."""
    with ServerProcess(capabilities=PULL) as server:
        server.initialize()
        server.open("file:///package.json", '{"name": 1,}')
        assert server.diagnostics("file:///package.json")["items"] == []


def test_a_json_file_is_a_connector_by_its_root_keys_even_while_they_are_typed():
    """The second telling name makes it one."""
    uri = "untitled:Untitled-1"
    with ServerProcess(capabilities=PULL) as server:
        server.initialize()
        server.open(uri, '{"auth_request": {}}')
        assert server.codes(uri) == []
        server.change(uri, 2, edit(0, 1, 1, '"testConnection": {}, '))
        assert "missing-property" in server.codes(uri)


def test_severities_come_from_the_settings_of_the_folder():
    """Each folder of a workspace is asked for separately."""
    answers = {
        "workspace/configuration": lambda params: [
            {"severity": {"invalid-version": "off"}}
            if item.get("scopeUri", "").endswith("/one")
            else {"severity": {"invalid-version": "hint"}}
            for item in params["items"]
        ]
    }
    capabilities = PULL | {
        "workspace": {"configuration": True, "diagnostics": {"refreshSupport": True}}
    }
    folders = [{"uri": f"file:///{name}", "name": name} for name in ("one", "two")]
    with ServerProcess(capabilities=capabilities, answers=answers) as server:
        server.initialize(workspaceFolders=folders)
        server.open("file:///one/a.connector.json", FAULTY)
        server.open("file:///two/a.connector.json", FAULTY)
        server.wait_for_method("workspace/diagnostic/refresh")
        assert "invalid-version" not in server.codes("file:///one/a.connector.json")
        items = server.diagnostics("file:///two/a.connector.json")["items"]
        assert [i["severity"] for i in items if i["code"] == "invalid-version"] == [4]


@pytest.mark.parametrize("answer", [None, {}])
def test_settings_of_the_start_hold_where_a_client_has_no_others(answer):
    """A client such as Zed sends them as `initializationOptions`, and knows nothing when asked."""
    answers = {"workspace/configuration": lambda params: [answer for _ in params["items"]]}
    capabilities = PULL | {
        "workspace": {"configuration": True, "diagnostics": {"refreshSupport": True}}
    }
    with ServerProcess(capabilities=capabilities, answers=answers) as server:
        server.initialize(initializationOptions={"severity": {"invalid-version": "off"}})
        server.open(URI, FAULTY)
        server.wait_for_method("workspace/diagnostic/refresh")
        assert "invalid-version" not in server.codes(URI)


def test_wrong_settings_are_named_and_left_out():
    """The user reads what is wrong; the rest holds."""
    options = {"severity": {"no-such-code": "off", "invalid-version": "loud"}, "files": 3}
    with ServerProcess(capabilities=PULL) as server:
        server.initialize(initializationOptions=options)
        server.open(URI, FAULTY)
        assert "invalid-version" in server.codes(URI)
    shown = [
        m["params"]["message"] for m in server.received if m.get("method") == "window/showMessage"
    ]
    assert any("no-such-code" in message for message in shown)
    assert any("loud" in message for message in shown)
    assert any("files" in message for message in shown)


@pytest.mark.parametrize("name", ["{folder}/own (1).json", "../own (1).json", "./../own (1).json"])
def test_a_schema_of_the_users_own_replaces_the_built_in_one(tmp_path, name):
    """All features follow it; a change on disk is seen, however the client writes its name."""
    schema = tmp_path / "own (1).json"
    schema.write_text(json.dumps({"type": "object", "required": ["colour"]}))
    options = {"schema": {"path": name.format(folder=tmp_path)}}
    (tmp_path / "project").mkdir()
    folder = (tmp_path / "project").as_uri()
    with ServerProcess(capabilities=PULL) as server:
        server.initialize(initializationOptions=options, rootUri=folder)
        connector = f"{folder}/a.connector.json"
        server.open(connector, "{}")
        messages = [item["message"] for item in server.diagnostics(connector)["items"]]
        assert 'Missing property "colour"' in messages
        schema.write_text(json.dumps({"type": "object", "required": ["shape"]}))
        uri = f"file://{tmp_path}/own%20(1).json"  # As Neovim writes it.
        server.notify("workspace/didChangeWatchedFiles", {"changes": [{"uri": uri, "type": 2}]})
        messages = [item["message"] for item in server.diagnostics(connector)["items"]]
        assert 'Missing property "shape"' in messages


@pytest.mark.parametrize(
    ("content", "reason"),
    [(None, "No such file"), ("{", "not JSON"), ('{"type": 5}', "not a JSON Schema at /type")],
)
def test_a_schema_that_cannot_be_used_is_named_and_the_built_in_one_stays(
    tmp_path, content, reason
):
    """The message says where and why."""
    schema = tmp_path / "own.json"
    if content is not None:
        schema.write_text(content)
    with ServerProcess(capabilities=PULL) as server:
        server.initialize(initializationOptions={"schema": {"path": str(schema)}})
        server.open(URI, FAULTY)
        assert "invalid-version" in server.codes(URI)
    shown = [
        m["params"]["message"] for m in server.received if m.get("method") == "window/showMessage"
    ]
    assert any(reason in message and "built-in schema stays" in message for message in shown)


def test_the_workspace_is_checked_on_disk_and_in_the_editor(tmp_path):
    """An open text counts instead of its file; a file that is gone or no UTF-8 is left out."""
    one, two, bad = (tmp_path / f"{name}.connector.json" for name in ("one", "two", "bad"))
    one.write_text(FAULTY)
    two.write_text(samples()["default"])
    bad.write_bytes(b"\xff")
    with ServerProcess(capabilities=PULL) as server:
        server.initialize(rootUri=tmp_path.as_uri())
        server.open(two.as_uri(), FAULTY)
        reports = server.result("workspace/diagnostic", {"previousResultIds": []})["items"]
        found = {report["uri"]: len(report["items"]) for report in reports}
        assert set(found) == {one.as_uri(), two.as_uri()}
        assert all(found.values())
        known = [{"uri": r["uri"], "value": r["resultId"]} for r in reports]
        reports = server.result("workspace/diagnostic", {"previousResultIds": known})["items"]
        assert [report["kind"] for report in reports] == ["unchanged", "unchanged"]


def test_a_file_has_one_name_whatever_its_client_encodes(tmp_path):
    """What Neovim leaves as it is in a URI, such as a bracket, others percent-encode."""
    path = tmp_path / "c++ (1)" / "it's.connector.json"
    path.parent.mkdir()
    path.write_text(FAULTY)
    uri = f"file://{tmp_path}/c++%20(1)/it's.connector.json"
    assert uri != path.as_uri()
    with ServerProcess(capabilities=PULL) as server:
        server.initialize(rootUri=tmp_path.as_uri())
        for name in (uri, path.as_uri()):
            server.open(name, FAULTY, version=7)
            (report,) = server.result("workspace/diagnostic", {})["items"]
            assert (report["uri"], report["version"]) == (name, 7)
            found = server.result("workspace/symbol", {"query": ""})
            assert {each["location"]["uri"] for each in found} <= {name}
            server.notify("textDocument/didClose", {"textDocument": {"uri": name}})


def test_related_places_tags_and_links_for_clients_that_show_them():
    """A duplicate name points to its first occurrence; every code has a page that exists."""
    capabilities = {
        "textDocument": {
            "diagnostic": {
                "relatedInformation": True,
                "tagSupport": {"valueSet": [1]},
                "codeDescriptionSupport": True,
            }
        }
    }
    with ServerProcess(capabilities=capabilities) as server:
        server.initialize()
        server.open(URI, '{"name": "a", "name": "b"}')
        items = server.diagnostics(URI)["items"]
        item = next(i for i in items if i["code"] == "duplicate-key")
        place = item["relatedInformation"][0]["location"]
        assert place["range"]["start"] == {"line": 0, "character": 1}
        assert item["codeDescription"]["href"].endswith("/docs/diagnostics/duplicate-key.md")
