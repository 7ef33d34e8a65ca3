"""Code actions over the protocol: listed, resolved, refused when the text has changed."""

import json
from pathlib import Path

import pytest
import pytest_lsp

from tests.support.names import CASES, CONNECTOR, at
from tests.support.server import ServerProcess, applied, edit

CLIENTS = sorted((Path(pytest_lsp.__file__).parent / "clients").glob("*.json"))
LITERALS = {"codeActionLiteralSupport": {"codeActionKind": {"valueSet": []}}}
MODERN = {
    "textDocument": {
        "codeAction": {
            **LITERALS,
            "isPreferredSupport": True,
            "disabledSupport": True,
            "dataSupport": True,
            "resolveSupport": {"properties": ["edit"]},
        }
    },
    "workspace": {
        "workspaceEdit": {
            "documentChanges": True,
            "resourceOperations": ["create"],
            "changeAnnotationSupport": {"groupsOnLabel": True},
        }
    },
}
OLD = {"textDocument": {"codeAction": LITERALS}}

# With an endpoint whose path has a segment to convert, called by one action.
TEXT = CONNECTOR.replace('"/things/{id}"', '"/shops/7/things/{id}"')
CONVERT = 'Convert "7" into path parameter "shop_id"'


@pytest.fixture
def paths(tmp_path):
    """A connector and its test cases on disk."""
    connector, cases = tmp_path / "a.connector.json", tmp_path / "a.tests.json"
    connector.write_text(TEXT)
    cases.write_text(CASES)
    return connector, cases


def asked(path, piece, text=TEXT, only=None):
    """The parameters for a cursor in a piece of a text."""
    before = text[: at(piece, text)]
    position = {"line": before.count("\n"), "character": len(before.rpartition("\n")[2])}
    context = {"diagnostics": [], **({"only": only} if only else {})}
    span = {"start": position, "end": position}
    return {"textDocument": {"uri": path.as_uri()}, "range": span, "context": context}


def listed(server, params):
    """The actions in a place by their titles."""
    return {each["title"]: each for each in server.result("textDocument/codeAction", params)}


ENDPOINT = '"/shops/<|>7/things/{id}": {'
CONVERTED = TEXT.replace("/shops/7/", "/shops/{shop_id}/")


def test_a_modern_client_resolves_what_it_takes(paths):
    """Listed without an edit; resolved with versions, for both files, told and to be confirmed."""
    connector, cases = paths
    with ServerProcess(capabilities=MODERN) as server:
        offered = server.initialize()["codeActionProvider"]
        assert offered["resolveProvider"] is True
        assert offered["codeActionKinds"] == [
            "quickfix", "refactor.extract", "refactor.rewrite", "source.fixAll",
        ]  # fmt: skip
        server.open(connector.as_uri(), TEXT, version=7)
        action = listed(server, asked(connector, ENDPOINT))[CONVERT]
        assert action["kind"] == "refactor.rewrite"
        assert "edit" not in action
        resolved = server.result("codeAction/resolve", action)
        assert {**resolved, "edit": None} == {**action, "edit": None}
        first, second = resolved["edit"]["documentChanges"]
        assert first["textDocument"] == {"uri": connector.as_uri(), "version": 7}
        assert second["textDocument"] == {"uri": cases.as_uri(), "version": None}
        assert applied(TEXT, first["edits"]).startswith(CONVERTED.partition('"urlFields"')[0])
        assert '"shop_id": "7"' in applied(CASES, second["edits"])
        annotations = resolved["edit"]["changeAnnotations"]
        (name,) = annotations
        assert annotations[name] == {
            "label": CONVERT,
            "description": "2 actions get a URL field with the default 7",
            "needsConfirmation": True,
        }
        assert {each["annotationId"] for each in first["edits"] + second["edits"]} == {name}


def test_what_is_resolved_is_what_others_get_at_once(paths):
    """Of every action, wherever it is offered."""
    connector, _ = paths
    text = TEXT.replace('"schema": "10.0"', '"schema": 10')
    places = (
        '"sch<|>ema"',
        ENDPOINT,
        '"act<|>ions"',
        '"actionId": "<|>peek"',
        '"headers": { "X-<|>Id"',
    )
    own = MODERN["textDocument"]["codeAction"]
    eager = {
        **MODERN,
        "textDocument": {"codeAction": {**own, "resolveSupport": {"properties": []}}},
    }
    edits = []
    for capabilities in (MODERN, eager):
        with ServerProcess(capabilities=capabilities) as server:
            server.initialize()
            server.open(connector.as_uri(), text)
            found = [
                each
                for place in places
                for each in listed(server, asked(connector, place, text)).values()
            ]
            if capabilities is MODERN:
                found = [server.result("codeAction/resolve", each) for each in found]
            edits.append([(each["title"], each["edit"]) for each in found])
    assert edits[0] == edits[1]
    assert len(edits[0]) >= len(places) - 1


