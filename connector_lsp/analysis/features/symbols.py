"""A document's outline, which reads like a table of contents.

What a section contributes depends on its kind and text alone, is found once and then only moved;
the groups around it come from the skeleton.
"""

from __future__ import annotations

from enum import Enum
from itertools import repeat
from typing import TYPE_CHECKING, NamedTuple

from connector_lsp.analysis.document import SKELETON
from connector_lsp.analysis.features.meaning import without_secrets
from connector_lsp.analysis.syntax import NodeKind, try_find_node
from connector_lsp.analysis.template import ACTION_FIELDS, URL_FIELDS
from connector_lsp.analysis.text import Range

if TYPE_CHECKING:
    from collections.abc import Iterator

    from connector_lsp.analysis.analysis import Analysis
    from connector_lsp.analysis.document import Document
    from connector_lsp.analysis.section import Section
    from connector_lsp.analysis.syntax import Json, Node, Path


class SymbolKind(Enum):
    """What a symbol is."""

    GROUP = "group"
    SETTING = "setting"
    AUTH_FIELD = "auth field"
    METHOD = "method"
    ENDPOINT = "endpoint"
    ACTION = "action"
    FIELD = "field"
    TEST = "test"


class Symbol(NamedTuple):
    """An entry of the outline.

    Attributes:
        name: what a person would call it.
        detail: more to tell it by; may be empty.
        kind: what it is.
        range: all of it.
        selection_range: what names it, within `range`.
        children: the entries below it.

    """

    name: str
    detail: str
    kind: SymbolKind
    range: Range
    selection_range: Range
    children: tuple[Symbol, ...] = ()

    def moved(self, distance: int) -> Symbol:
        """The same entry, `distance` code points further on."""
        return self._replace(
            range=self.range.moved(distance),
            selection_range=self.selection_range.moved(distance),
            children=tuple([child.moved(distance) for child in self.children]),
        )

    def walk(self, container: str = "") -> Iterator[tuple[Symbol, str]]:
        """This entry and all below it, each with the name of the one above."""
        yield self, container
        for child in self.children:
            yield from child.walk(self.name)


class Group(NamedTuple):
    """An entry that holds sections: its `symbol` without them, and its parts in their order."""

    symbol: Symbol
    parts: tuple[Group | int, ...]


_TITLES = {
    "auth_components": "Authentication",
    "requiredSettings": "Sign In",
    "auth_request": "Credentials in Requests",
    "testConnection": "Connection Test",
    "endpoints": "Endpoints",
    "actions": "Actions",
    "cases": "Test Cases",
}


def document_symbols(analysis: Analysis) -> list[Symbol]:
    """The outline of a connector or test cases file, broken or not, in the order of the text."""
    document = analysis.document
    return [_whole(document, part) for part in outline(document)]


def _whole(document: Document, part: Group | int) -> Symbol:
    if isinstance(part, int):
        return section_symbol(document, part).moved(document.starts[part])
    return part.symbol._replace(children=tuple([_whole(document, each) for each in part.parts]))


def outline(document: Document) -> tuple[Group | int, ...]:
    """The outline with the indexes of sections in the place of their entries."""
    root = document.skeleton.root
    if root is None:
        return ()
    slots = {slot: index for index, slot in enumerate(document.slots)}
    index = slots.get(root.start)
    return (index,) if index is not None else _parts(document, root, (), slots)


def _parts(
    document: Document, node: Node, path: Path, slots: dict[int, int]
) -> tuple[Group | int, ...]:
    parts: list[Group | int] = []
    for child in node.children:
        value = child.value if child.kind is NodeKind.PROPERTY else child
        index = slots.get(value.start) if value is not None else None
        if index is not None:
            if path or _is_entry(document.sections[index]):
                parts.append(index)
        elif child.kind is NodeKind.PROPERTY and child.key is not None and value is not None:
            parts += _group(document, child, path, slots)
    return tuple(parts)


def _group(
    document: Document, member: Node, path: Path, slots: dict[int, int]
) -> tuple[Group | int, ...]:
    """A member as a group; the list of auth fields is none beside what it stands in."""
    name, key, value = member.name(), member.key, member.value
    if key is None or value is None or value.kind not in (NodeKind.OBJECT, NodeKind.ARRAY):
        return ()
    parts = _parts(document, value, (*path, name), slots)
    if path == ("requiredSettings",):
        return parts
    kind = SymbolKind.METHOD if path == ("endpoints",) else SymbolKind.GROUP
    title = name if path else _TITLES.get(name, name)
    whole = document.absolute_range(SKELETON, member.start, member.end)
    own = document.absolute_range(SKELETON, key.start, key.end)
    return (Group(Symbol(title or '""', "", kind, whole, own), parts),)


