r"""The canonical layout of JSON: where lines break and how far they are indented.

There is one layout, as with gofmt and ty, and it cannot be configured: an editor, a colleague's
editor and ``connector-lsp fmt --check`` in CI must agree, and a width of tabs that each editor
sends on its own (LSP's `FormattingOptions`) would have them undo each other's work.  It is the one
that Prettier gives JSON by default, so that those who have it need not choose, and the one that the
samples are written in:

- Two spaces a level, one final line break, no white space at the end of a line.
- What does not fit into 80 columns stands on several lines, an item or member on each.
- An object stays on several lines where there is a line break behind its ``{``: how an author wants
  to read it is known to the author alone.
- An array does not: it stands on one line if it fits, but for a table, that is several objects or
  several arrays that have more than one member each.  Numbers fill their lines.
- A blank line between two members stays; several become one.

Only white space changes.  How a number or string is spelled, the order of members and a name that
is there twice are none of its business, so meaning cannot change.  It knows brackets, colons and
commas but asks for none of them: what lacks a comma can be laid out.  It knows no documents.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from connector_lsp.analysis.text import Edit, count_line_breaks

if TYPE_CHECKING:
    from collections.abc import Mapping

WIDTH = 80
"""The columns of a line, in code points: how wide a character is shown depends on the font."""

INDENT = "  "
"""One level of indentation."""

_WORD = re.compile(r"""([ \t\n\r]*)([{}\[\]:,]|"(?:[^"\\\r\n]|\\[^\r\n])*"|[^ \t\n\r{}\[\]:,"]+)""")
_OPENING = frozenset("{[")
_CLOSING = frozenset("}]")
_SEPARATORS = frozenset(",:")
_NUMBER = "-0123456789"
_UNIT = re.compile(r"\r\n|[\r\n \t]")
_ONE_MEMBER = 2
"""The words of an object of one member that are neither brackets nor separators."""
_BLANK_LINE = 2
"""The line breaks that a blank line takes."""


class Measure(NamedTuple):
    """What an owner must know of a value to lay it out.

    Attributes:
        width: how many columns it takes on one line; None if it must take several lines.
        shape: ``0`` for a number, ``{`` or ``[`` for an object or array of several children;
            empty for all others.

    """

    width: int | None
    shape: str = ""


class Placed(NamedTuple):
    """How a value that an owner knows only by its measure is to be laid out.

    Attributes:
        depth: how many values it lies in.
        is_expanded: whether it takes several lines.

    """

    depth: int
    is_expanded: bool


class Layout:
    """A text's words and what can be said of them before their place is known."""

    __slots__ = ("_fills", "_gaps", "_inner", "_known", "_widths", "_words", "measure")

    def __init__(self, text: str, inner: Mapping[int, Measure] | None = None) -> None:
        """Measure `text`.

        Args:
            text: a JSON value, perhaps with white space around it, or what lacks or has too many
                commas and colons; the brackets must match.
            inner: values that a ``0`` stands for, by its offset: how wide those are.

        """
        self._words: list[tuple[str, str]] = _WORD.findall(text)
        """Each behind the white space before it."""
        self._gaps: list[tuple[str, int]] = []
        """For each word what is wanted before it: where its owner is on one line, the white space;
        where it is on several, how many line breaks."""
        self._widths: dict[int, int | None] = {}
        """The widths of objects and arrays, with a comma behind, by the words that open them."""
        self._fills: set[int] = set()
        """The arrays whose items fill their lines."""
        self._inner: dict[int, Measure] = {}
        self._known: dict[tuple[str, int, bool], tuple[Edit, ...]] = {}
        self.measure = self._measured(inner or {})
        """The measure of the last value that is in no other."""

    @property
    def inner_count(self) -> int:
        """How many values there are that a ``0`` stands for."""
        return len(self._inner)

    def edits(self, newline: str, depth: int, *, is_expanded: bool) -> tuple[Edit, ...]:
        """The edits that lay out a text without inner values, kept.

        Args:
            newline: the line break.
            depth: how many values the text lies in.
            is_expanded: whether it takes several lines.

        """
        key = (newline, depth, is_expanded)
        if key not in self._known:
            edits, _ = self.arrange(newline, depth, is_expanded=is_expanded)
            self._known[key] = tuple(edits)
        return self._known[key]

    def arrange(
        self, newline: str, depth: int = 0, *, is_expanded: bool | None = None
    ) -> tuple[list[Edit], list[Placed]]:
        """The edits, and how to lay out each of the inner values.

        Args:
            newline: the line break.
            depth: how many values the text lies in.
            is_expanded: whether it takes several lines; None if it does unless it fits.

        """
        edits: list[Edit] = []
        placed: list[Placed] = []
        expanded = is_expanded is not False
        owners: list[tuple[int, bool]] = []
        column = offset = 0
        for index, (gap, word) in enumerate(self._words):
            level = depth + len(owners) - (word in _CLOSING)
            known = self._inner.get(index)
            size = (known.width or 0) if known else len(word)
            wanted, breaks = self._gaps[index]
            if (
                expanded
                and breaks
                and owners
                and not self._stays(index, owners[-1][0], column + size)
            ):
                wanted = newline * breaks + INDENT * level
                column = len(INDENT) * level - len(wanted)
            if gap != wanted:
                edits.append(_smallest(offset, gap, wanted))
            offset += len(gap) + len(word)
            column += len(wanted)
            if word in _OPENING:
                owners.append((index, expanded))
                if expanded and not (is_expanded and index == 0):
                    expanded = _overflows(self._widths[index], column)
            elif word in _CLOSING:
                expanded = owners.pop()[1]
            elif known:
                width = None if known.width is None else size + self._comma(index)
                placed.append(Placed(level, expanded and _overflows(width, column)))
            column += size
        return edits, placed

    def _stays(self, index: int, owner: int, end: int) -> bool:
        """Whether a word stays on the line of the number before it; it would end before `end`."""
        if owner not in self._fills or self._words[index - 1][1] not in _SEPARATORS:
            return False
        is_beside_blank_line = self._gaps[index][1] >= _BLANK_LINE
        return not is_beside_blank_line and not _overflows(len(" ") + self._comma(index), end)

    def _comma(self, index: int) -> int:
        """The columns that a comma takes behind a word: 1 or 0."""
        following = index + 1
        return int(following < len(self._words) and self._words[following][1] == ",")

    # --- measuring ---------------------------------------------------------------------------

    def _measured(self, inner: Mapping[int, Measure]) -> Measure:
        frames = [_Frame(-1, "", 0)]
        measure = Measure(0)
        column = offset = 0
        before = ""
        for index, (gap, word) in enumerate(self._words):
            wanted = _between(before, gap, word)
            self._gaps.append(wanted)
            frames[-1].note(before, gap, wanted[1])
            column += len(wanted[0])
            offset += len(gap)
            size = len(word)
            if word in _OPENING:
                frames.append(_Frame(index, word, column))
            elif word not in _SEPARATORS:
                known = inner.get(offset)
                if word in _CLOSING:
                    measure = self._close(frames.pop(), index, column + 1)
                elif known and word == "0":
                    self._inner[index] = measure = known
                    size = known.width or 0
                else:
                    measure = Measure(size, "0" if word[0] in _NUMBER else "")
                frames[-1].add(measure)
            column += size
            offset += len(word)
            before = word
        return measure

    def _close(self, frame: _Frame, closing: int, end: int) -> Measure:
        """The measure of an object or array that ends before column `end`."""
        breaks, is_filled = frame.breaks, False
        if frame.bracket == "{":
            has_several = frame.count > _ONE_MEMBER
            breaks |= frame.has_blank_line
        else:
            has_several = frame.count > 1
            is_filled = has_several and frame.shape == "0"
            breaks |= (has_several and frame.shape in _OPENING) or (
                is_filled and frame.has_blank_line
            )
        if is_filled:
            self._fills.add(frame.opening)
        width = None if breaks else end - frame.start
        self._widths[frame.opening] = None if width is None else width + self._comma(closing)
        return Measure(width, frame.bracket if has_several else "")


class _Frame:
    """An object or array, or what holds them all, while it is measured."""

    __slots__ = ("bracket", "breaks", "count", "has_blank_line", "opening", "shape", "start")

    def __init__(self, opening: int, bracket: str, start: int) -> None:
        self.opening = opening
        self.bracket = bracket
        self.start = start
        self.breaks = False
        """Whether it must take several lines."""
        self.has_blank_line = False
        self.count = 0
        """How many values it holds, and names."""
        self.shape = ""
        """That of all of them; empty if they differ."""

    def note(self, before: str, gap: str, breaks: int) -> None:
        """Take account of what an author wrote between two words."""
        if breaks >= _BLANK_LINE:
            self.has_blank_line = True
        elif breaks and before == "{" and count_line_breaks(gap):
            self.breaks = True

    def add(self, measure: Measure) -> None:
        """Take account of a value."""
        if not self.count:
            self.shape = measure.shape
        elif self.shape != measure.shape:
            self.shape = ""
        self.count += 1
        if measure.width is None:
            self.breaks = True


def _overflows(width: int | None, column: int) -> bool:
    """Whether what begins in `column` takes several lines; without a width it must."""
    return width is None or column + width > WIDTH


def _between(before: str, gap: str, word: str) -> tuple[str, int]:
    """What is wanted between two words: on one line the white space, on several the breaks."""
    if not before or word in _SEPARATORS:
        return "", 0
    if before == ":":
        return " ", 0
    is_first, is_last = before in _OPENING, word in _CLOSING
    if is_first and is_last:
        return "", 0
    flat = "" if before == "[" or word == "]" else " "
    has_blank_line = not (is_first or is_last) and count_line_breaks(gap) >= _BLANK_LINE
    return flat, _BLANK_LINE if has_blank_line else 1


def _smallest(start: int, gap: str, wanted: str) -> Edit:
    r"""The edit of a gap at `start` that replaces no more than what differs.

    A ``\r\n`` is one character to an editor and never cut in two.
    """
    if not gap:
        return Edit(start, start, wanted)
    old, new = _UNIT.findall(gap), _UNIT.findall(wanted)
    most = min(len(old), len(new))
    front = 0
    while front < most and old[front] == new[front]:
        front += 1
    back = 0
    while back < most - front and old[-1 - back] == new[-1 - back]:
        back += 1
    start += len("".join(old[:front]))
    middle = old[front : len(old) - back]
    return Edit(start, start + len("".join(middle)), "".join(new[front : len(new) - back]))
