"""The tree that the parser makes: nodes with offsets, and how to find them.

Every value and every property has a node, also in broken text: a property whose value is not yet
typed has a key and no value.  Offsets count from the start of the text that was parsed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from connector_lsp.analysis.text import Edit

Path: TypeAlias = tuple[str | int, ...]
"""The way from a root to a value: property names and array indexes (a JSON Pointer, in parts)."""

Json: TypeAlias = Any
"""A JSON value as `json.loads` returns it."""


_FEW = 32


class NodeKind(Enum):
    """What a node is."""

    OBJECT = "object"
    ARRAY = "array"
    PROPERTY = "property"
    STRING = "string"
    NUMBER = "number"
    BOOLEAN = "boolean"
    NULL = "null"
    INVALID = "invalid"
    """A word that is no JSON value, such as an unquoted string."""


@dataclass(slots=True, eq=False)
class Node:
    """A value, or a property of an object.

    Attributes:
        kind: what it is.
        start: the offset of its first character.
        end: the offset behind its last character.
        parent: an object's or array's or property's node; None for the root.
        scalar: the decoded value of a string, number, boolean, null or invalid word.
        children: an object's properties or an array's items.
        key: a property's name, always a string node.
        value: a property's value; None while it is missing.
        by_name: a large object's properties by name, from the first question on.

    """

    kind: NodeKind
    start: int
    end: int
    parent: Node | None = None
    scalar: Json = None
    children: list[Node] = field(default_factory=list)
    key: Node | None = None
    value: Node | None = None
    by_name: dict[str, list[Node]] | None = field(default=None, repr=False)

    def name(self) -> str:
        """The name of a property node."""
        return self.key.scalar if self.key is not None else ""

    def properties(self, name: str) -> Iterator[Node]:
        """The properties called `name` of an object node, a duplicate too."""
        members = (child for child in self.children if child.kind is NodeKind.PROPERTY)
        if len(self.children) <= _FEW:
            return (child for child in members if child.name() == name)
        if self.by_name is None:
            self.by_name = {}
            for child in members:
                self.by_name.setdefault(child.name(), []).append(child)
        return iter(self.by_name.get(name, ()))

    def to_json(self) -> Json:
        """The value, as `json.loads` would give it; what is missing is left out."""
        if self.kind is NodeKind.OBJECT:
            return {
                child.name(): child.value.to_json()
                for child in self.children
                if child.value is not None
            }
        if self.kind is NodeKind.ARRAY:
            return [child.to_json() for child in self.children]
        return self.scalar

    def path(self) -> Path:
        """The way from the root to this value or property."""
        parts: list[str | int] = []
        node = self
        while node.parent is not None:
            parent = node.parent
            if node.kind is NodeKind.PROPERTY:
                parts.append(node.name())
            elif parent.kind is NodeKind.ARRAY:
                parts.append(next(i for i, child in enumerate(parent.children) if child is node))
            node = parent
        return tuple(reversed(parts))

    def walk(self) -> Iterator[Node]:
        """This node and all below it, in the order of the text; keys are not visited."""
        stack = [self]
        while stack:
            node = stack.pop()
            yield node
            if node.kind is NodeKind.PROPERTY:
                if node.value is not None:
                    stack.append(node.value)
            else:
                stack.extend(reversed(node.children))


def try_find_node(root: Node | None, path: Sequence[str | int]) -> Node | None:
    """The value at `path`, or None.  Of two properties of one name the last counts, as in JSON."""
    node = root
    for part in path:
        if node is None:
            return None
        if node.kind is NodeKind.ARRAY and isinstance(part, int):
            node = node.children[part] if part < len(node.children) else None
        elif node.kind is NodeKind.OBJECT:
            found = list(node.properties(str(part)))
            node = found[-1].value if found else None
        else:
            return None
    return node


def value_at(value: Json, path: Path) -> Json:
    """The part of a JSON value at `path`, which must exist."""
    for part in path:
        value = value[part]
    return value


def try_find_property(root: Node | None, path: Sequence[str | int]) -> Node | None:
    """The property whose value is, or would be, at `path`; None for an array's item."""
    if not path:
        return None
    owner = try_find_node(root, path[:-1])
    if owner is None or owner.kind is not NodeKind.OBJECT:
        return None
    found = list(owner.properties(str(path[-1])))
    return found[-1] if found else None


def innermost_node(root: Node | None, offset: int) -> Node | None:
    """The smallest value or property that `offset` lies in or touches; None outside `root`."""
    if root is None or not root.start <= offset <= root.end:
        return None
    node = root
    while True:
        candidates = (
            [part for part in (node.key, node.value) if part is not None]
            if node.kind is NodeKind.PROPERTY
            else node.children
        )
        inside = [child for child in candidates if child.start <= offset <= child.end]
        if not inside:
            return node
        # Between two that touch, `{"a":1,` ends nothing: the one that begins here is being typed.
        node = inside[-1]


class SyntaxFault(NamedTuple):
    """A mistake in the text, at the place where it was made.

    Attributes:
        code: the rule's code, such as ``missing-comma``.
        start: the offset where it begins.
        end: the offset where it ends; at least `start`.
        message: what is wrong and what would be right.
        fix: the edit that would repair it, if one is likely.
        related: the offsets of another place that belongs to the mistake (a first occurrence).

    """

    code: str
    start: int
    end: int
    message: str
    fix: Edit | None = None
    related: tuple[int, int] | None = None


class Parse(NamedTuple):
    """What became of a text: a tree, as far as there is one, and the mistakes in it, in order."""

    root: Node | None
    faults: tuple[SyntaxFault, ...]
