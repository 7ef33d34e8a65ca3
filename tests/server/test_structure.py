"""Outline, folds, links, hints and colours as a client gets them."""

import json
from pathlib import Path

import pytest
from hypothesis import given

from connector_lsp.analysis.analysis import Analysis
from connector_lsp.analysis.text import PositionEncoding
from connector_lsp.server.symbols import document_symbols_json
from connector_lsp.server.tokens import MODIFIERS, TYPES, edit_between
from tests.support.diagnostics import checker
from tests.support.edits import edits
from tests.support.server import ServerProcess, edit
from tests.support.structure import CONNECTOR

URI = "file:///a.connector.json"
DOCUMENT = {"textDocument": {"uri": URI}}
ALL = {"start": {"line": 0, "character": 0}, "end": {"line": 999, "character": 0}}
TREE = {"textDocument": {"documentSymbol": {"hierarchicalDocumentSymbolSupport": True}}}


@pytest.fixture
def server():
    """One that has a connector open, for a client that shows trees."""
    with ServerProcess(capabilities=TREE) as process:
        process.initialize()
        process.open(URI, CONNECTOR)
        yield process


def test_outline_is_a_tree_for_clients_that_show_one(server):
    """`DocumentSymbol[]`."""
    found = server.result("textDocument/documentSymbol", DOCUMENT)
    actions = next(each for each in found if each["name"] == "Actions")
    assert [each["name"] for each in actions["children"]] == ["Get a model", "Chat"]
    lines = CONNECTOR.split("\n")
    span = actions["children"][1]["selectionRange"]
    line = lines[span["start"]["line"]]
    assert line[span["start"]["character"] : span["end"]["character"]] == '"Chat"'


def test_outline_is_flat_for_others():
    """`SymbolInformation[]`, each with what it stands in."""
    with ServerProcess() as server:
        server.initialize()
        server.open(URI, CONNECTOR)
        found = server.result("textDocument/documentSymbol", DOCUMENT)
    field = next(each for each in found if each["name"] == "Most")
    assert field["containerName"] == "Chat"
    assert field["location"]["uri"] == URI
    assert not any("children" in each for each in found)


@given(edits())
def test_after_any_edits_the_outline_is_that_of_the_result(case):
    """What is kept as JSON moves with the lines."""
    before, made, text = case
    encoding = PositionEncoding.UTF16
    analysis = Analysis.open(before, checker())
    for each in made:
        document_symbols_json(analysis.document, encoding)
        analysis = analysis.with_edit(each)
    found = json.loads(document_symbols_json(analysis.document, encoding))
    afresh = Analysis.open(text, checker())
    assert found == json.loads(document_symbols_json(afresh.document, encoding))


def test_folds_keep_to_the_limit_of_a_client():
    """`rangeLimit`."""
    folding = {"textDocument": {"foldingRange": {"rangeLimit": 2, "lineFoldingOnly": True}}}
    with ServerProcess(capabilities=folding) as server:
        server.initialize()
        server.open(URI, CONNECTOR)
        found = server.result("textDocument/foldingRange", DOCUMENT)
    assert len(found) == 2
    assert set(found[0]) == {"startLine", "endLine"}


def test_selection_grows_from_each_cursor(server):
    """One answer for each, in their order."""
    positions = [{"line": 10, "character": 60}, {"line": 0, "character": 0}]
    found = server.result("textDocument/selectionRange", DOCUMENT | {"positions": positions})
    assert len(found) == 2
    step, depth = found[0], 0
    while step:
        step, depth = step.get("parent"), depth + 1
    assert depth > 3


def test_links(server):
    """Each with its place and target."""
    found = server.result("textDocument/documentLink", DOCUMENT)
    assert found[0]["target"] == "https://www.example.com/docs"
    assert found[0]["range"]["start"] == {"line": 2, "character": 11}


def test_hints_can_be_switched_off(server):
    """By a setting; the editor asks for them otherwise."""
    params = DOCUMENT | {"range": ALL}
    labels = [each["label"] for each in server.result("textDocument/inlayHint", params)]
    assert "https://api.example.com/v1/chat" in labels
    options = {"connectorLsp": {"inlayHints": False}}
    with ServerProcess() as other:
        other.initialize(initializationOptions=options)
        other.open(URI, CONNECTOR)
        assert other.result("textDocument/inlayHint", params) == []


