"""A text as sections.

A document never changes: an edit gives another one (`editing.py`) that shares every section that it
did not touch, with all that was found out about it.  A section is known by its kind and text, so
what is found out about it may depend on nothing else.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from connector_lsp.analysis.places import CONNECTOR, Container, without
from connector_lsp.analysis.reading import read_body
from connector_lsp.analysis.section import Section
from connector_lsp.analysis.sections import SplitBy, split
from connector_lsp.analysis.syntax.nodes import Node, Path, innermost_node, try_find_node
from connector_lsp.analysis.text import LineIndex, Range, count_line_breaks

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from connector_lsp.analysis.text import Position, PositionEncoding

SKELETON = -1
"""The index that stands for the skeleton where others stand for sections."""

_SHORT = 256


def _keys_by_slot(skeleton: Section) -> dict[int, Range]:
    """Where the name of each member of the skeleton is written, by the offset of its value."""
    nodes = skeleton.root.walk() if skeleton.root else ()
    return {
        node.value.start: Range(node.key.start, node.key.end)
        for node in nodes
        if node.key is not None and node.value is not None
    }


class Change(NamedTuple):
    """Which sections of a document are others than in the one before the edit.

    Attributes:
        start: the index of the first of them, in both.
        old_end: the index behind the last of them in the document before.
        new_end: the index behind the last of them.

    """

    start: int
    old_end: int
    new_end: int


@dataclass(frozen=True, slots=True, eq=False)
class Document:
    """A text and its sections.

    Attributes:
        text: the whole text.
        sections: the sections in order.
        paths: for each section the way to it from the root.
        starts: for each section the offset of its first character.
        lines: for each section the line of its first character.
        skeleton: the text with a placeholder for each section, as a section of kind ``()``.
        slots: for each section the offset of its placeholder in the skeleton.
        split_by: how the sections were found.
        broken: the indexes of the sections that are no JSON.
        loose: the indexes of the sections that were not found by their layout.
        container: what of the text is a section.
        change: what the edit changed that made it; None for a document that was opened as it is.
        around: stands for all but the sections that changed, and for the lines that the others lie
            on: the same as long as only those are edited.

    """

    text: str
    sections: list[Section]
    paths: list[Path]
    starts: list[int]
    lines: list[int]
    skeleton: Section
    slots: list[int]
    split_by: SplitBy
    broken: tuple[int, ...]
    loose: frozenset[int] = frozenset()
    container: Container = field(default=CONNECTOR, repr=False)
    change: Change | None = None
    around: object = field(default_factory=object, repr=False)

    @classmethod
    def open(
        cls,
        text: str,
        container: Container = CONNECTOR,
        known: Iterable[Section] = (),
        find_out: Callable[[Section], object] | None = None,
    ) -> Document:
        """The document of `text`.

        Args:
            text: any text.
            container: what of the text is a section.
            known: sections that may be met again.
            find_out: what will be asked of every section.  Of thousands it is answered sooner
                right after each was read than in another pass over all.

        """
        met = {(section.kind, section.text): section for section in known}
        readings = {own: section.reading for (kind, own), section in met.items() if kind}
        found = split(text, container, readings)
        sections = []
        for place in found.places:
            own = text[place.start : place.end]
            # What is short is often there several times, such as an endpoint with its URL alone.
            is_short = len(own) < _SHORT
            section = met.get((place.kind, own)) if is_short or known else None
            if section is None:
                section = Section(place.kind, own, place.reading)
                if is_short:
                    met[place.kind, own] = section
                if find_out:
                    section.once(find_out)
            sections.append(section)
        around, slots = without(text, found.places)
        skeleton = met.get(((), around))
        skeleton = skeleton or Section((), around, read_body(around), found.parse)
        return cls(
            text,
            sections,
            [place.path for place in found.places],
            [place.start for place in found.places],
            _lines_at(text, [place.start for place in found.places]),
            skeleton,
            slots,
            found.by,
            tuple([i for i, place in enumerate(found.places) if not place.reading.is_whole]),
            found.loose,
            container,
        )

    @property
    def is_json(self) -> bool:
        """Whether the text is JSON, perhaps with a name twice in an object."""
        return self.skeleton.is_json and not self.broken

    # --- places ------------------------------------------------------------------------------

    def end(self, index: int) -> int:
        """The offset behind the section at `index`."""
        return self.starts[index] + len(self.sections[index].text)

    def locate(self, offset: int) -> tuple[int, int]:
        """The section that `offset` lies in or touches, and the offset inside of it.

        Between two sections, that is in the skeleton, the index is `SKELETON` and the offset one
        in the skeleton's text.
        """
        index = bisect_right(self.starts, offset) - 1
        if index < 0:
            return SKELETON, offset
        if offset <= self.end(index):
            return index, offset - self.starts[index]
        return SKELETON, self.slots[index] + 1 + offset - self.end(index)

    def absolute(self, index: int, offset: int) -> int:
        """The offset in the text of an `offset` in a section, or in the skeleton."""
        if index != SKELETON:
            return self.starts[index] + offset
        before = bisect_right(self.slots, offset - 1) - 1
        if before < 0:
            return offset
        return self.end(before) + offset - self.slots[before] - 1

    def absolute_range(self, index: int, start: int, end: int) -> Range:
        """The stretch of the text that `start` to `end` of a section, or of the skeleton, is."""
        return Range(self.absolute(index, start), self.absolute(index, end))

    def key_range(self, index: int) -> Range:
        """The name in front of a section that is a member; an item itself."""
        text, closing = self.text, self.starts[index]
        if not isinstance(self.paths[index][-1], str):
            return Range(closing, self.end(index))
        if not self.skeleton.is_json:  # A mark of the name may be missing.
            key = self.skeleton.once(_keys_by_slot).get(self.slots[index])
            return self.absolute_range(SKELETON, *key) if key else Range(closing, closing)
        while closing and text[closing - 1] in " \t\r\n:":
            closing -= 1
        opening = text.rfind('"', 0, closing - 1)
        while opening > 0 and text[opening - 1] == "\\":  # An escaped mark is part of the name.
            opening = text.rfind('"', 0, opening)
        return Range(max(opening, 0), closing)

    def section(self, index: int) -> Section:
        """The section at `index`, or the skeleton."""
        return self.skeleton if index == SKELETON else self.sections[index]

    def path(self, index: int) -> Path:
        """The way to the section at `index`; to the skeleton, which holds the root, it is empty."""
        return () if index == SKELETON else self.paths[index]

    def innermost(self, offset: int) -> tuple[int, Node | None]:
        """The section at `offset`, and in its tree the smallest value or property there."""
        index, local = self.locate(offset)
        return index, innermost_node(self.section(index).root, local)

    def try_find(self, path: Path) -> tuple[int, Node] | None:
        """The value at `path` from the root: its section and its node there.

        A section's own value is found in the section, not as its placeholder.
        """
        node = self.skeleton.root
        for depth in range(len(path) + 1):
            if node is None:
                return None
            slot = bisect_left(self.slots, node.start)
            if slot < len(self.slots) and self.slots[slot] == node.start:
                inner = try_find_node(self.sections[slot].root, path[depth:])
                return (slot, inner) if inner else None
            if depth < len(path):
                node = try_find_node(node, path[depth : depth + 1])
        return (SKELETON, node) if node else None

    def line_index(self) -> LineIndex:
        """Converts between offsets and positions of the text."""
        return LineIndex(self.text, [0, *self.starts], [0, *self.lines])

    def position(self, offset: int, encoding: PositionEncoding) -> Position:
        """Where `offset` lies, its column counted in `encoding`."""
        return self.line_index().position(offset, encoding)

    def offset(self, position: Position, encoding: PositionEncoding) -> int:
        """The offset of `position`; beyond the end of a line or text, that end."""
        return self.line_index().offset(position, encoding)


def _lines_at(text: str, offsets: list[int]) -> list[int]:
    """The line of each of ascending `offsets`, none of which lies inside a line break."""
    lines, line, at = [], 0, 0
    has_carriage_return = "\r" in text
    for offset in offsets:
        if has_carriage_return:
            line += count_line_breaks(text[at:offset])
        else:
            line += text.count("\n", at, offset)
        lines.append(line)
        at = offset
    return lines
