"""Where a document's sections lie.

A connector is a few large objects and arrays of small values.  Each of those values – an action,
an endpoint, an auth field, a small member of the root – is a *section*; what remains between them
is the *skeleton*.  Work that is done per section costs, after an edit, what that section costs.

A text is split in the first of three ways that fits:

1. by layout: a value that begins a line ends where the indentation says, whatever its brackets
   say, and one without brackets with its line.  So a section that is being typed, and is not JSON
   just now, ends where it did before.
2. by grammar: the text is JSON, indented in its own manner.
3. by tree: neither; the recovering parser says where the values are (`recovery.py`).

Which way fits is a function of the text alone.  `editing.py` knows when, after an edit, it need
not ask again.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import Enum
from types import MappingProxyType
from typing import TYPE_CHECKING

from connector_lsp.analysis.places import (
    CONNECTOR,
    Container,
    Kind,
    Place,
    Stretch,
    kind_of,
    try_stretch_by_grammar,
    try_stretch_by_layout,
    without,
)
from connector_lsp.analysis.reading import Reading, Readings, is_json
from connector_lsp.analysis.recovery import find_places, find_sound

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from connector_lsp.analysis.syntax.nodes import Parse, Path


class SplitBy(Enum):
    """The way in which a text was split."""

    LAYOUT = "layout"
    GRAMMAR = "grammar"
    TREE = "tree"


@dataclass(frozen=True, slots=True)
class Split:
    """A text's sections, in order.

    Attributes:
        by: the way in which they were found.
        places: where they lie.
        loose: the indexes of those that were not found by their layout.
        parse: the tree and faults of the skeleton, if they had to be known.

    """

    by: SplitBy
    places: list[Place]
    loose: frozenset[int] = frozenset()
    parse: Parse | None = None


def split(
    text: str, root: Container = CONNECTOR, known: Mapping[str, Reading] = MappingProxyType({})
) -> Split:
    """Find the sections of `text`.

    Args:
        text: any text.
        root: what of it is a section.
        known: what sections that may be met again read as, by their text.

    """
    readings = Readings(known)
    by_layout = _try_walk(text, root, SplitBy.LAYOUT, readings)
    if by_layout:
        broken = (place.reading for place in by_layout.places if not place.reading.is_whole)
        if layout_holds(text, next(broken, None)):
            return by_layout
    sound = find_sound(text, root, readings)
    if is_json(without(text, sound)[0]):
        by_grammar = _try_walk(text, root, SplitBy.GRAMMAR, readings)
        if by_grammar:
            return replace(by_grammar, loose=frozenset(range(len(by_grammar.places))))
    return Split(SplitBy.TREE, *find_places(text, root, sound))


def try_stretch(text: str, by: SplitBy, start: int) -> Stretch | None:
    """The section that begins at `start` in a text that is split in the way `by`, or None."""
    return _TRY_STRETCH[by](text, start, Readings())


def layout_holds(text: str, first_broken: Reading | None) -> bool:
    """Whether sections found by layout may stand: not if the text is JSON and they are not.

    Args:
        text: the whole text.
        first_broken: the reading of the first section that is no JSON value, if there is one.

    """
    return first_broken is None or first_broken.fails_inside or not is_json(text)


# --- walking the skeleton ------------------------------------------------------------------------

_WHITE_SPACE = " \t\n\r"
_GAP = re.compile(r"[ \t\n\r]*")
_KEY = re.compile(r'"([^"\\\x00-\x1f]*)"[ \t]*:[ \t\n\r]*')
_SEPARATOR = re.compile(r"[ \t\n\r]*,?[ \t\n\r]*")


class _LostError(Exception):
    """The skeleton is not what the walk expects."""


def _try_walk(text: str, root: Container, by: SplitBy, readings: Readings) -> Split | None:
    """The sections of `text`, each found in the way `by`; None if the skeleton is broken."""
    walk = _Walk(text, by, readings)
    start = len(text) - len(text.lstrip(_WHITE_SPACE))
    if not text.startswith(root.opening, start):
        return None
    try:
        end = walk.container(root, (), (), start + 1)
    except _LostError:
        return None
    if text[end:].strip(_WHITE_SPACE):
        return None
    return Split(by, walk.places)


class _Walk:
    """A walk along the skeleton from section to section."""

    def __init__(self, text: str, by: SplitBy, readings: Readings) -> None:
        self.text = text
        self.try_stretch = _TRY_STRETCH[by]
        self.readings = readings
        self.places: list[Place] = []

    def container(self, container: Container, path: Path, kind: Kind, at: int) -> int:
        """Step through what a container holds.

        Args:
            container: what it is.
            path: the way to it.
            kind: the same way with ``*`` for what is free.
            at: the offset behind its opening bracket.

        Returns:
            the offset behind its closing bracket.

        Raises:
            _LostError: something else is there.

        """
        text = self.text
        keyed = container.opening == "{"
        closing = "}" if keyed else "]"
        item_kind = (*kind, "*")
        number = 0
        gap = _GAP.match(text, at)
        at = gap.end() if gap else at
        while True:
            if at >= len(text):
                raise _LostError
            if text[at] == closing:
                return at + 1
            if keyed:
                key = _KEY.match(text, at)
                if key is None:
                    raise _LostError
                part: str | int = key[1]
                at = key.end()
            else:
                part = number
            child = container.child(part)
            part_kind = kind_of(container, kind, part, child) if keyed else item_kind
            if child and text.startswith(child.opening, at):
                at = self.container(child, (*path, part), part_kind, at + 1)
            else:
                stretch = self.try_stretch(text, at, self.readings)
                if stretch is None:
                    raise _LostError
                self.places.append(Place((*path, part), part_kind, *stretch))
                at = stretch.end
            number += 1
            separator = _SEPARATOR.match(text, at)
            at = separator.end() if separator else at


_TRY_STRETCH: Mapping[SplitBy, Callable[[str, int, Readings], Stretch | None]] = {
    SplitBy.LAYOUT: try_stretch_by_layout,
    SplitBy.GRAMMAR: try_stretch_by_grammar,
    SplitBy.TREE: lambda *_: None,  # Where one ends, its text alone does not tell.
}
