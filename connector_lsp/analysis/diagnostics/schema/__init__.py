"""Rules that the schema judges: each words the violations of some of its keywords."""

from __future__ import annotations

from typing import TYPE_CHECKING

from connector_lsp.analysis.diagnostics.schema import (
    invalid_name,
    invalid_url,
    invalid_version,
    missing_property,
    schema_violation,
    unknown_property,
    value_not_allowed,
    wrong_type,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from connector_lsp.analysis.diagnostics.rule import Finding
    from connector_lsp.analysis.diagnostics.schema.judged import Judged
    from connector_lsp.analysis.schema import SchemaViolation

MODULES = (
    missing_property,
    unknown_property,
    wrong_type,
    value_not_allowed,
    invalid_version,
    invalid_url,
    invalid_name,
    schema_violation,
)

_BY_KEYWORD: Mapping[str, Callable[[Judged, SchemaViolation], Iterator[Finding]]] = {
    "required": missing_property.word,
    "additionalProperties": unknown_property.word,
    "unevaluatedProperties": unknown_property.word,
    "type": wrong_type.word,
    "enum": value_not_allowed.word,
    "constant": value_not_allowed.word,
    "const": value_not_allowed.word,
    "format": invalid_url.word,
    "propertyNames": invalid_name.word,
}


def word_violation(judged: Judged, violation: SchemaViolation) -> Iterator[Finding]:
    """Say in words what a value violates."""
    if invalid_version.concerns(judged.schema, violation):
        return invalid_version.word(judged, violation)
    if violation.keyword == "format" and not invalid_url.concerns(violation):
        return schema_violation.word(judged, violation)
    return _BY_KEYWORD.get(violation.keyword, schema_violation.word)(judged, violation)
