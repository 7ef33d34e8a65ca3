"""The open texts.  Ours, not pygls's: its lines also end at U+2028, which corrupts the buffer."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

from connector_lsp.analysis.text import Edit, LineIndex
from connector_lsp.server import from_lsp

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from connector_lsp.analysis.analysis import Analysis
    from connector_lsp.analysis.syntax import Json
    from connector_lsp.server.client import ClientFeatures
    from connector_lsp.server.workspace import Workspace

logger = logging.getLogger(__name__)


@dataclass(slots=True)
class OpenDocument:
    """A text that is open in the client.

    Attributes:
        uri: its name.
        language_id: what the client takes it for.
        version: the client's count of its edits.
        text: all of it.
        analysis: what is known about it; None if it is no connector.

    """

    uri: str
    language_id: str
    version: int | None
    text: str
    analysis: Analysis | None


class Documents:
    """The open texts by URI."""

    def __init__(
        self,
        workspace: Workspace,
        client: ClientFeatures,
        on_change: Callable[[OpenDocument], None],
        on_close: Callable[[str], None],
    ) -> None:
        """Begin without any.

        Args:
            workspace: tells connectors and their schema.
            client: tells the position encoding.
            on_change: called after a text was opened or edited.
            on_close: called with the URI of a text that is not open any more.

        """
        self._workspace = workspace
        self._client = client
        self._on_change = on_change
        self._on_close = on_close
        self._open: dict[str, OpenDocument] = {}

    def __iter__(self) -> Iterator[OpenDocument]:
        """All open texts."""
        return iter(list(self._open.values()))

    def try_get(self, uri: str) -> OpenDocument | None:
        """The open text of that name."""
        return self._open.get(uri)

    def analysis(self, uri: str) -> Analysis | None:
        """What is known about an open connector; None if it is none, or not open."""
        document = self._open.get(uri)
        return document.analysis if document else None

    def did_open(self, params: dict[str, Json]) -> None:
        """Take over a text (`DidOpenTextDocumentParams`)."""
        item = params.get("textDocument") or {}
        uri, text = item.get("uri"), item.get("text")
        if not isinstance(uri, str) or not isinstance(text, str):
            logger.warning("Ignored an opened document without uri or text")
            return
        language_id = str(item.get("languageId", ""))
        document = OpenDocument(uri, language_id, item.get("version"), text, None)
        self._open[uri] = document
        self._analyse(document)
        self._on_change(document)

    def did_change(self, params: dict[str, Json]) -> None:
        """Apply edits (`DidChangeTextDocumentParams`), each to the text that the last one left."""
        item = params.get("textDocument") or {}
        document = self._open.get(item.get("uri", ""))
        if document is None:
            logger.warning("Ignored a change of a document that is not open")
            return
        for change in params.get("contentChanges") or ():
            self._apply(document, change)
        document.version = item.get("version")
        self._on_change(document)

    def _apply(self, document: OpenDocument, change: dict[str, Json]) -> None:
        text, span = change.get("text"), change.get("range")
        if not isinstance(text, str):
            logger.warning("Ignored a change without text")
            return
        if span is None:
            document.text = text
            self._analyse(document)
            return
        index = (
            document.analysis.document.line_index()
            if document.analysis
            else LineIndex(document.text)
        )
        start, end = from_lsp.range_(index, span, self._client.encoding)
        edit = Edit(start, end, text)
        if document.analysis:
            document.analysis = document.analysis.with_edit(edit)
            document.text = document.analysis.text
        else:
            document.text = document.text[:start] + text + document.text[end:]
            self._analyse(document)

    def did_close(self, params: dict[str, Json]) -> None:
        """Forget a text (`DidCloseTextDocumentParams`)."""
        uri = (params.get("textDocument") or {}).get("uri", "")
        if self._open.pop(uri, None):
            self._on_close(uri)

    def analyse_all(self) -> None:
        """Look at every open text afresh: settings or a schema changed."""
        for document in self:
            self._analyse(document)

    def _analyse(self, document: OpenDocument) -> None:
        from connector_lsp.analysis.analysis import Analysis  # Not before `initialize` is answered.

        uri, text = document.uri, document.text
        if self._workspace.is_connector(uri, document.language_id, text):
            document.analysis = Analysis.open(text, self._workspace.checker_of(uri))
        else:
            document.analysis = None
