"""Pieces of a text with carets under what is meant, aligned in a terminal.

A terminal counts cells: a tab takes several, a CJK character or emoji two, a combining mark none.
What would move the cursor or turn the direction of writing is replaced, so that the excerpt shows
what is there and nothing that only looks so.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Protocol

from connector_lsp.analysis.text import PositionEncoding, line_end, line_start

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from connector_lsp.analysis.text import LineIndex, Range

_TAB = 4
_DANGEROUS = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp", "Co"})
_JOINERS = "\u200c\u200d"
_NARROWEST = 30
_ELLIPSIS = "…"
_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"


@dataclass(frozen=True, slots=True)
class Mark:
    """A place that an excerpt shows.

    Attributes:
        range: where, as offsets in the text.
        label: what stands behind the carets.
        is_main: whether it is what the excerpt is about.

    """

    range: Range
    label: str = ""
    is_main: bool = True


class Paint(Protocol):
    """Gives a piece of an excerpt its colour: ``gutter``, ``main`` or ``other``."""

    def __call__(self, text: str, role: str) -> str:
        """`text` in the colour of `role`."""


def excerpt(
    text: str, lines: LineIndex, marks: Sequence[Mark], width: int, paint: Paint
) -> list[str]:
    """The lines of `text` with marks on them, each mark's carets below.

    Args:
        text: the whole text.
        lines: converts its offsets.
        marks: what to show.
        width: how many cells there are; a longer line is cut around its first mark.
        paint: gives colours.

    """
    by_line = sorted(
        ((_line_of(lines, mark), mark) for mark in marks),
        key=lambda item: (item[0], item[1].range),
    )
    margin = len(str(by_line[-1][0] + 1))
    shown = [paint(f"{' ' * margin} |", "gutter")]
    before = None
    for line, group in groupby(by_line, key=lambda item: item[0]):
        if before is not None and line > before + 1:
            shown.append(paint("...", "gutter"))
        number = paint(f"{line + 1:>{margin}} |", "gutter")
        empty = paint(f"{' ' * margin} |", "gutter")
        content, *below = _marked_line(
            text, lines, [mark for _, mark in group], max(width - margin - 3, _NARROWEST), paint
        )
        shown.append(f"{number} {content}".rstrip())
        shown += [f"{empty} {carets}" for carets in below]
        before = line
    return shown


def _line_of(lines: LineIndex, mark: Mark) -> int:
    return lines.position(mark.range.start, PositionEncoding.UTF32).line


def _marked_line(
    text: str, lines: LineIndex, marks: Sequence[Mark], width: int, paint: Paint
) -> Iterator[str]:
    """A line, and under it the carets of each of its marks."""
    main = next((mark for mark in marks if mark.is_main), marks[0])
    end = max(line_end(text, main.range.start), main.range.start)
    window = Window.around(text, main.range, width)
    yield window.shown
    for mark in marks:
        left = window.cell(mark.range.start)
        right = max(window.cell(min(mark.range.end, end)), left + 1)
        sign = "^" if mark.is_main else "-"
        label = mark.label
        if mark.range.end > end:
            last = lines.position(mark.range.end, PositionEncoding.UTF32).line + 1
            label = f"{_ELLIPSIS} to line {last}" + (f"  {label}" if label else "")
        carets = sign * (right - left) + (f" {label}" if label else "")
        yield " " * left + paint(carets, "main" if mark.is_main else "other")


@dataclass(frozen=True, slots=True)
class Window:
    """The part of a line that is shown.

    Attributes:
        start: the offset in the text of the first character that is shown.
        pieces: for each character from there on what is shown of it, and how many cells it takes.

    """

    start: int
    pieces: Sequence[tuple[str, int]]

    @classmethod
    def around(cls, text: str, marked: Range, width: int) -> Window:
        """As much as `width` holds of the line in which a range begins, with the range in it."""
        start = line_start(text, marked.start)
        end = max(line_end(text, marked.start), marked.start)
        pieces = _pieces(text[start : min(end, start + width + 1)])
        if len(pieces) <= width and sum(cells for _, cells in pieces) <= width:
            return cls(start, pieces)
        begin = cls._first_shown(text, start, marked.start, width)
        cut_left = begin > start
        room = width - cut_left
        pieces = []
        for piece in _pieces(text[begin : min(end, begin + width)]):
            if piece[1] > room - (begin + len(pieces) + 1 < end):
                break
            room -= piece[1]
            pieces.append(piece)
        cut_right = begin + len(pieces) < end
        if cut_left:
            pieces.insert(0, (_ELLIPSIS, 1))
        if cut_right:
            pieces.append((_ELLIPSIS, 1))
        return cls(begin - cut_left, pieces)

    @staticmethod
    def _first_shown(text: str, start: int, marked: int, width: int) -> int:
        """Where to cut a line: not at all if a third of the width is left for what is marked."""
        before = _pieces(text[max(start, marked - width) : marked])
        if marked - start <= width and sum(cells for _, cells in before) <= width - width // 3:
            return start
        room = width // 3
        for count, (_, cells) in enumerate(reversed(before)):
            room -= cells
            if room < 0:
                return marked - count
        return marked - len(before)

    @property
    def shown(self) -> str:
        """What is shown."""
        return "".join(piece for piece, _ in self.pieces)

    def cell(self, offset: int) -> int:
        """The cell at which the character at `offset` begins; of one beyond, the end."""
        return sum(cells for _, cells in self.pieces[: max(offset - self.start, 0)])

    def index(self, offset: int) -> int:
        """The same as an index of `shown`."""
        return sum(len(piece) for piece, _ in self.pieces[: max(offset - self.start, 0)])


def _pieces(line: str) -> list[tuple[str, int]]:
    """For each character what is shown of it, and how many cells that takes."""
    from rich.cells import cell_len  # The tables of widths are worth the import.

    pieces: list[tuple[str, int]] = []
    for index, character in enumerate(line):
        if character == "\t":
            pieces.append((" " * _TAB, _TAB))
        elif " " <= character <= "~":
            pieces.append((character, 1))
        elif _is_dangerous(character):
            pieces.append((_REPLACEMENT, 1))
        else:
            # With what stands before it, as a joined emoji is as wide as its first one.
            near = line[max(index - 8, 0) : index]
            pieces.append((character, max(cell_len(near + character) - cell_len(near), 0)))
    return pieces


def visible(text: str) -> str:
    """`text` on one line, without what a terminal would take for a command."""
    return "".join(_REPLACEMENT if _is_dangerous(character) else character for character in text)


def _is_dangerous(character: str) -> bool:
    return unicodedata.category(character) in _DANGEROUS and character not in _JOINERS
