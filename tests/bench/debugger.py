"""How fast the debugger is: what a run costs, and whether the editor is answered meanwhile.

Our server runs as a process of its own, as in an editor; the API and the editor are this process.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import math
import os
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import httpx

from tests.support.debugger import EDITOR, connector
from tests.support.http import response

_JSON: Final = [("Content-Type", "application/json")]
_RUNS: Final = 200
_CONCURRENT: Final = 50
_CANCELS: Final = 20
_LARGE: Final = 10_000_000
_MILLISECONDS: Final = 1000


@dataclass(frozen=True)
class Figure:
    """Something measured, in milliseconds, and what it must not exceed."""

    name: str
    value: float
    bar: float
    details: str = ""

    @property
    def is_met(self) -> bool:
        """Whether it is good enough."""
        return self.value <= self.bar


class _Editor:
    """A client that waits for nothing, unlike the one of the other reports."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self._answers: dict[int, asyncio.Future[Any]] = {}
        self._last_id = 0
        self.shown: asyncio.Queue[float] = asyncio.Queue()
        """When the server asked to show documents."""

    def notify(self, method: str, params: Any) -> None:
        """Send a notification."""
        self._send({"jsonrpc": "2.0", "method": method, "params": params})

    def ask(self, method: str, params: Any) -> asyncio.Future[Any]:
        """Send a request; its number is in `last_id`."""
        self._last_id += 1
        answer = asyncio.get_running_loop().create_future()
        self._answers[self._last_id] = answer
        message = {"jsonrpc": "2.0", "id": self._last_id, "method": method, "params": params}
        self._send(message)
        return answer

    @property
    def last_id(self) -> int:
        """The number of the last request."""
        return self._last_id

    def _send(self, message: Any) -> None:
        body = json.dumps(message).encode()
        assert self._process.stdin
        self._process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))

    async def read(self) -> None:
        """Take what the server sends, until it ends."""
        stream = self._process.stdout
        assert stream
        with contextlib.suppress(asyncio.IncompleteReadError):
            while True:
                head = await stream.readuntil(b"\r\n\r\n")
                body = await stream.readexactly(int(head.split(b":")[1].split(b"\r")[0]))
                if b'"method"' not in body[:200]:
                    identifier = int(body[:60].split(b'"id":')[1].split(b",")[0])
                    self._answers.pop(identifier).set_result(body)
                    continue
                message = json.loads(body)
                if message["method"] == "window/showDocument":
                    self.shown.put_nowait(time.perf_counter())
                if "id" in message:
                    result = [None] if message["method"] == "workspace/configuration" else None
                    self._send({"jsonrpc": "2.0", "id": message["id"], "result": result})


