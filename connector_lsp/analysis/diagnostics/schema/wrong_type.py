"""A value has the wrong type.

Wrong:

    "masked": "true"

Right:

    "masked": true
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from connector_lsp.analysis.diagnostics.rule import Finding, Severity, severity_for
from connector_lsp.analysis.diagnostics.wording import enumeration, shown, type_name
from connector_lsp.analysis.syntax import value_at

if TYPE_CHECKING:
    from collections.abc import Iterator

    from connector_lsp.analysis.schema import Schema, SchemaViolation
    from connector_lsp.analysis.schema.model import Pointer
    from connector_lsp.analysis.syntax import Json

SEVERITY = Severity.ERROR


def word(
    schema: Schema, pointer: Pointer, value: Json, violation: SchemaViolation
) -> Iterator[Finding]:
    """The finding for a value of a type that ``type`` does not name."""
    found = value_at(value, violation.path)
    expected = enumeration([type_name(name) for name in violation.detail["types"]])
    yield Finding(
        "wrong-type",
        f"Expected {expected}, found {shown(found)}",
        violation.path,
        severity=severity_for(schema.status(violation.pointer), wrong_type=True),
        data=(tuple(violation.detail["types"]), found),
    )
