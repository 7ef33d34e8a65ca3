"""What changed in open connectors since their last release, found out beside the typing.

Nothing is read before the typing rests, and what is read and compared is so in a thread: a lens and
the marks of what breaks flows show what was found out last.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pygls.uris import to_fs_path

from connector_lsp.server import siblings

if TYPE_CHECKING:
    from collections.abc import Iterable

    from connector_lsp.analysis.analysis import Analysis
    from connector_lsp.analysis.comparison import Comparison
    from connector_lsp.library.library import Library
    from connector_lsp.library.snapshot import Record, Snapshot
    from connector_lsp.server.app import ConnectorServer
    from connector_lsp.server.documents import OpenDocument
    from connector_lsp.server.marks import Marks

logger = logging.getLogger(__name__)

SOURCE = "connector-lsp library"
"""What these diagnostics name as their source."""

_REST = 0.6
"""Seconds without an edit after which is looked for changes."""


@dataclass(frozen=True, slots=True)
class Since:
    """What changed since the last release.

    Attributes:
        record: that release.
        version: the same in short, such as ``v2``.
        comparison: what changed.
        analysis: the connector that was compared.

    """

    record: Record
    version: str
    comparison: Comparison
    analysis: Analysis

    @property
    def title(self) -> str:
        """Such as ``3 changes since v2, 1 breaking``."""
        from connector_lsp.analysis.comparison import Impact, amount

        since = f"since {self.version}"
        changes = self.comparison.changes
        if not changes:
            return f"No changes {since}"
        breaking = len(self.comparison.of(Impact.BREAKING))
        behind = f", {breaking} breaking" if breaking else ", none breaking"
        return f"{amount(len(changes), 'change')} {since}{behind}"


def try_path(uri: str) -> Path | None:
    """Where a file or folder is; None for a text that was never saved."""
    path = to_fs_path(uri)
    return Path(path) if path else None


class Releases:
    """What is known about the last releases of open connectors."""

    def __init__(self, server: ConnectorServer) -> None:
        self._server = server
        self._since: dict[str, Since] = {}
        self._waiting: dict[str, asyncio.TimerHandle] = {}
        self._looking: dict[str, asyncio.Task[None]] = {}
        self._snapshots: dict[Path, tuple[object, Snapshot]] = {}
        self._folders: set[Path] = set()
        """Those that were looked into, there or not."""
        self._marks: Marks | None = None

    def since(self, uri: str) -> Since | None:
        """What changed in an open connector, as it was found out last; None if nothing was."""
        return self._since.get(uri)

    def changed(self, document: OpenDocument) -> None:
        """A text was opened or edited."""
        is_ours = document.analysis is not None and not siblings.is_cases(document.uri)
        if not is_ours or self._server.client.untrusted:
            return
        self._forget(document.uri)
        loop = asyncio.get_running_loop()
        self._waiting[document.uri] = loop.call_later(_REST, self._begin, document.uri)

    def closed(self, uri: str) -> None:
        """A text is not open any more."""
        self._forget(uri)
        self._since.pop(uri, None)

    def library_changed(self, folder: Path | None = None) -> None:
        """Something was written to a library, or another one counts now; lenses and views follow.

        Args:
            folder: the library that was written to.

        """
        self._snapshots.clear()
        for document in self._server.documents:
            self._since.pop(document.uri, None)
            self.changed(document)
        if folder and self._server.client.notifications:
            told = json.dumps({"folder": folder.as_uri()})
            self._server.protocol.notify_raw("connector/didChangeLibrary", told)

    def files_changed(self, uris: Iterable[str]) -> None:
        """Files changed on disk: a library among them, as after ``git pull``, is read again."""
        paths = [path for uri in uris if (path := try_path(uri))]
        changed = [
            folder for folder in self._folders if any(folder in path.parents for path in paths)
        ]
        for folder in changed:
            self.library_changed(folder)

    def folder(self, uri: str) -> Path:
        """The folder of the library of a connector or folder."""
        from connector_lsp.library.place import find_library

        folder = self._server.workspace_state.folder_of(uri)
        chosen = folder.settings.library_path
        if chosen and folder.path:
            chosen = str(Path(folder.path, os.path.expanduser(chosen)))  # noqa: PTH111 -- see there
        path = try_path(uri)
        found = find_library(path.parent if path and not path.is_dir() else path, chosen)
        self._folders.add(found)
        return found

    def library(self, uri: str) -> Library:
        """The library of a connector or folder, to be read or written by a thread."""
        from datetime import UTC, datetime
        from functools import partial

        from connector_lsp.library.author import find_author
        from connector_lsp.library.library import Library

        folder = self.folder(uri)
        return Library(folder, find_author(folder), partial(datetime.now, UTC))

    # --- looking -----------------------------------------------------------------------------

    def _forget(self, uri: str) -> None:
        waiting = self._waiting.pop(uri, None)
        if waiting:
            waiting.cancel()

    def _begin(self, uri: str) -> None:
        self._waiting.pop(uri, None)
        document = self._server.documents.try_get(uri)
        known = self._since.get(uri)
        if document is None or document.analysis is None or uri in self._looking:
            return
        if known and known.analysis is document.analysis:
            return
        task = asyncio.get_running_loop().create_task(self._look(uri, document.analysis))
        self._looking[uri] = task
        task.add_done_callback(lambda _: self._looking.pop(uri, None))

    async def _look(self, uri: str, analysis: Analysis) -> None:
        """Find out what changed in a connector, and show it."""
        from connector_lsp.debugger.background import in_background
        from connector_lsp.library.errors import LibraryError

        folder = self.folder(uri)
        if not folder.is_dir():
            return
        try:
            found = await in_background(lambda: self.compared(uri, folder, analysis))
        except (LibraryError, OSError, ValueError) as error:
            # A command says more to who asks; here it would be said at every pause.
            logger.info("The library cannot be used: %s", type(error).__name__)
            return
        document = self._server.documents.try_get(uri)
        if document is None:
            return
        if document.analysis is not analysis:
            self.changed(document)  # It went on meanwhile.
        if found:
            self._show(uri, found)

    def compared(self, uri: str, folder: Path, analysis: Analysis) -> Since | None:
        """What changed in a connector, to be asked in a thread.

        Returns:
            None while the text is no JSON, or if it was never released.

        Raises:
            LibraryError: the library cannot be read.
            OSError: the same.
            ValueError: there is a number in the text that programs do not read from JSON.

        """
        from connector_lsp.analysis.canonical import canonical_text
        from connector_lsp.analysis.comparison import compare
        from connector_lsp.analysis.diagnostics.check import assemble
        from connector_lsp.library.entries import digest
        from connector_lsp.library.library import name_of, source_of

        document = analysis.document
        if document.skeleton.faults or document.broken:
            return None
        snapshot = self._snapshot(folder)
        if not snapshot.groups:
            return None
        value = assemble(document)
        path = try_path(uri)
        source = source_of(path, folder) if path else ""
        record = snapshot.origin(
            source, name_of(value), lambda: digest(canonical_text(document).encode())
        )
        if record is None or record.problem:
            return None
        comparison = compare(json.loads(record.text), value)
        return Since(record, snapshot.version(record), comparison, analysis)

    def _snapshot(self, folder: Path) -> Snapshot:
        """A library as it is now, read again only when something was written to it."""
        from connector_lsp.library.snapshot import read, stamp_of

        stamp = stamp_of(folder)
        known = self._snapshots.get(folder)
        if known is None or known[0] != stamp:
            known = self._snapshots[folder] = stamp, read(folder)
        return known[1]

    # --- showing -----------------------------------------------------------------------------

    def _show(self, uri: str, found: Since) -> None:
        known = self._since.get(uri)
        self._since[uri] = found
        if self._server.client.refresh_lenses and (known is None or known.title != found.title):
            self._server.workspace_code_lens_refresh(None)
        self._mark(uri, found)

    def _mark(self, uri: str, found: Since) -> None:
        """Mark what breaks flows, unless the user does not want that."""
        from connector_lsp.analysis.comparison import Impact
        from connector_lsp.server.marks import Marks

        is_wanted = self._server.workspace_state.settings_of(uri).breaking_changes
        changes = found.comparison.of(Impact.BREAKING) if is_wanted else ()
        if self._marks is None:
            if not changes:
                return
            self._marks = Marks(SOURCE)
            self._server.publisher.marks.append(self._marks)
        since = f"since {found.version}"
        had_any = self._marks.has(uri)
        self._marks.replace(
            uri,
            found.analysis,
            [
                (
                    each.after,
                    f"Breaks flows {since}: {each.subject}, {each.what}: {each.rule.reason}",
                )
                for each in changes
            ],
        )
        if changes or had_any:
            self._server.publisher.publish(uri)
