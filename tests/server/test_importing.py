"""Importing in an editor: a code action and a command, applied by the client."""

import json
from pathlib import Path

import pytest

from tests.support.importing import assert_clean
from tests.support.server import ServerProcess, applied

EDITOR = {
    "textDocument": {"codeAction": {"codeActionLiteralSupport": {"codeActionKind": {"valueSet": []}}}},
    "workspace": {"applyEdit": True},
}  # fmt: skip
DESCRIPTION = """\
openapi: 3.0.0
info: {title: Shop}
servers: [{url: "https://shop.example.com"}]
paths:
  /orders: {get: {operationId: listOrders}}
  /photos: {post: {requestBody: {required: true, content: {image/png: {}}}}}
"""
ONLY_A_FILE = "curl -T photo.png https://shop.example.com/photos"
TITLE = "Make a connector of this description"


@pytest.fixture
def uri(tmp_path: Path) -> str:
    """A connector's URI."""
    return (tmp_path / "shop.connector.json").as_uri()


def actions(server: ServerProcess, uri: str, **context: object) -> dict[str, dict]:
    """The code actions at the beginning of a file, by title."""
    start = {"line": 0, "character": 0}
    params = {
        "textDocument": {"uri": uri},
        "range": {"start": start, "end": start},
        "context": {"diagnostics": [], **context},
    }
    return {each["title"]: each for each in server.result("textDocument/codeAction", params)}


def executed(server: ServerProcess, text: str, *arguments: str) -> tuple[object, str, str]:
    """What the command results in, the text after its edit, and what is shown."""
    after = [text]

    def apply(params: dict) -> dict:
        (edits,) = params["edit"]["changes"].values()
        after[0] = applied(text, edits)
        return {"applied": True}

    server.answers = {"workspace/applyEdit": apply}
    params = {"command": "connector.import", "arguments": list(arguments)}
    result = server.result("workspace/executeCommand", params)
    shown = [each for each in server.received if each.get("method") == "window/showMessage"]
    return result, after[0], shown[-1]["params"]["message"]


def test_pasted_description(uri: str) -> None:
    """A description that was pasted into a connector becomes one by a quick fix."""
    with ServerProcess(capabilities=EDITOR) as server:
        server.initialize()
        server.open(uri, DESCRIPTION)
        action = actions(server, uri)[TITLE]
        assert action["kind"] == "quickfix"
        assert TITLE not in actions(server, uri, only=["source.fixAll"])

        result, text, shown = executed(server, DESCRIPTION, *action["command"]["arguments"])

        assert_clean(text)
        assert '"label": "List orders"' in text
        assert result == {"actions": 1, "leftOut": 1}
        assert shown.splitlines()[:2] == [
            "Imported 1 action.",
            "POST /photos: body: content of the type image/png.",
        ]


def test_into(uri: str, tmp_path: Path) -> None:
    """A file in any encoding or a command is added to the connector; what it has stays."""
    (tmp_path / "api.yaml").write_text(DESCRIPTION, "utf-16")
    with ServerProcess(capabilities=EDITOR) as server:
        server.initialize()
        before = '{\n  "name": "Mine"\n}\n'
        server.open(uri, before)
        _, text, _ = executed(server, before, uri, (tmp_path / "api.yaml").as_uri())
        assert_clean(text)
        assert text.startswith('{\n  "name": "Mine",\n')

        command = "curl -X DELETE https://shop.example.com/orders/7 -H 'X-Key: s3cr3t'"
        _, text, _ = executed(server, before, uri, command)
        assert '"label": "Delete an order"' in text
        assert "s3cr3t" not in text


def test_chosen_operations(uri: str, tmp_path: Path) -> None:
    """A person chooses from a list with what cannot be; an empty connector becomes one of them."""
    more = DESCRIPTION + "  /carts: {get: {summary: All carts, tags: [cart]}}\n"
    (tmp_path / "api.yaml").write_text(more, "utf-8")
    source = (tmp_path / "api.yaml").as_uri()
    with ServerProcess(capabilities=EDITOR) as server:
        server.initialize()
        server.open(uri, "")

        found = server.result("connector/operations", {"uri": uri, "source": source})
        _, text, _ = executed(server, "", uri, source, "GET /carts")

        assert found["name"] == "Shop"
        orders, photos, carts = found["operations"]
        assert (orders["title"], orders["refusal"]) == ("GET /orders", "")
        assert photos["refusal"] == "body: content of the type image/png"
        assert (carts["summary"], carts["tags"]) == ("All carts", ["cart"])
        assert_clean(text)
        assert [action["label"] for action in json.loads(text)["actions"]] == ["All carts"]


def test_no_operations(uri: str) -> None:
    """A source that is none is refused with the reason."""
    with ServerProcess(capabilities=EDITOR) as server:
        server.initialize()
        params = {"uri": uri, "source": "openapi: ["}
        error = server.request("connector/operations", params)["error"]
        assert "Did not find" in error["message"]


@pytest.mark.parametrize(
    ("text", "argument", "message"),
    [
        ("{}", "file:///no/where.yaml", "Nothing was imported: where.yaml cannot be read"),
        ("openapi: [", "", "Nothing was imported: Did not find"),
        ("[]", DESCRIPTION, "Nothing was imported: The connector is not an object"),
        (ONLY_A_FILE, "", "Nothing was imported: no operation can be an action."),
        ("{}", ONLY_A_FILE, "Nothing was imported: no operation can be an action."),
    ],
)
def test_failure(uri: str, text: str, argument: str, message: str) -> None:
    """What cannot be imported is said, and the text stays."""
    with ServerProcess(capabilities=EDITOR) as server:
        server.initialize()
        server.open(uri, text)
        arguments = [uri, argument] if argument else [uri]
        result, after, shown = executed(server, text, *arguments)
        assert (result, after) == (None, text)
        assert shown.startswith(message)


def test_no_description(uri: str) -> None:
    """A connector is offered no import of itself."""
    with ServerProcess(capabilities=EDITOR) as server:
        server.initialize()
        server.open(uri, '{ "schema": 10 }')
        assert TITLE not in actions(server, uri)
