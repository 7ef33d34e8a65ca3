"""Where in the JSON the cursor is, and what must stand around a text that is put there.

Works in broken text: the tree says which object or array the cursor is in, and the text between
its neighbours which commas and colons are there already.  All offsets are those of the document.

This module knows JSON, neither the schema nor the connector.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from connector_lsp.analysis.document import SKELETON
from connector_lsp.analysis.syntax import NodeKind
from connector_lsp.analysis.text import Edit, Range, indentation, line_end, line_start

if TYPE_CHECKING:
    from connector_lsp.analysis.document import Document
    from connector_lsp.analysis.syntax import Node, Path

_WHITE_SPACE = " \t\n\r"
_CONTAINERS = (NodeKind.OBJECT, NodeKind.ARRAY)
_COMMENT = re.compile(r"//[^\r\n]*|/\*(?s:.*?)(?:\*/|\Z)")
_VISIBLE = re.compile(r"[^ \t\n\r]")
_COLON_NEXT = re.compile(r"[ \t\n\r]*:")
_COLON_ON_LINE = re.compile(r"[ \t]*:")


@dataclass(slots=True)  # Frozen, it would take three times as long to make, at every keystroke.
class Spot:
    """A place where a property's name or a value is, or may be typed.

    Attributes:
        index: the section whose tree it is in, or the skeleton.
        path: the way, from the root of that tree, to the object that a name belongs to, or to the
            value.
        owner: the object or array; None for the root.
        node: the string or word that stands there; None if nothing does.
        start: where that begins; the cursor if nothing is there.
        end: where it ends, on the same line; with the colon behind a name that has no value.
        indentation: the white space that the line begins with, up to the cursor if no more is
            before it.
        is_key: whether it is a property's name.
        prefix: what must be put directly before the text.
        suffix: what must be put directly behind it.
        edits: commas and colons that are missing further away.
        needs_value: for a name: whether colon and value must be put behind it.
        is_inline: whether its owner begins on the same line.
        outer: in an empty object or array: the indentation of the line that it begins on.
        opens_line: whether a text of several lines needs a new line before it.
        closes_line: whether it needs one behind it.

    """

    index: int
    path: Path
    owner: Node | None
    node: Node | None
    start: int
    end: int
    indentation: str
    is_key: bool = False
    prefix: str = ""
    suffix: str = ""
    edits: tuple[Edit, ...] = ()
    needs_value: bool = True
    is_inline: bool = False
    outer: str = ""
    opens_line: bool = False
    closes_line: bool = False

    @property
    def is_string(self) -> bool:
        """Whether a string stands there, be it closed or not."""
        return self.node is not None and self.node.kind is NodeKind.STRING


def find_spot(document: Document, offset: int) -> Spot | None:
    """Where the cursor is.

    Args:
        document: any text.
        offset: the cursor.

    Returns:
        the place; None where neither a name nor a value belongs.

    """
    text = document.text
    if not _VISIBLE.search(text):
        return _Place(document, SKELETON, None).spot((), offset)
    index, root = _tree_at(document, offset)
    if root is None:
        return None
    if root.kind not in _CONTAINERS:
        return _whole_text(document, root, offset)
    span = _span(document, index, root)
    if offset <= span.start or (offset >= span.end and not _goes_on(document, index, root, offset)):
        return None
    return _spot_in(*_innermost(document, index, root, offset), offset)


def _whole_text(document: Document, root: Node, offset: int) -> Spot | None:
    """The place of a word that is all of the text."""
    place = _Place(document, SKELETON, None)
    span = _span(document, SKELETON, root)
    return place.spot((), offset, root) if span.touches(offset) and place.fits(span) else None


# --- which object or array -----------------------------------------------------------------------


def _tree_at(document: Document, offset: int) -> tuple[int, Node | None]:
    """The section that the cursor is inside of, or the skeleton, and its tree's root."""
    index, _ = document.locate(offset)
    if index != SKELETON:
        root = document.section(index).root
        if root is not None and root.kind in _CONTAINERS:
            span = _span(document, index, root)
            if span.start < offset < span.end or (
                offset >= span.end and _goes_on(document, index, root, offset)
            ):
                return index, root
    return SKELETON, document.skeleton.root


