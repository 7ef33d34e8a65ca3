"""Sending, against a server on loopback that does whatever a server can do."""

import asyncio
import base64
import gzip
import logging
import socket
import ssl
import subprocess
import sys
import time
import tracemalloc
import zlib
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest
import trustme

from connector_lsp.debugger.exchange import Exchange, Headers, Request
from connector_lsp.debugger.failures import (
    ClosedError,
    InvalidRequestError,
    MalformedError,
    RedirectError,
    RefusedError,
    SendError,
    TimedOutError,
    TLSError,
    UnknownHostError,
)
from connector_lsp.debugger.limits import Limits
from connector_lsp.debugger.send import Sender
from tests.support.http import (
    Answer,
    Heard,
    redirects,
    repeats,
    response,
    says,
    says_and_closes,
    serve,
)

SECRET = "pl4nted-s3cret"
SOON = 60.0
"""Seconds: what ends a hang, and nothing else."""


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """The machine's own proxies are no matter of these tests."""
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


async def hang(_: Heard, __: asyncio.StreamWriter) -> None:
    """Never answers."""
    await asyncio.sleep(3600)


async def run(request: Request, limits: Limits | None = None) -> Exchange:
    """The one exchange that sending a request gives."""
    async with Sender(limits) as sender:
        [exchange] = await sender.send(request, "Run")
    return exchange


async def run_against(answer: Answer, limits: Limits | None = None) -> Exchange:
    """The one exchange with a server that answers so."""
    async with serve(answer) as server:
        return await run(Request("GET", server.url()), limits)


def check_failure(exchange: Exchange, kind: type[SendError], part: str) -> None:
    """The exchange failed in this way, with this in its message, and tells what to do."""
    assert type(exchange.failure) is kind, exchange.failure
    assert part in exchange.failure.message
    assert exchange.failure.next_step
    assert not exchange.failure.message.endswith(".")
    assert exchange.failure.__traceback__ is None


# --- what is sent and received -------------------------------------------------------------------


async def test_exchange() -> None:
    """The request arrives as it is, and the response comes back as it is, with its timing."""
    content = response(b"\xff\x00body", "201 Made", [("X-Two", "1"), ("x-two", "ü")])
    async with serve(says(content)) as server:
        request = Request("POST", server.url("/a%2Fb?c=%20d"), (("X-Emoji", "😀"),), b"\x00\xfe")
        before = time.time()
        exchange = await run(request)

    [heard] = server.heard
    assert heard.line == "POST /a%2Fb?c=%20d"
    assert heard.headers["x-emoji"] == "😀"
    assert heard.headers["accept-encoding"] == "gzip, deflate"
    assert heard.headers["user-agent"].startswith("connector-lsp/")
    assert heard.body == b"\x00\xfe"
    assert exchange.request is request
    assert exchange.failure is None
    assert exchange.response is not None
    assert (exchange.response.status, exchange.response.reason) == (201, "Made")
    assert exchange.response.headers == (("Content-Length", "6"), ("X-Two", "1"), ("x-two", "ü"))
    assert exchange.response.body == b"\xff\x00body"
    assert exchange.response.encoded_size == 6
    assert not exchange.response.is_cut
    timing = exchange.timing
    assert before <= timing.started <= time.time()
    assert timing.tls is None
    assert timing.connect is not None
    assert timing.first_byte is not None
    assert timing.body is not None
    assert 0 < timing.connect + timing.first_byte + timing.body <= timing.total


