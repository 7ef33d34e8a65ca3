"""A library as it is on disk now: its records, what became of each, and what was tampered with."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field, replace
from operator import attrgetter, itemgetter
from pathlib import Path
from typing import TYPE_CHECKING

from connector_lsp.analysis.recognition import FILE_SUFFIX
from connector_lsp.analysis.suggestions import Vocabulary
from connector_lsp.library.entries import (
    Event,
    EventKind,
    Release,
    decode_event,
    decode_release,
    digest,
    member_digests,
    short,
)
from connector_lsp.library.errors import LibraryError
from connector_lsp.library.store import names_in

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

RELEASE_FILE = "release.json"

_RECORD = re.compile(r"\d{8}-\d{6}-[0-9a-f]{16}")
_ENTRY = re.compile(r"\d{8}-\d{6}-(?:[a-z-]+-)?([0-9a-f]{16})(\.json)?")
_LEAST_ID = 6


@dataclass(frozen=True, slots=True)
class Record:
    """A release and what became of it.

    Attributes:
        id: names it, part of its digest.
        digest: the hash of the release, by which later ones and events name it.
        group: the folder of the connector's releases, such as ``my-shop``.
        folder: where it is.
        release: what was written at the release.
        text: the connector, as it was handed over.
        flows: the flows that are said to use it now.
        is_deleted: whether it was deleted.
        drafts: the drafts that were made of it, each with the date.
        problem: what is not as it was written; empty if all is.

    """

    id: str
    digest: str
    group: str
    folder: Path
    release: Release
    text: str
    flows: tuple[str, ...] = ()
    is_deleted: bool = False
    drafts: tuple[tuple[str, datetime], ...] = ()
    problem: str = ""

    @property
    def title(self) -> str:
        """Such as ``Shop v2``."""
        return f"{self.release.name} v{self.release.version}"

    @property
    def address(self) -> str:
        """By what it can be named, such as ``shop@2``, unless there are two of that version."""
        return f"{self.group}@{self.release.version}"

    @property
    def file(self) -> Path:
        """The connector's file."""
        return self.folder / f"{self.group}{FILE_SUFFIX}"

    @property
    def state(self) -> str:
        """``created`` or ``deleted``."""
        return "deleted" if self.is_deleted else "created"

    def require_intact(self) -> None:
        """Make sure that it is what was released.

        Raises:
            LibraryError: it is not.

        """
        if self.problem:
            raise LibraryError(
                f"{self.title} ({self.id}) is not what was released: {self.problem}",
                f"Restore {self.folder}, for example from git",
            )


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All records of a library, by connector, the latest first in each.

    Attributes:
        groups: the records by the folder of their connector.
        problems: what cannot be read or was tampered with, each with its place.

    """

    groups: dict[str, tuple[Record, ...]] = field(default_factory=dict)
    problems: tuple[tuple[Path, str], ...] = ()

    @property
    def records(self) -> list[Record]:
        """All records."""
        return [record for group in self.groups.values() for record in group]

    def twins(self, record: Record) -> list[Record]:
        """Other releases of the same version: two people released at once."""
        return [
            each
            for each in self.groups[record.group]
            if each.release.version == record.release.version and each is not record
        ]

    def address(self, record: Record) -> str:
        """By what a record can be named for sure: such as ``shop@2``, or its id."""
        return record.id if self.twins(record) else record.address

    def version(self, record: Record) -> str:
        """A record's version, such as ``v2``; with its id, if there are two of that version."""
        version = f"v{record.release.version}"
        return f"{version} ({record.id})" if self.twins(record) else version

    def require_only(self, record: Record) -> None:
        """Make sure that a record is the only one that can be meant by its version.

        Of two that were released at once that is so when one of them was deleted.

        Raises:
            LibraryError: there is another.

        """
        others = [each for each in self.twins(record) if each.is_deleted == record.is_deleted]
        _require_one([record, *others])

    def try_parent(self, record: Record) -> Record | None:
        """The record that another came from; None for a first release, or if it is gone."""
        parent = short(record.release.parent)
        return next((each for each in self.groups[record.group] if each.id == parent), None)

    def latest(self, group: str) -> Record:
        """The latest record of a connector that was not deleted; if all were, the latest."""
        records = self.groups[group]
        return next((each for each in records if not each.is_deleted), records[0])

    def require_readable(self, group: str) -> None:
        """Make sure that no record of a connector is there without being read.

        Raises:
            LibraryError: one is; nobody knows what it was, and it has a version.

        """
        known = {each.folder for each in self.groups.get(group, ())}
        for path, problem in self.problems:
            if path.parent.name == group and path not in known and _RECORD.fullmatch(path.name):
                raise LibraryError(
                    f"A record of {group} cannot be read: {problem}",
                    f"Restore {path}, for example from git",
                )

    def drafts(self, group: str) -> tuple[str, ...]:
        """The files that a connector was released from or copied to, the latest first."""
        dated = [
            dated
            for each in self.groups[group]
            for dated in ((each.release.source, each.release.date), *each.drafts)
        ]
        latest = sorted(dated, key=itemgetter(1), reverse=True)
        return tuple(dict.fromkeys(source for source, _ in latest if source))

    def next_version(self, group: str) -> int:
        """The number of the next release of a connector."""
        return 1 + max(each.release.version for each in self.groups[group])

    def find(self, name: str) -> Record:
        """The record that a person means.

        Args:
            name: ``shop`` or the connector's name for the latest, ``shop@2`` for a version, or an
                id or its beginning.

        Raises:
            LibraryError: there is none, or more than one.

        """
        by_id = [each for each in self.records if _is_id(name, each)]
        if len(by_id) == 1:
            return by_id[0]
        group, at, version = name.rpartition("@")
        number = version.removeprefix("v")
        if not at or not number.isdecimal():
            group, number = name, ""
        found = self._named(group)
        if not number:
            latest = self.latest(found[0].group)
            self.require_only(latest)
            return latest
        meant = [each for each in found if each.release.version == int(number)]
        if not meant:
            versions = sorted({each.release.version for each in found})
            raise LibraryError(
                f"{found[0].release.name} has no v{number}",
                f"There are {', '.join(f'v{each}' for each in versions)}",
            )
        _require_one(meant)
        return meant[0]

    def _related(self, source: str) -> Record | None:
        """The latest release from a file, or the record that was copied to it after that."""
        released = [each for each in self.records if each.release.source == source]
        # By version first, as two people's clocks may differ; of one version what still counts.
        latest = max(
            released,
            key=lambda each: (each.release.version, not each.is_deleted, *_age(each)),
            default=None,
        )
        copies = [
            (date, each)
            for each in self.records
            for target, date in each.drafts
            if target == source and (latest is None or date > latest.release.date)
        ]
        return max(copies, key=itemgetter(0))[1] if copies else latest

    def _named(self, name: str) -> Sequence[Record]:
        """The records of a connector, by its folder or by its name."""
        if name in self.groups:
            return self.groups[name]
        plain = name.casefold()
        for records in self.groups.values():
            if any(each.release.name.casefold() == plain for each in records):
                return records
        names = [*self.groups, *(each[0].release.name for each in self.groups.values())]
        advice = Vocabulary(names).did_you_mean(name)
        raise LibraryError(
            f'There is no record "{name}"{advice}', "See what there is: connector-lsp library list"
        )

    def origin(self, source: str, name: str, content: Callable[[], str]) -> Record | None:
        """The record that a draft came from, or None.

        That is the one that was last released from that file or copied to it, else one with the
        same content, else the latest of that name.

        Args:
            source: the draft's file, as `Library.source` names it.
            name: what its connector is called.
            content: gives the digest of its canonical JSON, where that is asked for.

        """
        if source and (related := self._related(source)):
            return related
        whole = content() if self.groups else ""
        equal = [each for each in self.records if each.release.content == whole]
        if equal:
            return max(equal, key=_age)
        named = [each for each in self.records if name and each.release.name == name]
        return max(named, key=lambda each: (not each.is_deleted, *_age(each)), default=None)