def test_an_old_client_gets_plain_changes_at_once(paths):
    """The same edits by URI, without anything that it does not know."""
    connector, cases = paths
    with ServerProcess(capabilities=OLD) as server:
        assert "resolveProvider" not in server.initialize()["codeActionProvider"]
        server.open(connector.as_uri(), TEXT)
        action = listed(server, asked(connector, ENDPOINT))[CONVERT]
        assert set(action) == {"title", "kind", "edit"}
        assert set(action["edit"]) == {"changes"}
        assert set(action["edit"]["changes"]) == {connector.as_uri(), cases.as_uri()}


def test_a_text_that_has_changed_since_is_refused(paths):
    """With the error that tells a client to ask again; the same for what is open no more."""
    connector, _ = paths
    uri = connector.as_uri()
    with ServerProcess(capabilities=MODERN) as server:
        server.initialize()
        server.open(uri, TEXT)
        action = listed(server, asked(connector, ENDPOINT))[CONVERT]
        server.change(uri, 2, edit(0, 1, 1, "\n"))
        error = server.request("codeAction/resolve", action)["error"]
        assert error["code"] == -32801
        assert error["message"].startswith("The text has changed")

        text = TEXT.replace("{", "{\n", 1)
        action = listed(server, asked(connector, ENDPOINT, text))[CONVERT]
        other = {**action, "data": {**action["data"], "name": "sort-by-name.0"}}
        assert server.request("codeAction/resolve", other)["error"]["code"] == -32801
        assert server.request("codeAction/resolve", {"title": "x"})["error"]["code"] == -32602
        broken = {**action, "data": {**action["data"], "range": None}}
        assert server.request("codeAction/resolve", broken)["error"]["code"] == -32602
        server.notify("textDocument/didClose", {"textDocument": {"uri": uri}})
        assert server.request("codeAction/resolve", action)["error"]["code"] == -32801


def test_test_cases_that_changed_meanwhile_are_edited_as_they_are(paths):
    """The connector's version is the one that was asked about; the other file is looked at anew."""
    connector, cases = paths
    with ServerProcess(capabilities=MODERN) as server:
        server.initialize()
        server.open(connector.as_uri(), TEXT)
        action = listed(server, asked(connector, ENDPOINT))[CONVERT]
        longer = "\n\n" + CASES
        server.open(cases.as_uri(), longer, version=3)
        _, second = server.result("codeAction/resolve", action)["edit"]["documentChanges"]
        assert second["textDocument"] == {"uri": cases.as_uri(), "version": 3}
        assert '"shop_id": "7"' in applied(longer, second["edits"])


def test_the_file_for_the_first_test_case_is_made(paths):
    """By the client, if it can; else it is not offered.  Neovim announces the operations alone."""
    connector, cases = paths
    cases.unlink()
    operations = {"workspace": {"workspaceEdit": {"resourceOperations": ["create"]}}}
    for capabilities, is_offered in ((MODERN, True), ({**OLD, **operations}, True), (OLD, False)):
        with ServerProcess(capabilities=capabilities) as server:
            server.initialize()
            server.open(connector.as_uri(), TEXT)
            found = listed(server, asked(connector, '"actionId": "<|>peek"'))
            action = found.get("Add a test case for thing/peek")
            assert bool(action) == is_offered
            if action:
                if "edit" not in action:
                    action = server.result("codeAction/resolve", action)
                create, change = action["edit"]["documentChanges"]
                assert (create["kind"], create["uri"]) == ("create", cases.as_uri())
                value = json.loads(applied("", change["edits"]))
                assert value["cases"][0]["action"] == "thing/peek"
                # A file that is something else is left alone.
                cases.write_bytes(b"\xff")
                found = listed(server, asked(connector, '"actionId": "<|>peek"'))
                assert "Add a test case for thing/peek" not in found
                cases.unlink()


