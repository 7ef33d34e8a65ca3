"""An LSP client over stdio with a clock: as little between the bytes as can be.

One thread, non-blocking pipes and `select`: no hand-over between threads disturbs the
times, and neither side can block the other however long the messages are.
A message from the server is stamped when its last byte is read and decoded thereafter.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import select
import subprocess
import tempfile
import time
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, NamedTuple, NoReturn, Self

from .capabilities import CAPABILITIES

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

#: Decoded JSON.
Json = Any

_TIMEOUT_SECONDS: Final = 120
_CHUNK: Final = 1 << 16
_CONTENT_LENGTH: Final = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)
#: What makes Python servers slower than users have it, though common in containers.
_UNUSUAL_VARIABLES: Final = {"PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED"}


class ServerError(Exception):
    """A server answered with an error, nonsense or not at all."""


@dataclass(frozen=True)
class ServerSpec:
    """How to start a server, and which settings its client has."""

    name: str
    command: tuple[str, ...]
    settings: dict[str, Json] = field(default_factory=dict)


class Message(NamedTuple):
    """A request or notification to send."""

    method: str
    params: Json


class Reply(NamedTuple):
    """The result of a request, and the seconds until its last byte was received."""

    result: Json
    seconds: float


class _Frame(NamedTuple):
    body: bytes
    received: float


class Client:
    """A running server and the conversation with it; ends the server as a context."""

    def __init__(self, spec: ServerSpec, cwd: Path) -> None:
        """Start the server and initialize it.

        Raises:
            ServerError: it did not start or did not answer.

        """
        self.name = spec.name
        self._settings = spec.settings
        self._last_id = 0
        self._buffer = bytearray()
        self._frames: deque[_Frame] = deque()
        self._log = tempfile.TemporaryFile()  # noqa: SIM115
        variables = os.environ.keys() - _UNUSUAL_VARIABLES
        started = time.perf_counter()
        try:
            self._process = subprocess.Popen(
                spec.command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._log,
                cwd=cwd,
                env={name: os.environ[name] for name in variables},
            )
        except OSError as error:
            message = f"{self.name}: can't be started: {error}"
            raise ServerError(message) from error
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._stdin = self._process.stdin.fileno()
        self._stdout = self._process.stdout.fileno()
        os.set_blocking(self._stdin, False)
        os.set_blocking(self._stdout, False)
        try:
            self.request(Message("initialize", _initialize_params()))
            #: From just before the process was spawned to the response to `initialize`.
            self.start_up_seconds = self._received - started
            self.notify(Message("initialized", {}))
            settings = {"settings": spec.settings}
            self.notify(Message("workspace/didChangeConfiguration", settings))
        except BaseException:
            self._end()
            raise

    def __enter__(self) -> Self:
        """Return the client itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Ask the server to shut down; end it if it doesn't."""
        with contextlib.suppress(ServerError):
            self.request(Message("shutdown", None))
            self.notify(Message("exit", None))
        self._end()

    @property
    def process_id(self) -> int:
        """The process that was started; a server may run in a child of it."""
        return self._process.pid

    def notify(self, message: Message) -> None:
        """Send a notification."""
        self._write(_frame(message))

    def request(self, request: Message, *, after: Sequence[Message] = ()) -> Reply:
        """Send the notifications of `after`, then a request; return its reply.

        Raises:
            ServerError: no answer, or one that is an error.

        """
        self._last_id += 1
        frames = [*map(_frame, after), _frame(request, self._last_id)]
        self._handle_pending()
        started = time.perf_counter()
        for frame in frames:
            self._write(frame)
        while True:
            while not self._frames:
                self._wait(reading=True)
            body, self._received = self._frames.popleft()
            response = self._handle(body)
            if response is not None and response.get("id") == self._last_id:
                break
        if "result" not in response:
            message = f"{self.name}: {request.method}: {response.get('error')}"
            raise ServerError(message)
        return Reply(response["result"], self._received - started)

    def _handle_pending(self) -> None:
        """Handle what came since the last request, so that it isn't timed."""
        while select.select([self._stdout], [], [], 0)[0]:
            self._read()
        while self._frames:
            self._handle(self._frames.popleft().body)

    def _handle(self, body: bytes) -> dict[str, Json] | None:
        """Return a response; answer a request, ignore a notification."""
        # These can be long, and are of no interest to a client that pulls.
        if b"textDocument/publishDiagnostics" in body[:200] + body[-200:]:
            return None
        message: dict[str, Json] = json.loads(body)
        if "method" not in message:
            return message
        if "id" in message:
            answer = {"id": message["id"], "result": self._answer(message)}
            self._write(_encode(answer))
        return None

    def _answer(self, request: dict[str, Json]) -> Json:
        """Return what editors answer to a request of the server."""
        if request["method"] != "workspace/configuration":
            return None
        sections = [item.get("section") for item in request["params"]["items"]]
        return [self._settings.get(section) for section in sections]

    def _write(self, data: bytes) -> None:
        """Write all of it, reading in between if the server has to speak first."""
        view = memoryview(data)
        while view:
            try:
                view = view[os.write(self._stdin, view) :]
            except BlockingIOError:
                self._wait(reading=True, writing=True)
            except OSError as error:
                self._fail("does not listen any more", error)

    def _wait(self, *, reading: bool, writing: bool = False) -> None:
        """Wait until something can be done, and read if that is it."""
        readable, writable, _ = select.select(
            [self._stdout] if reading else [],
            [self._stdin] if writing else [],
            [],
            _TIMEOUT_SECONDS,
        )
        if readable:
            self._read()
        elif not writable:
            self._fail(f"no answer within {_TIMEOUT_SECONDS} seconds")

    def _read(self) -> None:
        """Read what is there, and split off the frames that are complete."""
        chunk = os.read(self._stdout, _CHUNK)
        received = time.perf_counter()
        if not chunk:
            self._fail("ended")
        self._buffer += chunk
        while (end := self._buffer.find(b"\r\n\r\n", 0, 1000)) >= 0:
            match = _CONTENT_LENGTH.search(self._buffer, 0, end)
            if match is None:
                self._fail("wrote a header without a Content-Length")
            start, length = end + 4, int(match[1])
            if len(self._buffer) < start + length:
                break
            body = bytes(self._buffer[start : start + length])
            self._frames.append(_Frame(body, received))
            del self._buffer[: start + length]

    def _fail(self, what: str, cause: Exception | None = None) -> NoReturn:
        """Raise an error that quotes the end of the server's log."""
        self._log.seek(0)
        log = self._log.read()[-2000:].decode(errors="replace").strip()
        message = f"{self.name}: {what}" + (f"; its log:\n{log}" if log else "")
        raise ServerError(message) from cause

    def _end(self) -> None:
        """End the process, kindly first."""
        with contextlib.suppress(subprocess.TimeoutExpired, BrokenPipeError):
            self._process.communicate(timeout=5)
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait()
        self._log.close()


def _frame(message: Message, request_id: int | None = None) -> bytes:
    """Return the bytes of a notification, or of a request when it has an ID."""
    content: dict[str, Json] = {} if request_id is None else {"id": request_id}
    content["method"] = message.method
    if message.params is not None:
        content["params"] = message.params
    return _encode(content)


def _encode(content: dict[str, Json]) -> bytes:
    content = {"jsonrpc": "2.0", **content}
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    body = text.encode()
    return b"Content-Length: %d\r\n\r\n%b" % (len(body), body)


def _initialize_params() -> Json:
    return {
        "processId": os.getpid(),
        "clientInfo": {"name": "connector-lsp benchmark"},
        "rootUri": None,
        "workspaceFolders": None,
        "capabilities": CAPABILITIES,
    }