async def test_the_clock_starts_with_the_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is made once for all requests is not counted to the first of them."""
    ended = 0.0

    class Client(httpx.AsyncClient):
        def __init__(self, **options: Any) -> None:
            nonlocal ended
            super().__init__(**options)
            ended = time.time()

    monkeypatch.setattr(httpx, "AsyncClient", Client)
    async with serve(says(response())) as server:
        exchange = await run(Request("GET", server.url("/")))
    assert 0 < ended <= exchange.timing.started


async def test_own_headers() -> None:
    """A header that the request has is not added again; a Content-Length is what it must be."""
    async with serve(says(response())) as server:
        headers = (("user-agent", "me"), ("ACCEPT", "a/b"), ("Content-Length", "7"))
        await run(Request("POST", server.url(), headers, b"content!"))

    [heard] = server.heard
    assert heard.body == b"content!"
    assert (heard.headers["user-agent"], heard.headers["accept"]) == ("me", "a/b")
    assert heard.head.lower().count(b"user-agent") == 1


async def test_warm_connection() -> None:
    """The second run uses the connection of the first, and no cookie of it."""
    answer = says(response(b"1", headers=[("Set-Cookie", "id=1"), ("Connection", "keep-alive")]))
    async with serve(answer) as server, Sender() as sender:
        for _ in range(3):
            [exchange] = await sender.send(Request("GET", server.url()), "Run")

    assert server.connections == 1
    assert exchange.timing.connect is None
    assert b"cookie" not in server.everything().lower()


async def test_concurrent_runs() -> None:
    """Runs do not wait for each other."""
    async with serve(hang) as slow, serve(says(response())) as fast, Sender() as sender:
        hanging = [
            asyncio.ensure_future(sender.send(Request("GET", slow.url()), "Run")) for _ in range(30)
        ]
        await asyncio.wait_for(slow.asked.wait(), SOON)
        await asyncio.wait_for(sender.send(Request("GET", fast.url()), "Run"), SOON)
        for each in hanging:
            each.cancel()
        await asyncio.gather(*hanging, return_exceptions=True)


async def test_401_with_html() -> None:
    """A status that tells of an error is a response, whatever its content."""
    exchange = await run_against(
        says(response(b"<h1>No</h1>", "401 Unauthorized", [("Content-Type", "text/html")]))
    )

    assert exchange.failure is None
    assert exchange.response is not None
    assert exchange.response.status == 401
    assert exchange.response.body == b"<h1>No</h1>"


@pytest.mark.parametrize(
    ("method", "answer"),
    [
        ("HEAD", b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n"),
        ("GET", b"HTTP/1.1 204 No Content\r\n\r\n"),
        ("GET", b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 304 Not Modified\r\n\r\n"),
        ("HEAD", b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 10\r\n\r\n"),
        ("HEAD", b"HTTP/1.1 200 OK\r\nContent-Encoding: br\r\nContent-Length: 10\r\n\r\n"),
    ],
)
async def test_no_content(method: str, answer: bytes) -> None:
    """A response without content is complete."""
    async with serve(says(answer)) as server:
        exchange = await run(Request(method, server.url()), Limits(read=SOON))

    assert exchange.failure is None
    assert exchange.response is not None
    assert exchange.response.body == b""


@pytest.mark.parametrize(
    ("coding", "encoded"),
    [
        ("gzip", gzip.compress(b"content")),
        ("GZIP", gzip.compress(b"con") + gzip.compress(b"tent") + b"\0\0"),
        ("deflate", zlib.compress(b"content")),
        ("deflate", zlib.compress(b"content", wbits=-15)),
        ("identity", b"content"),
    ],
    ids=["gzip", "gzip-members", "zlib", "raw-deflate", "identity"],
)
async def test_content_coding(coding: str, encoded: bytes) -> None:
    """The codings that are asked for are undone, even where each byte comes alone."""
    chunks = b"".join(b"1\r\n%c\r\n" % each for each in encoded)
    head = f"HTTP/1.1 200\r\nContent-Encoding: {coding}\r\nTransfer-Encoding: chunked\r\n\r\n"
    exchange = await run_against(says(head.encode(), chunks, b"0\r\n\r\n"))

    assert exchange.failure is None
    assert exchange.response is not None
    assert exchange.response.body == b"content"
    assert exchange.response.encoded_size == len(encoded)
    assert exchange.response.reason == "OK"


@pytest.mark.parametrize(
    ("coding", "encoded", "part"),
    [
        ("br", b"\x0b\x02", "not asked for"),
        ("gzip, gzip", b"abc", "not asked for"),
        ("gzip", b"no gzip", "not in the coding"),
        ("gzip", gzip.compress(b"content")[:-9], "not complete"),
    ],
)
async def test_undecodable(coding: str, encoded: bytes, part: str) -> None:
    """A coding that cannot be undone is a failure; the response is there all the same."""
    exchange = await run_against(says(response(encoded, headers=[("Content-Encoding", coding)])))

    check_failure(exchange, MalformedError, part)
    assert exchange.response is not None
    assert exchange.response.encoded_size == len(encoded)


# --- the cap -------------------------------------------------------------------------------------


@pytest.mark.parametrize(("size", "is_cut"), [(999, False), (1000, False), (1001, True)])
async def test_cap(size: int, *, is_cut: bool) -> None:
    """Only what is more than the cap is cut off."""
    exchange = await run_against(says(response(b"x" * size)), Limits(body=1000))

    assert exchange.failure is None
    assert exchange.response is not None
    assert len(exchange.response.body) == min(size, 1000)
    assert exchange.response.is_cut == is_cut


def bomb() -> bytes:
    """A gibibyte of zeros in a megabyte of gzip."""
    packer = zlib.compressobj(9, wbits=31)
    return b"".join([*(packer.compress(bytes(1 << 20)) for _ in range(1024)), packer.flush()])


HUGE = b"HTTP/1.1 200 OK\r\nContent-Length: 1073741824\r\n\r\n"
HUGE_GZIP = HUGE.replace(b"\r\n\r\n", b"\r\nContent-Encoding: gzip\r\n\r\n")


@pytest.mark.parametrize(
    ("answer", "size"),
    [
        (repeats(HUGE, bytes(1 << 16)), 1_000_000),
        (says(response(bomb(), headers=[("Content-Encoding", "gzip")])), 1_000_000),
        (repeats(HUGE_GZIP, gzip.compress(b"") * 3000), 0),
    ],
    ids=["gigabyte", "bomb", "gzip-of-nothing"],
)
async def test_flood(answer: Answer, size: int) -> None:
    """However much comes, and however much it becomes, it ends at the cap and hangs up."""
    async with serve(answer) as server, Sender(Limits(body=1_000_000, total=SOON)) as sender:
        tracemalloc.start()
        [exchange] = await sender.send(Request("GET", server.url()), "Run")
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        await asyncio.wait_for(server.gone.wait(), SOON)

    assert exchange.failure is None
    assert exchange.response is not None
    assert len(exchange.response.body) == size
    assert exchange.response.is_cut
    assert exchange.response.encoded_size < 1_200_000
    assert peak < 10_000_000


# --- failures ------------------------------------------------------------------------------------


def unused_port() -> int:
    """A port on loopback where nothing listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


