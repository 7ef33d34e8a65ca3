"""An HTTP server on loopback that does with a connection whatever a test wants of it."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import TypeAlias

Answer: TypeAlias = Callable[["Heard", asyncio.StreamWriter], Awaitable[None]]


@dataclass(frozen=True)
class Heard:
    """A request as it came: `head` with all its lines, and `body`."""

    head: bytes
    body: bytes

    @property
    def line(self) -> str:
        """The request line without the version."""
        return self.head.partition(b"\r\n")[0].decode().rpartition(" ")[0]

    @property
    def headers(self) -> dict[str, str]:
        """The headers by their names in lower case."""
        lines = self.head.decode().split("\r\n")[1:]
        pairs = (line.partition(": ") for line in lines if line)
        return {name.lower(): value for name, _, value in pairs}


@dataclass
class Server:
    """A running server.

    Attributes:
        port: where it listens, on 127.0.0.1.
        scheme: ``http`` or ``https``.
        heard: the requests that came.
        connections: how many connections were opened.
        asked: set when a request has come.
        gone: set when a client has closed its connection.

    """

    port: int = 0
    scheme: str = "http"
    heard: list[Heard] = field(default_factory=list)
    connections: int = 0
    asked: asyncio.Event = field(default_factory=asyncio.Event)
    gone: asyncio.Event = field(default_factory=asyncio.Event)

    def url(self, path: str = "/", host: str = "127.0.0.1") -> str:
        """A URL on it."""
        return f"{self.scheme}://{host}:{self.port}{path}"

    def everything(self) -> bytes:
        """All that came, to be searched."""
        return b"\n".join(each.head + each.body for each in self.heard)


def response(
    body: bytes = b"", status: str = "200 OK", headers: Iterable[tuple[str, str]] = ()
) -> bytes:
    """A response with its length."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}"]
    lines += [f"{name}: {value}" for name, value in headers]
    return "\r\n".join([*lines, "", ""]).encode() + body


def says(*parts: bytes) -> Answer:
    """Answers each request with these bytes, whatever they are."""

    async def answer(_: Heard, writer: asyncio.StreamWriter) -> None:
        writer.write(b"".join(parts))
        await writer.drain()

    return answer


def says_and_closes(*parts: bytes) -> Answer:
    """Answers with these bytes, then closes the connection."""

    async def answer(_: Heard, writer: asyncio.StreamWriter) -> None:
        writer.write(b"".join(parts))
        await writer.drain()
        writer.close()

    return answer


def redirects(location: str, status: int = 302) -> Answer:
    """Answers with a redirect."""
    return says(response(b"moved", f"{status} Moved", [("Location", location)]))


def repeats(head: bytes, part: bytes, seconds: float = 0) -> Answer:
    """Answers with a head and then one part again and again, until the client is gone."""

    async def answer(_: Heard, writer: asyncio.StreamWriter) -> None:
        writer.write(head)
        while not writer.is_closing():
            writer.write(part)
            await writer.drain()
            await asyncio.sleep(seconds)

    return answer


@asynccontextmanager
async def serve(answer: Answer, tls: ssl.SSLContext | None = None) -> AsyncIterator[Server]:
    """A server that lets `answer` write to each connection whose request has come in full."""
    server = Server(scheme="http" if tls is None else "https")
    tasks: set[asyncio.Task[None]] = set()

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        server.connections += 1
        with suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                heard = Heard(head, b"")
                length = int(heard.headers.get("content-length", 0))
                heard = Heard(head, await reader.readexactly(length))
                server.heard.append(heard)
                server.asked.set()
                await answer(heard, writer)
        server.gone.set()
        writer.transport.abort()

    def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.ensure_future(handle(reader, writer))
        tasks.add(task)
        task.add_done_callback(tasks.discard)

    listener = await asyncio.start_server(connected, "127.0.0.1", 0, ssl=tls)
    server.port = listener.sockets[0].getsockname()[1]
    try:
        yield server
    finally:
        listener.close()
        for task in tuple(tasks):
            task.cancel()
        await asyncio.gather(*tasks)