@dataclass
class _Api:
    """What the loopback API does next, and what it has seen."""

    delay: float = 0.0
    body: bytes = b'{"data":[{"id":1,"name":"a thing"}]}'
    asked: asyncio.Event = field(default_factory=asyncio.Event)
    gone: asyncio.Queue[float] = field(default_factory=asyncio.Queue)

    async def converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer the requests of a connection, after `delay` seconds; never if that is infinite."""
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            while await reader.readuntil(b"\r\n\r\n"):
                self.asked.set()
                if self.delay == math.inf:
                    await reader.read()
                    break
                await asyncio.sleep(self.delay)
                writer.write(response(self.body, headers=_JSON))
                await writer.drain()
        if self.delay == math.inf:
            self.gone.put_nowait(time.perf_counter())
        writer.close()


def measure() -> list[Figure]:
    """All figures."""
    return asyncio.run(_measure())


async def _measure() -> list[Figure]:
    api = _Api()
    async with await asyncio.start_server(api.converse, "127.0.0.1", 0) as server:
        url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        async with _opened(url) as (editor, uri):
            await _wait(editor.ask("connector/run", {"uri": uri, "action": "thing/list"}))
            return [
                await _overhead(editor, uri, url),
                await _hover_during_runs(editor, uri, api),
                await _cancelling(editor, uri, api),
                *await _large(editor, uri, api),
            ]


@asynccontextmanager
async def _opened(url: str) -> AsyncIterator[tuple[_Editor, str]]:
    """Our server with a connector of the API at `url` open."""
    with tempfile.TemporaryDirectory() as folder:
        uri = Path(folder, "a.connector.json").as_uri()
        text = json.dumps(connector(url), indent=2)
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "connector_lsp", "serve",
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
            env={**os.environ, "XDG_STATE_HOME": folder, "CONNECTOR_LOOPBACK_API_KEY": "a-secret"},
            limit=2 * _LARGE,
        )  # fmt: skip
        editor = _Editor(process)
        reading = asyncio.create_task(editor.read())
        params = {
            "processId": os.getpid(),
            "rootUri": Path(folder).as_uri(),
            "capabilities": EDITOR,
        }
        await _wait(editor.ask("initialize", params))
        editor.notify("initialized", {})
        item = {"uri": uri, "languageId": "json", "version": 1, "text": text}
        editor.notify("textDocument/didOpen", {"textDocument": item})
        try:
            yield editor, uri
        finally:
            await _wait(editor.ask("shutdown", None))
            editor.notify("exit", None)
            await process.wait()
            reading.cancel()


async def _wait(answer: asyncio.Future[Any]) -> bytes:
    """The answer to a request, which must be a result."""
    body: bytes = await asyncio.wait_for(answer, 60)
    assert b'"error"' not in body[:100], body[:300]
    return body


async def _overhead(editor: _Editor, uri: str, url: str) -> Figure:
    """What our run takes, from the editor and back, beyond the same request by httpx alone."""
    ours, bare = [], []
    headers = {"Authorization": "Bearer a-secret"}
    async with httpx.AsyncClient(trust_env=False, headers=headers) as client:
        await client.get(f"{url}/things")
        for _ in range(_RUNS):
            started = time.perf_counter()
            await client.get(f"{url}/things")
            bare.append(time.perf_counter() - started)
            started = time.perf_counter()
            await _wait(editor.ask("connector/run", {"uri": uri, "action": "thing/list"}))
            ours.append(time.perf_counter() - started)
    run, request = (statistics.median(each) * _MILLISECONDS for each in (ours, bare))
    return Figure(
        "a run beyond the same request by httpx alone", run - request, 5,
        f"median of {_RUNS} runs {run:.2f} ms, of requests {request:.2f} ms",
    )  # fmt: skip


async def _hover_during_runs(editor: _Editor, uri: str, api: _Api) -> Figure:
    """Hover while many actions run."""
    api.delay = 0.2
    runs: list[asyncio.Future[Any]] = []
    times: list[float] = []
    for _ in range(5):
        runs += [
            editor.ask("connector/run", {"uri": uri, "action": "thing/list"})
            for _ in range(_CONCURRENT)
        ]
        while not all(run.done() for run in runs):
            times.append(await _hover(editor, uri))
    api.delay = 0
    value = statistics.quantiles(times, n=20)[-1]
    return Figure(
        f"a hover during {_CONCURRENT} concurrent runs, 95th percentile", value, 50,
        f"{len(times)} hovers, median {statistics.median(times):.1f} ms, "
        f"longest {max(times):.1f} ms",
    )  # fmt: skip


async def _hover(editor: _Editor, uri: str) -> float:
    """The milliseconds that a hover takes, with a pause as between two of a hand's movements."""
    await asyncio.sleep(0.005)
    params = {"textDocument": {"uri": uri}, "position": {"line": 1, "character": 4}}
    started = time.perf_counter()
    await _wait(editor.ask("textDocument/hover", params))
    return (time.perf_counter() - started) * _MILLISECONDS


async def _cancelling(editor: _Editor, uri: str, api: _Api) -> Figure:
    """From the editor's cancelling to the end of the connection, as the API sees it."""
    api.delay = math.inf
    times = []
    for _ in range(_CANCELS):
        api.asked.clear()
        answer = editor.ask("connector/run", {"uri": uri, "action": "thing/list"})
        await api.asked.wait()
        await asyncio.sleep(0.02)
        started = time.perf_counter()
        editor.notify("$/cancelRequest", {"id": editor.last_id})
        times.append((await asyncio.wait_for(api.gone.get(), 60) - started) * _MILLISECONDS)
        await asyncio.wait_for(answer, 60)
    api.delay = 0
    return Figure(
        "cancel → connection closed, longest", max(times), 100,
        f"{_CANCELS} runs, median {statistics.median(times):.1f} ms",
    )  # fmt: skip


async def _large(editor: _Editor, uri: str, api: _Api) -> list[Figure]:
    """A large response, from the command to the request to show its page."""
    item = {"id": 1, "name": "A thing, with a name", "tags": ["a", "b"], "size": {"w": 1.5, "h": 2}}
    count = _LARGE // (len(json.dumps(item)) + 2)
    api.body = json.dumps({"data": [item] * count}).encode()
    command = {"command": "connector.runAction", "arguments": [uri, "thing/list"]}
    times, hovers = [], []
    for _ in range(5):
        while not editor.shown.empty():
            editor.shown.get_nowait()
        started = time.perf_counter()
        answer = editor.ask("workspace/executeCommand", command)
        while not answer.done():
            hovers.append(await _hover(editor, uri))
        times.append((await asyncio.wait_for(editor.shown.get(), 60) - started) * _MILLISECONDS)
        await _wait(answer)
    return [
        Figure(
            "a response of 10 MB of JSON shown, median", statistics.median(times), 1000,
            f"{len(times)} runs, longest {max(times):.0f} ms; meanwhile {len(hovers)} hovers, "
            f"median {statistics.median(hovers):.1f} ms, longest {max(hovers):.0f} ms",
        )
    ]  # fmt: skip


def markdown(title: str, figures: list[Figure]) -> str:
    """A table of them."""
    lines = [f"| {title} | measured | at most | |", "|---|--:|--:|---|"]
    lines += [
        f"| {each.name} | **{each.value:.1f} ms** {'✓' if each.is_met else '✗'} "
        f"| {each.bar:.0f} ms | {each.details} |"
        for each in figures
    ]
    return "\n".join(lines)