async def test_refused() -> None:
    """Nothing listens there."""
    port = unused_port()
    exchange = await run(Request("GET", f"http://127.0.0.1:{port}/"))

    check_failure(exchange, RefusedError, f"127.0.0.1:{port} refuses the connection")
    assert exchange.response is None
    assert exchange.timing.connect is not None
    assert exchange.timing.first_byte is None


async def test_refused_by_an_address_of_ipv6() -> None:
    """Host and port are told apart, on a machine without IPv6 as well."""
    exchange = await run(Request("GET", f"http://[::1]:{unused_port()}/"))

    check_failure(exchange, RefusedError, f"{exchange.request.url[7:-1]} ")


@pytest.mark.parametrize(
    ("code", "part"),
    [
        (socket.EAI_NONAME, "api.example.invalid has no address"),
        (socket.EAI_AGAIN, "No name server"),
    ],
)
async def test_unknown_host(code: int, part: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The host has no address, or nobody could be asked for it."""

    async def fail(*_: object, **__: object) -> None:
        raise socket.gaierror(code, "failed")

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", fail)
    exchange = await run(Request("GET", "https://api.example.invalid/"))

    check_failure(exchange, UnknownHostError, part)


async def test_connect_timeout() -> None:
    """A server whose queue of connections is full accepts no more."""
    with socket.socket() as listener, socket.socket() as one, socket.socket() as two:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        for each in (one, two):
            each.settimeout(0)
            each.connect_ex(listener.getsockname())
        url = f"http://127.0.0.1:{listener.getsockname()[1]}/"
        exchange = await run(Request("GET", url), Limits(connect=0.1))

    check_failure(exchange, TimedOutError, "did not accept a connection within 0.1 s")
    assert exchange.failure.phase == "connect"


async def test_hangs() -> None:
    """A server that does not answer."""
    exchange = await run_against(hang, Limits(read=0.1))

    check_failure(exchange, TimedOutError, "did not answer within 0.1 s")
    assert exchange.failure.phase == "read"
    assert exchange.response is None
    assert exchange.timing.first_byte is not None
    assert exchange.timing.first_byte >= 0.1


async def test_failure_on_a_warm_connection() -> None:
    """A failure names the host also where no connection had to be opened."""
    answers = iter([says(response()), hang])

    async def answer(heard: Heard, writer: asyncio.StreamWriter) -> None:
        await next(answers)(heard, writer)

    async with serve(answer) as server, Sender(Limits(read=0.1)) as sender:
        await sender.send(Request("GET", server.url()), "Run")
        [exchange] = await sender.send(Request("GET", server.url()), "Run")

    check_failure(exchange, TimedOutError, f"127.0.0.1:{server.port} did not answer")
    assert server.connections == 1


async def test_hangs_in_body() -> None:
    """A server that stops in the middle: what came is there."""
    exchange = await run_against(says(HUGE, b"part"), Limits(read=0.1))

    check_failure(exchange, TimedOutError, "sent nothing for 0.1 s")
    assert exchange.response is not None
    assert exchange.response.body == b"part"


@pytest.mark.parametrize(
    "answer",
    [
        hang,
        repeats(HUGE, b"x", 0.01),
        repeats(b"HTTP/1.1 200 OK\r\n", b"X", 0.01),
        repeats(b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    ],
    ids=["hangs", "drips-body", "drips-head", "informs-without-end"],
)
async def test_total_timeout(answer: Answer) -> None:
    """All of it takes too long, though something may come all the time."""
    async with serve(answer) as server:
        exchange = await run(Request("GET", server.url()), Limits(total=0.3))
        await asyncio.wait_for(server.gone.wait(), SOON) if answer is not hang else None

    check_failure(exchange, TimedOutError, "not complete within 0.3 s")
    assert exchange.failure.phase == "total"


async def test_total_timeout_over_redirects() -> None:
    """Redirects share the time that there is in all; each alone would be in time."""
    count = 0

    async def answer(_: Heard, writer: asyncio.StreamWriter) -> None:
        nonlocal count
        count += 1
        await asyncio.sleep(0.1)
        writer.write(response(b"", "302 Found", [("Location", f"/{count}")]))

    async with serve(answer) as server, Sender(Limits(total=0.3)) as sender:
        exchanges = await sender.send(Request("GET", server.url()), "Run")

    check_failure(exchanges[-1], TimedOutError, "not complete within 0.3 s")


CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"


@pytest.mark.parametrize(
    ("answer", "body"),
    [
        (says_and_closes(b""), None),
        (says_and_closes(b"HTTP/1.1 200 OK\r\nContent-Le"), None),
        (says_and_closes(HUGE, b"part"), b"part"),
        (says_and_closes(CHUNKED, b"4\r\npart\r\n"), b"part"),
    ],
    ids=["at-once", "in-head", "in-body", "in-chunks"],
)
async def test_closed(answer: Answer, body: bytes | None) -> None:
    """The server closes the connection too early; what came is there."""
    exchange = await run_against(answer)

    check_failure(exchange, ClosedError, "closed the connection")
    assert (None if exchange.response is None else exchange.response.body) == body


@pytest.mark.parametrize(
    ("answer", "body"),
    [
        (b"SSH-2.0-OpenSSH_9.2\r\n\r\n", None),
        (b"HTTP/1.1 abc OK\r\n\r\n", None),
        (b"HTTP/1.1 200 OK\r\nno colon here\r\n\r\n", None),
        (b"HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n", None),
        (b"HTTP/1.1 200 OK\r\n" + b"X-Flood: aaaaaaaaaaaaaaaaaaaa\r\n" * 10_000, None),
        (CHUNKED + b"4\r\npart\r\nzz\r\n", b"part"),
        (CHUNKED + b"4\r\npart--\r\n", b"part"),
        (CHUNKED + b"4\r\npart\r\n4;" + b"x" * 200_000, b"part"),
    ],
    ids=["ssh", "status", "header", "length", "flood", "chunk-size", "chunk-end", "extension"],
)
async def test_malformed(answer: bytes, body: bytes | None) -> None:
    """What comes is no HTTP."""
    exchange = await run_against(says(answer), Limits(read=SOON))

    check_failure(exchange, MalformedError, "127.0.0.1")
    assert (None if exchange.response is None else exchange.response.body) == body


@pytest.mark.parametrize(
    ("method", "url", "headers", "part"),
    [
        ("GET", "", (), "no URL of the form"),
        ("GET", "/path", (), "no URL of the form"),
        ("GET", "ftp://127.0.0.1:{}/", (), "no URL of the form"),
        ("GET", "http://127.0.0.1:99999/", (), "no URL of the form"),
        ("GET", "http://127.0.0.1:x/", (), "no URL of the form"),
        ("GET", "http:///path", (), "no URL of the form"),
        ("GET", "http://127.0.0.256/", (), "its host is no name"),
        ("GET", "http://127.0.0.1:{}/" + "a" * 70_000, (), "too long"),
        ("GET", "http://127.0.0.1:{}/a\r\nX-Evil: 1", (), "too long, or"),
        ("GET\r\nX-Evil: 1", "http://127.0.0.1:{}/", (), "method"),
        ("GET", "http://127.0.0.1:{}/", (("X-A", "1"), ("X-B", "1\r\nX-Evil: 1")), "header 2"),
        ("GET", "http://127.0.0.1:{}/", (("X-B", "1\nX-Evil: 1"),), "value of header 1"),
        ("GET", "http://127.0.0.1:{}/", (("X-B", "1\0"),), "value of header 1"),
        ("GET", "http://127.0.0.1:{}/", (("X-B", "\ud800"),), "value of header 1"),
        ("GET", "http://127.0.0.1:{}/", (("X-A: 1\r\nX-Evil", "1"),), "name of header 1"),
        ("GET", "http://127.0.0.1:{}/", (("Größe", "1"),), "name of header 1"),
        ("GET", "http://127.0.0.1:{}/", (("", "1"),), "name of header 1"),
        ("GET", "http://127.0.0.1:{}/", (("Transfer-Encoding", "gzip"),), "Transfer-Encoding"),
    ],
)
async def test_invalid_request(method: str, url: str, headers: Headers, part: str) -> None:
    """What HTTP cannot send is not sent, nor anything that an input put into it."""
    async with serve(says(response())) as server:
        request = Request(method, url.format(server.port), headers)
        exchange = await run(request, Limits(read=SOON))

    check_failure(exchange, InvalidRequestError, part)
    assert b"X-Evil" not in server.everything()


# --- cancelling ----------------------------------------------------------------------------------


@pytest.mark.parametrize("answer", [hang, repeats(HUGE, b"x", 0.01)], ids=["head", "body"])
async def test_cancel(answer: Answer) -> None:
    """Cancelling closes the connection at once."""
    gone = asyncio.Event()

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        answering = asyncio.ensure_future(answer(Heard(head, b""), writer))
        asked.set()
        with suppress(ConnectionError):
            await reader.read()
        gone.set()
        answering.cancel()
        await asyncio.gather(answering, return_exceptions=True)
        writer.transport.abort()

    asked = asyncio.Event()
    listener = await asyncio.start_server(connected, "127.0.0.1", 0)
    async with listener, Sender() as sender:
        url = f"http://127.0.0.1:{listener.sockets[0].getsockname()[1]}/"
        task = asyncio.ensure_future(sender.send(Request("GET", url), "Run"))
        await asyncio.wait_for(asked.wait(), SOON)
        await asyncio.sleep(0.05)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await asyncio.wait_for(gone.wait(), SOON)


async def test_cancel_in_handshake() -> None:
    """Cancelling closes the connection also while TLS is not there yet."""
    asked, gone = asyncio.Event(), asyncio.Event()

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1)
        asked.set()
        await reader.read()
        gone.set()
        writer.transport.abort()

    listener = await asyncio.start_server(connected, "127.0.0.1", 0)
    async with listener, Sender() as sender:
        url = f"https://127.0.0.1:{listener.sockets[0].getsockname()[1]}/"
        task = asyncio.ensure_future(sender.send(Request("GET", url), "Run"))
        await asyncio.wait_for(asked.wait(), SOON)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await asyncio.wait_for(gone.wait(), SOON)


# --- redirects -----------------------------------------------------------------------------------

ENCODED = [
    SECRET,
    base64.b64encode(SECRET.encode()).decode(),
    base64.b64encode(f"user:{SECRET}".encode()).decode(),
]


def secretive(url: str, method: str = "POST") -> Request:
    """A request with a secret in each place that can hold one."""
    return Request(
        method,
        f"{url}?api_key={SECRET}",
        (
            ("Authorization", f"Basic {ENCODED[-1]}"),
            ("X-Api-Key", SECRET),
            ("Cookie", f"session={SECRET}"),
            ("Referer", f"https://example.com/{SECRET}"),
            ("Accept", "application/json"),
        ),
        f'{{"token": "{SECRET}"}}'.encode(),
        frozenset({SECRET}),
    )


@pytest.mark.parametrize("status", [301, 302, 303])
async def test_redirect_to_another_host(status: int) -> None:
    """To another host a redirect is followed with nothing of ours."""
    async with (
        serve(says(response(b"there"))) as there,
        serve(redirects(there.url("/file?a=b", "localhost"), status)) as here,
        Sender() as sender,
    ):
        first, second = await sender.send(secretive(here.url()), "Run")

    assert (first.title, second.title) == ("Run", "Redirect")
    assert first.response is not None
    assert first.response.status == status
    assert second.response is not None
    assert second.response.body == b"there"
    [heard] = there.heard
    assert heard.line == "GET /file?a=b"
    assert heard.body == b""
    assert heard.headers.keys() <= {
        *("host", "accept", "accept-encoding", "user-agent", "connection")
    }
    arrived = there.everything()
    assert not [form for form in ENCODED if form.encode() in arrived]


@pytest.mark.parametrize("status", [307, 308])
async def test_redirect_of_a_body_to_another_host(status: int) -> None:
    """A body is not sent to another host."""
    async with serve(says(response())) as there, serve(redirects(there.url(), status)) as here:
        exchange = await run(secretive(here.url()))

    check_failure(exchange, RedirectError, "body sent to another host")
    assert exchange.response is not None
    assert there.connections == 0


@pytest.mark.parametrize("form", ENCODED)
async def test_redirect_with_a_secret(form: str) -> None:
    """Where the first host puts a secret into the Location, another host is not asked."""
    async with (
        serve(says(response())) as there,
        serve(redirects(there.url(f"/?key={quote(form)}"))) as here,
    ):
        exchange = await run(secretive(here.url()))

    check_failure(exchange, RedirectError, "secret in its URL")
    assert SECRET not in f"{exchange.failure.message} {exchange.failure.next_step}"
    assert there.connections == 0


async def test_redirect_within_the_host() -> None:
    """On the same origin a redirect keeps everything."""

    async def answer(heard: Heard, writer: asyncio.StreamWriter) -> None:
        if heard.line.endswith("/new"):
            writer.write(response(b"new"))
        else:
            writer.write(response(b"", "308 Moved", [("Location", "/new")]))

    async with serve(answer) as server, Sender() as sender:
        request = secretive(server.url("/old"))
        _, second = await sender.send(request, "Run")

    assert second.response is not None
    assert second.response.body == b"new"
    assert second.request.headers == request.headers
    assert server.heard[1].headers["x-api-key"] == SECRET
    assert server.heard[1].body == request.body
    assert server.connections == 1


async def test_circle() -> None:
    """Redirects that come back are followed once."""

    async def answer(heard: Heard, writer: asyncio.StreamWriter) -> None:
        other = "/a" if heard.line.endswith("/b") else "/b"
        writer.write(response(b"", "302 Found", [("Location", other)]))

    async with serve(answer) as server, Sender() as sender:
        exchanges = await sender.send(Request("GET", server.url("/a")), "Run")

    check_failure(exchanges[-1], RedirectError, "in a circle")
    assert len(exchanges) == len(server.heard) == 2
    assert exchanges[-1].response is not None


async def test_too_many_redirects() -> None:
    """Redirects without end are given up."""
    count = 0

    async def answer(_: Heard, writer: asyncio.StreamWriter) -> None:
        nonlocal count
        count += 1
        writer.write(response(b"", "302 Found", [("Location", f"/{count}")]))

    async with serve(answer) as server, Sender(Limits(redirects=5)) as sender:
        exchanges = await sender.send(Request("GET", server.url()), "Run")

    check_failure(exchanges[-1], RedirectError, "more than 5 times")
    assert len(exchanges) == count == 6


# --- TLS -----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    """A certificate authority of the tests."""
    return trustme.CA()


@pytest.fixture
def _is_trusted(authority: trustme.CA, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The system trusts it."""
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))


