"""Sending a request and receiving what comes back: the only module that speaks HTTP.

Whatever a server does becomes an `Exchange`; nothing but a cancellation is raised.  Importing this
module loads httpx, so whoever needs it imports it when something is to be sent.
"""

from __future__ import annotations

import asyncio
import logging
import re
import ssl
import time
from contextlib import aclosing, suppress
from dataclasses import dataclass, field, replace
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import TYPE_CHECKING, Any, Final

import httpx
import truststore

from connector_lsp import __version__
from connector_lsp.debugger import explain
from connector_lsp.debugger.coding import ACCEPTED, CodingError, Decoder, is_known
from connector_lsp.debugger.exchange import REDIRECT, Exchange, Request, Response, Timing
from connector_lsp.debugger.failures import (
    InvalidRequestError,
    MalformedError,
    RedirectError,
    SendError,
    TimedOutError,
)
from connector_lsp.debugger.limits import Limits
from connector_lsp.debugger.redirect import reveals, try_origin, try_redirect

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self

    from connector_lsp.debugger.redirect import Origin

_DEFAULT_HEADERS: Final = (
    ("Accept", "*/*"),
    ("Accept-Encoding", ACCEPTED),
    ("User-Agent", f"connector-lsp/{__version__}"),
)


class Sender:
    """Sends requests and keeps the connections warm for the next; `aclose` ends them.

    It belongs to the event loop that it first sends in.  Cookies are never kept: one run must not
    depend on another.

    Arguments:
        limits: what a run may take.

    """

    def __init__(self, limits: Limits | None = None) -> None:
        self._limits = limits or Limits()
        self._client: httpx.AsyncClient | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.aclose()

    def prepare(self) -> None:
        """Makes what the first request would wait for; it takes long, so not in the event loop."""
        with suppress(_ProxyError):  # The request will say so.
            self._client = self._client or _client()

    async def aclose(self) -> None:
        """Closes all connections; sending again opens new ones."""
        client, self._client = self._client, None
        if client is not None:
            await client.aclose()

    async def send(self, request: Request, title: str) -> tuple[Exchange, ...]:
        """Sends a request and follows redirects as `redirect` allows it.

        Arguments:
            request: what is sent; `Accept`, `Accept-Encoding` and `User-Agent` are added to its
                headers where they are missing, and a `Content-Length` is set by its body.
            title: what it is for.

        Returns:
            The exchange, then one for each redirect that was followed; the last has the result.
            What went wrong is its `failure`, and its `response` is there as far as it came.

        Raises:
            asyncio.CancelledError: the task was cancelled; the connection is closed.

        """
        deadline = asyncio.get_running_loop().time() + self._limits.total
        exchanges: list[Exchange] = []
        asked: set[tuple[str, str]] = set()
        following: Request | None = request
        while following is not None:
            asked.add((following.method, following.url))
            exchange = await self._exchange(following, title, deadline)
            exchanges.append(exchange)
            try:
                following = self._try_next(exchange, request, asked)
            except RedirectError as error:
                exchanges[-1] = replace(exchange, failure=error.with_traceback(None))
                break
            title = REDIRECT
        return tuple(exchanges)

    def _try_next(
        self, exchange: Exchange, first: Request, asked: set[tuple[str, str]]
    ) -> Request | None:
        """The request that follows an exchange, or None if it is the last.

        Raises:
            RedirectError: it redirects to where we must not go, in a circle or too often.

        """
        if exchange.failure is not None or exchange.response is None:
            return None
        following = try_redirect(exchange.request, exchange.response, first)
        if following is None:
            return None
        if (following.method, following.url) in asked:
            raise RedirectError(
                "The redirects go in a circle: they lead back to a URL that was asked already",
                "Check the endpoint's url; some servers do so for lack of a credential",
            )
        if len(asked) > self._limits.redirects:
            raise RedirectError(
                f"The server redirects more than {self._limits.redirects} times",
                "Let the endpoint's url name the place where the redirects should end",
            )
        return following

    async def _exchange(self, request: Request, title: str, deadline: float) -> Exchange:
        """One request and what comes back, until `deadline` in the loop's time."""
        run = _Run()
        failure: SendError | None = None
        try:
            async with asyncio.timeout_at(deadline):
                await self._receive(request, run)
        except SendError as error:
            # Its traceback would keep alive, and show, all that stands in these frames.
            failure = error.with_traceback(None)
        except TimeoutError:
            seconds = self._limits.total
            failure = TimedOutError(
                f"The response was not complete within {seconds:g} s",
                "Run it again, or allow more time in all",
                "total",
            )
        except Exception as error:  # noqa: BLE001 - A server's answer must never end the debugger.
            failure = self._explain(error, request, run)
        return Exchange(title, request, run.timing(), run.response(), failure)

    def _explain(self, error: Exception, request: Request, run: _Run) -> SendError:
        """What an error of the layers below means."""
        phase = run.phase
        _, host, port = run.peer or try_origin(request.url) or ("", "", 0)
        host = f"[{host}]" if ":" in host else host  # RFC 3986 section 3.2.2.
        peer = f"{'***' if reveals(host, request.secrets) else host}:{port}"
        match error:
            case httpx.TimeoutException():
                seconds = self._limits.connect if phase in ("connect", "tls") else self._limits.read
                return explain.timed_out(phase, peer, seconds)
            case httpx.ProxyError():
                return explain.refused_by_proxy(peer)
            case httpx.NetworkError():
                return explain.disconnected(error, phase, peer)
            # Only the texts of httpcore and h11 tell an early end from what is no HTTP.
            case httpx.RemoteProtocolError() if re.search(
                "disconnected|closed connection", str(error)
            ):
                return explain.disconnected(error, phase, peer)
            case httpx.RemoteProtocolError():
                return explain.malformed(phase, peer)
            case _ProxyError():
                return explain.unusable_proxy()
            case CodingError():
                return explain.undecodable()
            case httpx.LocalProtocolError() | httpx.InvalidURL() | UnicodeError():
                return explain.invalid_request(request)
            case _:
                return explain.unforeseen(error)

    async def _receive(self, request: Request, run: _Run) -> None:
        """Sends a request and receives its response into `run`."""
        client = self._client = self._client or _client()
        response = await client.send(self._message(request, run), stream=True)
        async with aclosing(response):
            run.head = response
            coding = response.headers.get("content-encoding", "")
            is_decodable = is_known(coding)
            decoder = Decoder(coding if is_decodable else "")
            async for chunk in response.aiter_raw():
                if run.take(chunk, decoder, self._limits.body):
                    break
            run.ended = time.perf_counter()
        if run.encoded_size and not is_decodable:
            raise MalformedError(
                "The content has a coding that was not asked for, so it is shown as it came",
                f"Let the request's header Accept-Encoding be {ACCEPTED}, or leave it out",
            )
        if not run.is_cut:
            decoder.finish()

    def _message(self, request: Request, run: _Run) -> httpx.Request:
        """The request in the terms of httpx.

        Raises:
            InvalidRequestError: the URL is none of HTTP.
            httpx.InvalidURL, UnicodeError: the URL or a header is nothing that can be sent.

        """
        if try_origin(request.url) is None:
            raise InvalidRequestError(
                "The request has no URL of the form https://host/path or http://host:port/path",
                "Correct the endpoint's url",
            )
        given = {name.lower() for name, _ in request.headers}
        added = (each for each in _DEFAULT_HEADERS if each[0].lower() not in given)
        limits = self._limits
        return httpx.Request(
            request.method,
            request.url,
            headers=[
                (name.encode("ascii"), value.encode())
                for name, value in (*request.headers, *added)
                if name.lower() != "content-length"
            ],
            content=request.body,
            extensions={
                "trace": run.trace,
                "timeout": {"connect": limits.connect, "read": limits.read, "write": limits.read},
            },
        )


