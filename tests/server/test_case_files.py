"""A test cases file over the protocol: checked and completed against the connector beside it."""

import json

import pytest

from tests.support.debugger import EDITOR, bench, connector, position
from tests.support.server import edit

PUSH = {}


def open_cases(b, *cases):
    """Open test cases beside the connector; gives their URI and text."""
    text = json.dumps({"cases": cases}, indent=1)
    uri = b.cases_path.as_uri()
    b.editor.open(uri, text)
    return uri, text


def case(**more):
    """A case with nothing wrong with it."""
    return {"name": "n", "action": "thing/create", "actionFields": {"name": "x"}} | more


def test_cases_are_checked_against_the_open_connector_as_it_is_now(tmp_path):
    """An edit of the connector that changes its actions changes what is said of the cases."""
    with bench(tmp_path, connector("https://example.com")) as b:
        uri, _ = open_cases(b, case())
        assert b.editor.codes(uri) == []
        at = position(b.path.read_text(), '"create"')
        change = edit(at["line"], at["character"] + 1, at["character"] + 2, "k")
        b.editor.change(b.uri, 2, change)
        assert b.editor.codes(uri) == ["unknown-action"]
        b.editor.notify("textDocument/didClose", {"textDocument": {"uri": b.uri}})
        assert b.editor.codes(uri) == []  # On disk it is as it was.


def test_cases_are_not_blamed_for_a_connector_that_is_half_typed(tmp_path):
    """What is not there may be in what is broken; what is there is completed as ever."""
    with bench(tmp_path, connector("https://example.com")) as b:
        uri, text = open_cases(b, case(), case(name="m", action="thing/none"))
        assert b.editor.codes(uri) == ["unknown-action"]
        at = position(b.path.read_text(), '"create"')
        column = at["character"] + len('"create"')
        b.editor.change(b.uri, 2, edit(at["line"], column - 1, column, ""))
        assert b.editor.codes(uri) == []
        place = position(text, '"thing/create"')
        place["character"] += 1
        asked = {"textDocument": {"uri": uri}, "position": place}
        found = b.editor.result("textDocument/completion", asked)["items"]
        assert "thing/list" in [each["label"] for each in found]
        b.editor.change(b.uri, 3, edit(at["line"], column - 1, column - 1, '"'))
        assert b.editor.codes(uri) == ["unknown-action"]


def test_a_client_that_does_not_ask_is_sent_them_after_an_edit_of_the_connector(tmp_path):
    """Diagnostics of one file follow an edit of the other."""
    with bench(tmp_path, connector("https://example.com"), capabilities=PUSH) as b:
        uri, _ = open_cases(b, case())

        def sent(*codes):
            b.editor.wait_for(
                lambda m: (
                    m.get("method") == "textDocument/publishDiagnostics"
                    and m["params"]["uri"] == uri
                    and [each["code"] for each in m["params"]["diagnostics"]] == list(codes)
                )
            )

        sent()
        at = position(b.path.read_text(), '"create"')
        b.editor.change(b.uri, 2, edit(at["line"], at["character"] + 1, at["character"] + 2, "k"))
        sent("unknown-action")


@pytest.mark.parametrize(
    ("text", "codes"),
    [('{"cases": [{"action": 1}]}', True), ('{"tests": [1, 2]}', False), ("", True)],
)
def test_a_file_of_somebody_else_is_left_alone(tmp_path, text, codes):
    """Without a connector beside it, a file counts only if it looks like test cases."""
    with bench(tmp_path, connector("https://example.com")) as b:
        uri = (tmp_path / "other.tests.json").as_uri()
        b.editor.open(uri, text)
        assert bool(b.editor.codes(uri)) is codes


def test_completion_knows_the_actions_and_a_lens_runs_each_case(tmp_path):
    """What is completed and run is of the connector beside the file."""
    with bench(tmp_path, connector("https://example.com"), capabilities=EDITOR) as b:
        uri, text = open_cases(b, case())
        place = position(text, '"thing/create"') | {}
        place["character"] += 1
        found = b.editor.result(
            "textDocument/completion", {"textDocument": {"uri": uri}, "position": place}
        )
        labels = [each["label"] for each in found["items"]]
        assert {"thing/list", "thing/create", "testConnection"} <= set(labels)
        (lens,) = b.editor.result("textDocument/codeLens", {"textDocument": {"uri": uri}})
        assert lens["command"] == {
            "title": "Run case",
            "command": "connector.runCases",
            "arguments": [b.uri, "thing/create", "n"],
        }


def test_a_workspace_report_has_the_cases_of_each_connector(tmp_path):
    """Closed files are checked, too."""
    with bench(tmp_path, connector("https://example.com")) as b:
        b.write_cases(case(action="thing/nothing"))
        folder = {"uri": b.path.parent.as_uri(), "name": "project"}
        b.editor.notify(
            "workspace/didChangeWorkspaceFolders", {"event": {"added": [folder], "removed": []}}
        )
        report = b.editor.result("workspace/diagnostic", {"previousResultIds": []})
        codes = {each["uri"]: [item["code"] for item in each["items"]] for each in report["items"]}
        assert codes[b.cases_path.as_uri()] == ["unknown-action"]
