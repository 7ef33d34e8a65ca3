"""The page on this machine that the browser comes back to."""

import asyncio
import re
import socket
from contextlib import suppress

import httpx
import pytest

from connector_lsp.debugger.callback import listen
from connector_lsp.debugger.failures import SignInError


async def get(url: str, method: str = "GET") -> httpx.Response:
    """What a browser gets."""
    async with httpx.AsyncClient(trust_env=False) as client:
        return await client.request(method, url)


async def is_listening(port: int) -> bool:
    """Whether a connection to a port of this machine can be opened."""
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
    except ConnectionError:
        return False
    writer.close()
    return True


async def come_back(url: str) -> asyncio.Task[httpx.Response]:
    """A browser that asks for a URL and waits for the page."""
    return asyncio.create_task(get(f"{url}?code=pl4nted"))


async def test_success():
    """The URL with its query arrives; the page says that it worked, and has nothing of the query."""
    async with listen() as callback:
        visit = await come_back(callback.url)
        assert await callback.received == f"{callback.url}?code=pl4nted"
        assert not visit.done()

    page = await visit
    assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert "<h1>Signed in</h1>" in page.text
    assert "pl4nted" not in page.text
    assert not re.search(r"<script|https?:|src=|href=", page.text)
    assert page.headers["cache-control"] == "no-store"
    assert not await is_listening(callback.port)


async def test_failure():
    """The page says what went wrong and what to do, without letting anything in it be markup."""
    with suppress(SignInError):
        async with listen() as callback:
            visit = await come_back(callback.url)
            await callback.received
            raise SignInError("No <b>code</b>", "Do it again")

    page = await visit
    assert "Sign-in failed" in page.text
    assert "No &lt;b&gt;code&lt;/b&gt;. Do it again." in page.text
    assert not await is_listening(callback.port)


async def test_cancel():
    """Cancelled, it is gone, and the browser that waits is told."""
    ready: asyncio.Future[tuple[int, asyncio.Task[httpx.Response]]] = asyncio.Future()

    async def wait() -> None:
        async with listen() as callback:
            visit = await come_back(callback.url)
            await callback.received
            ready.set_result((callback.port, visit))
            await asyncio.sleep(3600)

    task = asyncio.create_task(wait())
    port, visit = await ready
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task

    assert task.cancelled()
    assert "Sign-in stopped" in (await visit).text
    assert not await is_listening(port)


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/favicon.ico"),
        ("GET", "/"),
        ("GET", "/callback/more?code=1"),
        ("HEAD", "/callback?code=1"),
        ("POST", "/callback?code=1"),
    ],
)
async def test_stray_requests(method, path):
    """Other requests are answered at once, and change nothing."""
    async with listen() as callback:
        page = await get(f"http://127.0.0.1:{callback.port}{path}", method)
        assert page.status_code == 404
        assert not callback.received.done()


async def test_second_answer():
    """Only the first answer counts; whoever comes later gets no word of it."""
    async with listen() as callback:
        visit = await come_back(callback.url)
        first = await callback.received
        page = await get(f"{callback.url}?code=other")
        assert page.status_code == 404
        assert callback.received.result() == first
    assert "Signed in" in (await visit).text


@pytest.mark.parametrize("sent", [b"", b"GET ", b"\x00\xff\r\n\r\n", b"a" * 100_000])
async def test_odd_connections(sent):
    """A connection that asks for nothing is closed at the end at the latest, and harms nothing."""
    async with listen() as callback:
        reader, writer = await asyncio.open_connection("127.0.0.1", callback.port)
        writer.write(sent)
        await asyncio.sleep(0)
        visit = await come_back(callback.url)
        await callback.received
    assert "Signed in" in (await visit).text
    with suppress(ConnectionError):
        await reader.read()
    writer.close()


async def test_port():
    """A port that is set is the one in the URL, and can be had again at once."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    for _ in range(2):
        async with listen(port) as callback:
            assert callback.url == f"http://127.0.0.1:{port}/callback"
            visit = await come_back(callback.url)
            await callback.received
        await visit


async def test_port_in_use():
    """A port that something else has is named."""
    with socket.create_server(("127.0.0.1", 0)) as used:
        port = used.getsockname()[1]
        with pytest.raises(SignInError, match=f"Port {port} of this machine is in use"):
            async with listen(port):
                pass


async def test_impossible_port():
    """So is one that does not exist."""
    with pytest.raises(SignInError, match="Port 70000 of this machine cannot be used"):
        async with listen(70000):
            pass
