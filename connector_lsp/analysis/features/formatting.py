"""Formatting: the edits that lay a document out in the one canonical way (`layout.py`).

What is not JSON just now keeps its shape: a section that is broken moves as a block to where the
others of its kind stand, and all around it is laid out.  If what holds the sections together lacks
more than commas and colons, or the result would be read as something else, nothing is done.

What was laid out is kept per section, so that formatting after an edit costs what the edit touched.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from connector_lsp.analysis.document import SKELETON, Document
from connector_lsp.analysis.editing import with_edit
from connector_lsp.analysis.features.edits import indent_unit, line_ending
from connector_lsp.analysis.layout import INDENT, Layout, Measure
from connector_lsp.analysis.syntax.brackets import is_balanced
from connector_lsp.analysis.syntax.tokens import WORD, tokenize
from connector_lsp.analysis.text import (
    LINE_BREAK_AND_INDENT,
    Edit,
    apply_edits,
    combine_edits,
    in_order,
    indentation,
    line_end,
    line_start,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from collections.abc import Set as AbstractSet

    from connector_lsp.analysis.layout import Placed
    from connector_lsp.analysis.section import Section
    from connector_lsp.analysis.text import Range

_WHITE_SPACE = " \t\n\r"
_CLOSING = {"{": "}", "[": "]"}
_BRACKET = re.compile(r'"(?:[^"\\\r\n]|\\.)*"?|[{}\[\]]')
_ESCAPED = re.compile(r"\\.")


def format_document(document: Document) -> list[Edit]:
    """The edits that give a document its canonical layout, in order; none if it has it.

    Each replaces white space only, and no more of it than what is wrong.
    """
    edits = _edits(document)
    if not edits or document.is_json:
        return edits
    after = Document.open(apply_edits(document.text, edits), document.container, document.sections)
    return [] if after.paths != document.paths or _edits(after) else edits


def keep_layout(document: Document, edits: Sequence[Edit]) -> Sequence[Edit]:
    """The edits, such that what they touch stays in the canonical layout if it is in it.

    Otherwise nothing is changed but what the edits change; nor if the document is no JSON just now,
    as nobody can say how its author will complete it.
    """
    if not edits or not document.is_json:
        return edits
    after = document
    for edit in in_order(edits)[::-1]:
        after = with_edit(after, edit)
    same = set(map(id, document.sections)).intersection(map(id, after.sections))
    if not after.is_json or _edits(document, same):
        return edits
    return combine_edits(document.text, edits, _edits(after, same))


def format_ranges(document: Document, spans: Sequence[Range]) -> list[Edit]:
    """Those of `format_document`'s edits that lie within the lines of some stretches."""
    text = document.text
    lines = [(line_start(text, each.start), _last_line_end(text, each)) for each in spans]
    return [
        edit
        for edit in format_document(document)
        if any(start <= edit.start and edit.end <= end for start, end in lines)
    ]


def _last_line_end(text: str, span: Range) -> int:
    """The end of the last line that a stretch has a character of."""
    return line_end(text, max(span.start, span.end - 1))


def format_on_enter(text: str, offset: int) -> list[Edit]:
    """The edits after Enter was typed: the new line is indented, a closing bracket gets its own.

    They are few on purpose, and in the manner in which the text above is indented, as the rest of
    it is being typed: nothing before the new line changes, no comma is guessed at, and inside a
    string nothing happens at all.  A client that did the same already is told nothing.

    Args:
        text: any text.
        offset: where the cursor is, on the new line.

    """
    start, end = line_start(text, offset), line_end(text, offset)
    rest = end - len(text[start:end].lstrip(" \t"))
    above = len(text[:start].rstrip(_WHITE_SPACE))
    if _is_in_string(text[line_start(text, above) : above]):
        return []
    following = text[rest : rest + 1]
    owner, sibling = _around(text, above, seek_owner=following in _CLOSING.values())
    if sibling is not None and owner is None:
        return _reindented(text, start, rest, indentation(text, sibling))
    if owner is None:
        return []
    unit, outer = indent_unit(text[:start]), indentation(text, owner)
    inner = outer + unit if sibling is None else indentation(text, sibling)
    if following != _CLOSING[text[owner]]:
        return _reindented(text, start, rest, inner)
    if owner != above - 1:
        return _reindented(text, start, rest, outer)
    # The bracket is part of the edit so that the cursor, which may touch it, stays before it.
    below = Edit(rest, rest + 1, f"{line_ending(text)}{outer}{following}")
    return [*_reindented(text, start, rest, inner), below]


