"""Files that a source refers to: those in and below its folder, and the network if that is allowed.

A description comes from somebody else, so a reference in it must not reach any other file.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from connector_lsp.beside import read_below
from connector_lsp.files import decode_foreign

if TYPE_CHECKING:
    from collections.abc import Callable

_SCHEMES = ("http://", "https://")
_LARGEST = 100_000_000
"""Bytes; more is no description that anybody wrote."""


def is_url(path: str) -> bool:
    """Whether a path is an address on the network."""
    return path.lower().startswith(_SCHEMES)


def reader_of(path: str, *, allow_network: bool) -> Callable[[str], str]:
    """Reads what the source at `path` refers to.

    Args:
        path: the source: a file, a URL, or empty for text without a place.
        allow_network: whether URLs are fetched.

    """
    folder = Path(path).parent if path and not is_url(path) else Path()

    def read(reference: str) -> str:
        if is_url(path):
            reference = urljoin(path, reference)
        if is_url(reference):
            if not allow_network:
                raise OSError("it is on the network, which --allow-network would allow")
            return fetch(reference)
        return read_below(folder, reference)

    return read


def fetch(url: str) -> str:
    """The text behind a URL.

    Raises:
        OSError: it cannot be had; its text says why.

    """
    import asyncio

    from connector_lsp.debugger.exchange import Request
    from connector_lsp.debugger.limits import Limits
    from connector_lsp.debugger.send import Sender

    async def sent() -> str:
        async with Sender(Limits(body=_LARGEST)) as sender:
            *_, last = await sender.send(Request("GET", url, (), b"", frozenset()), "Source")
        if last.failure is not None or last.response is None:
            raise OSError(str(last.failure or "no response came"))
        if last.response.status != 200:  # noqa: PLR2004 -- HTTP's own
            raise OSError(f"the status is {last.response.status}")
        try:
            return decode_foreign(last.response.body)
        except ValueError as error:
            raise OSError(str(error)) from None

    return asyncio.run(sent())