def _is_entry(section: Section) -> bool:
    """Whether a member of the root is more than a name or a version."""
    return isinstance(section.value, dict | list)


# --- sections ------------------------------------------------------------------------------------


def section_symbol(document: Document, index: int, *, is_placed: bool = True) -> Symbol:
    """The entry of a section.  Offsets count from the section's start, and may be negative.

    Args:
        document: the document.
        index: the section.
        is_placed: whether the ranges count; without them no tree of the section is made.

    """
    section, path = document.sections[index], document.paths[index]
    symbol = section.once(_own_symbol if is_placed else _own_names)
    if not isinstance(path[-1], str):
        return symbol
    name = _TITLES.get(path[-1], path[-1])
    if path[0] == "endpoints" and len(path) > len(("endpoints", "METHOD")):
        name = f"{path[1]} {path[-1]}"
    if not is_placed:
        return symbol._replace(name=name or '""')
    key = document.key_range(index).moved(-document.starts[index])
    return symbol._replace(
        name=name or '""', range=Range(key.start, symbol.range.end), selection_range=key
    )


def _own_symbol(section: Section) -> Symbol:
    """What the text of a section tells; one that is a member gets its name from its path."""
    return _entry(section, section.root)


def _own_names(section: Section) -> Symbol:
    """The same with the ranges empty, of a section in which each name stands once."""
    is_plain = section.is_json and not section.reading.repeats_key
    return _entry(section, None) if is_plain else section.once(_own_symbol)


def _entry(section: Section, root: Node | None) -> Symbol:
    """What a section's value tells, in the places that its tree tells, if there is one."""
    kind, value = section.kind, section.value
    members = value if isinstance(value, dict) else {}
    whole = Range(0, len(section.text))
    match kind:
        case ("actions", *_):
            detail = _joined(members, "method", "endpoint")
            symbol = _titled(root, members, ("label", "actionId", "modelId"), SymbolKind.ACTION)
            fields = sorted(_fields(root, members), key=lambda each: each.range)
            return symbol._replace(detail=detail, range=whole, children=tuple(fields))
        case ("requiredSettings", "authFields", *_):
            return _field(root, members, SymbolKind.AUTH_FIELD)._replace(range=whole)
        case ("cases", *_):
            symbol = _titled(root, members, ("name", "action"), SymbolKind.TEST)
            return symbol._replace(detail=_text(members, "action"), range=whole)
        case ("endpoints", *_):
            url = without_secrets(_text(members, "url"))
            return Symbol("", url, SymbolKind.ENDPOINT, whole, whole)
        case ("testConnection",):
            detail = _joined(members, "method", "endpoint") or _joined(members, "method", "url")
            return Symbol("", without_secrets(detail), SymbolKind.TEST, whole, whole)
    return Symbol("", _text(members, "type"), SymbolKind.SETTING, whole, whole)


def _fields(root: Node | None, action: dict[str, Json]) -> Iterator[Symbol]:
    for scope, items in action.items():
        if scope not in (URL_FIELDS, ACTION_FIELDS):
            continue
        node = try_find_node(root, (scope,))
        if not isinstance(items, list) or (root and not (node and node.kind is NodeKind.ARRAY)):
            continue
        nodes = node.children if node else repeat(None)
        for item, child in zip(items, nodes, strict=False):
            if isinstance(item, dict):
                yield _field(child, item, SymbolKind.FIELD)


def _field(node: Node | None, field: dict[str, Json], kind: SymbolKind) -> Symbol:
    symbol = _titled(node, field, ("label", "key"), kind)
    key = _text(field, "key")
    return symbol if key == symbol.name else symbol._replace(detail=key)


def _titled(
    node: Node | None, value: dict[str, Json], names: tuple[str, ...], kind: SymbolKind
) -> Symbol:
    """An entry called what the first of its members `names` says that says anything.

    Without a node its ranges are empty.
    """
    whole = Range(node.start, node.end) if node else Range(0, 0)
    for name in names:
        text, found = _text(value, name), try_find_node(node, (name,))
        if text and (found or node is None):
            own = Range(found.start, found.end) if found else whole
            return Symbol(text, "", kind, whole, own)
    return Symbol(
        f"{kind.value.capitalize()} without a name",
        "",
        kind,
        whole,
        Range(whole.start, whole.start),
    )


def _joined(value: dict[str, Json], *names: str) -> str:
    texts = [_text(value, name) for name in names]
    return " ".join(texts) if all(texts) else ""


def _text(value: dict[str, Json], name: str) -> str:
    """A member that is a text, in one line."""
    text = value.get(name)
    return " ".join(text.split()) if isinstance(text, str) else ""
