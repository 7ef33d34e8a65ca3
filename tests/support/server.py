"""The real server as a process, spoken to in raw messages.

Nothing is between a test and the bytes: what a library would refuse to send can be sent.
"""

from __future__ import annotations

import json
import os
import queue
import subprocess
import sys
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Self

from connector_lsp.analysis.text import Edit, LineIndex, Position, PositionEncoding, apply_edits

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from types import TracebackType

TIMEOUT = 30
"""Seconds after which a test gives up; nothing waits that long unless something is broken."""


class ClientError(Exception):
    """Raised by one of the `answers`: the client refuses."""


@dataclass
class ServerProcess:
    """A running server.

    Attributes:
        arguments: those behind ``connector-lsp serve``.
        capabilities: what the client announces.
        answers: what the client answers to the server's requests, by method.
        environment: variables that the process has beside those of the test.

    """

    arguments: Sequence[str] = ()
    capabilities: dict[str, Any] = field(default_factory=dict)
    answers: dict[str, Callable[[Any], Any]] = field(default_factory=dict)
    strict: bool = True
    environment: dict[str, str] = field(default_factory=dict)

    def __enter__(self) -> Self:
        """Start the process."""
        environment = os.environ | ({"CONNECTOR_LSP_STRICT": "1"} if self.strict else {})
        environment |= self.environment
        self.process = subprocess.Popen(
            [sys.executable, "-m", "connector_lsp", "serve", *self.arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment,
        )
        self.received: list[dict[str, Any]] = []
        self.written = b""
        """All bytes that the server sent."""
        self._messages: queue.Queue[dict[str, Any]] = queue.Queue()
        self._next_id = 0
        self.stderr = b""
        self._threads = [
            threading.Thread(target=target, daemon=True) for target in (self._read, self._drain)
        ]
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End the process, in good order if it still listens."""
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait(TIMEOUT)
        for thread in self._threads:
            thread.join(TIMEOUT)
        for stream in (self.process.stdin, self.process.stdout, self.process.stderr):
            if stream:
                stream.close()

    def _read(self) -> None:
        stream = self.process.stdout
        assert stream is not None
        while header := stream.readline():
            length = 0
            while header.strip():
                name, _, value = header.partition(b":")
                if name.lower() == b"content-length":
                    length = int(value)
                header = stream.readline()
            body = stream.read(length)
            self.written += body
            self._messages.put(json.loads(body))

    def _drain(self) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            self.stderr += line

    def send_bytes(self, data: bytes) -> None:
        """Write bytes as they are."""
        assert self.process.stdin is not None
        self.process.stdin.write(data)
        self.process.stdin.flush()

    def send_body(self, body: bytes) -> None:
        """Write a message with that body."""
        self.send_bytes(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))

    def send(self, message: Any) -> None:
        """Write a message."""
        self.send_body(json.dumps(message).encode())

    def notify(self, method: str, params: Any) -> None:
        """Send a notification."""
        self.send({"jsonrpc": "2.0", "method": method, "params": params})

    def request(self, method: str, params: Any) -> dict[str, Any]:
        """Send a request and wait for its response, the whole message."""
        self._next_id += 1
        message = {"jsonrpc": "2.0", "id": self._next_id, "method": method, "params": params}
        self.send(message)
        number = self._next_id
        return self.wait_for(lambda found: found.get("id") == number and "method" not in found)

    def result(self, method: str, params: Any) -> Any:
        """Send a request and wait for its result."""
        response = self.request(method, params)
        assert "error" not in response, response["error"]
        return response.get("result")

    def wait_for(self, fits: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """Wait for a message that fits; the server's requests on the way are answered."""
        while True:
            message = self._messages.get(timeout=TIMEOUT)
            self.received.append(message)
            if "method" in message and "id" in message:
                answer = self.answers.get(message["method"], lambda _: None)
                try:
                    reply = {"result": answer(message.get("params"))}
                except ClientError as error:
                    reply = {"error": {"code": -32603, "message": str(error)}}
                self.send({"jsonrpc": "2.0", "id": message["id"], **reply})
            if fits(message):
                return message

    def wait_for_method(self, method: str) -> Any:
        """Wait for a notification or request of the server, and return its parameters."""
        return self.wait_for(lambda message: message.get("method") == method).get("params")

    # --- what most tests do ------------------------------------------------------------------

    def initialize(self, **more: Any) -> Any:
        """Begin the conversation and return the server's capabilities."""
        params = {"processId": None, "rootUri": None, "capabilities": self.capabilities} | more
        result = self.result("initialize", params)
        self.notify("initialized", {})
        return result["capabilities"]

    def open(self, uri: str, text: str, language: str = "json", version: int = 1) -> None:
        """Open a text."""
        item = {"uri": uri, "languageId": language, "version": version, "text": text}
        self.notify("textDocument/didOpen", {"textDocument": item})

    def change(self, uri: str, version: int, *changes: dict[str, Any]) -> None:
        """Edit a text."""
        identifier = {"uri": uri, "version": version}
        self.notify(
            "textDocument/didChange",
            {"textDocument": identifier, "contentChanges": list(changes)},
        )

    def diagnostics(self, uri: str, previous: str | None = None) -> dict[str, Any]:
        """Ask for a document's diagnostics and return the report."""
        params: dict[str, Any] = {"textDocument": {"uri": uri}}
        if previous:
            params["previousResultId"] = previous
        report: dict[str, Any] = self.result("textDocument/diagnostic", params)
        return report

    def codes(self, uri: str) -> list[str]:
        """The codes of a document's diagnostics, in order."""
        return [item["code"] for item in self.diagnostics(uri)["items"]]

    def shut_down(self) -> int:
        """End the conversation in good order and return the exit code."""
        self.result("shutdown", None)
        self.notify("exit", None)
        return self.process.wait(TIMEOUT)


def edit(line: int, start: int, end: int, text: str) -> dict[str, Any]:
    """A change of a stretch of one line (`TextDocumentContentChangeEvent`)."""
    span = {"start": {"line": line, "character": start}, "end": {"line": line, "character": end}}
    return {"range": span, "text": text}


def applied(text: str, edits: list[dict[str, Any]]) -> str:
    """A text after raw `TextEdit`s with positions in UTF-16."""
    lines = LineIndex(text)

    def offset(place: dict[str, int]) -> int:
        return lines.offset(Position(place["line"], place["character"]), PositionEncoding.UTF16)

    spans = [(each["range"], each["newText"]) for each in edits]
    made = [Edit(offset(span["start"]), offset(span["end"]), new) for span, new in spans]
    return apply_edits(text, made)