def server_context(certificate: trustme.LeafCert) -> ssl.SSLContext:
    """What a server with this certificate speaks TLS with."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)
    return context


@pytest.fixture
async def _quiet() -> AsyncIterator[None]:
    """A handshake that fails at the client's end is nothing to tell of at the server's."""
    asyncio.get_running_loop().set_exception_handler(lambda *_: None)
    return


@pytest.mark.usefixtures("_is_trusted")
@pytest.mark.skipif(sys.platform != "linux", reason="SSL_CERT_FILE is read by OpenSSL only")
class TestTrusted:
    """Servers with certificates of an authority that the system trusts."""

    async def test_tls(self, authority: trustme.CA) -> None:
        """A good certificate is accepted by the system's store."""
        context = server_context(authority.issue_cert("localhost"))
        async with serve(says(response(b"safe")), context) as server:
            exchange = await run(Request("GET", server.url(host="localhost")))

        assert exchange.failure is None
        assert exchange.response is not None
        assert exchange.response.body == b"safe"
        assert exchange.timing.tls is not None
        assert exchange.timing.tls > 0

    @pytest.mark.usefixtures("_quiet")
    @pytest.mark.parametrize(
        ("name", "days", "part"),
        [
            ("other.example", 1, "is for another host"),
            ("localhost", -1, "has expired"),
        ],
    )
    async def test_bad_certificate(
        self, authority: trustme.CA, name: str, days: int, part: str
    ) -> None:
        """What is wrong with a certificate is said."""
        until = datetime.now(UTC) + timedelta(days=days)
        certificate = authority.issue_cert(
            name, not_before=until - timedelta(days=5), not_after=until
        )
        async with serve(says(response()), server_context(certificate)) as server:
            exchange = await run(Request("GET", server.url(host="localhost")))

        check_failure(exchange, TLSError, f"The certificate of localhost:{server.port} {part}")
        assert server.heard == []


