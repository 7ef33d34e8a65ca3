"""A text as sections, and the same text after an edit.

A document never changes: `with_edit` gives another one that shares every section that the edit
did not touch, with all that was found out about it.  A section is known by its kind and text, so
what is found out about it may depend on nothing else.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field, replace
from itertools import chain, takewhile
from operator import is_
from typing import TYPE_CHECKING, NamedTuple

from connector_lsp.analysis.places import CONNECTOR, Container, without
from connector_lsp.analysis.reading import read_body
from connector_lsp.analysis.section import Section
from connector_lsp.analysis.sections import SplitBy, layout_holds, split, try_stretch
from connector_lsp.analysis.splicing import find_seams, shortened, try_splice
from connector_lsp.analysis.syntax.nodes import Node, Path, innermost_node, try_find_node
from connector_lsp.analysis.text import Edit, LineIndex, Range, count_line_breaks

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

    def with_edit(self, edit: Edit) -> Document:
        """The document after `edit`; equal to that of the resulting text."""
        text = "".join((self.text[: edit.start], edit.text, self.text[edit.end :]))
        index, _ = self.locate(edit.start)
        if index != SKELETON and edit.end <= self.end(index):
            changed = self._try_with_section(index, edit, text)
            if changed:
                return changed
        after = self._try_spliced(edit, text)
        after = after or Document.open(text, self.container, [*self.sections, self.skeleton])
        return self._followed_by(after, edit)

    def _try_with_section(self, index: int, edit: Edit, text: str) -> Document | None:
        """The document whose only changed section is the one at `index`; None if others changed."""
        old, start = self.sections[index], self.starts[index]
        if self._holds_sections(self.paths[index]):
            return None
        place = try_stretch(text, self.split_by, start)
        growth = len(edit.text) - (edit.end - edit.start)
        if place is None or place.end != start + len(old.text) + growth:
            return None
        broken = tuple(i for i in self.broken if i != index)
        if not place.reading.is_whole and self.split_by is SplitBy.LAYOUT:
            broken = tuple(sorted((*broken, index)))
        own = text[start : place.end]
        new = Section(old.kind, own, place.reading)
        if self.split_by is SplitBy.LAYOUT and broken:
            first = new if broken[0] == index else self.sections[broken[0]]
            if not layout_holds(text, first.reading):
                return None
        sections = self.sections.copy()
        sections[index] = new
        starts, lines, behind = self.starts, self.lines, index + 1
        if growth:
            starts = starts[:behind] + [start + growth for start in starts[behind:]]
        more_lines = count_line_breaks(new.text) - count_line_breaks(old.text)
        if more_lines:
            lines = lines[:behind] + [line + more_lines for line in lines[behind:]]
        change = Change(index, behind, behind)
        return replace(
            self,
            text=text,
            sections=sections,
            starts=starts,
            lines=lines,
            broken=broken,
            change=change,
            around=self._around(change, lines),
        )

    def _try_spliced(self, edit: Edit, text: str) -> Document | None:
        """The document of `text`, of which all that `edit` leaves alone is taken from this one."""
        seams = find_seams(self, edit)
        if not seams:
            return None
        firsts = [0, *(last for _, last in seams)]
        lasts = [*(first for first, _ in seams), len(self.sections)]
        known = chain.from_iterable(
            self.sections[first : last + 1] for first, last in zip(firsts, lasts, strict=True)
        )
        short = Document.open(shortened(self, seams, edit), self.container, list(known))
        return try_splice(self, seams, edit, short, text)

    def _followed_by(self, after: Document, edit: Edit) -> Document:
        """`after`, the document after `edit`, with what of it is not as it was."""
        old, new = self.sections, after.sections
        # A section on the line that was edited may stand in another column.
        start = min(_count_same(old, new), bisect_left(self.starts, edit.start))
        same_behind = _count_same(reversed(old[start:]), reversed(new[start:]))
        old_end = max(len(old) - same_behind, bisect_left(self.starts, edit.end) + 1)
        old_end = min(old_end, len(old))
        change = Change(start, old_end, len(new) - len(old) + old_end)
        return replace(after, change=change, around=self._around(change, after.lines))

    def _around(self, change: Change, lines: list[int]) -> object:
        """What stands for all that does not change if the next document has `lines`."""
        last = self.change
        stays = last and (last.start, last.new_end) == (change.start, change.old_end)
        if stays and (
            lines is self.lines
            or (
                lines[: change.start] == self.lines[: change.start]
                and lines[change.new_end :] == self.lines[change.old_end :]
            )
        ):
            return self.around
        return object()

    def _holds_sections(self, path: Path) -> bool:
        """Whether a value at `path` would be no section if it had the right bracket."""
        container: Container | None = self.container
        for part in path:
            container = container.child(part) if container else None
        return container is not None

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


def _count_same(sections: Iterable[Section], others: Iterable[Section]) -> int:
    """How many sections are the same one by one, up to the first that is not."""
    return sum(1 for _ in takewhile(bool, map(is_, sections, others)))


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
