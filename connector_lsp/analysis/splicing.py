"""An edit between sections, made in a text without most of the others.

Sections in a *row* are JSON, each on lines of its own, in one array or in one object of any names.
Where what stands around them begins and ends does not depend on how many they are.  So of each row
that an edit leaves alone only the ends are kept, what remains is divided afresh, and the others are
put back at the *seams*: what is long costs no more than what is short.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from connector_lsp.analysis.reading import Reading, read_body
from connector_lsp.analysis.section import Meant, Section
from connector_lsp.analysis.syntax.nodes import try_find_node, value_at
from connector_lsp.analysis.text import Edit, apply_edits, count_line_breaks

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from connector_lsp.analysis.document import Document
    from connector_lsp.analysis.syntax.nodes import Json, Path, SyntaxFault

T = TypeVar("T")

_FEWEST = 4
"""How many sections must stand between the ends of a row; to leave out fewer is not worth it."""


class Seam(NamedTuple):
    """Where sections are left out.

    Attributes:
        first: the index of the section before them.
        last: the index of the section behind them.

    """

    first: int
    last: int


def find_seams(document: Document, edit: Edit) -> list[Seam]:
    """Where sections that have nothing to do with `edit` may be left out, in order."""
    starts = document.starts
    before = bisect_right(starts, edit.start) - 1
    touched = range(before, max(before + 1, bisect_left(starts, edit.end)))
    apart = sorted({*document.broken, *document.loose, *touched})
    return [
        Seam(first, last)
        for row in _rows(document)
        for first, last in _parts(row, apart)
        if last - first > _FEWEST
    ]


def shortened(document: Document, seams: Iterable[Seam], edit: Edit) -> str:
    """The text of a document after an edit, without what is left out."""
    omissions = (Edit(document.end(first), document.end(last - 1), "") for first, last in seams)
    return apply_edits(document.text, [*omissions, edit])


def try_splice(
    old: Document, seams: Sequence[Seam], edit: Edit, short: Document, text: str
) -> Document | None:
    """The document of `text`, which is that of `old` after `edit`.

    Args:
        old: the document before.
        seams: where sections are left out.
        edit: the edit.
        short: the document of what is `shortened`.
        text: the whole text.

    Returns:
        the document; None if what is left out would be read in another way than it was.

    """
    splice = _Splice(old, short, [])
    growth = len(text) - len(old.text)
    removed = 0
    for seam in seams:
        start = old.starts[seam.first]
        moved = start - removed + (growth if start >= edit.end else 0)
        index = bisect_left(short.starts, moved)
        if not splice.fits(seam, index, moved):
            return None
        splice.seams.append((seam, index))
        removed += old.end(seam.last - 1) - old.end(seam.first)
    slots = splice.numbers(old.slots, short.slots)
    skeleton = splice.try_skeleton(slots)
    if skeleton is None:
        return None
    return replace(
        short,
        text=text,
        sections=splice.joined(old.sections, short.sections),
        paths=splice.paths(),
        starts=splice.numbers(old.starts, short.starts),
        lines=splice.numbers(old.lines, short.lines),
        slots=slots,
        skeleton=skeleton,
        broken=tuple(splice.indexes(short.broken)),
        loose=frozenset(splice.indexes(short.loose)),
    )


# --- rows -----------------------------------------------------------------------------------------

_NAMED = r'"[^"\\\x00-\x1f]*"[ \t]*:[ \t]*0'
_NEXT = r",(?:\r\n?|\n)\1"
_ROW = re.compile(rf"(?<=[\r\n])([ \t]*+)(?:0(?:{_NEXT}(?:0))++|{_NAMED}(?:{_NEXT}{_NAMED})++)")


def _rows(document: Document) -> Iterator[Seam]:
    """The first and last section of each row, be they JSON or not."""
    slots = document.slots
    for start, end, count in document.skeleton.once(_row_spans):
        first, last = bisect_left(slots, start), bisect_left(slots, end) - 1
        if last - first + 1 == count:
            yield Seam(first, last)


def _row_spans(skeleton: Section) -> list[tuple[int, int, int]]:
    """Where in the skeleton a row may be, and of how many sections."""
    rows = _ROW.finditer(skeleton.text)
    return [(*row.span(), count_line_breaks(row[0]) + 1) for row in rows]


def _parts(row: Seam, apart: Sequence[int]) -> Iterator[Seam]:
    """The parts of a row between the sections that stand `apart`, some of them empty."""
    first = row.first
    for index in apart[bisect_left(apart, row.first) : bisect_right(apart, row.last)]:
        yield Seam(first, index - 1)
        first = index + 1
    yield Seam(first, row.last)


# --- what is put together -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Splice:
    """A short document, and what of an old one belongs at its seams.

    Attributes:
        old: the old document.
        short: the short one.
        seams: each seam with the index in `short` of the section before it.

    """

    old: Document
    short: Document
    seams: list[tuple[Seam, int]]

    def fits(self, seam: Seam, index: int, start: int) -> bool:
        """Whether sections at `index`, at `start`, and behind are those beside a seam, in a row."""
        old, short, behind = self.old, self.short, index + 1
        if behind >= len(short.sections) or short.starts[index] != start:
            return False
        return (
            short.loose.isdisjoint((index, behind))
            and _are_alike(short.sections[index], old.sections[seam.first])
            and _are_alike(short.sections[behind], old.sections[seam.last])
            and short.paths[index][:-1] == short.paths[behind][:-1] == old.paths[seam.first][:-1]
        )

    def joined(self, old: list[T], short: list[T]) -> list[T]:
        """What is known of each section, from what is known of those of both documents."""
        joined, at = [], 0
        for seam, index in self.seams:
            joined += short[at : index + 1]
            joined += old[seam.first + 1 : seam.last]
            at = index + 1
        return joined + short[at:]

    def numbers(self, old: list[int], short: list[int]) -> list[int]:
        """Where each section begins: those at a seam move along with the one before it."""
        joined: list[int] = []
        at = growth = 0
        for seam, index in self.seams:
            joined += [number + growth for number in short[at : index + 1]]
            moved = joined[-1] - old[seam.first]
            between = old[seam.first + 1 : seam.last]
            joined += [number + moved for number in between] if moved else between
            at = index + 1
            growth = old[seam.last] + moved - short[at]
        return joined + [number + growth for number in short[at:]]

    def paths(self) -> list[Path]:
        """The way to each section."""
        joined: list[Path] = []
        at = growth = 0
        holder: Path = ()
        for seam, index in self.seams:
            joined += _renumbered(self.short.paths[at : index + 1], holder, growth)
            holder, moved = joined[-1][:-1], _distance(joined[-1], self.old.paths[seam.first])
            between = self.old.paths[seam.first + 1 : seam.last]
            joined += _renumbered(between, holder, moved)
            at = index + 1
            growth = moved + _distance(self.old.paths[seam.last], self.short.paths[at])
        return joined + _renumbered(self.short.paths[at:], holder, growth)

    def indexes(self, short: Iterable[int]) -> list[int]:
        """What sections of the short document have become."""
        places = [index for _, index in self.seams]
        more = [0, *accumulate(seam.last - seam.first - 1 for seam, _ in self.seams)]
        return [index + more[bisect_left(places, index)] for index in short]

    # --- the skeleton --------------------------------------------------------------------------

    def try_skeleton(self, slots: list[int]) -> Section | None:
        """The whole skeleton, its placeholders at `slots`.

        None if it is broken and a name in it may be there twice: that only all of it can tell.
        """
        old, short = self.old, self.short
        pieces, at = [], 0
        for seam, index in self.seams:
            end = short.slots[index] + 1
            pieces.append(short.skeleton.text[at:end])
            pieces.append(
                old.skeleton.text[old.slots[seam.first] + 1 : old.slots[seam.last - 1] + 1]
            )
            at = end
        text = "".join([*pieces, short.skeleton.text[at:]])
        if text == old.skeleton.text:
            return old.skeleton
        if short.skeleton.is_json:
            return Section((), text, read_body(text))
        value = self._try_value()
        if value is None:
            return None

        indexes = self.indexes(range(len(short.slots)))

        def place(offset: int) -> int:
            before = bisect_right(short.slots, offset) - 1
            if before < 0:
                return offset
            return offset - short.slots[before] + slots[indexes[before]]

        faults = tuple([_moved(fault, place) for fault in short.skeleton.faults])
        return Section((), text, Reading(), meant=Meant(value, faults))

    def _try_value(self) -> Json:
        """What the skeleton was meant to be; None if a name may be there twice."""
        root = self.short.skeleton.root
        if root is None or any(
            fault.code == "duplicate-key" for fault in self.short.skeleton.faults
        ):
            return None
        value = root.to_json()
        for seam, index in self.seams:
            path = self.short.paths[index][:-1]
            parts = [path[-1] for path in self.old.paths[seam.first + 1 : seam.last]]
            node = try_find_node(root, path)
            holder = value_at(value, path) if node else None
            if isinstance(holder, list):
                holder += [0] * len(parts)
                continue
            if node is None or not isinstance(holder, dict):
                return None  # With placeholders for what is broken, the skeleton reads otherwise.
            members = dict.fromkeys(parts, 0)
            names = {child.name() for child in node.children}
            if len(members) < len(parts) or members.keys() & (names | holder.keys()):
                return None
            holder.update(members)
        return value


def _moved(fault: SyntaxFault, place: Callable[[int], int]) -> SyntaxFault:
    """A fault where `place` says that it is."""
    fix, related = fault.fix, fault.related
    return fault._replace(
        start=place(fault.start),
        end=place(fault.end),
        fix=fix and fix._replace(start=place(fix.start), end=place(fix.end)),
        related=related and (place(related[0]), place(related[1])),
    )


def _are_alike(section: Section, other: Section) -> bool:
    return section is other or (section.kind == other.kind and section.text == other.text)


def _distance(path: Path, other: Path) -> int:
    """How much further on in their array `path` leads than `other`; 0 in an object."""
    number, before = path[-1], other[-1]
    return number - before if isinstance(number, int) and isinstance(before, int) else 0


def _renumbered(paths: list[Path], holder: Path, distance: int) -> list[Path]:
    """`paths`, those of the items of the array at `holder` leading further on."""
    if not distance:
        return paths
    return [
        (*holder, part + distance)
        if path[:-1] == holder and isinstance(part := path[-1], int)
        else path
        for path in paths
    ]