def _client() -> httpx.AsyncClient:
    """A client that does nothing by itself: no redirects, no cookies, no log.

    Raises:
        _ProxyError: the environment names a proxy that cannot be used.

    """
    try:
        client = httpx.AsyncClient(
            verify=truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT),
            follow_redirects=False,
            http2=False,
            limits=httpx.Limits(max_connections=None, max_keepalive_connections=20),
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=())),
            trust_env=True,
        )
    except (ImportError, ValueError, httpx.InvalidURL) as error:
        raise _ProxyError from error
    # They log every URL, and headers besides.  Disabled, no level set elsewhere lets them speak.
    # httpx imports httpcore, which makes its loggers, when the first client is made.
    for name in tuple(logging.root.manager.loggerDict):
        if name.partition(".")[0] in ("httpx", "httpcore"):
            logging.getLogger(name).disabled = True
    return client


class _ProxyError(Exception):
    """The environment names a proxy that cannot be used."""


@dataclass(slots=True)
class _Run:
    """An exchange under way: what has come so far, and when."""

    started: float = field(default_factory=time.time)
    begun: float = field(default_factory=time.perf_counter)
    ended: float | None = None
    peer: Origin | None = None
    head: httpx.Response | None = None
    body: bytearray = field(default_factory=bytearray)
    encoded_size: int = 0
    is_cut: bool = False
    _stream: Any = None
    _start: dict[str, float] = field(default_factory=dict)
    _end: dict[str, float] = field(default_factory=dict)

    async def trace(self, event: str, info: dict[str, Any]) -> None:
        """Notes an event of httpcore: ``module.step.started``, ``.complete`` or ``.failed``."""
        _, step, state = event.split(".")
        if not self._start:
            # What is made once for all requests, such as the TLS context, was no part of this one.
            self.started, self.begun = time.time(), time.perf_counter()
        (self._start if state == "started" else self._end)[step] = time.perf_counter()
        if step == "connect_tcp" and state == "started":
            # It may be a proxy.
            self.peer = ("", info["host"], info["port"])
        elif step == "connect_tcp" and state == "complete":
            self._stream = info["return_value"]
        elif step == "start_tls" and state == "failed":
            # Cancelled within the handshake, httpcore leaves the connection open.
            await self._stream.aclose()

    def take(self, chunk: bytes, decoder: Decoder, cap: int) -> bool:
        """Adds what came; returns whether that was more than the cap lets through."""
        self.encoded_size += len(chunk)
        self.body += decoder.decode(chunk, cap - len(self.body))
        # A coding can also take up bytes without end and give none.
        if len(self.body) <= cap and self.encoded_size <= cap:
            return False
        del self.body[cap:]
        self.is_cut = True
        return True

    @property
    def phase(self) -> str:
        """What it is at: ``connect``, ``tls``, ``head`` or ``body``."""
        if self.head is not None:
            return "body"
        if "send_request_headers" in self._start:
            return "head"
        return "tls" if "start_tls" in self._start else "connect"

    def response(self) -> Response | None:
        """The response as far as it came; None before its head."""
        head = self.head
        if head is None:
            return None
        encoding = head.headers.encoding
        return Response(
            status=head.status_code,
            reason=head.reason_phrase or httpx.codes.get_reason_phrase(head.status_code),
            headers=tuple(
                (name.decode("ascii"), value.decode(encoding)) for name, value in head.headers.raw
            ),
            body=bytes(self.body),
            encoded_size=self.encoded_size,
            is_cut=self.is_cut,
        )

    def timing(self) -> Timing:
        """How long it took until now."""
        ended = self.ended or time.perf_counter()
        head = self._end.get("receive_response_headers")
        ready = self._start.get("send_request_headers")
        return Timing(
            started=self.started,
            connect=self._took("connect_tcp"),
            tls=self._took("start_tls"),
            first_byte=None if ready is None else (head or ended) - ready,
            body=None if head is None or self.head is None else ended - head,
            total=ended - self.begun,
        )

    def _took(self, step: str) -> float | None:
        if step not in self._start or step not in self._end:
            return None
        return self._end[step] - self._start[step]
