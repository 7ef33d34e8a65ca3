"""Where a document's sections lie.

A connector is a few large objects and arrays of small values.  Each of those values – an action,
an endpoint, an auth field, a small member of the root – is a *section*; what remains between them
is the *skeleton*.  Work that is done per section costs, after an edit, what that section costs.

A text is split in the first of three ways that fits:

1. by layout: a value that begins a line ends where the indentation says, whatever its brackets
   say.  So a section that is being typed, and is not JSON just now, ends where it did before.
2. by grammar: the text is JSON, indented in its own manner.
3. by tree: neither; the recovering parser reads the whole text and says where the values are.

Which way fits is a function of the text alone.  `document.py` knows when, after an edit, it need
not ask again.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import Enum
from functools import lru_cache
from json.decoder import JSONDecodeError, JSONDecoder
from json.scanner import make_scanner
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from connector_lsp.analysis.syntax.nodes import Json, NodeKind, Path
from connector_lsp.analysis.syntax.parser import DEEPEST, parse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from connector_lsp.analysis.syntax.nodes import Node


Kind: TypeAlias = tuple[str | int, ...]
"""What sort of section: its path with ``*`` for each name or index that is free."""


@dataclass(frozen=True, slots=True)
class Container:
    """A value that is not a section itself but holds some.

    Attributes:
        opening: the bracket that it begins with; another value in its place is a section.
        members: the containers among an object's members, by name.
        others: what every other member or item is, if it is a container.

    """

    opening: str
    members: Mapping[str, Container] = field(default_factory=dict)
    others: Container | None = None

    def child(self, part: str | int) -> Container | None:
        """What the member or item `part` is; None for a section."""
        return self.members.get(part, self.others) if isinstance(part, str) else self.others


CONNECTOR = Container(
    "{",
    {
        "requiredSettings": Container("{", {"authFields": Container("[")}),
        "endpoints": Container("{", others=Container("{")),
        "actions": Container("["),
    },
)
"""The large parts of a connector."""


class SplitBy(Enum):
    """The way in which a text was split."""

    LAYOUT = "layout"
    GRAMMAR = "grammar"
    TREE = "tree"


class Reading(NamedTuple):
    """What a text reads as from some offset on.

    Attributes:
        end: the offset behind the JSON value that begins there; -1 if none does.
        value: the value.
        is_whole: whether the value is all of the text.
        repeats_key: whether an object in it has a name twice.
        fails_inside: for no value: whether that shows before the text's end.

    """

    end: int = -1
    value: Json = None
    is_whole: bool = False
    repeats_key: bool = False
    fails_inside: bool = False


class Place(NamedTuple):
    """Where a section lies.

    Attributes:
        path: the way from the root to the section.
        kind: the same way with ``*`` for each part that is free: what sort of section it is.
        start: the offset of its first character.
        end: the offset behind its last character.
        reading: what its text alone reads as.

    """

    path: Path
    kind: Kind
    start: int
    end: int
    reading: Reading


@dataclass(frozen=True, slots=True)
class Split:
    """A text's sections, in order.

    Attributes:
        by: the way in which they were found.
        places: where they lie.
        clean: whether what lies between them is as JSON wants it.

    """

    by: SplitBy
    places: list[Place]
    clean: bool


def split(text: str, root: Container = CONNECTOR) -> Split:
    """Find the sections of `text`, any text."""
    by_layout = _try_walk(text, root, SplitBy.LAYOUT)
    if by_layout:
        broken = (place.reading for place in by_layout.places if not place.reading.is_whole)
        if layout_holds(text, next(broken, None), clean=by_layout.clean):
            return by_layout
    by_grammar = _try_walk(text, root, SplitBy.GRAMMAR)
    if by_grammar and by_grammar.clean:
        return by_grammar
    places = list(_places_of_tree(parse(text).root, root, (), (), text))
    return Split(SplitBy.TREE, places, clean=False)


def try_place(text: str, by: SplitBy, path: Path, kind: Kind, start: int) -> Place | None:
    """The section that begins at `start` in a text that is split in the way `by`, or None."""
    return _TRY_PLACE[by](text, path, kind, start)


def layout_holds(text: str, first_broken: Reading | None, *, clean: bool) -> bool:
    """Whether sections found by layout may stand: not if the text is JSON and they are not.

    Args:
        text: the whole text.
        first_broken: the reading of the first section that is no JSON value, if there is one.
        clean: whether what lies between the sections is as JSON wants it.

    """
    if first_broken is None or (clean and first_broken.fails_inside):
        return True
    return not is_json(text)


def is_json(text: str) -> bool:
    """Whether `text` is JSON (RFC 8259), not nested too deeply."""
    start = len(text) - len(text.lstrip(_WHITE_SPACE))
    read = read_value(text, start)
    return read.end >= 0 and not text[read.end :].strip(_WHITE_SPACE)


# --- reading one value, in C ---------------------------------------------------------------------

_WHITE_SPACE = " \t\n\r"


class _Reader(JSONDecoder):
    """The standard library's reader, which remembers whether a name came twice."""

    def __init__(self) -> None:
        super().__init__(object_pairs_hook=self._object, parse_constant=self._constant)
        self.read = make_scanner(self)  # type: ignore[arg-type] # typeshed confuses two classes
        self.repeats_key = False

    def _object(self, pairs: list[tuple[str, Json]]) -> dict[str, Json]:
        members = dict(pairs)
        if len(members) != len(pairs):
            self.repeats_key = True
        return members

    def _constant(self, name: str) -> Json:
        """NaN and the infinities, which are no JSON."""
        raise ValueError(name)