def _require_one(records: Sequence[Record]) -> None:
    if len(records) > 1:
        which = ", ".join(f"{each.id} by {each.release.author}" for each in records)
        raise LibraryError(
            f"{records[0].title} was released {len(records)} times at once: {which}",
            "Name one by its id",
        )


def _is_id(text: str, record: Record) -> bool:
    return len(text) >= _LEAST_ID and record.id.startswith(text.lower())


def _age(record: Record) -> tuple[int, datetime, str]:
    """What makes a record later than another of the same connector."""
    return record.release.version, record.release.date, record.id


def stamp_of(folder: Path) -> tuple[tuple[str, str], ...]:
    """What changes when something is written to a library: the names of all that is in it.

    Raises:
        OSError: it cannot be read.

    """
    return tuple((group, name) for group in names_in(folder) for name in names_in(folder / group))


def read(folder: Path) -> Snapshot:
    """What is in a library, which need not be there.

    Args:
        folder: the library.

    Raises:
        LibraryError: it cannot be read.

    """
    groups: dict[str, tuple[Record, ...]] = {}
    problems: list[tuple[Path, str]] = []
    try:
        for group in names_in(folder):
            if (folder / group).is_dir():
                records = _read_group(folder / group, problems)
                if records:
                    groups[group] = tuple(sorted(records, key=_age, reverse=True))
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise LibraryError(
            f"The library {folder} cannot be read: {reason}", "See who may read it"
        ) from error
    snapshot = Snapshot(groups)
    known = {each.id for each in snapshot.records}
    for each in snapshot.records:
        parent = short(each.release.parent)
        if each.problem:
            problems.append((each.folder, each.problem))
        elif parent and parent not in known:
            problems.append((each.folder, f"{parent}, which it came from, is gone"))
    return replace(snapshot, problems=tuple(problems))


