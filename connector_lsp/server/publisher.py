"""Diagnostics for clients that do not ask for them.

A client that asks (LSP 3.17, "pull diagnostics") decides itself when; to any other they are sent
after a short rest in the typing, so that what is half typed does not flicker.
"""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING

from lsprotocol import types

if TYPE_CHECKING:
    from connector_lsp.server.app import ConnectorServer
    from connector_lsp.server.documents import OpenDocument

SOURCE = "connector-lsp"
"""What diagnostics name as their source."""

_REST = 0.15
"""Seconds without an edit after which diagnostics are sent."""


class Publisher:
    """Sends diagnostics, or has the client ask for them again."""

    def __init__(self, server: ConnectorServer) -> None:
        self._server = server
        self._waiting: dict[str, asyncio.TimerHandle] = {}
        self._published: set[str] = set()

    def changed(self, document: OpenDocument) -> None:
        """A text was opened or edited."""
        if self._server.client.pull_diagnostics:
            return
        self._forget(document.uri)
        rest = _REST if document.uri in self._published else 0
        loop = asyncio.get_running_loop()
        self._waiting[document.uri] = loop.call_later(rest, self._publish, document.uri)

    def closed(self, uri: str) -> None:
        """A text is not open any more: its diagnostics go."""
        self._forget(uri)
        if uri in self._published:
            self._published.discard(uri)
            self._send(uri, None, "[]")

    def refresh(self) -> None:
        """All diagnostics may be others now."""
        if self._server.client.pull_diagnostics:
            if self._server.client.refresh_diagnostics:
                self._server.workspace_diagnostic_refresh(None)
            return
        for document in self._server.documents:
            self._publish(document.uri)

    def _forget(self, uri: str) -> None:
        waiting = self._waiting.pop(uri, None)
        if waiting:
            waiting.cancel()

    def _publish(self, uri: str) -> None:
        from connector_lsp.server.diagnostics import items_json  # Needs all the rules.

        self._waiting.pop(uri, None)
        document = self._server.documents.try_get(uri)
        if document is None:
            return
        if document.analysis is not None:
            severities = self._server.workspace_state.settings_of(uri).severities
            items = items_json(document.analysis, uri, severities, self._server.client)
        elif uri in self._published:
            items = "[]"
        else:
            return  # No connector: other servers may speak of it.
        self._published.add(uri)
        self._send(uri, document.version, items)

    def _send(self, uri: str, version: int | None, items: str) -> None:
        stamp = "" if version is None else f'"version":{version},'
        self._server.protocol.notify_raw(
            types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS,
            f'{{"uri":{json.dumps(uri)},{stamp}"diagnostics":{items}}}',
        )