_reader = _Reader()


def read_value(text: str, start: int = 0) -> Reading:
    """Read the JSON value that begins at `start`, which is no white space."""
    if _reader.repeats_key:
        _reader.repeats_key = False
    try:
        value, end = _reader.read(text, start)
    except StopIteration as stop:
        return Reading(fails_inside=stop.value < len(text))
    except JSONDecodeError as error:
        return Reading(fails_inside=error.pos < len(text))
    except (ValueError, RecursionError):  # NaN, an endless number, a thousand brackets
        return Reading()
    if text.count("{", start, end) + text.count("[", start, end) > DEEPEST and _is_deep(value):
        return Reading()
    return Reading(end, value, start == 0 and end == len(text), _reader.repeats_key)


def _is_deep(value: Json) -> bool:
    """Whether objects and arrays stand too deep inside each other."""
    level = [value]
    for _ in range(DEEPEST):
        level = [
            inner
            for each in level
            for inner in (each.values() if isinstance(each, dict) else each)
            if isinstance(inner, (dict, list))
        ]
        if not level:
            return False
    return True


# --- walking the skeleton ------------------------------------------------------------------------

_GAP = re.compile(r"[ \t\n\r]*")
_KEY = re.compile(r'"([^"\\\x00-\x1f]*)"[ \t]*:[ \t\n\r]*')
_SEPARATOR = re.compile(r"[ \t\n\r]*(,?)[ \t\n\r]*")


class _LostError(Exception):
    """The skeleton is not what the walk expects."""


def _try_walk(text: str, root: Container, by: SplitBy) -> Split | None:
    """The sections of `text`, each found in the way `by`; None if the skeleton is broken."""
    walk = _Walk(text, by)
    start = len(text) - len(text.lstrip(_WHITE_SPACE))
    if not text.startswith(root.opening, start):
        return None
    try:
        end = walk.container(root, (), (), start + 1)
    except _LostError:
        return None
    if text[end:].strip(_WHITE_SPACE):
        return None
    return Split(by, walk.places, walk.clean)


class _Walk:
    """A walk along the skeleton from section to section."""

    def __init__(self, text: str, by: SplitBy) -> None:
        self.text = text
        self.try_place = _TRY_PLACE[by]
        self.places: list[Place] = []
        self.clean = True

    def container(self, container: Container, path: Path, kind: Kind, at: int) -> int:
        """Step through what a container holds.

        Args:
            container: what it is.
            path: the way to it.
            kind: the same way with ``*`` for what is free.
            at: the offset behind its opening bracket.

        Returns:
            the offset behind its closing bracket.

        Raises:
            _LostError: something else is there.

        """
        text = self.text
        keyed = container.opening == "{"
        closing = "}" if keyed else "]"
        item_kind = (*kind, "*")
        number = 0
        separated = True
        gap = _GAP.match(text, at)
        at = gap.end() if gap else at
        while True:
            if at >= len(text):
                raise _LostError
            if text[at] == closing:
                self.clean &= not separated or number == 0
                return at + 1
            self.clean &= separated
            if keyed:
                key = _KEY.match(text, at)
                if key is None:
                    raise _LostError
                part: str | int = key[1]
                at = key.end()
            else:
                part = number
            child = container.child(part)
            part_kind = _kind_of(container, kind, part, child) if keyed else item_kind
            if child and text.startswith(child.opening, at):
                at = self.container(child, (*path, part), part_kind, at + 1)
            else:
                place = self.try_place(text, (*path, part), part_kind, at)
                if place is None:
                    raise _LostError
                self.places.append(place)
                at = place.end
            number += 1
            separator = _SEPARATOR.match(text, at)
            separated = bool(separator and separator[1])
            at = separator.end() if separator else at