def _read_group(folder: Path, problems: list[tuple[Path, str]]) -> list[Record]:
    records: list[Record] = []
    events: list[tuple[Path, Event]] = []
    for name in names_in(folder):
        path = folder / name
        match = _ENTRY.fullmatch(name)
        try:
            if match is None:
                problems.append((path, "nothing that belongs into a library"))
            elif match[2]:
                events.append((path, _read_event(path, match[1])))
            else:
                records.append(_read_record(path, match[1]))
        except (FileNotFoundError, NotADirectoryError) as error:
            problems.append((path, f"{Path(error.filename).name} is missing"))
        except ValueError as error:
            problems.append((path, str(error)))
    known = {each.id for each in records}
    for path, event in events:
        if short(event.release) not in known:
            problems.append((path, f"{short(event.release)}, which it is about, is gone"))
    return [_with_events(each, [event for _, event in events]) for each in records]


def _read_event(path: Path, event_id: str) -> Event:
    """An event as it was written.

    Raises:
        ValueError: it is not.

    """
    content = path.read_bytes()
    if short(digest(content)) != event_id:
        raise ValueError("it was changed after it was written")
    return decode_event(content)


def _read_record(folder: Path, record_id: str) -> Record:
    """A release as it was written.

    Raises:
        FileNotFoundError: a file is missing.
        ValueError: it cannot be understood.

    """
    content = (folder / RELEASE_FILE).read_bytes()
    whole = digest(content)
    release = decode_release(content)
    problem = "" if short(whole) == record_id else f"{RELEASE_FILE} was changed"
    connector = (folder / f"{folder.parent.name}{FILE_SUFFIX}").read_bytes()
    if digest(connector) != release.content:
        problem = problem or f"its connector was changed{_difference(release, connector)}"
    text = connector.decode("utf-8", "replace").replace("\r\n", "\n")
    return Record(record_id, whole, folder.parent.name, folder, release, text, problem=problem)


def _difference(release: Release, connector: bytes) -> str:
    """Which root members are not what they were, as the end of a sentence."""
    try:
        members = member_digests(json.loads(connector))
    except (ValueError, RecursionError):
        return " and is no JSON any more"
    names = {**release.members, **members}
    changed = [each for each in names if members.get(each) != release.members.get(each)]
    return f" in {', '.join(changed)}" if changed else " in its layout"


def _with_events(record: Record, events: list[Event]) -> Record:
    """A record after all that happened to it, in the order of time."""
    flows = dict.fromkeys(record.release.flows)
    is_deleted, drafts = False, []
    for event in sorted(events, key=attrgetter("date", "kind")):
        if short(event.release) != record.id:
            continue
        match event.kind:
            case EventKind.COPIED:
                drafts.append((event.target, event.date))
            case EventKind.FLOW_FORGOTTEN:
                for flow in event.flows:
                    flows.pop(flow, None)
            case EventKind.FLOW_NOTED:
                flows |= dict.fromkeys(event.flows)
            case EventKind.DELETED:
                is_deleted = True
    return replace(record, flows=tuple(flows), is_deleted=is_deleted, drafts=tuple(drafts))
