"""A value and the schema that judged it: what the wording rules are given beside a violation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from connector_lsp.analysis.diagnostics.rule import Severity, severity_for
from connector_lsp.analysis.syntax import Json, Path, value_at

if TYPE_CHECKING:
    from connector_lsp.analysis.schema import Annotations, Schema, SchemaViolation
    from connector_lsp.analysis.schema.model import Pointer


class Judged(NamedTuple):
    """A value that was judged.

    Attributes:
        schema: the schema.
        pointer: the way to the sub-schema that judged.
        value: the value.
        depth: how much of a path in it leads to the section that is spoken of.

    """

    schema: Schema
    pointer: Pointer
    value: Json
    depth: int = 0

    def at(self, path: Path) -> Json:
        """The part of the value at `path`."""
        return value_at(self.value, path)

    def name(self, path: Path) -> str:
        """The name of the property at `path`; empty for an item or a whole section."""
        return path[-1] if len(path) > self.depth and isinstance(path[-1], str) else ""

    def annotations(self, path: Path) -> Annotations:
        """What the schema says to people about the part at `path`."""
        return self.schema.annotations(self.pointer, self.value, path)

    def missing(self, path: Path, name: str) -> Annotations:
        """What the schema says to people about a property that the object at `path` lacks."""
        owner = self.schema.expanded(*self.schema.reach(self.pointer, self.value, path))
        return self.schema.unfilled(self.schema.children(owner, name)).about

    def applicable(self, path: Path) -> list[dict[str, Any]]:
        """The sub-schemas that apply to the part at `path`."""
        return self.schema.applicable(self.pointer, self.value, path)

    def severity(self, violation: SchemaViolation, *, wrong_type: bool = False) -> Severity:
        """How grave a violation is, by how sure the keyword is that is violated."""
        return severity_for(self.schema.status(violation.pointer), wrong_type=wrong_type)
