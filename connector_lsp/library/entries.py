"""What is written into a library: releases, and events that tell what became of them; pure.

An entry is a JSON file that is never written again, named by the hash of what is in it. So two
people who write at once write two files, and one that was changed no longer fits its name.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from hashlib import sha256
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from connector_lsp.analysis.syntax import Json

FORMAT = 1
"""Counts up when an older program could no longer read what is written."""

_SHORT = 16
_DATE = "%Y-%m-%dT%H:%M:%S.%fZ"


@dataclass(frozen=True, slots=True)
class Release:
    """A connector that was handed over to be created.

    Attributes:
        name: what the connector was called.
        version: the number of its release; 1 for the first.
        date: when, in UTC.
        author: who, as git knows them, such as ``Ann Lee <ann@example.com>``.
        note: what its author had to say.
        flows: the flows that were said to use it then.
        parent: the `digest` of the release that it came from; empty for the first.
        source: the draft's file, relative to the folder around the library if it lies there.
        content: the `digest` of the connector's canonical JSON.
        members: the digests of its root members, so that one can tell which was changed.

    """

    name: str
    version: int
    date: datetime
    author: str
    note: str
    flows: tuple[str, ...]
    parent: str
    source: str
    content: str
    members: Mapping[str, str]

    def encode(self) -> bytes:
        """What is written."""
        return _encode(
            {
                "format": FORMAT,
                "kind": "release",
                "name": self.name,
                "version": self.version,
                "date": _from_date(self.date),
                "author": self.author,
                "note": self.note,
                "flows": list(self.flows),
                "parent": self.parent,
                "source": self.source,
                "content": self.content,
                "members": dict(self.members),
            }
        )


class EventKind(StrEnum):
    """What can happen to a release."""

    COPIED = "copied"
    """A draft was made of it."""
    FLOW_NOTED = "flow-noted"
    FLOW_FORGOTTEN = "flow-forgotten"
    DELETED = "deleted"


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to a release.

    Attributes:
        kind: what.
        release: the `digest` of the release.
        date: when, in UTC.
        author: who.
        flows: those that were noted or forgotten, or that a deletion by force left behind.
        target: the file of the draft that was made.

    """

    kind: EventKind
    release: str
    date: datetime
    author: str
    flows: tuple[str, ...] = ()
    target: str = ""

    def encode(self) -> bytes:
        """What is written."""
        return _encode(
            {
                "format": FORMAT,
                "kind": self.kind.value,
                "release": self.release,
                "date": _from_date(self.date),
                "author": self.author,
                "flows": list(self.flows),
                "target": self.target,
            }
        )


def digest(content: bytes) -> str:
    """The hash of what is in a file, whichever line breaks git gave it."""
    return sha256(content.replace(b"\r\n", b"\n")).hexdigest()


def short(whole: str) -> str:
    """The part of a digest that a file's name has room for."""
    return whole[:_SHORT]


def stamp(date: datetime) -> str:
    """A date as names of entries begin with it, so that they sort by it."""
    return date.strftime("%Y%m%d-%H%M%S")


def member_digests(connector: Json) -> dict[str, str]:
    """The digests of a connector's root members."""
    members = connector if isinstance(connector, dict) else {"": connector}
    return {name: short(digest(_encode(value))) for name, value in members.items()}


def decode_release(content: bytes) -> Release:
    """The release that `Release.encode` gave.

    Raises:
        ValueError: `content` is none.

    """
    match _decode(content):
        case {
            "kind": "release",
            "name": str(name),
            "version": int(version),
            "date": str(date),
            "author": str(author),
            "note": str(note),
            "flows": list(flows),
            "parent": str(parent),
            "source": str(source),
            "content": str(hash_of_content),
            "members": dict(members),
        }:
            named = {str(each): str(value) for each, value in members.items()}
            return Release(
                name, version, _to_date(date), author, note, _texts(flows), parent, source,
                hash_of_content, named,
            )  # fmt: skip
    raise ValueError("it is no release")


def decode_event(content: bytes) -> Event:
    """The event that `Event.encode` gave.

    Raises:
        ValueError: `content` is none.

    """
    match _decode(content):
        case {
            "kind": str(kind),
            "release": str(release),
            "date": str(date),
            "author": str(author),
            "flows": list(flows),
            "target": str(target),
        }:
            return Event(EventKind(kind), release, _to_date(date), author, _texts(flows), target)
    raise ValueError("it is no event")


def _encode(value: Json) -> bytes:
    # In ASCII where a string has half a surrogate pair, which UTF-8 cannot hold.
    text = json.dumps(value, indent=2, ensure_ascii=False)
    try:
        return f"{text}\n".encode()
    except UnicodeEncodeError:
        return f"{json.dumps(value, indent=2)}\n".encode()


def _decode(content: bytes) -> Json:
    try:
        value = json.loads(content)
    except (ValueError, RecursionError):
        raise ValueError("it is no JSON") from None
    if isinstance(value, dict) and value.get("format") != FORMAT:
        raise ValueError(f"its format is {value.get('format')!r}, and this program knows {FORMAT}")
    return value


def _texts(values: list[Json]) -> tuple[str, ...]:
    return tuple(each for each in values if isinstance(each, str))


def _from_date(date: datetime) -> str:
    return date.astimezone(UTC).strftime(_DATE)


def _to_date(text: str) -> datetime:
    return datetime.strptime(text, _DATE).replace(tzinfo=UTC)
