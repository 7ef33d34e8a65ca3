"""Diagnostics for clients that do not ask for them.

A client that asks (LSP 3.17, "pull diagnostics") decides itself when; to any other they are sent
after a short rest in the typing, so that what is half typed does not flicker. The marks of failed
runs are sent to all: they come without an edit, and not every client that asks can be told to.
"""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING

from lsprotocol import types

if TYPE_CHECKING:
    from connector_lsp.analysis.analysis import Analysis
    from connector_lsp.server.app import ConnectorServer
    from connector_lsp.server.documents import OpenDocument
    from connector_lsp.server.marks import Marks

SOURCE = "connector-lsp"
"""What diagnostics name as their source."""

_REST = 0.15
"""Seconds without an edit after which diagnostics are sent."""


class Publisher:
    """Sends diagnostics, or has the client ask for them again.

    Attributes:
        marks: where runs failed, where flows break; none before there was anything to find out.

    """

    def __init__(self, server: ConnectorServer) -> None:
        self._server = server
        self.marks: list[Marks] = []
        self._waiting: dict[str, asyncio.TimerHandle] = {}
        self.published: set[str] = set()

    def changed(self, document: OpenDocument) -> None:
        """A text was opened or edited."""
        if self._server.client.pull_diagnostics:
            if document.uri in self.published:
                self.publish(document.uri)
            return
        self._forget(document.uri)
        rest = _REST if document.uri in self.published else 0
        loop = asyncio.get_running_loop()
        self._waiting[document.uri] = loop.call_later(rest, self.publish, document.uri)

    def closed(self, uri: str) -> None:
        """A text is not open any more: its diagnostics go."""
        self._forget(uri)
        if uri in self.published:
            self.published.discard(uri)
            self._send(uri, None, "[]")

    def refresh(self) -> None:
        """All diagnostics may be others now."""
        if self._server.client.pull_diagnostics:
            if self._server.client.refresh_diagnostics:
                self._server.workspace_diagnostic_refresh(None)
            return
        for document in self._server.documents:
            self.publish(document.uri)

    def _forget(self, uri: str) -> None:
        waiting = self._waiting.pop(uri, None)
        if waiting:
            waiting.cancel()

    def publish(self, uri: str) -> None:
        """Send what is to be said of a text now, if it is open."""
        self._waiting.pop(uri, None)
        document = self._server.documents.try_get(uri)
        if document is None:
            return
        if document.analysis is not None:
            items = self._items(document.analysis, uri)
            if self._server.client.pull_diagnostics and items == "[]":
                self.closed(uri)  # The last mark went, and such a client asks for all else.
                return
        elif uri in self.published:
            items = "[]"
        else:
            return  # No connector: other servers may speak of it.
        self.published.add(uri)
        self._send(uri, document.version, items)

    def _items(self, analysis: Analysis, uri: str) -> str:
        from connector_lsp.server.diagnostics import items_json  # Needs all the rules.

        server = self._server
        items = ""
        if not server.client.pull_diagnostics:
            severities = server.workspace_state.settings_of(uri).severities
            items = items_json(analysis, uri, severities, server.client)[1:-1]
        marked = [
            item
            for marks in self.marks
            if marks.has(uri)
            for item in marks.items(uri, analysis, server.client.encoding)
        ]
        return f"[{','.join(filter(None, (items, *marked)))}]"

    def _send(self, uri: str, version: int | None, items: str) -> None:
        stamp = "" if version is None else f'"version":{version},'
        self._server.protocol.notify_raw(
            types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS,
            f'{{"uri":{json.dumps(uri)},{stamp}"diagnostics":{items}}}',
        )
