"""What goes over the wire and comes back: plain values that every part of the debugger shares."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from typing import Protocol

    from connector_lsp.debugger.failures import DebuggerError

Headers: TypeAlias = tuple[tuple[str, str], ...]
"""Names and values in their order; a name may come more than once and its case tells nothing."""

REDIRECT = "Redirect"
"""The title of an exchange to which the one before it was redirected."""


@dataclass(frozen=True, slots=True)
class Request:
    """A request as it is sent, RFC 9110.

    Attributes:
        method: in upper case.
        url: absolute and percent-encoded, with its query.
        headers: what we set; the transport adds ``Host``, ``Content-Length`` and the like.
        body: the content; empty for none.
        secrets: the values in it that only the host of `url` may see.

    """

    method: str
    url: str = field(repr=False)
    headers: Headers = field(default=(), repr=False)
    body: bytes = field(default=b"", repr=False)
    secrets: frozenset[str] = field(default=frozenset(), repr=False)


@dataclass(frozen=True, slots=True)
class Response:
    """What a server answered.

    Attributes:
        status: the status code.
        reason: the reason phrase, as sent or by the code.
        headers: as received.
        body: the content without its content coding, cut off at the cap.
        encoded_size: how many bytes of content came over the wire.
        is_cut: whether there was more than the cap lets through.

    """

    status: int
    reason: str
    headers: Headers
    body: bytes = b""
    encoded_size: int = 0
    is_cut: bool = False

    def header(self, name: str) -> str | None:
        """The first header of a name in any case; None where there is none."""
        wanted = name.casefold()
        return next((value for key, value in self.headers if key.casefold() == wanted), None)


@dataclass(frozen=True, slots=True)
class Timing:
    """How long the phases of an exchange took, in seconds; None for one that was not reached.

    Attributes:
        started: when the request began, in seconds since the epoch.
        connect: to look up the name and open the connection; None on one that was open.
        tls: the TLS handshake; None without TLS.
        first_byte: from the connection being ready until the head of the response was there.
        body: the content.
        total: everything.

    """

    started: float
    connect: float | None = None
    tls: float | None = None
    first_byte: float | None = None
    body: float | None = None
    total: float = 0.0


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request and what became of it: either a response or a failure, rarely both.

    Attributes:
        title: what it is for, such as ``Create a completion``, ``Token request`` or `REDIRECT`.
        request: what was sent.
        timing: how long it took.
        response: what came back, complete or as far as it came.
        failure: why it is not complete.

    """

    title: str
    request: Request
    timing: Timing
    response: Response | None = None
    failure: DebuggerError | None = None


if TYPE_CHECKING:

    class Sends(Protocol):
        """Sends requests, as `Sender` does."""

        async def send(self, request: Request, title: str) -> tuple[Exchange, ...]:
            """Send a request and follow its redirects."""
