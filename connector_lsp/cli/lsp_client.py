"""A language client, just large enough to show the server at work.

It knows the server as an editor knows it: as a process to talk to, by LSP 3.17 over its stdin and
stdout.  Neither the server nor its libraries are imported here.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, TYPE_CHECKING, Any, Self, TypeAlias, cast

from connector_lsp.analysis.recognition import LANGUAGE_ID

if TYPE_CHECKING:
    from types import TracebackType

Json: TypeAlias = Any
"""A message or a part of one: only the protocol knows its shape."""

_PATIENCE = 30.0
_METHOD_NOT_FOUND = -32601
_CAPABILITIES = {
    "general": {"positionEncodings": ["utf-32", "utf-16"]},
    "textDocument": {
        "synchronization": {"dynamicRegistration": False},
        "diagnostic": {"relatedDocumentSupport": False},
        "publishDiagnostics": {"relatedInformation": True},
        "codeAction": {
            "codeActionLiteralSupport": {"codeActionKind": {"valueSet": ["quickfix"]}},
            "isPreferredSupport": True,
        },
        "hover": {"contentFormat": ["markdown"]},
        "completion": {
            "completionItem": {"snippetSupport": True, "documentationFormat": ["markdown"]}
        },
    },
    "workspace": {"configuration": True},
}


class ServerFailedError(Exception):
    """The server ended, kept silent, or answered with an error; the message says which."""


class LspClient:
    """A conversation with a server that this client starts, and ends when the block does."""

    def __init__(self, arguments: list[str] | None = None) -> None:
        """Start the server.

        Args:
            arguments: the command; by default our own server, run by this Python.

        """
        command = arguments or [sys.executable, "-P", "-m", "connector_lsp", "serve", "--stdio"]
        # This package, wherever it is, and not what lies in the working folder.
        folders = [str(Path(__file__).parents[2]), os.environ.get("PYTHONPATH", "")]
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, folders))}
        self._log = TemporaryFile()  # noqa: SIM115 -- it lives as long as the client
        self._process = subprocess.Popen(  # noqa: S603 -- our own command
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            env=environment,
        )
        self._stdin = cast("IO[bytes]", self._process.stdin)
        self._stdout = cast("IO[bytes]", self._process.stdout)
        self._timed_out = False
        self._last_id = 0
        self.server_info: Json = {}
        self.encoding = "utf-16"

    def __enter__(self) -> Self:
        """Initialize the server."""
        params = {"processId": os.getpid(), "rootUri": None, "capabilities": _CAPABILITIES}
        try:
            result = self.request("initialize", params)
        except BaseException:
            self._close()
            raise
        self.server_info = result.get("serverInfo") or {}
        self.encoding = result["capabilities"].get("positionEncoding") or "utf-16"
        self.notify("initialized", {})
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End the server, in good order if there was no error."""
        try:
            if kind is None:
                self.request("shutdown", None)
                self.notify("exit", None)
                with suppress(subprocess.TimeoutExpired):
                    self._process.wait(timeout=5)
        finally:
            self._close()

    def _close(self) -> None:
        self._process.kill()
        self._process.wait()
        for stream in (self._stdin, self._stdout, self._log):
            with suppress(OSError):  # What was not written yet is nobody's any more.
                stream.close()

    # --- what an editor asks -----------------------------------------------------------------

    def open(self, uri: str, text: str) -> None:
        """Tell the server of an open document."""
        document = {"uri": uri, "languageId": LANGUAGE_ID, "version": 1, "text": text}
        self.notify("textDocument/didOpen", {"textDocument": document})

    def change(self, uri: str, version: int, text: str) -> None:
        """Tell the server what the document holds now."""
        identifier = {"uri": uri, "version": version}
        changes = [{"text": text}]
        self.notify(
            "textDocument/didChange", {"textDocument": identifier, "contentChanges": changes}
        )

    def diagnostics(self, uri: str) -> list[Json]:
        """The document's diagnostics (`Diagnostic[]`)."""
        report = self.request("textDocument/diagnostic", {"textDocument": {"uri": uri}})
        return list(report["items"])

    def completion(self, uri: str, position: Json) -> list[Json]:
        """What can be typed at a position (`CompletionItem[]`), in the order of an editor."""
        found = self.request("textDocument/completion", _at(uri, position)) or []
        items = found["items"] if isinstance(found, dict) else found
        return sorted(items, key=lambda item: item.get("sortText") or item["label"])

    def hover(self, uri: str, position: Json) -> Json:
        """What is said of a position (`Hover`); None if nothing is."""
        return self.request("textDocument/hover", _at(uri, position))

    def quick_fixes(self, uri: str, diagnostic: Json) -> list[Json]:
        """What can be done about a diagnostic (`CodeAction[]`), the obvious repair first."""
        params = {
            "textDocument": {"uri": uri},
            "range": diagnostic["range"],
            "context": {"diagnostics": [diagnostic], "only": ["quickfix"]},
        }
        actions = self.request("textDocument/codeAction", params) or []
        return sorted(actions, key=lambda action: not action.get("isPreferred"))

    # --- messages ----------------------------------------------------------------------------

    def request(self, method: str, params: Json) -> Json:
        """Ask the server and wait for its answer.

        Raises:
            ServerFailedError: there is none, or it is an error.

        """
        self._last_id += 1
        own = self._last_id
        # Reading from a pipe cannot time out everywhere, but the end of the server ends it.
        watchdog = threading.Timer(_PATIENCE, self._give_up)
        watchdog.daemon = True
        watchdog.start()
        try:
            self._send({"id": own, "method": method, "params": params})
            answer = self._await(own)
        finally:
            watchdog.cancel()
        if "error" in answer:
            raise ServerFailedError(f"{method}: {answer['error'].get('message')}")
        return answer.get("result")

    def _await(self, own: int) -> Json:
        """The answer to the request `own`; what the server says meanwhile is dealt with."""
        while True:
            message = self._receive()
            if "method" in message:
                self._answer(message)
            elif message.get("id") == own:
                return message

    def _give_up(self) -> None:
        self._timed_out = True
        self._process.kill()

    def notify(self, method: str, params: Json) -> None:
        """Tell the server something that it does not answer."""
        self._send({"method": method, "params": params})

    def _answer(self, message: Json) -> None:
        """Answer what the server asks: it gets no settings, and may register what it likes."""
        if "id" not in message:
            return
        match message["method"]:
            case "workspace/configuration":
                answer: Json = {"result": [None for _ in message["params"]["items"]]}
            case "client/registerCapability" | "client/unregisterCapability":
                answer = {"result": None}
            case method:
                answer = {"error": {"code": _METHOD_NOT_FOUND, "message": method}}
        self._send({"id": message["id"], **answer})

    def _send(self, message: Json) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        try:
            self._stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
            self._stdin.flush()
        except OSError as error:
            raise self._gone() from error

    def _receive(self) -> Json:
        length = 0
        while (line := self._stdout.readline()).strip():
            name, _, value = line.partition(b":")
            if name.lower() == b"content-length":
                length = int(value)
        body = self._stdout.read(length) if length else b""
        if not body:
            raise self._gone()
        return json.loads(body)

    def _gone(self) -> ServerFailedError:
        self._process.kill()
        self._process.wait()
        if self._timed_out:
            return ServerFailedError(f"the server gave no answer within {_PATIENCE:.0f} seconds")
        self._log.seek(0)
        last = self._log.read().decode("utf-8", "replace").strip().rpartition("\n")[2]
        return ServerFailedError(f"the server ended unexpectedly{': ' + last if last else ''}")


def _at(uri: str, position: Json) -> Json:
    return {"textDocument": {"uri": uri}, "position": position}