def test_range_is_needed_where_it_is_asked_for(server):
    """A request without it is refused, not answered with all."""
    response = server.request("textDocument/inlayHint", DOCUMENT)
    assert response["error"]["code"] == -32602


def decoded(data, text):
    """What each token covers, and its type."""
    lines, found, line, column = text.split("\n"), [], 0, 0
    for at in range(0, len(data), 5):
        down, right, length, kind, modifiers = data[at : at + 5]
        line, column = line + down, right if down else column + right
        star = "*" if modifiers & 1 << MODIFIERS.index("declaration") else ""
        found.append(f"{lines[line][column : column + length]} {TYPES[kind]}{star}")
    return found


def test_colours_in_full_in_part_and_what_changed(server):
    """A delta made of the last answer is what a full answer says."""
    full = server.result("textDocument/semanticTokens/full", DOCUMENT)
    found = decoded(full["data"], CONNECTOR)
    assert found[:2] == ["api_key variable*", "region variable*"]
    span = {"start": {"line": 10, "character": 0}, "end": {"line": 11, "character": 0}}
    part = server.result("textDocument/semanticTokens/range", DOCUMENT | {"range": span})
    assert decoded(part["data"], CONNECTOR) == found[2:6]

    server.change(URI, 2, edit(10, 0, 0, "\n"), edit(7, 8, 8, " "))
    previous = {"previousResultId": full["resultId"]}
    delta = server.result("textDocument/semanticTokens/full/delta", DOCUMENT | previous)
    data = full["data"]
    for each in delta["edits"]:
        start = each["start"]
        data[start : start + each["deleteCount"]] = each["data"]
    afresh = server.result("textDocument/semanticTokens/full", DOCUMENT)
    assert data == afresh["data"]
    assert len(delta["edits"][0]["data"]) < 10
    unknown = {"previousResultId": "none"}
    again = server.result("textDocument/semanticTokens/full/delta", DOCUMENT | unknown)
    assert again["data"] == data


@pytest.mark.parametrize(
    ("old", "new"),
    [([], []), ([1], [1]), ([1, 2, 1], [1, 1]), ([1, 1], [1, 2, 1]), ([], [1]), ([1, 1], [1])],
)
def test_edit_makes_the_new_of_the_old(old, new):
    """None where nothing changed."""
    made = list(old)
    edits_made = edit_between(old, new)
    for each in edits_made:
        made[each["start"] : each["start"] + each["deleteCount"]] = each["data"]
    assert made == new
    assert bool(edits_made) == (old != new)


def test_symbols_of_the_workspace_are_those_open_and_those_on_disk(tmp_path: Path):
    """A file that changes on disk is read again; an open one counts as it is in the editor."""
    closed = tmp_path / "closed.connector.json"
    closed.write_text(CONNECTOR.replace('"Chat"', '"Chat on disk"'))
    with ServerProcess() as server:
        folder = {"uri": tmp_path.as_uri(), "name": "a"}
        server.initialize(workspaceFolders=[folder])
        server.open(URI, CONNECTOR)

        def names():
            found = server.result("workspace/symbol", {"query": "chat"})
            return [(each["name"], each["location"]["uri"]) for each in found]

        assert ("Chat", URI) in names()
        assert ("Chat on disk", closed.as_uri()) in names()
        closed.write_text(CONNECTOR.replace('"Chat"', '"Chat anew"'))
        assert ("Chat anew", closed.as_uri()) in names()
        closed.unlink()
        assert [uri for _, uri in names() if uri != URI] == []


def test_client_that_has_only_our_colours_is_left_with_its_own():
    """`augmentsSyntaxTokens: false`: a few tokens would take all other colours away."""
    tokens = {"textDocument": {"semanticTokens": {"augmentsSyntaxTokens": False}}}
    with ServerProcess(capabilities=tokens) as server:
        assert "semanticTokensProvider" not in server.initialize()
    with ServerProcess() as server:
        assert "semanticTokensProvider" in server.initialize()
