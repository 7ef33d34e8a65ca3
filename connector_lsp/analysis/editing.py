"""A document after an edit: equal to that of the resulting text.

What the edit leaves alone is taken over.  Where it changes more than can be told, the text is
opened again.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import replace
from itertools import chain, takewhile
from operator import is_
from typing import TYPE_CHECKING

from connector_lsp.analysis.document import SKELETON, Change, Document
from connector_lsp.analysis.section import Section
from connector_lsp.analysis.sections import SplitBy, layout_holds, try_stretch
from connector_lsp.analysis.splicing import find_seams, shortened, try_splice
from connector_lsp.analysis.text import Edit, count_line_breaks

if TYPE_CHECKING:
    from collections.abc import Iterable

    from connector_lsp.analysis.places import Container
    from connector_lsp.analysis.syntax.nodes import Path


def with_edit(document: Document, edit: Edit) -> Document:
    """The document after `edit`; equal to that of the resulting text."""
    text = "".join((document.text[: edit.start], edit.text, document.text[edit.end :]))
    index, _ = document.locate(edit.start)
    if index != SKELETON and edit.end <= document.end(index):
        changed = _try_with_section(document, index, edit, text)
        if changed:
            return changed
    after = _try_spliced(document, edit, text)
    after = after or Document.open(
        text, document.container, [*document.sections, document.skeleton]
    )
    return _followed_by(document, after, edit)


def _try_with_section(document: Document, index: int, edit: Edit, text: str) -> Document | None:
    """The document whose only changed section is the one at `index`; None if others changed."""
    old, start = document.sections[index], document.starts[index]
    if _holds_sections(document, document.paths[index]):
        return None
    place = try_stretch(text, document.split_by, start)
    growth = len(edit.text) - (edit.end - edit.start)
    if place is None or place.end != start + len(old.text) + growth:
        return None
    broken = tuple(i for i in document.broken if i != index)
    if not place.reading.is_whole and document.split_by is SplitBy.LAYOUT:
        broken = tuple(sorted((*broken, index)))
    own = text[start : place.end]
    new = Section(old.kind, own, place.reading)
    if document.split_by is SplitBy.LAYOUT and broken:
        first = new if broken[0] == index else document.sections[broken[0]]
        if not layout_holds(text, first.reading):
            return None
    sections = document.sections.copy()
    sections[index] = new
    starts, lines, behind = document.starts, document.lines, index + 1
    if growth:
        starts = starts[:behind] + [start + growth for start in starts[behind:]]
    more_lines = count_line_breaks(new.text) - count_line_breaks(old.text)
    if more_lines:
        lines = lines[:behind] + [line + more_lines for line in lines[behind:]]
    change = Change(index, behind, behind)
    # At every keystroke: `replace` would take three times as long.
    return Document(
        text, sections, document.paths, starts, lines, document.skeleton, document.slots,
        document.split_by, broken, document.loose, document.container, change,
        _around(document, change, lines),
    )  # fmt: skip


def _try_spliced(document: Document, edit: Edit, text: str) -> Document | None:
    """The document of `text`, of which all that `edit` leaves alone is taken from this one."""
    seams = find_seams(document, edit)
    if not seams:
        return None
    firsts = [0, *(last for _, last in seams)]
    lasts = [*(first for first, _ in seams), len(document.sections)]
    known = chain.from_iterable(
        document.sections[first : last + 1] for first, last in zip(firsts, lasts, strict=True)
    )
    short = Document.open(shortened(document, seams, edit), document.container, list(known))
    return try_splice(document, seams, edit, short, text)


def _followed_by(document: Document, after: Document, edit: Edit) -> Document:
    """`after`, the document after `edit`, with what of it is not as it was."""
    old, new = document.sections, after.sections
    # A section on the line that was edited may stand in another column.
    start = min(_count_same(old, new), bisect_left(document.starts, edit.start))
    same_behind = _count_same(reversed(old[start:]), reversed(new[start:]))
    old_end = max(len(old) - same_behind, bisect_left(document.starts, edit.end) + 1)
    old_end = min(old_end, len(old))
    change = Change(start, old_end, len(new) - len(old) + old_end)
    return replace(after, change=change, around=_around(document, change, after.lines))


def _around(document: Document, change: Change, lines: list[int]) -> object:
    """What stands for all that does not change if the next document has `lines`."""
    last = document.change
    stays = last and (last.start, last.new_end) == (change.start, change.old_end)
    if stays and (
        lines is document.lines
        or (
            lines[: change.start] == document.lines[: change.start]
            and lines[change.new_end :] == document.lines[change.old_end :]
        )
    ):
        return document.around
    return object()


def _holds_sections(document: Document, path: Path) -> bool:
    """Whether a value at `path` would be no section if it had the right bracket."""
    container: Container | None = document.container
    for part in path:
        container = container.child(part) if container else None
    return container is not None


def _count_same(sections: Iterable[Section], others: Iterable[Section]) -> int:
    """How many sections are the same one by one, up to the first that is not."""
    return sum(1 for _ in takewhile(bool, map(is_, sections, others)))