@pytest.mark.usefixtures("_quiet")
async def test_unknown_authority(authority: trustme.CA) -> None:
    """A certificate of an unknown authority is refused."""
    context = server_context(authority.issue_cert("localhost"))
    async with serve(says(response()), context) as server:
        exchange = await run(secretive(server.url(host="localhost")))

    check_failure(exchange, TLSError, "certificate authority that this machine does not know")
    assert "trust store" in exchange.failure.next_step
    assert server.heard == []


@pytest.mark.usefixtures("_quiet")
async def test_self_signed(tmp_path: Path) -> None:
    """A certificate that vouches for itself is refused."""
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    authority = trustme.CA()  # An authority's own certificate is signed by itself.
    authority.private_key_pem.write_to_path(key)
    authority.cert_pem.write_to_path(certificate)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    async with serve(says(response()), context) as server:
        exchange = await run(Request("GET", server.url(host="localhost")))

    check_failure(exchange, TLSError, "is self-signed")
    assert server.heard == []


async def test_no_tls() -> None:
    """A server without TLS is told from one with a bad certificate."""

    async def connected(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(response(b"plain"))
        writer.close()

    async with await asyncio.start_server(connected, "127.0.0.1", 0) as listener:
        port = listener.sockets[0].getsockname()[1]
        exchange = await run(Request("GET", f"https://127.0.0.1:{port}/"))

    check_failure(exchange, TLSError, "does not speak TLS")


@pytest.mark.parametrize("is_closed", [False, True])
async def test_handshake(*, is_closed: bool) -> None:
    """A handshake that does not end is given up; one that is cut short is told."""

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1 << 16 if is_closed else -1)
        writer.close()

    async with await asyncio.start_server(connected, "127.0.0.1", 0) as listener:
        port = listener.sockets[0].getsockname()[1]
        exchange = await run(Request("GET", f"https://127.0.0.1:{port}/"), Limits(connect=0.2))

    if is_closed:
        check_failure(exchange, TLSError, "closed the connection during the TLS handshake")
    else:
        check_failure(exchange, TimedOutError, "did not complete the TLS handshake")


