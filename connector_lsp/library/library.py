"""A library that is written to: releasing, noting flows, copying, deleting."""

from __future__ import annotations

import json
import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from connector_lsp.analysis.recognition import FILE_SUFFIX
from connector_lsp.library.entries import (
    Event,
    EventKind,
    Release,
    digest,
    member_digests,
    short,
    stamp,
)
from connector_lsp.library.errors import InUseError, LibraryError
from connector_lsp.library.snapshot import RELEASE_FILE, Record, Snapshot, read
from connector_lsp.library.store import add_file, add_folder, sweep

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime
    from pathlib import Path

    from connector_lsp.analysis.syntax import Json

_LONGEST_GROUP = 40
_OF_WINDOWS = re.compile(r"con|prn|aux|nul|(?:com|lpt)\d")
"""Names that no file has there, so that a library with one could not be cloned."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A connector that is about to be released.

    Attributes:
        path: its file; None for none.
        text: its canonical JSON.

    """

    path: Path | None
    text: str

    @property
    def content(self) -> bytes:
        """What is written of it.

        Raises:
            LibraryError: it is no text that a file can hold.

        """
        try:
            return self.text.encode()
        except UnicodeEncodeError:
            raise LibraryError(
                "The connector has half a character, an unpaired surrogate",
                r"Write the character as it is, or both halves as \uXXXX\uXXXX",
            ) from None

    @property
    def name(self) -> str:
        """What its connector is called; empty where it has no name."""
        return name_of(json.loads(self.text))


@dataclass(frozen=True, slots=True)
class Library:
    """A library.

    Attributes:
        folder: where it is; it need not be there before something is written.
        author: who writes, such as ``Ann Lee <ann@example.com>``.
        now: tells the time.

    """

    folder: Path
    author: str
    now: Callable[[], datetime]

    def read(self) -> Snapshot:
        """What is in it.

        Raises:
            LibraryError: it cannot be read.

        """
        return read(self.folder)

    def source(self, path: Path | None) -> str:
        """How a draft's file is named: the same for all who have a copy of the repository."""
        return source_of(path, self.folder) if path else ""

    def origin(self, draft: Draft, snapshot: Snapshot) -> Record | None:
        """The record that a draft came from, or None.

        Raises:
            LibraryError: it is not what was released, or a later one cannot be read.

        """
        source = self.source(draft.path)
        found = snapshot.origin(source, draft.name, lambda: digest(draft.content))
        snapshot.require_readable(found.group if found else _new_group(draft.name, snapshot))
        if found:
            found.require_intact()
        return found

    def release(
        self,
        draft: Draft,
        snapshot: Snapshot,
        *,
        note: str = "",
        flows: Sequence[str] = (),
    ) -> Record:
        """Write a record of a connector that is handed over.

        What is released already (`is_released`) is not written again, but for flows that are new.

        Raises:
            LibraryError: it cannot be written, or a flow has no name.

        """
        _require_names(flows)
        parent = self.origin(draft, snapshot)
        if parent and self.is_released(draft, parent, snapshot):
            self.note_flow(parent, *flows)
            return parent
        if parent:
            group = parent.group
            version = snapshot.next_version(group)
        else:
            group, version = _new_group(draft.name, snapshot), 1
        release = Release(
            draft.name,
            version,
            self.now(),
            self.author,
            note,
            tuple(dict.fromkeys(flows)),
            parent.digest if parent else "",
            self.source(draft.path),
            digest(draft.content),
            member_digests(json.loads(draft.text)),
        )
        content = release.encode()
        whole = digest(content)
        folder = self.folder / group / f"{stamp(release.date)}-{short(whole)}"
        files = {f"{group}{FILE_SUFFIX}": draft.content, RELEASE_FILE: content}
        self._write(lambda: add_folder(folder, files), folder.parent)
        return Record(short(whole), whole, group, folder, release, draft.text, flows=release.flows)

    @staticmethod
    def is_released(draft: Draft, origin: Record, snapshot: Snapshot) -> bool:
        """Whether a draft is what its record has, which is the latest and was not deleted."""
        is_latest = not origin.is_deleted and snapshot.latest(origin.group) is origin
        return is_latest and origin.release.content == digest(draft.content)

    def note_flow(self, record: Record, *flows: str) -> None:
        """Record that flows use a connector, but for those of which that is known.

        Raises:
            LibraryError: one has no name.

        """
        _require_names(flows)
        new = tuple(flow for flow in dict.fromkeys(flows) if flow not in record.flows)
        if new:
            self._add(record, EventKind.FLOW_NOTED, flows=new)

    def forget_flow(self, record: Record, *flows: str) -> None:
        """Record that flows use a connector no more; all of them or, if one did not, none.

        Raises:
            LibraryError: none of that name did.

        """
        for flow in flows:
            if flow not in record.flows:
                known = ", ".join(record.flows) or "none"
                raise LibraryError(
                    f'{record.title} is not known to be used in "{flow}"', f"Its flows: {known}"
                )
        self._add(record, EventKind.FLOW_FORGOTTEN, flows=flows)

    def note_copy(self, record: Record, path: Path) -> None:
        """Record that a draft was made of a record, so that the draft knows where it came from."""
        self._add(record, EventKind.COPIED, target=self.source(path))

    def delete(self, record: Record, *, is_forced: bool = False) -> None:
        """Record that a connector was deleted; what is written stays.

        Raises:
            InUseError: flows use it, and it is not deleted by force.
            LibraryError: it was deleted before.

        """
        if record.is_deleted:
            raise LibraryError(f"{record.title} is deleted already", "There is nothing to do")
        if record.flows and not is_forced:
            raise InUseError(record.title, record.flows)
        self._add(record, EventKind.DELETED, flows=record.flows)

    def _add(
        self, record: Record, kind: EventKind, flows: tuple[str, ...] = (), target: str = ""
    ) -> None:
        date = self.now()
        event = Event(kind, record.digest, date, self.author, flows, target)
        content = event.encode()
        name = f"{stamp(date)}-{kind.value}-{short(digest(content))}.json"
        group = self.folder / record.group
        self._write(lambda: add_file(group / name, content), group)

    @staticmethod
    def _write(write: Callable[[], None], group: Path) -> None:
        try:
            sweep(group)
            write()
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            raise LibraryError(
                f"The library {group.parent} cannot be written to: {reason}",
                "Nothing was recorded; see who may write there",
            ) from error


def _require_names(flows: Sequence[str]) -> None:
    if not all(map(str.strip, flows)):
        raise LibraryError("A flow has no name", "Name it as it is called in Claris Connect")


def name_of(connector: Json) -> str:
    """What a connector is called; empty where it has no name."""
    name = connector.get("name") if isinstance(connector, dict) else None
    return name if isinstance(name, str) else ""


def source_of(path: Path, library: Path) -> str:
    """How a draft's file is named in a library: relative to what is around it, else as a whole."""
    whole = path.absolute()
    try:
        relative = whole.relative_to(library.absolute().parent)
    except ValueError:
        return whole.as_posix()
    return relative.as_posix()


def _new_group(name: str, snapshot: Snapshot) -> str:
    """A folder for a connector that was never released: its name as a file can be called."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")[:_LONGEST_GROUP].strip("-")
    if not slug or _OF_WINDOWS.fullmatch(slug):
        slug = f"{slug}-connector".strip("-")
    group, number = slug, 1
    while group in snapshot.groups:
        number += 1
        group = f"{slug}-{number}"
    return group
