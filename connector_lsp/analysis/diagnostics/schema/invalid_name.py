"""A property's name is not of the form that this object asks for.

The names under a method of `endpoints` are paths, and a path begins with a slash.

Wrong:

    "GET": { "models": { "url": "https://api.openai.com/v1/" } }

Right:

    "GET": { "/models": { "url": "https://api.openai.com/v1/" } }
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from connector_lsp.analysis.diagnostics.rule import Finding, Part, Severity
from connector_lsp.analysis.diagnostics.wording import shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from connector_lsp.analysis.diagnostics.schema.judged import Judged
    from connector_lsp.analysis.schema import SchemaViolation

SEVERITY = Severity.WARNING


def word(judged: Judged, violation: SchemaViolation) -> Iterator[Finding]:
    """The finding for a name that ``propertyNames`` does not accept."""
    node = judged.schema.at(violation.pointer[:-1])
    hint = node.get("x-patternHint", "") if isinstance(node, dict) else ""
    name = violation.detail["name"]
    is_path = isinstance(node, dict) and node.get("pattern") == "^/"
    advice = (
        f'did you mean "/{name}"?' if is_path else f"expected {hint}" if hint else violation.message
    )
    yield Finding(
        "invalid-name",
        f"Invalid name {shown(name)}: {advice}",
        (*violation.path, name),
        Part.KEY,
        judged.severity(violation),
        data=f"/{name}" if is_path else None,
    )
