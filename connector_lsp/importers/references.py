"""``$ref``: to places in the file itself and in files beside it.

A fragment is a JSON Pointer (RFC 6901); what stands before it is resolved against the file that the
reference is in. Looking up is the work of the library ``referencing``; reading files is that of the
source's owner.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urldefrag, urljoin

from referencing import Registry, Resource, Specification
from referencing.exceptions import Unresolvable

from connector_lsp.importers.failures import BrokenSourceError

if TYPE_CHECKING:
    from connector_lsp.analysis.syntax import Json
    from connector_lsp.importers.source import Source

# A base that relative references can be joined to, and that no file has.
_BASE = "connector-source:///"
_MOST_STEPS = 100


class Node(NamedTuple):
    """A value, and the file that it is in.

    Attributes:
        value: a JSON value.
        uri: of the file.

    """

    value: Json
    uri: str = ""

    def member(self, name: str | int) -> Node:
        """A member or item, None if there is none."""
        value = self.value
        if isinstance(value, dict) and isinstance(name, str):
            return Node(value.get(name), self.uri)
        if isinstance(value, list) and isinstance(name, int) and name < len(value):
            return Node(value[name], self.uri)
        return Node(None, self.uri)

    def items(self) -> list[Node]:
        """The items of an array; none of any other value."""
        return [Node(each, self.uri) for each in self.value] if isinstance(self.value, list) else []

    def members(self) -> dict[str, Node]:
        """The members of an object; none of any other value."""
        if not isinstance(self.value, dict):
            return {}
        return {name: Node(each, self.uri) for name, each in self.value.items()}

    def text(self, name: str) -> str:
        """A member that is a text; else an empty one."""
        found = self.value.get(name) if isinstance(self.value, dict) else None
        return found if isinstance(found, str) else ""


NOTHING = Node(None)


class ReferenceFault(Exception):  # noqa: N818 -- a fault of the source, not of the program
    """A reference leads nowhere; its text says which and why."""


class References:
    """Follows the references of one source."""

    def __init__(self, source: Source) -> None:
        """Start from `source`."""
        self._source = source
        self._known: dict[tuple[str, str], Node] = {}
        self._read: dict[str, Resource[Json] | _UnreadableError] = {
            _BASE: Specification.OPAQUE.create_resource(source.value)
        }
        # mypy does not see the name that attrs gives the parameter.
        self._registry: Registry[Json] = Registry(retrieve=self._retrieve)  # type: ignore[call-arg]
        self.root = Node(source.value, _BASE)

    def follow(self, node: Node) -> Node:
        """What `node` stands for: itself, unless it is a reference.

        Raises:
            ReferenceFault: it leads nowhere, or in a circle.

        """
        for _ in range(_MOST_STEPS):
            reference = node.value.get("$ref") if isinstance(node.value, dict) else None
            if not isinstance(reference, str):
                return node
            node = self._target(node.uri, reference)
        raise ReferenceFault("references that lead in a circle")

    def _target(self, uri: str, reference: str) -> Node:
        known = self._known.get((uri, reference))
        if known is not None:
            return known
        try:
            found = self._registry.resolver(uri).lookup(reference)
            target = urldefrag(urljoin(uri, reference)).url or uri
        except Unresolvable as error:
            raise ReferenceFault(f"{reference} {_reason(error)}") from None
        except (ValueError, LookupError, TypeError, AttributeError):  # No URI, or no JSON Pointer.
            raise ReferenceFault(f"{reference} leads nowhere") from None
        node = self._known[uri, reference] = Node(found.contents, target)
        return node

    def _retrieve(self, uri: str) -> Resource[Json]:
        """A file, read once however many references there are to it."""
        if uri not in self._read:
            try:
                value = self._value(uri)
                self._read[uri] = Specification.OPAQUE.create_resource(value)
            except _UnreadableError as error:
                self._read[uri] = error
        read = self._read[uri]
        if isinstance(read, _UnreadableError):
            raise read
        return read

    def _value(self, uri: str) -> Json:
        try:
            return self._source.value_beside(uri)
        except OSError as error:
            raise _UnreadableError(str(error)) from None
        except BrokenSourceError as error:
            line = error.text.count("\n", 0, error.range.start) + 1
            raise _UnreadableError(f"line {line}: {error}") from None


class _UnreadableError(Exception):
    """A file that is referred to cannot be read."""


def _reason(error: Unresolvable) -> str:
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, _UnreadableError):
            return f"cannot be read: {cause}"
        cause = cause.__cause__
    return "leads nowhere"