def _innermost(document: Document, index: int, owner: Node, offset: int) -> tuple[_Place, int]:
    """The innermost object or array at the cursor, and how many of its children begin before."""
    while True:
        count = _count_before(document, index, owner, offset)
        child = owner.children[count - 1] if count else None
        value = child.value if child and child.kind is NodeKind.PROPERTY else child
        if value is None:
            break
        inner_index, inner = _resolved(document, index, value)
        if inner is None or inner.kind not in _CONTAINERS:
            break
        span = _span(document, inner_index, inner)
        within = span.start < offset < span.end
        if not within and not (
            offset >= span.end and _goes_on(document, inner_index, inner, offset)
        ):
            break
        index, owner = inner_index, inner
    return _Place(document, index, owner), count


def _count_before(document: Document, index: int, owner: Node, offset: int) -> int:
    """How many children of `owner` begin before `offset`."""
    return bisect_left(
        owner.children, offset, key=lambda child: document.absolute(index, child.start)
    )


def _resolved(document: Document, index: int, node: Node) -> tuple[int, Node | None]:
    """A value of the skeleton: if it stands for a section, that section and its tree."""
    if index == SKELETON:
        slot = bisect_left(document.slots, node.start)
        if slot < len(document.slots) and document.slots[slot] == node.start:
            return slot, document.sections[slot].root
    return index, node


def _span(document: Document, index: int, node: Node) -> Range:
    return document.absolute_range(index, node.start, node.end)


def _goes_on(document: Document, index: int, node: Node, offset: int) -> bool:
    """Whether the cursor, behind all that is in `node`, is in it, as no bracket closes it yet."""
    own = document.section(index).text
    last = node.children[-1].end if node.children else node.start + 1
    if node.end > last and own[node.end - 1] in "}]":
        return False
    text = document.text
    start, end = _span(document, index, node)
    # A quotation mark just typed may belong to no string yet.
    between = text[end:offset].removesuffix('"')
    if between.strip(_WHITE_SPACE + ","):
        return False
    if "\n" not in between and "\r" not in between:
        return True
    # On a line of its own the cursor's column tells, unless it is still at the line's start.
    column = offset - line_start(text, offset)
    return column == 0 or column > len(indentation(text, start))


# --- the place in it -----------------------------------------------------------------------------


def _spot_in(place: _Place, count: int, offset: int) -> Spot | None:
    owner = place.owner
    if owner is None or place.is_in_comment(count, offset):
        return None
    if owner.kind is NodeKind.OBJECT:
        return _in_object(place, count, offset)
    return _in_array(place, count, offset)


def _in_array(place: _Place, count: int, offset: int) -> Spot | None:
    before = place.child(count - 1)
    path = place.owner_path()
    if before is not None and before.kind not in _CONTAINERS:
        node = _resolved(place.document, place.index, before)[1]
        span = place.span(before)
        if node is not None and node.kind not in _CONTAINERS and offset <= span.end:
            if not place.fits(span):
                return None
            spot = place.spot((*path, count - 1), offset, before)
            return place.with_commas(replace(spot, node=node), count - 2, count)
    spot = place.between((*path, count), count, offset)
    return place.with_commas(spot, count - 1, count)


def _in_object(place: _Place, count: int, offset: int) -> Spot | None:
    member = place.child(count - 1)
    if member is None or member.key is None:
        return _new_key(place, count, offset)
    if offset <= place.span(member.key).end:
        return _existing_key(place, count - 1, offset, member, member.key)
    if member.value is not None:
        return _at_value(place, count, offset, member, member.value)
    return _without_value(place, count, offset, member)


def _at_value(place: _Place, count: int, offset: int, member: Node, value: Node) -> Spot | None:
    """The cursor is behind the name of a property that has a value."""
    span = place.span(value)
    _, node = _resolved(place.document, place.index, value)
    is_word = node is not None and node.kind not in _CONTAINERS
    if offset > span.end or (offset == span.end and not is_word):
        return _new_key(place, count, offset)
    if offset > span.start or (offset == span.start and is_word):
        if node is None or not place.fits(span):
            return None
        spot = place.spot(place.member_path(member), offset, value)
        return _as_value(place, replace(spot, node=node), count, member)
    return _before_value(place, count, offset, member, value)