def test_tab_stops_are_for_clients_that_take_them(tmp_path):
    """As an edit of a kind of its own, which only `documentChanges` can hold."""
    connector = tmp_path / "a.connector.json"
    text = '{ "requiredSettings": { "authFields": [{ }] } }'
    params = asked(connector, '"authFields": [{<|> }', text)
    title = "Add all missing properties"
    for versioned in (True, False):
        workspace = {"snippetEditSupport": True, "documentChanges": versioned}
        with ServerProcess(
            capabilities={**OLD, "workspace": {"workspaceEdit": workspace}}
        ) as server:
            server.initialize()
            server.open(connector.as_uri(), text)
            change = listed(server, params)[title]["edit"]
            (edits,) = (
                [each["edits"] for each in change["documentChanges"]]
                if versioned
                else change["changes"].values()
            )
            assert [set(each) for each in edits] == [
                {"range", "snippet"} if versioned else {"range", "newText"}
            ]
            if versioned:
                assert edits[0]["snippet"]["kind"] == "snippet"
                assert "$1" in edits[0]["snippet"]["value"] or "${1" in edits[0]["snippet"]["value"]


@pytest.mark.parametrize(("base", "end"), [("", "\n"), ("  ", "\n"), ("\t\t", "\r\n")])
def test_tab_stops_come_without_the_indentation_of_their_line(tmp_path, base, end):
    """VS Code indents each line of a snippet like the one that it is put into."""
    connector = tmp_path / "a.connector.json"
    lines = ("{", f'{base}"requiredSettings": {{ "authFields": [{{ }}] }}', "}")
    params = asked(connector, '"authFields": [{<|> }', text := end.join(lines))
    workspace = {"snippetEditSupport": True, "documentChanges": True}
    with ServerProcess(capabilities={**OLD, "workspace": {"workspaceEdit": workspace}}) as server:
        server.initialize()
        server.open(connector.as_uri(), text)
        edit = listed(server, params)["Add all missing properties"]["edit"]
        (made,) = edit["documentChanges"][0]["edits"]
        unit = base or "  "
        assert made["snippet"]["value"].split(end) == [
            "", f'{unit}"label": "$1",', f'{unit}"key": "$11"', ""
        ]  # fmt: skip


def test_why_not_is_told_who_asks_for_refactorings(paths):
    """To a client that can show it; nobody else is bothered."""
    connector, _ = paths
    with ServerProcess(capabilities=MODERN) as server:
        server.initialize()
        server.open(connector.as_uri(), TEXT)
        place = '"GET": {\n      "/th<|>ings": {'
        title = 'Convert "things" into path parameter "things"'
        assert title not in listed(server, asked(connector, place))
        action = listed(server, asked(connector, place, only=["refactor"]))[title]
        assert action["disabled"]["reason"].startswith("The connection test calls it")
        assert "edit" not in server.result("codeAction/resolve", action)
        assert listed(server, asked(connector, place, only=["quickfix"])) == {}


@pytest.mark.parametrize("path", CLIENTS, ids=lambda path: path.stem)
def test_every_client_gets_the_same_text(path, paths):
    """By `changes` or `documentChanges`, at once or resolved."""
    announced = json.loads(path.read_text())
    capabilities = announced.get("capabilities", announced)
    own = capabilities["textDocument"].get("codeAction", {})
    connector, _ = paths
    with ServerProcess(capabilities=capabilities) as server:
        provider = server.initialize().get("codeActionProvider")
        assert bool(provider) == ("codeActionLiteralSupport" in own)
        if not provider:
            return
        server.open(connector.as_uri(), TEXT)
        action = listed(server, asked(connector, ENDPOINT))[CONVERT]
        if provider.get("resolveProvider"):
            action = server.result("codeAction/resolve", action)
        changes = action["edit"].get("changes") or {
            each["textDocument"]["uri"]: each["edits"] for each in action["edit"]["documentChanges"]
        }
        text = applied(TEXT, changes[connector.as_uri()])
        assert text.count("{shop_id}") == TEXT.count("/shops/7/")
        annotated = "changeAnnotationSupport" in capabilities["workspace"].get("workspaceEdit", {})
        is_versioned = "documentChanges" in action["edit"]
        assert ("changeAnnotations" in action["edit"]) == (annotated and is_versioned)
        assert server.shut_down() == 0
