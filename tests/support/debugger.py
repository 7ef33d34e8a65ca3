"""The real server beside a loopback HTTP server, as an editor that runs a connector has them."""

from __future__ import annotations

import asyncio
import json
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.support import http
from tests.support.server import TIMEOUT, ServerProcess

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from tests.support.http import Answer, Server

EDITOR: dict[str, Any] = {
    "textDocument": {"diagnostic": {}},
    "window": {"workDoneProgress": True, "showDocument": {"support": True}},
    "workspace": {
        "applyEdit": True,
        "workspaceEdit": {"documentChanges": True, "resourceOperations": ["create"]},
    },
}
"""What a modern editor announces."""


def connector(url: str, **more: Any) -> dict[str, Any]:
    """A connector of an API at `url`: a bearer token, an action with fields and one without."""
    return {
        "schema": "10.0",
        "name": "Loopback",
        "auth_components": {"type": "none"},
        "requiredSettings": {
            "authFields": [{"key": "api_key", "label": "API key", "masked": True}]
        },
        "auth_request": {"type": "bearer", "token": "{{authFields.api_key}}"},
        "testConnection": {"endpoint": "/me", "method": "GET"},
        "endpoints": {
            "GET": {"/me": {"url": url}, "/things": {"url": url}},
            "POST": {"/things": {"url": url}},
        },
        "actions": [
            {
                "modelId": "thing",
                "actionId": "list",
                "label": "List things",
                "endpoint": "/things",
                "method": "GET",
            },
            {
                "modelId": "thing",
                "actionId": "create",
                "label": "Create a thing",
                "endpoint": "/things",
                "method": "POST",
                "actionFields": [
                    {"key": "name", "label": "Name", "type": "string", "required": True},
                    {"key": "count", "label": "Count", "type": "integer"},
                    {"key": "pin", "label": "PIN", "type": "string", "masked": True},
                ],
            },
        ],
    } | more


@contextmanager
def api(answer: Answer) -> Iterator[Server]:
    """An HTTP server in a thread of its own, for as long as the block takes."""
    started: threading.Event = threading.Event()
    found: dict[str, Any] = {}

    async def main() -> None:
        async with http.serve(answer) as server:
            found.update(server=server, ended=asyncio.Event(), loop=asyncio.get_running_loop())
            started.set()
            await found["ended"].wait()

    thread = threading.Thread(target=lambda: asyncio.run(main()), daemon=True)
    thread.start()
    assert started.wait(TIMEOUT)
    server: Server = found["server"]
    try:
        yield server
    finally:
        found["loop"].call_soon_threadsafe(found["ended"].set)
        thread.join(TIMEOUT)


@dataclass
class Bench:
    """An editor with one connector open.

    Attributes:
        editor: the language server.
        path: the connector's file.
        uri: its URI.
        state: where the server keeps what it writes.

    """

    editor: ServerProcess
    path: Path
    state: Path
    sent: list[int] = field(default_factory=list)

    @property
    def uri(self) -> str:
        """The connector."""
        return self.path.as_uri()

    @property
    def cases_path(self) -> Path:
        """Its test cases file."""
        return self.path.with_name("a.tests.json")

    def command(self, name: str, *arguments: str) -> Any:
        """Execute a command on the connector and wait for its result."""
        params = {"command": f"connector.{name}", "arguments": [self.uri, *arguments]}
        return self.editor.result("workspace/executeCommand", params)

    def begin(self, method: str, params: Any) -> int:
        """Send a request without waiting for its response; returns its ID."""
        number = 1000 + len(self.sent)
        self.sent.append(number)
        self.editor.send({"jsonrpc": "2.0", "id": number, "method": method, "params": params})
        return number

    def wait(self, number: int) -> dict[str, Any]:
        """Wait for the response to a request that was begun."""
        return self.editor.wait_for(lambda m: m.get("id") == number and "method" not in m)

    def shown(self, method: str = "window/showMessage") -> list[Any]:
        """The parameters of all messages of one method so far."""
        return [each["params"] for each in self.editor.received if each.get("method") == method]

    def write_cases(self, *cases: dict[str, Any]) -> None:
        """Put test cases beside the connector."""
        self.cases_path.write_text(json.dumps({"cases": cases}, indent=2))

    def files(self) -> dict[str, bytes]:
        """All that was written to disk."""
        found = [*self.state.rglob("*"), *self.path.parent.rglob("*")]
        return {str(each): each.read_bytes() for each in found if each.is_file()}


@contextmanager
def bench(
    folder: Path,
    document: dict[str, Any],
    *,
    variables: dict[str, str] | None = None,
    capabilities: dict[str, Any] | None = None,
    arguments: Sequence[str] = (),
) -> Iterator[Bench]:
    """An editor in which the connector `document` is open.

    Args:
        folder: where its files may be.
        document: the connector.
        variables: environment variables of the language server.
        capabilities: what the editor announces.
        arguments: those behind ``connector-lsp serve``.

    """
    path = folder / "project" / "a.connector.json"
    path.parent.mkdir()
    path.write_text(json.dumps(document, indent=2))
    state = folder / "state"
    environment = {
        "XDG_STATE_HOME": str(state),
        "XDG_DATA_HOME": str(folder / "data"),
        "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring",
    } | (variables or {})
    features = EDITOR if capabilities is None else capabilities
    with ServerProcess(arguments, features, environment=environment) as editor:
        editor.answers = {"workspace/applyEdit": lambda _: {"applied": True}}
        editor.initialize()
        editor.open(path.as_uri(), path.read_text())
        yield Bench(editor, path, state)


def position(text: str, piece: str) -> dict[str, int]:
    """Where `piece` begins in `text`, which is ASCII."""
    before = text[: text.index(piece)]
    return {"line": before.count("\n"), "character": len(before) - before.rfind("\n") - 1}