_BEFORE_ON_LINE = re.compile(r'([ \t]*)(?:"[^"\\\x00-\x1f]*"[ \t]*:[ \t]*)?')
_CLOSING = {"{": "}", "[": "]"}
_NEVER_STARTS = frozenset(" \t\n\r,:]}/")


@lru_cache(maxsize=64)
def _line_indented_at_most(width: int) -> re.Pattern[str]:
    return re.compile(rf"[\r\n]([ \t]{{0,{width}}}+)([^ \t\r\n])")


def _try_place_by_layout(text: str, path: Path, kind: Kind, start: int) -> Place | None:
    """The section at `start`, which must begin its line, up to where the indentation goes back."""
    if start >= len(text) or text[start] in _NEVER_STARTS:
        return None
    line = text.rfind("\n", 0, start) + 1
    line = max(line, text.rfind("\r", line, start) + 1)
    before = _BEFORE_ON_LINE.match(text, line, start)
    if before is None or before.end() != start:
        return None
    indent = before.end(1) - line
    usual = _try_usual_layout(text, path, kind, start, text[line : before.end(1)])
    if usual is not None:
        return usual
    following = _line_indented_at_most(indent).search(text, start)
    if following and following[2] == _CLOSING.get(text[start]) and len(following[1]) == indent:
        own = text[start : following.end()]
    else:
        own = text[start : following.start() if following else len(text)].rstrip(_WHITE_SPACE)
        if own.endswith(","):
            own = own[:-1].rstrip(_WHITE_SPACE)
    read = read_value(own)
    if read.end >= 0 and not read.is_whole:
        return None  # A value, and then something else: what it is the grammar must tell.
    return Place(path, kind, start, start + len(own), read)


_USUAL_LENGTH = 1 << 14


def _try_usual_layout(text: str, path: Path, kind: Kind, start: int, indent: str) -> Place | None:
    """The section at `start` if it is JSON and its last line just closes it, as most are.

    That is found four times as fast as any other end.
    """
    closing = _CLOSING.get(text[start])
    if closing is None or text[start + 1 : start + 2] != "\n":
        return None
    last = f"\n{indent}{closing}"
    at = text.find(last, start, start + _USUAL_LENGTH)
    if at < 0:
        return None
    own = text[start : at + len(last)]
    read = read_value(own)
    return Place(path, kind, start, start + len(own), read) if read.is_whole else None


def _try_place_by_grammar(text: str, path: Path, kind: Kind, start: int) -> Place | None:
    """The JSON value at `start`."""
    read = read_value(text, start)
    if read.end < 0:
        return None
    whole = Reading(read.end - start, read.value, is_whole=True, repeats_key=read.repeats_key)
    return Place(path, kind, start, read.end, whole)


_TRY_PLACE: Mapping[SplitBy, Callable[[str, Path, Kind, int], Place | None]] = {
    SplitBy.LAYOUT: _try_place_by_layout,
    SplitBy.GRAMMAR: _try_place_by_grammar,
    SplitBy.TREE: lambda *_: None,  # Where one ends, its text alone does not tell.
}


def _kind_of(container: Container, kind: Kind, part: str | int, child: Container | None) -> Kind:
    """What sort of section the member or item `part` of a container is, or holds."""
    is_named = bool(child or container.members or not kind) and isinstance(part, str)
    return (*kind, part if is_named else "*")


def _places_of_tree(
    node: Node | None, container: Container, path: Path, kind: Kind, text: str
) -> Iterator[Place]:
    """The sections below `node`, which stands where `container` does."""
    if node is None or node.kind is not _KIND_OF[container.opening]:
        return
    for number, item in enumerate(node.children):
        value = item.value if item.kind is NodeKind.PROPERTY else item
        part = item.name() if item.kind is NodeKind.PROPERTY else number
        if value is None:
            continue
        child = container.child(part)
        child_kind = _kind_of(container, kind, part, child)
        if child and value.kind is _KIND_OF[child.opening]:
            yield from _places_of_tree(value, child, (*path, part), child_kind, text)
        elif not _lacks_opening(value, text):
            own = text[value.start : value.end]
            read = read_value(own) if own else Reading()
            yield Place((*path, part), child_kind, value.start, value.end, read)


def _lacks_opening(value: Node, text: str) -> bool:
    """Whether an object or array has no bracket to begin with: alone it would read otherwise."""
    opening = {NodeKind.OBJECT: "{", NodeKind.ARRAY: "["}.get(value.kind)
    return opening is not None and not text.startswith(opening, value.start)


_KIND_OF = {"{": NodeKind.OBJECT, "[": NodeKind.ARRAY}
