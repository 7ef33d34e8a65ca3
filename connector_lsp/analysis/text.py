r"""Offsets, positions and edits of a text.

An *offset* counts Unicode code points from the start of a text: it indexes a `str`.  A *position*
is a line and a column, both from 0, the column counted in the units of a position encoding.
Lines end at ``\n``, ``\r\n`` or ``\r`` and nowhere else (LSP 3.17, "Text Documents"):
`str.splitlines` also breaks at U+2028, U+2029, U+0085, VT and FF, which JSON strings may hold raw.

This module knows no JSON.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

LINE_BREAK = re.compile(r"\r\n|\n|\r")
LINE_BREAK_AND_INDENT = re.compile(r"(?:\r\n|\n|\r)([ \t]*)")


class PositionEncoding(Enum):
    """What a column counts (LSP 3.17, `PositionEncodingKind`)."""

    UTF8 = "utf-8"
    UTF16 = "utf-16"
    UTF32 = "utf-32"

    def length(self, text: str) -> int:
        """The number of units that `text` takes."""
        if self is PositionEncoding.UTF32 or text.isascii():
            return len(text)
        if self is PositionEncoding.UTF8:
            # An unpaired surrogate cannot be encoded; editors send it as U+FFFD, also three bytes.
            return len(text.encode("utf-8", "surrogatepass"))
        return len(text) + sum(character > "\uffff" for character in text)

    def index(self, text: str, column: int) -> int:
        """The number of code points of `text` that `column` units cover, at most ``len(text)``.

        A column inside a code point is moved to that code point's start.
        """
        if column <= 0:
            return 0
        if self is PositionEncoding.UTF32 or text.isascii():
            return min(column, len(text))
        units = 0
        for index, character in enumerate(text):
            if units >= column:
                return index if units == column else index - 1
            units += self.length(character)
        return len(text) if units <= column else len(text) - 1


class Position(NamedTuple):
    """A place in a text: line and column from 0, the column in units of some encoding."""

    line: int
    column: int


class Range(NamedTuple):
    """A half-open stretch of a text, as offsets."""

    start: int
    end: int

    def moved(self, distance: int) -> Range:
        """The same stretch, `distance` code points further on."""
        return Range(self.start + distance, self.end + distance)

    def touches(self, offset: int) -> bool:
        """Whether `offset` lies in the stretch or at one of its ends."""
        return self.start <= offset <= self.end


class Edit(NamedTuple):
    """Replaces the code points from `start` up to `end` by `text`."""

    start: int
    end: int
    text: str


def apply_edits(text: str, edits: Iterable[Edit]) -> str:
    """`text` after `edits`, all of which speak of offsets in the text as it was.

    Raises:
        ValueError: two edits overlap.

    """
    pieces: list[str] = []
    at = 0
    for edit in in_order(edits):
        if edit.start < at:
            message = f"edits overlap at offset {edit.start}"
            raise ValueError(message)
        pieces += (text[at : edit.start], edit.text)
        at = edit.end
    pieces.append(text[at:])
    return "".join(pieces)


def in_order(edits: Iterable[Edit]) -> list[Edit]:
    """Edits by their places; those at one place stay in their order."""
    return sorted(edits, key=lambda edit: (edit.start, edit.end))


def combine_edits(text: str, first: Sequence[Edit], second: Sequence[Edit]) -> list[Edit]:
    """The edits of `text` that do what `first` and then `second` do, in order.

    Args:
        text: the text.
        first: edits of it that do not overlap.
        second: likewise, of what `first` makes of it.

    """
    growth, made = 0, []
    for edit in in_order(first):
        start = edit.start + growth
        made.append((start, start + len(edit.text), edit.start, edit.end))
        growth += len(edit.text) - (edit.end - edit.start)
    after = apply_edits(text, first)
    spans = [(start, end) for start, end, *_ in made]
    combined: list[Edit] = []
    growth = at = 0
    for start, end in _merged([*spans, *((edit.start, edit.end) for edit in second)]):
        own = [edit for edit in second if start <= edit.start and edit.end <= end]
        inner = [Edit(edit.start - start, edit.end - start, edit.text) for edit in own]
        old_start = start - growth
        while at < len(made) and made[at][1] <= end:
            made_start, made_end, old, old_end = made[at]
            growth += (made_end - made_start) - (old_end - old)
            at += 1
        combined.append(Edit(old_start, end - growth, apply_edits(after[start:end], inner)))
    return combined


def _merged(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The stretches that spans cover which touch or overlap each other, in order."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(merged[-1][1], end)
        else:
            merged.append((start, end))
    return merged


def count_line_breaks(text: str) -> int:
    r"""The number of line breaks in `text`, a ``\r\n`` counting once."""
    if "\r" not in text:
        return text.count("\n")
    return text.count("\n") + text.count("\r") - text.count("\r\n")


def line_start(text: str, offset: int) -> int:
    """The offset at which the line of `offset` begins."""
    if text.startswith("\r\n", offset - 1) and offset:
        offset -= 1  # Inside a line break is still the line that it ends.
    start = text.rfind("\n", 0, offset) + 1
    return max(start, text.rfind("\r", start, offset) + 1)


def line_end(text: str, offset: int) -> int:
    """The offset at which the line of `offset` ends, before its line break."""
    line_feed = text.find("\n", offset)
    end = len(text) if line_feed < 0 else line_feed
    carriage_return = text.find("\r", offset, end)
    return end if carriage_return < 0 else carriage_return


def indentation(text: str, offset: int) -> str:
    """The white space that the line of `offset` begins with."""
    start = line_start(text, offset)
    at = start
    while at < len(text) and text[at] in " \t":
        at += 1
    return text[start:at]


class LineIndex:
    """Converts between offsets and positions of one text.

    Between *anchors*, offsets whose line is known, it searches the text itself: an owner that
    knows some anyway (a document knows its sections') spares the index of every line.
    """

    def __init__(
        self,
        text: str,
        anchors: Sequence[int] | None = None,
        anchor_lines: Sequence[int] | None = None,
    ) -> None:
        """Index `text`.

        Args:
            text: the text.
            anchors: ascending offsets, none of which is asked for before the first; without it,
                every line's start.
            anchor_lines: for each anchor the line that it lies in.

        """
        self._text = text
        if anchors is None or anchor_lines is None:
            starts = [0, *(match.end() for match in LINE_BREAK.finditer(text))]
            anchors, anchor_lines = starts, range(len(starts))
        self._anchors = anchors
        self._anchor_lines = anchor_lines

    def position(self, offset: int, encoding: PositionEncoding) -> Position:
        """Where `offset` lies."""
        text = self._text
        nearest = bisect_right(self._anchors, offset) - 1
        line = self._anchor_lines[nearest]
        line += count_line_breaks(text[self._anchors[nearest] : offset])
        start = line_start(text, offset)
        if start < offset and text[offset - 1] == "\r":
            line -= 1  # Between the two halves of a line break.
        return Position(line, encoding.length(text[start:offset]))

    def offset(self, position: Position, encoding: PositionEncoding) -> int:
        """The offset of `position`; beyond the end of a line or text, that end."""
        start = self._start_of(position.line)
        if start is None:
            return len(self._text)
        if position.line < 0:
            return 0
        line = self._text[start : line_end(self._text, start)]
        return start + encoding.index(line, position.column)

    def _start_of(self, line: int) -> int | None:
        """The offset at which `line` begins; None beyond the last line."""
        if line <= 0:
            return 0
        # The last anchor on an earlier line: from there on, the line's own start lies ahead.
        nearest = max(bisect_left(self._anchor_lines, line) - 1, 0)
        start, missing = self._anchors[nearest], line - self._anchor_lines[nearest]
        if missing <= 0:
            return start
        is_last = nearest + 1 == len(self._anchors)
        end = len(self._text) if is_last else self._anchors[nearest + 1]
        between = self._text[start:end]
        if "\r" in between:
            lines = LINE_BREAK.split(between, missing)
        else:
            lines = between.split("\n", missing)
        return end - len(lines[-1]) if len(lines) > missing else None


class PositionWalk:
    """Where ascending offsets of a text lie, none of them inside a line break.

    Each is counted from the one before: there may be thousands, also on one line.
    """

    def __init__(self, text: str, encoding: PositionEncoding) -> None:
        """Begin at the start of `text`."""
        self._text = text
        self._encoding = encoding
        self._offset = self._line = self._column = 0

    def to(self, offset: int) -> Position:
        """Where `offset` lies, which is not before the one that was asked for last."""
        between, self._offset = self._text[self._offset : offset], offset
        last_break = max(between.rfind("\n"), between.rfind("\r"))
        if last_break >= 0:
            self._line, self._column = self._line + count_line_breaks(between), 0
        self._column += self._encoding.length(between[last_break + 1 :])
        return Position(self._line, self._column)
