"""YAML 1.2 as JSON values, by libyaml's events.

PyYAML resolves scalars as YAML 1.1 does, where ``no`` is false, ``12:30`` a number and
``2026-01-31`` a date. The events know no such types, so the scalars are resolved here, by the core
schema of YAML 1.2 (chapter 10.3), but for one thing: what begins with a zero, as the code ``08``,
is a text, as writers of YAML 1.1 leave it without quotes. Names of members are texts, whatever they
look like: ``200`` of a response is "200". ``<<`` of YAML 1.1 is understood, as descriptions use it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

import yaml

from connector_lsp.analysis.text import LineIndex, Position, PositionEncoding, Range
from connector_lsp.importers.failures import BrokenSourceError
from connector_lsp.importers.repeats import Repeat, is_lost, lost_names, place

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from connector_lsp.analysis.syntax import Json

_Owner: TypeAlias = "tuple[list[Json] | dict[str, Json], str | None]"
"""An open value, and the name of the member of it that is being read."""

_LOADER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)  # Without libyaml, 10 times slower.

_WORDS: dict[str, Json] = {
    "": None,
    **dict.fromkeys(("~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_INTEGER = re.compile(r"[-+]?(?:0|[1-9][0-9]*)")
_OF_BASE = re.compile(r"0o[0-7]+|0x[0-9A-Fa-f]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|(?:0|[1-9][0-9]*)(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_NUMERIC = frozenset("-+.0123456789")
_MERGE = "<<"
_DEEPEST = 400
_MOST_MERGED = 1_000_000
_NO_START = "found character that cannot start any token"
_STRING = "tag:yaml.org,2002:str"


def load(text: str, path: str) -> tuple[Json, list[Repeat]]:
    """The first document in `text`, and what stands more than once in it.

    Args:
        text: any text.
        path: what the file is called in an error.

    Raises:
        BrokenSourceError: it is no YAML.

    """
    try:
        return _composed(yaml.parse(text, Loader=_LOADER))
    except yaml.MarkedYAMLError as error:
        raise _broken(error, path, text) from None
    except yaml.reader.ReaderError as error:
        start = min(error.position, len(text))
        message = f"Character U+{ord(text[start : start + 1] or ' '):04X} is not allowed in YAML"
        raise BrokenSourceError(message, path, text, Range(start, start + 1)) from None
    except UnicodeEncodeError as error:
        message = "Half a character, an unpaired surrogate"
        raise BrokenSourceError(message, path, text, Range(error.start, error.end)) from None


def _broken(error: yaml.MarkedYAMLError, path: str, text: str) -> BrokenSourceError:
    message = error.problem or error.context or "no YAML"
    lines = LineIndex(text)
    start = _offset(lines, error.problem_mark or error.context_mark)
    if error.context_mark and start >= len(text.rstrip()):
        # What is missed at the end began elsewhere, and there it can be seen.
        message = f"{message} {error.context}"
        start = _offset(lines, error.context_mark)
    message = f"{message[0].upper()}{message[1:]}"
    if text[start : start + 1] == "\t" and error.problem == _NO_START:
        message = "A tab cannot indent in YAML: use spaces"
    return BrokenSourceError(message, path, text, Range(start, min(start + 1, len(text))))


def _offset(lines: LineIndex, mark: Any) -> int:  # noqa: ANN401 -- libyaml has a class of its own
    position = Position(mark.line, mark.column) if mark else Position(0, 0)
    return lines.offset(position, PositionEncoding.UTF32)


def _composed(events: Iterable[Any]) -> tuple[Json, list[Repeat]]:  # noqa: C901, PLR0912, PLR0915 -- one event after another
    """The value that the events of a document make; without recursion, so of any depth."""
    root: list[Json] = []
    owner: list[Json] | dict[str, Json] = root
    key: str | None = None
    owners: list[_Owner] = []
    anchors: dict[str, Json] = {}
    repeated = _Repeated(owners)
    value: Json
    for event in events:
        kind = event.__class__
        is_name = key is None and owner.__class__ is dict
        if kind is yaml.ScalarEvent:
            value = event.value if is_name else _scalar(event)
            if event.anchor:
                anchors[event.anchor] = value
        elif kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
            if is_name:
                raise _fault("A name has to be a text", event)
            if len(owners) > _DEEPEST:
                raise _fault("Nested too deeply", event)
            value = {} if kind is yaml.MappingStartEvent else []
            if event.anchor:
                anchors[event.anchor] = value
            owners.append((owner, key))
            owner, key = value, None
            continue
        elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
            value, is_name = owner, False
            owner, key = owners.pop()
        elif kind is yaml.AliasEvent:
            if event.anchor not in anchors:
                raise _fault(f"No anchor is called {event.anchor!r}", event)
            value = anchors[event.anchor]
            if is_name and isinstance(value, dict | list):
                raise _fault("A name has to be a text", event)
        elif kind is yaml.DocumentEndEvent:
            break
        else:
            continue
        if is_name:
            key = str(value)
            if isinstance(owner, dict) and key in owner:
                repeated.meet(owner, key, event)
            continue
        if isinstance(owner, list):
            owner.append(value)
            continue
        if key == _MERGE:
            repeated.merge(owner, value, event)
        else:
            owner[key or ""] = value
        key = None
    return root[0] if root else None, repeated.found()


def _scalar(event: yaml.ScalarEvent) -> Json:
    text: str = event.value
    if not event.implicit[0] and event.tag in (None, "!", _STRING):
        return text
    if not event.implicit[0] and not (event.tag or "").startswith("tag:yaml.org,2002:"):
        return text
    if text in _WORDS:
        return _WORDS[text]
    if text[0] not in _NUMERIC:
        return text
    try:
        if _INTEGER.fullmatch(text):
            return int(text)
        if _OF_BASE.fullmatch(text):
            return int(text, 0)
    except ValueError:  # More digits than Python converts.
        return text
    return float(text) if _FLOAT.fullmatch(text) else text


@dataclass(slots=True)
class _Meeting:
    """A name that was met again, what it stood for before, and the line of the last."""

    owner: dict[str, Json]
    way: tuple[str | int, ...]
    name: str
    values: list[Json]
    line: int = 0


class _Repeated:
    """Finds the names that stand more than once in a mapping.

    What was merged into it may be said again.
    """

    def __init__(self, owners: Sequence[_Owner]) -> None:
        """Watch a document.

        Args:
            owners: what is open around the owner that is told of, from the root on.

        """
        self._owners = owners
        # By the identity of their owners, of which none is gone before the end of the document.
        self._merged: set[tuple[int, str]] = set()
        self._met: dict[tuple[int, str], _Meeting] = {}
        self._members = 0

    def merge(self, owner: dict[str, Json], value: Json, event: yaml.Event) -> None:
        """Add what is merged into a mapping, but for what it says itself."""
        for each in value if isinstance(value, list) else [value]:
            if isinstance(each, dict):
                self._members += len(each)
                if self._members > _MOST_MERGED:
                    raise _fault("More is merged than anybody wrote", event)
                for name in each.keys() - owner.keys():
                    self._merged.add((id(owner), name))
                for name, member in each.items():
                    owner.setdefault(name, member)

    def meet(self, owner: dict[str, Json], name: str, event: yaml.Event) -> None:
        """A mapping has a name that is there already."""
        identity = id(owner), name
        if identity in self._merged:
            self._merged.remove(identity)
            return
        way = tuple(len(each) if key is None else key for each, key in self._owners[1:])
        meeting = self._met.setdefault(identity, _Meeting(owner, way, name, []))
        mark: Any = event.start_mark
        meeting.values.append(owner[name])
        meeting.line = mark.line + 1

    def found(self) -> list[Repeat]:
        """The names that lost something by standing more than once, by line."""
        found = []
        for each in self._met.values():
            last = each.owner[each.name]
            if any(is_lost(value, last) for value in each.values):
                names = lost_names(each.values, last)
                where = place((*each.way, each.name))
                found.append(Repeat(where, len(each.values) + 1, each.line, names))
        return sorted(found, key=lambda repeat: repeat.line)


def _fault(message: str, event: yaml.Event) -> yaml.MarkedYAMLError:
    mark: Any = event.start_mark  # libyaml has a class of its own for it.
    return yaml.MarkedYAMLError(None, None, message, mark)
