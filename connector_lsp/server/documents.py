"""The open texts.  Ours, not pygls's: its lines also end at U+2028, which corrupts the buffer."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from pygls.uris import to_fs_path

from connector_lsp.analysis.recognition import has_cases_keys
from connector_lsp.analysis.text import Edit, LineIndex
from connector_lsp.server import from_lsp, siblings
from connector_lsp.server.sent_tokens import SentTokens

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from connector_lsp.analysis.analysis import Analysis
    from connector_lsp.analysis.diagnostics.check import Checker
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
        tokens: the semantic tokens that the client has.

    """

    uri: str
    language_id: str
    version: int | None
    text: str
    analysis: Analysis | None
    tokens: SentTokens = field(default_factory=SentTokens)


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
        self._on_disk: dict[str, tuple[object, Analysis]] = {}

    def __iter__(self) -> Iterator[OpenDocument]:
        """All open texts."""
        return iter(list(self._open.values()))

    def among(self, files: Iterable[str]) -> list[str]:
        """The URIs of the open connectors and test cases, then those of files that are not open.

        Clients differ in what of a path they percent-encode, so files are told by their paths.
        """
        opened = {to_fs_path(uri) for uri in self._open}
        ours = [uri for uri, document in self._open.items() if document.analysis]
        return [*ours, *(uri for uri in files if to_fs_path(uri) not in opened)]

    def try_get(self, uri: str) -> OpenDocument | None:
        """The open text of that name."""
        return self._open.get(uri)

    def analysis(self, uri: str) -> Analysis | None:
        """What is known about an open connector; None if it is none, or not open."""
        document = self._open.get(uri)
        return document.analysis if document else None

    # --- a connector and its test cases ----------------------------------------------------------

    def connector(self, uri: str) -> Analysis | None:
        """What is known about a connector, open or on disk; None if there is none."""
        return None if siblings.is_cases(uri) else self.open_or_on_disk(uri)

    def cases(self, uri: str) -> Analysis | None:
        """What is known about a test cases file, open or on disk; None if there is none."""
        return self.open_or_on_disk(uri) if siblings.is_cases(uri) else None

    def try_connector_uri(self, uri: str) -> str | None:
        """The connector that a test cases file lies beside; None if there is none."""
        for each in siblings.connector_uris(uri):
            path = to_fs_path(each)
            if each in self._open or (path and Path(path).is_file()):
                return each
        return None

    def connector_uri(self, uri: str) -> str:
        """The connector that a file is about: the one beside test cases, else the file itself."""
        return (siblings.is_cases(uri) and self.try_connector_uri(uri)) or uri

    def kind(self, uri: str, text: str | None = None) -> str | None:
        """Whether a file is a ``connector`` or ``cases``; None for any other.

        Args:
            uri: its name.
            text: what is in it where it is not open; None to read it from disk.

        """
        document = self._open.get(uri)
        if document is not None:
            is_ours = document.analysis is not None
        else:
            text = siblings.try_read(uri) if text is None else text
            is_ours = text is not None and self._is_ours(uri, "", text)
        return ("cases" if siblings.is_cases(uri) else "connector") if is_ours else None

    def checker_of(self, uri: str) -> Checker:
        """What a document is checked against."""
        if not siblings.is_cases(uri):
            return self._workspace.checker_of(uri)
        connector = self.connector(self.try_connector_uri(uri) or "")
        return self._workspace.cases_checker(connector)

    def open_or_on_disk(self, uri: str) -> Analysis | None:
        """What is known about a connector or test cases file; None if there is none.

        One that is not open is read again only when it has changed, or what it is checked against.
        """
        from connector_lsp.analysis.analysis import Analysis

        if uri in self._open:
            return self._open[uri].analysis
        stamp = siblings.try_stamp(uri) if uri else None
        known = self._on_disk.pop(uri, None)
        if known and known[0] == stamp:
            analysis = _checked_by(self.checker_of(uri), known[1])
            self._on_disk[uri] = stamp, analysis
            return analysis
        text = siblings.try_read(uri) if stamp else None
        if text is None or not self._is_ours(uri, "", text):
            return None
        analysis = Analysis.open(text, self.checker_of(uri))
        self._on_disk[uri] = stamp, analysis
        return analysis

    def _is_ours(self, uri: str, language_id: str, text: str) -> bool:
        """Whether a text is a connector, or test cases.

        Others call files like ours: it takes a connector beside it, or a text that looks like one.
        """
        if not siblings.is_cases(uri):
            return self._workspace.is_connector(uri, language_id, text)
        return self.try_connector_uri(uri) is not None or has_cases_keys(text)

    def follow(self, uri: str) -> None:
        """A connector has changed: its test cases are checked against what it is now."""
        document = self._open.get(siblings.cases_uri(uri))
        if document is None or siblings.is_cases(uri):
            return
        old = document.analysis
        if old is None or not self._is_ours(document.uri, document.language_id, document.text):
            self._analyse(document)
        else:
            document.analysis = _checked_by(self.checker_of(document.uri), old)
        if document.analysis is not old:
            self._on_change(document)

    # --- what the client tells -------------------------------------------------------------------

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
        self.follow(uri)

    def did_change(self, params: dict[str, Json]) -> None:
        """Apply edits (`DidChangeTextDocumentParams`), each to the text that the last one left."""
        item = params.get("textDocument") or {}
        document = self._open.get(uri := item.get("uri", ""))
        if document is None:
            # VS Code empties an untitled text after it has closed it.
            logger.info("Ignored a change of %s, which is not open", uri)
            return
        for change in params.get("contentChanges") or ():
            self._apply(document, change)
        document.version = item.get("version")
        self._on_change(document)
        self.follow(document.uri)

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
            self.follow(uri)

    def analyse_all(self) -> None:
        """Look at every open text afresh: settings or a schema changed."""
        for document in self:
            self._analyse(document)

    def _analyse(self, document: OpenDocument) -> None:
        from connector_lsp.analysis.analysis import Analysis  # Not before `initialize` is answered.

        uri, text = document.uri, document.text
        if self._is_ours(uri, document.language_id, text):
            document.analysis = Analysis.open(text, self.checker_of(uri))
        else:
            document.analysis = None


def _checked_by(checker: Checker, analysis: Analysis) -> Analysis:
    """The analysis of the same text against `checker`; itself if that says the same."""
    old = analysis.checker
    return analysis if _judges_alike(checker, old) else analysis.with_checker(checker)


def _judges_alike(new: Checker, old: Checker) -> bool:
    """Whether two checkers say the same: of test cases, if they know the same actions."""
    if not isinstance(old, type(new)):
        return False
    if not hasattr(new, "actions"):
        return new is old
    return all(getattr(new, name) == getattr(old, name) for name in ("actions", "are_whole"))
