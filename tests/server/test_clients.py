"""The features under what real clients announce: new and old, rich and poor."""

import json
from pathlib import Path

import pytest
import pytest_lsp

from tests.support.server import ServerProcess

CLIENTS = sorted((Path(pytest_lsp.__file__).parent / "clients").glob("*.json"))
URI = "file:///a.connector.json"
TEXT = '{\n  "schema": 10,\n  "requiredSettings": {\n    "authFields": [\n      { "lab" }\n    ]\n  }\n}\n'


@pytest.mark.parametrize("path", CLIENTS, ids=lambda path: path.stem)
def test_every_client_gets_answers_that_it_understands(path):
    """Snippets, Markdown and pulled diagnostics only for clients that announce them."""
    announced = json.loads(path.read_text())
    capabilities = announced.get("capabilities", announced)
    item = capabilities["textDocument"]["completion"]["completionItem"]
    with ServerProcess(capabilities=capabilities) as server:
        offered = server.initialize()
        server.open(URI, TEXT)
        if "diagnosticProvider" in offered:
            found = server.diagnostics(URI)["items"]
        else:
            found = server.wait_for_method("textDocument/publishDiagnostics")["diagnostics"]
        assert "invalid-version" in [each["code"] for each in found]

        place = {"textDocument": {"uri": URI}, "position": {"line": 4, "character": 11}}
        items = server.result("textDocument/completion", place)["items"]
        label = next(each for each in items if each["label"] == "label")
        assert ("$" in label["textEdit"]["newText"]) == bool(item.get("snippetSupport"))
        assert (label["insertTextFormat"] == 2) == bool(item.get("snippetSupport"))

        place["position"] = {"line": 1, "character": 5}
        contents = server.result("textDocument/hover", place)["contents"]
        formats = capabilities["textDocument"]["hover"].get("contentFormat", [])
        assert contents["kind"] == ("markdown" if "markdown" in formats else "plaintext")
        assert ("**" in contents["value"]) == ("markdown" in formats)

        document = {"textDocument": {"uri": URI}}
        symbols = server.result("textDocument/documentSymbol", document)
        shown = capabilities["textDocument"].get("documentSymbol", {})
        is_tree = bool(shown.get("hierarchicalDocumentSymbolSupport"))
        assert {"selectionRange" in each for each in symbols} == {is_tree}
        assert {"location" in each for each in symbols} == {not is_tree}
        folds = server.result("textDocument/foldingRange", document)
        assert {"startLine": 2, "endLine": 5} in folds

        prepares = capabilities["textDocument"].get("rename", {}).get("prepareSupport", False)
        assert offered["renameProvider"] == ({"prepareProvider": True} if prepares else True)
        links = "linkedEditingRange" in capabilities["textDocument"]
        assert bool(offered.get("linkedEditingRangeProvider")) == links

        span = {"start": {"line": 1, "character": 12}, "end": {"line": 1, "character": 14}}
        params = {"textDocument": {"uri": URI}, "range": span, "context": {"diagnostics": found}}
        if "codeActionProvider" in offered:
            titles = [each["title"] for each in server.result("textDocument/codeAction", params)]
            assert 'Change to "10.0"' in titles
        assert server.shut_down() == 0