def _before_value(place: _Place, count: int, offset: int, member: Node, value: Node) -> Spot | None:
    """The cursor is between a property's name and its value."""
    text = place.document.text
    span = place.span(value)
    if ":" not in place.clean(place.name_end(member), offset) and _COLON_NEXT.match(text, offset):
        return None
    spot = place.spot(place.member_path(member), offset)
    spot = place.with_lone_quotes(spot, place.name_end(member), span.start)
    same_line = line_end(text, offset) >= span.end
    _, node = _resolved(place.document, place.index, value)
    if node is None or node.kind in _CONTAINERS:
        return None
    if _COLON_NEXT.match(text, span.end) or not same_line:
        # What seems to be the value is the name of the next property.
        return _as_value(place, spot, count, member, following=span.start)
    return _as_value(place, replace(spot, node=node, end=span.end), count, member)


def _without_value(place: _Place, count: int, offset: int, member: Node) -> Spot | None:
    """The cursor is behind the name of a property that has no value."""
    text = place.document.text
    key_end = place.name_end(member)
    _, colon, behind = place.clean(key_end, offset).partition(":")
    if colon:
        if "," in behind:
            return _new_key(place, count, offset)
    elif _COLON_NEXT.match(text, offset):
        return None
    elif re.search(r"[\r\n,]", text[key_end:offset]):
        return _new_key(place, count, offset)
    after = place.child(count)
    highest = place.span(after).start if after is not None else len(text)
    spot = place.spot(place.member_path(member), offset)
    return _as_value(place, place.with_lone_quotes(spot, key_end, highest), count, member)


def _as_value(
    place: _Place, spot: Spot, count: int, member: Node, following: int | None = None
) -> Spot:
    """`spot` with the colon before it, the comma behind it and that before its property.

    Args:
        place: where it is.
        spot: the value's place.
        count: the number of the property that may follow.
        member: the property.
        following: where something else that follows begins.

    """
    text = place.document.text
    key_end = place.name_end(member)
    spot = place.with_commas(spot, None, count, following)
    spot = replace(spot, edits=place.comma_before(count - 1))
    if ":" in place.clean(key_end, spot.start):
        return replace(spot, prefix=" ") if text[spot.start - 1] == ":" else spot
    if key_end == spot.start:
        return replace(spot, prefix=": ")
    return replace(spot, edits=(*spot.edits, Edit(key_end, key_end, ":")))


def _new_key(place: _Place, count: int, offset: int) -> Spot:
    """The cursor is where another property may begin."""
    spot = place.between(place.owner_path(), count, offset)
    return place.with_commas(replace(spot, is_key=True), count - 1, count)


def _existing_key(place: _Place, number: int, offset: int, member: Node, key: Node) -> Spot | None:
    """The cursor is in the name of the property `number`."""
    text = place.document.text
    span = place.span(key)
    if not place.fits(span):
        return None
    spot = place.spot(place.owner_path(), offset, key)
    spot = replace(spot, is_key=True)
    following = None
    if member.value is not None:
        value = place.span(member.value)
        has_colon = ":" in place.clean(span.end, value.start)
        if has_colon or line_end(text, span.end) >= value.start:
            spot = replace(spot, needs_value=False, suffix="" if has_colon else ":")
            return place.with_commas(spot, number - 1, None)
        following = value.start
    elif colon := _COLON_ON_LINE.match(text, span.end):
        spot = replace(spot, end=colon.end())
    elif _COLON_NEXT.match(text, span.end):
        return place.with_commas(replace(spot, needs_value=False), number - 1, None)
    return place.with_commas(spot, number - 1, number + 1, following)


