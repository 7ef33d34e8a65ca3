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
    from collections.abc import Iterator

    from connector_lsp.analysis.diagnostics.rule import Finding
    from connector_lsp.analysis.schema import Schema, SchemaViolation
    from connector_lsp.analysis.schema.model import Pointer
    from connector_lsp.analysis.syntax import Json

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

_BY_KEYWORD = {
    "required": missing_property,
    "additionalProperties": unknown_property,
    "unevaluatedProperties": unknown_property,
    "type": wrong_type,
    "enum": value_not_allowed,
    "constant": value_not_allowed,
    "const": value_not_allowed,
    "format": invalid_url,
    "propertyNames": invalid_name,
}


def word_violation(
    schema: Schema, pointer: Pointer, value: Json, violation: SchemaViolation
) -> Iterator[Finding]:
    """Say in words what a value violates.

    Args:
        schema: the schema.
        pointer: the way to the sub-schema that judged.
        value: the value that was judged.
        violation: what it found.

    """
    if invalid_version.concerns(schema, violation):
        return invalid_version.word(schema, pointer, value, violation)
    rule = _BY_KEYWORD.get(violation.keyword, schema_violation)
    if rule is invalid_url and not invalid_url.concerns(violation):
        rule = schema_violation
    return rule.word(schema, pointer, value, violation)
