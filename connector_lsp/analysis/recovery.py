"""Where the sections lie in a text whose skeleton is broken.

The recovering parser says it.  It is slow, and a connector long, but most values can be told by
their layout and are JSON for themselves, whatever is wrong around them: it sees a placeholder for
each of those, and so little more than the skeleton.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from connector_lsp.analysis.places import (
    PLACEHOLDER,
    Container,
    Kind,
    Place,
    Stretch,
    kind_of,
    try_stretch_by_layout,
    try_usual_layout,
    without,
)
from connector_lsp.analysis.reading import Reading, Readings, read_value
from connector_lsp.analysis.syntax.nodes import NodeKind
from connector_lsp.analysis.syntax.parser import parse

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from connector_lsp.analysis.syntax.nodes import Node, Parse, Path


class Recovered(NamedTuple):
    """The sections that the parser found.

    Attributes:
        places: where they lie.
        loose: the indexes of those of which only the parser tells where they end.
        parse: the skeleton's tree and faults; None if more than the skeleton was parsed.

    """

    places: list[Place]
    loose: frozenset[int]
    parse: Parse | None


def find_sound(text: str, root: Container, readings: Readings) -> list[Stretch]:
    """What by its layout and for itself is a section, whatever is broken around it.

    What holds it only its indentation tells; the way to it is not known.
    """
    found: list[Stretch] = []
    holders = [_Holder(root)]
    at = 0
    while line := _VALUE_ON_LINE.search(text, at):
        at, indent, name = line.end(), line.end(1) - line.start(1), line[2]
        depth = len(holders)
        while depth and not holders[depth - 1].may_hold(indent, name):
            depth -= 1
        if not depth:
            continue
        holder = holders[depth - 1]
        child = holder.container.child(0 if name is None else name)
        if child and text.startswith(child.opening, at):
            holders[depth:] = [_Holder(child, indent)]
        else:
            stretch = try_usual_layout(text, at, line[1], readings)
            stretch = stretch or try_stretch_by_layout(text, at, readings)
            if stretch is None or not _is_sound(text, stretch):
                continue
            found.append(stretch)
            at = stretch.end
            del holders[depth:]
        holder.inner = indent
    return found


def find_places(text: str, root: Container, sound: Sequence[Stretch]) -> Recovered:
    """The sections of `text`.

    Args:
        text: any text.
        root: what of it is a section.
        sound: what the parser need not see.  If some of that lies where no section may, it sees
            the whole text.

    """
    tree = _Tree(text, sound)
    try:
        places = list(tree.places(tree.parse.root, root, (), ()))
    except _MistakenError:
        return find_places(text, root, ())
    hidden = {(start, end) for start, end, _ in sound}
    loose = frozenset([i for i, place in enumerate(places) if place[2:4] not in hidden])
    is_skeleton = not loose and len(places) == len(sound)
    return Recovered(places, loose, tree.parse if is_skeleton else None)


_VALUE_ON_LINE = re.compile(
    r'[\r\n]([ \t]*+)(?:"([^"\\\x00-\x1f]*)"[ \t]*:[ \t]*)?(?=[^ \t\r\n,:\]}/])'
)
_VALUE_ENDS = re.compile(r"(?=[, \t\r\n])[ \t\r\n]*+(?!:)")


@dataclass(slots=True)
class _Holder:
    """A container that seems to be open.

    Attributes:
        container: what it is.
        indent: how far in its line starts; -1 for the root, which all lines may be in.
        inner: how far in the lines of what it holds start; -1 until the first is met.

    """

    container: Container
    indent: int = -1
    inner: int = -1

    def may_hold(self, indent: int, name: str | None) -> bool:
        """Whether it may hold what starts a line so far in and has this name, or none."""
        is_inside = indent == self.inner if self.inner >= 0 else indent > self.indent
        return is_inside and (self.container.opening == "{") is (name is not None)


def _is_sound(text: str, stretch: Stretch) -> bool:
    """Whether a stretch is JSON and no name, and no word goes on behind it."""
    return stretch.reading.is_whole and _VALUE_ENDS.match(text, stretch.end) is not None


class _MistakenError(Exception):
    """A placeholder is where no section may be."""


class _Tree:
    """The tree of a text in which placeholders stand for some values."""

    def __init__(self, original: str, taken: Sequence[Stretch]) -> None:
        self.original = original
        self.taken = taken
        self.text, self.slots = without(original, taken)
        self.by_slot = dict(zip(self.slots, taken, strict=True))
        self.parse = parse(self.text)

    def places(
        self, node: Node | None, container: Container, path: Path, kind: Kind
    ) -> Iterator[Place]:
        """The sections below `node`, which stands where `container` does.

        Raises:
            _MistakenError: a placeholder stands for a container, or for a name.

        """
        if node is None or node.kind is not _KIND_OF[container.opening]:
            return
        for number, item in enumerate(node.children):
            value = item.value if item.kind is NodeKind.PROPERTY else item
            part = item.name() if item.kind is NodeKind.PROPERTY else number
            if part == PLACEHOLDER and item.key and self._try_taken(item.key):
                raise _MistakenError
            if value is None:
                continue
            child = container.child(part)
            child_kind = kind_of(container, kind, part, child)
            if child and value.kind is _KIND_OF[child.opening]:
                yield from self.places(value, child, (*path, part), child_kind)
                continue
            stretch = self._try_taken(value)
            if stretch and child and self.original.startswith(child.opening, stretch.start):
                raise _MistakenError
            if stretch or not _lacks_opening(value, self.text):
                yield Place((*path, part), child_kind, *(stretch or self._stretch(value)))

    def _try_taken(self, node: Node) -> Stretch | None:
        """The stretch for which `node` stands if it is a placeholder, or None."""
        is_short = node.end - node.start == len(PLACEHOLDER)
        return self.by_slot.get(node.start) if is_short else None

    def _stretch(self, value: Node) -> Stretch:
        start, end = self._offset(value.start), self._offset(value.end)
        own = self.original[start:end]
        return Stretch(start, end, read_value(own) if own else Reading())

    def _offset(self, offset: int) -> int:
        """The offset in the original of one in the text."""
        before = bisect_left(self.slots, offset) - 1
        if before < 0:
            return offset
        return self.taken[before].end + offset - self.slots[before] - len(PLACEHOLDER)


def _lacks_opening(value: Node, text: str) -> bool:
    """Whether an object or array has no bracket to begin with: alone it would read otherwise."""
    opening = {NodeKind.OBJECT: "{", NodeKind.ARRAY: "["}.get(value.kind)
    return opening is not None and not text.startswith(opening, value.start)


_KIND_OF = {"{": NodeKind.OBJECT, "[": NodeKind.ARRAY}