@dataclass(frozen=True, slots=True)
class _Place:
    """An object or array of a document, or the root; its children go by their numbers."""

    document: Document
    index: int
    owner: Node | None

    def child(self, number: int | None) -> Node | None:
        """A property or item; None before the first and behind the last."""
        if self.owner is None or number is None or not 0 <= number < len(self.owner.children):
            return None
        return self.owner.children[number]

    def span(self, node: Node) -> Range:
        """Where a node stands; of the skeleton's, where what it stands for does."""
        document = self.document
        if node.kind is NodeKind.PROPERTY and node.key is not None and node.value is not None:
            return Range(self.span(node.key).start, self.span(node.value).end)
        index, found = _resolved(document, self.index, node)
        if index == self.index:
            return _span(document, index, node)
        if found is not None and found.kind not in _CONTAINERS:
            return _span(document, index, found)
        return Range(document.starts[index], document.end(index))

    def owner_path(self) -> Path:
        """The way to the owner."""
        return self.owner.path() if self.owner is not None else ()

    def member_path(self, member: Node) -> Path:
        """The way to a property's value."""
        return (*self.owner_path(), member.name())

    def name_end(self, member: Node) -> int:
        """Where a property's name ends."""
        return self.span(member.key or member).end

    def fits(self, span: Range) -> bool:
        """Whether something can be replaced by one edit: it is on one line."""
        return line_end(self.document.text, span.start) >= span.end

    def clean(self, start: int, end: int) -> str:
        """The text between two values, without comments."""
        between = self.document.text[start:end]
        return _COMMENT.sub("", between) if "/" in between else between

    def is_in_comment(self, count: int, offset: int) -> bool:
        """Whether the cursor is in a comment between two children."""
        before = self.child(count - 1)
        start = self.owner.start + 1 if self.owner is not None else 0
        start = self.document.absolute(self.index, start)
        if before is not None:
            parts = [part for part in (before.key, before.value) if part] or [before]
            spans = [self.span(part) for part in parts]
            if any(span.start < offset <= span.end for span in spans):
                return False
            start = max(span.end for span in spans if span.end <= offset)
        text = self.document.text
        for match in _COMMENT.finditer(text, start, max(line_end(text, offset), offset)):
            closed = match[0].endswith("*/")
            if match.start() < offset and (offset < match.end() or not closed):
                return offset <= match.end()
        return False

    def spot(self, path: Path, offset: int, node: Node | None = None) -> Spot:
        """The place of a value: of `node`, or of nothing."""
        span = self.span(node) if node is not None else Range(offset, offset)
        text = self.document.text
        line = line_start(text, span.start)
        blank = not text[line : span.start].strip(" \t")
        return Spot(
            self.index,
            path,
            self.owner,
            node,
            *span,
            text[line : span.start] if blank else indentation(text, span.start),
            is_inline=self.owner is not None and line <= self.span(self.owner).start,
        )

    def with_lone_quotes(self, spot: Spot, lowest: int, highest: int) -> Spot:
        """A place where nothing stands, with the quotation marks at it that belong to no string."""
        text, at = self.document.text, spot.start
        before = at > lowest and text[at - 1] == '"'
        behind = at < highest and text[at : at + 1] == '"'
        return replace(spot, start=at - before, end=at + behind)

    def between(self, path: Path, count: int, offset: int) -> Spot:
        """The place of something new before the child `count`."""
        text = self.document.text
        before, after = self.child(count - 1), self.child(count)
        owner = self.span(self.owner) if self.owner is not None else Range(0, len(text))
        opening = owner.start + 1
        lowest = self.span(before).end if before is not None else opening
        highest = self.span(after).start if after is not None else len(text)
        spot = self.with_lone_quotes(self.spot(path, offset), lowest, highest)
        if before is not None or after is not None or spot.start != spot.end:
            return spot
        return replace(
            spot,
            outer=indentation(text, opening - 1),
            opens_line=line_start(text, offset) <= opening - 1,
            closes_line=offset < owner.end <= line_end(text, offset),
        )

    def comma_before(self, number: int) -> tuple[Edit, ...]:
        """The comma that is missing before a child that is there, if it is."""
        previous, child = self.child(number - 1), self.child(number)
        if previous is None or child is None:
            return ()
        end = self.span(previous).end
        return () if "," in self.clean(end, self.span(child).start) else (Edit(end, end, ","),)

    def with_commas(
        self, spot: Spot, before: int | None, after: int | None, following: int | None = None
    ) -> Spot:
        """`spot` with the commas that it and its neighbours lack.

        Args:
            spot: the place.
            before: the number of the child before it, None where that is no question.
            after: the number of the child behind it, likewise.
            following: where something else begins that stands behind it.

        """
        text = self.document.text
        prefix, suffix, edits = spot.prefix, spot.suffix, spot.edits
        previous, next_ = self.child(before), self.child(after)
        if previous is not None:
            end = min(self.span(previous).end, spot.start)
            if "," in self.clean(end, spot.start):
                prefix = " " if text[spot.start - 1] == "," else ""
            elif end == spot.start:
                prefix = ", "
            else:
                edits = (Edit(end, end, ","),)
        if following is None and next_ is not None:
            following = self.span(next_).start
        if following is not None and "," not in self.clean(spot.end, following):
            suffix += "," if text[spot.end] in _WHITE_SPACE else ", "
        return replace(spot, prefix=prefix, suffix=suffix, edits=edits)
