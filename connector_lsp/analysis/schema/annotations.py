"""What a schema tells people: the annotations of JSON Schema, of VS Code and our own.

Ours are ``x-status`` (how sure we are, see `Status`), ``x-source`` (from where we know),
``x-link`` (a page of help), ``x-enumDescriptions`` (a line for each value), ``x-patternHint``
(what a pattern asks for, in words), ``x-recommended`` and ``x-canonical`` (the spelling to prefer).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from connector_lsp.analysis.syntax import Json


class Status(Enum):
    """How sure a part of the schema is; a schema that does not say counts as documented."""

    DOCUMENTED = "documented"
    OBSERVED = "observed"
    INFERRED = "inferred"

    @classmethod
    def of(cls, text: object) -> Status:
        """The status called `text`."""
        return next((status for status in cls if status.value == text), cls.DOCUMENTED)


@dataclass(frozen=True, slots=True, eq=False)
class Annotations:
    """What all sub-schemas that apply to one value say about it together.

    Where two speak, the one nearest to the value is heard.
    """

    title: str
    description: str
    types: tuple[str, ...]
    values: tuple[Json, ...]
    value_descriptions: Mapping[str, str]
    default: Json
    has_default: bool
    examples: tuple[Json, ...]
    status: Status
    source: str
    link: str
    pattern_hint: str
    format: str
    snippets: tuple[Mapping[str, Any], ...]
    recommended: bool
    canonical: str

    @classmethod
    def of(cls, schemas: Sequence[Mapping[str, Any]]) -> Annotations:
        """What `schemas`, the nearest first, say."""
        values = _first(schemas, "enum", ())
        constant = [schema["const"] for schema in schemas if "const" in schema]
        types = _first(schemas, "type", ())
        return cls(
            title=_first(schemas, "title", ""),
            description=_first(schemas, "description", ""),
            types=(types,) if isinstance(types, str) else tuple(types),
            values=tuple(values) if values else tuple(constant[:1]),
            value_descriptions=_first(schemas, "x-enumDescriptions", {}),
            default=_first(schemas, "default", None),
            has_default=any("default" in schema for schema in schemas),
            examples=tuple(_first(schemas, "examples", ())),
            status=Status.of(_first(schemas, "x-status", None)),
            source=_first(schemas, "x-source", ""),
            link=_first(schemas, "x-link", ""),
            pattern_hint=_first(schemas, "x-patternHint", ""),
            format=_first(schemas, "format", ""),
            snippets=tuple(_first(schemas, "defaultSnippets", ())),
            recommended=bool(_first(schemas, "x-recommended", None)),
            canonical=_first(schemas, "x-canonical", ""),
        )


def _first(schemas: Iterable[Mapping[str, Any]], keyword: str, default: Json) -> Json:
    """What the first of `schemas` that knows `keyword` says."""
    return next((schema[keyword] for schema in schemas if keyword in schema), default)