def _around(text: str, end: int, *, seek_owner: bool) -> tuple[int | None, int | None]:
    """The bracket that is open at `end`, and the last line that begins with a child of it.

    The bracket may be thousands of lines above: unless it is sought, a child of it is enough.
    """
    depth, sibling = 0, None
    while True:
        start = line_start(text, end)
        for each in reversed(list(_BRACKET.finditer(text, start, end))):
            if each[0] in "}]":
                depth += 1
            elif each[0] in "{[":
                if not depth:
                    return each.start(), sibling
                depth -= 1
        if sibling is None and not depth and text[start:end].strip():
            sibling = start
        if not start or (sibling is not None and not seek_owner):
            return None, sibling
        end = start - (2 if text.startswith("\r\n", start - 2) else 1)


def _reindented(text: str, start: int, end: int, wanted: str) -> list[Edit]:
    return [Edit(start, end, wanted)] if text[start:end] != wanted else []


def _is_in_string(line: str) -> bool:
    """Whether a string that begins on a line does not end there."""
    return _ESCAPED.sub("", line).count('"') % 2 == 1


# --- a document ----------------------------------------------------------------------------------


def _edits(document: Document, trusted: AbstractSet[int] = frozenset()) -> list[Edit]:
    """The edits of a document.

    Args:
        document: the document.
        trusted: sections, by identity, that are looked into only if they stand on one line, which
            tells its owner whether that may, too.

    """
    skeleton = document.skeleton
    if not skeleton.is_json and not _fits_together(skeleton.text):
        return []
    layouts = [
        None if id(section) in trusted and _has_line_break(section.text) else section.once(_layout)
        for section in document.sections
    ]
    measures = [
        layout.measure if layout else _as_it_is(section)
        for layout, section in zip(layouts, document.sections, strict=True)
    ]
    newline = line_ending(document.text)
    arranged = _arranged(document, measures, newline)
    if arranged is None:
        return []
    between, placed = arranged
    edits = [
        Edit(*document.absolute_range(SKELETON, edit.start, edit.end), edit.text)
        for edit in between
    ]
    for index, (layout, place) in enumerate(zip(layouts, placed, strict=True)):
        start = document.starts[index]
        inside = (
            layout.edits(newline, place.depth, is_expanded=place.is_expanded)
            if layout
            else _moved(document, index, INDENT * place.depth)
        )
        if inside:
            edits += [Edit(start + edit.start, start + edit.end, edit.text) for edit in inside]
    edits += _end(document, newline)
    return sorted(edits)


def _arranged(
    document: Document, measures: list[Measure], newline: str
) -> tuple[list[Edit], list[Placed]] | None:
    """The edits of the skeleton, and how to lay out each section; None if it cannot be said.

    The last answer is kept: what is typed in a section seldom changes its measure.
    """
    last, asked = document.skeleton.once(_Arrangement), (measures, newline)
    if last.asked != asked:
        frame = Layout(document.skeleton.text, dict(zip(document.slots, measures, strict=True)))
        # A section that touches something is one word with it in the skeleton.
        is_whole = frame.inner_count == len(document.sections)
        last.asked, last.answer = asked, frame.arrange(newline) if is_whole else None
    return last.answer


class _Arrangement:
    """What was last asked of a skeleton, and the answer."""

    __slots__ = ("answer", "asked")

    def __init__(self, _: Section) -> None:
        self.asked: tuple[list[Measure], str] | None = None
        self.answer: tuple[list[Edit], list[Placed]] | None = None


def _layout(section: Section) -> Layout | None:
    """What can be said of a section's layout; None if it is not JSON."""
    return Layout(section.text) if section.is_json else None


def _as_it_is(section: Section) -> Measure:
    """The measure of a section that is not laid out."""
    return Measure(None if _has_line_break(section.text) else len(section.text))


def _has_line_break(text: str) -> bool:
    return "\n" in text or "\r" in text


def _fits_together(skeleton: str) -> bool:
    """Whether a text has matching brackets and, between them, nothing worse than commas."""
    tokens, faults = tokenize(skeleton)
    if faults or any(token.kind == WORD for token in tokens):
        return False
    return is_balanced(tokens)


def _moved(document: Document, index: int, indent: str) -> Iterator[Edit]:
    """The edits that move the lines of a broken section along with its first one."""
    text, start = document.text, document.starts[index]
    old = indentation(text, start)
    if old == indent:
        return
    for line in LINE_BREAK_AND_INDENT.finditer(document.sections[index].text):
        if line[1].startswith(old):
            yield Edit(line.start(1), line.start(1) + len(old), indent)


def _end(document: Document, newline: str) -> list[Edit]:
    """The edit that gives the text one line break at its end."""
    text = document.text
    end = len(text.rstrip(_WHITE_SPACE))
    if text[end:] == newline or not end:
        return []
    return [Edit(end, len(text), newline)]
