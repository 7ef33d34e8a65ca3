"""Sends requests; what that needs is imported when the first one is sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from connector_lsp.debugger.exchange import Exchange, Request
    from connector_lsp.debugger.send import Sender


class LazySender:
    """A `Sender` that is made, in a thread, when it is used."""

    def __init__(self) -> None:
        self._sender: Sender | None = None

    async def send(self, request: Request, title: str) -> tuple[Exchange, ...]:
        """As `Sender.send`."""
        sender = self._sender or await self._made()
        return await sender.send(request, title)

    async def _made(self) -> Sender:
        from connector_lsp.debugger.background import in_background

        made = await in_background(_make_sender)
        self._sender = self._sender or made  # Another run may have made one meanwhile.
        return self._sender


def _make_sender() -> Sender:
    from connector_lsp.debugger.send import Sender

    sender = Sender()
    sender.prepare()
    return sender
