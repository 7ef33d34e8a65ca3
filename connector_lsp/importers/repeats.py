"""Names that stand more than once in one object: the last counts, and the report says so.

A reader of JSON or YAML keeps the last value of such a name. Where that is the path of an API, the
operations of the first are lost, which nobody sees in the connector.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from typing import TYPE_CHECKING, NamedTuple

from connector_lsp.analysis.text import LINE_BREAK

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from connector_lsp.analysis.syntax import Json

_SIGN = re.compile(r'"([^"\\]*(?:\\.[^"\\]*)*)"([ \t\n\r]*:)?|[{}\[\],]')
_MOST_NAMES = 5


class Repeat(NamedTuple):
    """A name that stands more than once.

    Attributes:
        place: the way to it, such as ``paths./pets``.
        times: how often it stands there.
        line: the line of the last, which counts, from 1.
        lost: the members that only the others had.

    """

    place: str
    times: int
    line: int
    lost: tuple[str, ...]

    @property
    def reason(self) -> str:
        """What it means, as it stands in the report."""
        is_pair = self.times == 2  # noqa: PLR2004 -- "twice", which is said otherwise than "3 times"
        often = "twice" if is_pair else f"{self.times} times"
        said = f"it stands {often}, and the last, in line {self.line}, counts"
        if not self.lost:
            return said
        names = ", ".join(self.lost[:_MOST_NAMES]) + (" …" if self.lost[_MOST_NAMES:] else "")
        return f"{said}; what only the other{'' if is_pair else 's'} had is left out: {names}"


def place(way: Iterable[str | int]) -> str:
    """The way to a value as one text."""
    return ".".join(map(str, way))


def is_lost(value: Json, last: Json) -> bool:
    """Whether something is lost if `last` takes the place of `value`."""
    # Two large values are not compared: with aliases they may be without end.
    return isinstance(value, dict | list) or type(value) is not type(last) or value != last


def lost_names(values: Iterable[Json], last: Json) -> tuple[str, ...]:
    """The members of `values` that `last` has not."""
    kept = last if isinstance(last, dict) else {}
    names = (name for each in values if isinstance(each, dict) for name in each)
    return tuple(dict.fromkeys(name for name in names if name not in kept))


class JsonObjects:
    """Makes the objects of a JSON text, and keeps what stands twice in them.

    Python tells no places while it reads; they are looked for afterwards, if there is need.
    """

    def __init__(self) -> None:
        """Start with a text of which nothing was read."""
        self._lost: list[dict[str, tuple[str, ...]]] = []

    def make(self, members: list[tuple[str, Json]]) -> dict[str, Json]:
        """The object of some members, as an ``object_pairs_hook``."""
        made = dict(members)
        if len(made) != len(members):
            self._lost.append(_lost(members))
        return made

    def repeats(self, text: str) -> Sequence[Repeat]:
        """What stood twice in the text that was read, in its order."""
        if not any(self._lost):
            return ()
        line_starts = [match.end() for match in LINE_BREAK.finditer(text)]
        found = [
            Repeat(
                place((*way, name)),
                len(offsets[name]),
                bisect_right(line_starts, offsets[name][-1]) + 1,
                names,
            )
            for (way, offsets), lost in zip(_repeating(text), self._lost, strict=True)
            for name, names in lost.items()
        ]
        return sorted(found, key=lambda each: each.line)


def _lost(members: list[tuple[str, Json]]) -> dict[str, tuple[str, ...]]:
    """The names of which something is lost, each with the members that are."""
    found: dict[str, list[Json]] = {}
    for name, value in members:
        found.setdefault(name, []).append(value)
    lost = {}
    for name, (*values, last) in found.items():
        if any(is_lost(value, last) for value in values):
            lost[name] = lost_names(values, last)
    return lost


def _repeating(text: str) -> Iterator[tuple[tuple[str | int, ...], dict[str, list[int]]]]:
    """The objects of a JSON text that have a name twice, in the order in which they end.

    Yields:
        the way to an object, and where each of its names begins.

    """
    way: list[str | int] = [0]
    objects: list[dict[str, list[int]]] = [{}]
    for match in _SIGN.finditer(text):
        sign = match[0]
        if sign[0] == '"':
            if match[2]:
                name = json.loads(f'"{match[1]}"') if "\\" in sign else match[1]
                objects[-1].setdefault(name, []).append(match.start())
                way[-1] = name
        elif sign in "{[":
            objects.append({})
            way.append(0)
        elif sign == ",":
            if isinstance(index := way[-1], int):
                way[-1] = index + 1
        else:
            way.pop()
            offsets = objects.pop()
            if any(len(each) > 1 for each in offsets.values()):
                yield tuple(way[1:]), offsets
