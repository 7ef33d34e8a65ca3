"""Where a section lies: what may hold some, and where one ends that begins somewhere."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from connector_lsp.analysis.reading import Reading, Readings, read_value
from connector_lsp.analysis.text import LINE_BREAK

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from connector_lsp.analysis.syntax.nodes import Path


Kind: TypeAlias = tuple[str | int, ...]
"""What sort of section: its path with ``*`` for each name or index that is free."""


@dataclass(frozen=True, slots=True)
class Container:
    """A value that is not a section itself but holds some.

    Attributes:
        opening: the bracket that it begins with; another value in its place is a section.
        members: the containers among an object's members, by name.
        others: what every other member or item is, if it is a container.

    """

    opening: str
    members: Mapping[str, Container] = field(default_factory=dict)
    others: Container | None = None

    def child(self, part: str | int) -> Container | None:
        """What the member or item `part` is; None for a section."""
        return self.members.get(part, self.others) if isinstance(part, str) else self.others


CONNECTOR = Container(
    "{",
    {
        "requiredSettings": Container("{", {"authFields": Container("[")}),
        "endpoints": Container("{", others=Container("{")),
        "actions": Container("["),
    },
)
"""The large parts of a connector."""


class Stretch(NamedTuple):
    """A section as its text alone tells.

    Attributes:
        start: the offset of its first character.
        end: the offset behind its last character.
        reading: what its text alone reads as.

    """

    start: int
    end: int
    reading: Reading


class Place(NamedTuple):
    """Where a section lies.

    Attributes:
        path: the way from the root to the section.
        kind: the same way with ``*`` for each part that is free: what sort of section it is.
        start: as in `Stretch`, like the others.
        end: see there.
        reading: see there.

    """

    path: Path
    kind: Kind
    start: int
    end: int
    reading: Reading


def kind_of(container: Container, kind: Kind, part: str | int, child: Container | None) -> Kind:
    """What sort of section the member or item `part` of a container is, or holds."""
    is_named = bool(child or container.members or not kind) and isinstance(part, str)
    return (*kind, part if is_named else "*")


# --- what remains ---------------------------------------------------------------------------------

PLACEHOLDER = "0"
"""What stands in the skeleton for a section: a JSON value of one character."""


def without(text: str, places: Sequence[Place | Stretch]) -> tuple[str, list[int]]:
    """`text` with a placeholder for each of `places`, and the offsets of the placeholders."""
    gaps, at = [], 0
    for place in places:
        gaps.append(text[at : place.start])
        at = place.end
    lengths = (len(gap) for gap in gaps)
    slots = accumulate(lengths, lambda slot, length: slot + len(PLACEHOLDER) + length)
    return PLACEHOLDER.join([*gaps, text[at:]]), list(slots)


# --- where a section ends -------------------------------------------------------------------------

_WHITE_SPACE = " \t\n\r"
_BEFORE_ON_LINE = re.compile(r'([ \t]*)(?:"[^"\\\x00-\x1f]*"[ \t]*:[ \t]*)?')
_CLOSING = {"{": "}", "[": "]"}
_TYPED_BEFORE = re.compile(r"\{[ \t\n\r]*[\[{]")
"""A brace in front of another value: an object would begin with a name."""
_NEVER_STARTS = frozenset(" \t\n\r,:]}/")


@lru_cache(maxsize=64)
def _line_indented_at_most(width: int) -> re.Pattern[str]:
    return re.compile(rf"[\r\n]([ \t]{{0,{width}}}+)([^ \t\r\n])")


def try_stretch_by_layout(text: str, start: int, readings: Readings) -> Stretch | None:
    """The section at `start`, which must begin its line, up to where the indentation goes back."""
    if start >= len(text) or text[start] in _NEVER_STARTS:
        return None
    line = text.rfind("\n", 0, start) + 1
    line = max(line, text.rfind("\r", line, start) + 1)
    before = _BEFORE_ON_LINE.match(text, line, start)
    if before is None or before.end() != start:
        return None
    indent = before.end(1) - line
    usual = try_usual_layout(text, start, text[line : before.end(1)], readings)
    if usual is not None:
        return usual
    is_typed_before = _TYPED_BEFORE.match(text, start) is not None
    closing = None if is_typed_before else _CLOSING.get(text[start])
    # What begins neither an object nor an array ends with its line: no string runs over its end.
    ending = _line_indented_at_most(indent) if closing else LINE_BREAK
    following = ending.search(text, start)
    if following and closing and following[2] == closing and len(following[1]) == indent:
        own = text[start : following.end()]
    else:
        own = text[start : following.start() if following else len(text)].rstrip(_WHITE_SPACE)
        if own.endswith(","):
            own = own[:-1].rstrip(_WHITE_SPACE)
    read = readings[own]
    if read.end >= 0 and not read.is_whole:
        return None  # A value, and then something else: what it is the grammar must tell.
    return Stretch(start, start + len(own), read)


_USUAL_LENGTH = 1 << 14


def try_usual_layout(text: str, start: int, indent: str, readings: Readings) -> Stretch | None:
    """The section at `start` if it is JSON and its last line just closes it, as most are.

    That is found four times as fast as any other end.
    """
    closing = _CLOSING.get(text[start])
    if closing is None or text[start + 1 : start + 2] != "\n":
        return None
    last = f"\n{indent}{closing}"
    at = text.find(last, start, start + _USUAL_LENGTH)
    if at < 0:
        return None
    own = text[start : at + len(last)]
    read = readings[own]
    return Stretch(start, start + len(own), read) if read.is_whole else None


def try_stretch_by_grammar(text: str, start: int, _: Readings) -> Stretch | None:
    """The JSON value at `start`."""
    read = read_value(text, start)
    if read.end < 0:
        return None
    whole = Reading(read.end - start, read.value, is_whole=True, repeats_key=read.repeats_key)
    return Stretch(start, read.end, whole)