# --- proxies -------------------------------------------------------------------------------------


async def test_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """A proxy from the environment is used."""
    async with serve(says(response(b"by proxy"))) as proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy.url())
        exchange = await run(Request("GET", "http://api.example.com/path"))

    assert exchange.response is not None
    assert exchange.response.body == b"by proxy"
    assert proxy.heard[0].line == "GET http://api.example.com/path"


async def test_refusing_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """A proxy that opens no way is named."""
    async with serve(says(response(b"", f"407 {SECRET}"))) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy.url())
        exchange = await run(Request("GET", "https://api.example.com/path"))

    check_failure(exchange, RefusedError, f"The proxy 127.0.0.1:{proxy.port}")


@pytest.mark.parametrize("proxy", ["socks5://127.0.0.1:1", "gopher://127.0.0.1:1", "http://:x"])
async def test_unusable_proxy(proxy: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A proxy that cannot be used is told, not passed over."""
    monkeypatch.setenv("ALL_PROXY", proxy)
    exchange = await run(Request("GET", "http://127.0.0.1:1/"))

    check_failure(exchange, InvalidRequestError, "proxy")


# --- secrets and start-up ------------------------------------------------------------------------


async def test_nothing_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    """No log has a secret, whatever the levels are."""
    for name in ("", "httpx", "httpcore", "httpcore.http11", "httpcore.connection"):
        caplog.set_level(logging.DEBUG, name)
    async with serve(redirects("/new")) as server, Sender(Limits(redirects=1)) as sender:
        await sender.send(secretive(server.url()), "Run")
        await sender.send(secretive("http://127.0.0.1:1/"), "Run")

    assert server.heard
    assert not [form for form in ENCODED if form in caplog.text]


@pytest.mark.parametrize(
    "request_",
    [
        secretive(f"http://{SECRET}.127.0.0.1.invalid:1/"),
        secretive("http://127.0.0.1:1/"),
        secretive(f"nonsense {SECRET}"),
        Request("GET", "http://127.0.0.1:1/", (("X", f"{SECRET}\n"),), b"", frozenset({SECRET})),
        Request("GET", "http://127.0.0.1:1/", ((f"{SECRET}\n", ""),), b"", frozenset({SECRET})),
        Request(f"{SECRET}\n", "http://127.0.0.1:1/", (), b"", frozenset({SECRET})),
    ],
    ids=["host", "refused", "url", "header", "header-name", "method"],
)
async def test_no_secret_in_a_failure(request_: Request) -> None:
    """No failure has a secret in it, nor an error behind it that has."""
    failure = (await run(request_)).failure

    assert failure is not None
    assert SECRET not in f"{failure.message} {failure.next_step} {failure!r}"
    assert failure.__cause__ is None
    assert failure.__context__ is None


def test_httpx_is_loaded_by_sending_alone() -> None:
    """The other modules of the package do not load httpx."""
    folder = Path(__file__).parents[2] / "connector_lsp" / "debugger"
    names = sorted(path.stem for path in folder.glob("*.py") if path.stem not in ("send", "oauth"))
    imports = "; ".join(f"import connector_lsp.debugger.{name}" for name in names)
    probe = f"{imports}; import sys; sys.exit('httpx' in sys.modules)"

    assert "redirect" in names
    assert subprocess.run([sys.executable, "-c", probe], check=False).returncode == 0
