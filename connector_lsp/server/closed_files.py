"""Connectors on disk that are not open, read again only when they have changed."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from connector_lsp.server import siblings

if TYPE_CHECKING:
    from connector_lsp.analysis.analysis import Analysis
    from connector_lsp.server.documents import Documents


class ClosedFiles:
    """What is known about files on disk, by URI."""

    def __init__(self, documents: Documents) -> None:
        """Begin without any; `documents` knows what each is checked against."""
        self._documents = documents
        self._known: dict[str, tuple[tuple[int, int], Analysis]] = {}

    async def analysis(self, uri: str) -> Analysis | None:
        """What is known about a file as it is now; None if it cannot be read."""
        from connector_lsp.analysis.analysis import Analysis

        stamp = await asyncio.to_thread(siblings.try_stamp, uri)
        known = self._known.get(uri)
        if known and known[0] == stamp:
            return known[1]
        text = await asyncio.to_thread(siblings.try_read, uri) if stamp else None
        if text is None or stamp is None:
            self._known.pop(uri, None)
            return None
        analysis = Analysis.open(text, self._documents.checker_of(uri))
        self._known[uri] = stamp, analysis
        return analysis
