"""The page on this machine that the third party sends the browser back to.

RFC 8252 section 7.3: a server on 127.0.0.1 that lives as long as one sign-in waits. The first
request for ``/callback`` is the answer; the browser sees how the sign-in ended, in one small page
without anything secret in it. Every other request is told that there is nothing here.
"""

from __future__ import annotations

import asyncio
import errno
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING, Final

from connector_lsp.debugger.failures import DebuggerError, SignInError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

HOST: Final = "127.0.0.1"
PATH: Final = "/callback"

_PAGE: Final = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{title}</title>
<style>
:root {{ color-scheme: light dark; --mark: {colour} }}
body {{
  font: 1.05rem/1.55 system-ui, sans-serif; box-sizing: border-box; min-height: 100vh; margin: 0;
  padding: 2rem; display: grid; place-items: center; text-align: center;
  background: light-dark(#f5f6f8, #17181c); color: light-dark(#1d2129, #e7e9ee);
}}
main {{
  max-width: 27rem; padding: 2.5rem 2.75rem; border-radius: 1rem;
  background: light-dark(#fff, #22242a); box-shadow: 0 1px 3px #0003, 0 8px 32px #0000001f;
}}
.mark {{
  width: 3.5rem; margin: 0 auto 1.25rem; border-radius: 50%; font: bold 1.9rem/3.5rem system-ui;
  background: var(--mark); color: #fff;
}}
h1 {{ font-size: 1.45rem; line-height: 1.3; margin: 0 0 .6rem }}
p {{ margin: 0; overflow-wrap: anywhere }}
footer {{ margin-top: 1.75rem; font-size: .85rem; opacity: .7 }}
</style>
<main>
<div class="mark" aria-hidden="true">{sign}</div>
<h1>{title}</h1>
<p>{text}</p>
<footer>connector-lsp</footer>
</main>
</html>
"""


def callback_url(port: int | str) -> str:
    """The URL to register with the third party; `port` may be what stands for one."""
    return f"http://{HOST}:{port}{PATH}"


_DONE, _FAILED, _ELSE = ("✓", "#1a7f4b"), ("!", "#b3261e"), ("–", "#5f6773")
"""The sign of a page and its colour, on which white has a contrast of at least 4.5 to 1."""


@dataclass(slots=True)
class Callback:
    """A sign-in that waits for its answer.

    Attributes:
        port: where it listens, on 127.0.0.1.
        received: the URL that the browser came back to, with its query.

    """

    port: int = 0
    received: asyncio.Future[str] = field(default_factory=asyncio.Future, repr=False)
    _browser: asyncio.StreamWriter | None = None

    @property
    def url(self) -> str:
        """The callback URL, which is the same in all requests of a sign-in."""
        return callback_url(self.port)

    def answer(self, title: str, text: str, sign: tuple[str, str] = _ELSE) -> None:
        """Show the browser that came back how the sign-in ended; later calls do nothing."""
        browser, self._browser = self._browser, None
        if browser is not None:
            browser.write(_response("200 OK", title, text, sign))
            browser.close()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one connection; the browser that came back waits for `answer`."""
        try:
            # A browser may open connections that it does not use.
            with suppress(asyncio.IncompleteReadError, asyncio.LimitOverrunError, OSError):
                head = await reader.readuntil(b"\r\n\r\n")
                line = head.partition(b"\r\n")[0].decode("ascii", "replace")
                method, _, target = line.rpartition(" ")[0].partition(" ")
                is_answer = method == "GET" and target.partition("?")[0] == PATH
                if is_answer and not self.received.done():
                    self._browser = writer
                    self.received.set_result(f"{self.url.removesuffix(PATH)}{target}")
                else:
                    text = "A sign-in is waiting here. Go back to the page where you sign in."
                    writer.write(_response("404 Not Found", "Nothing here", text))
        finally:
            if writer is not self._browser:
                writer.close()


@asynccontextmanager
async def listen(port: int = 0) -> AsyncIterator[Callback]:
    """A callback URL that is there until the block ends, and the browser is told how it ended.

    Args:
        port: where to listen; 0 for any that is free.

    Raises:
        SignInError: the port is in use, or cannot be had.

    """
    callback = Callback()
    tasks: set[asyncio.Task[None]] = set()

    def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if not server.is_serving():  # It came while the end was under way.
            writer.transport.abort()
            return
        task = asyncio.create_task(callback.serve(reader, writer))
        tasks.add(task)
        task.add_done_callback(tasks.discard)

    try:
        server = await asyncio.start_server(connected, HOST, port)
    except (OSError, OverflowError) as error:
        raise _unavailable(port, error) from None
    callback.port = server.sockets[0].getsockname()[1]
    try:
        yield callback
    except DebuggerError as error:
        callback.answer("Sign-in failed", f"{error.message}. {error.next_step}.", _FAILED)
        raise
    else:
        callback.answer("Signed in", "You can close this page and go back to your editor.", _DONE)
    finally:
        server.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        callback.answer("Sign-in stopped", "You can close this page and go back to your editor.")
        callback.received.cancel()


def _unavailable(port: int, error: OSError | OverflowError) -> SignInError:
    if isinstance(error, OSError) and error.errno == errno.EADDRINUSE:
        return SignInError(
            f"Port {port} of this machine is in use, so the browser could not come back",
            "End the program that uses it, or set another callback port and register its URL",
        )
    return SignInError(
        f"Port {port} of this machine cannot be used, so the browser could not come back",
        "Set another callback port, from 1024 to 65535, and register its URL",
    )


def _response(status: str, title: str, text: str, sign: tuple[str, str] = _ELSE) -> bytes:
    mark, colour = sign
    page = _PAGE.format(title=escape(title), text=escape(text), sign=mark, colour=colour).encode()
    head = (
        f"HTTP/1.1 {status}",
        "Content-Type: text/html; charset=utf-8",
        f"Content-Length: {len(page)}",
        "Cache-Control: no-store",
        "Referrer-Policy: no-referrer",
        "Content-Security-Policy: default-src 'none'; style-src 'unsafe-inline'",
        "Connection: close",
    )
    return "\r\n".join((*head, "", "")).encode() + page
