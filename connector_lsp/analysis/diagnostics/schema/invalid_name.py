"""A property's name is not of the form that this object asks for.

The names under a method of `endpoints` are paths, and a path begins with a slash.

Wrong:

    "GET": { "models": { "url": "https://api.openai.com/v1/" } }

Right:

    "GET": { "/models": { "url": "https://api.openai.com/v1/" } }
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from connector_lsp.analysis.diagnostics.rule import Finding, Part, Severity, severity_for
from connector_lsp.analysis.diagnostics.wording import shown
if TYPE_CHECKING:
    from collections.abc import Iterator

    from connector_lsp.analysis.schema import Schema, SchemaViolation
    from connector_lsp.analysis.schema.model import Pointer
    from connector_lsp.analysis.syntax import Json

SEVERITY = Severity.WARNING


def word(
    schema: Schema, pointer: Pointer, value: Json, violation: SchemaViolation
) -> Iterator[Finding]:
    """The finding for a name that ``propertyNames`` does not accept."""
    judged = schema.at(violation.pointer[:-1])
    hint = judged.get("x-patternHint", "") if isinstance(judged, dict) else ""
    name = violation.detail["name"]
    is_path = isinstance(judged, dict) and judged.get("pattern") == "^/"
    advice = f'did you mean "/{name}"?' if is_path else f"expected {hint}" if hint else violation.message
    yield Finding(
        "invalid-name",
        f"Invalid name {shown(name)}: {advice}",
        (*violation.path, name),
        Part.KEY,
        severity_for(schema.status(violation.pointer)),
        data=f"/{name}" if is_path else None,
    )
