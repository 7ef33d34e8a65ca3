"""How long and how much a run may take; apart from `send`, so that settings need no httpx."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """What a run may take before it is given up.

    Attributes:
        connect: seconds for the name, the connection and, apart from them, the TLS handshake.
        read: seconds without a byte received or accepted.
        total: seconds for everything, redirects included.
        redirects: how many are followed.
        body: bytes of content, decoded or as they come over the wire, whichever is reached first.

    """

    connect: float = 10.0
    read: float = 30.0
    total: float = 120.0
    redirects: int = 10
    body: int = 10_000_000
