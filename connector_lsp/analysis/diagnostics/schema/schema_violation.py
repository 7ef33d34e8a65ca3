"""A value does not satisfy the schema in some other way.

Our own schema asks for little more than types, properties and values. A schema of your own may use
all of JSON Schema; what it asks for beyond those is reported under this code, in the words of the
validator.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from connector_lsp.analysis.diagnostics.rule import Finding, Severity
from connector_lsp.analysis.diagnostics.wording import shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from connector_lsp.analysis.diagnostics.schema.judged import Judged
    from connector_lsp.analysis.schema import SchemaViolation

SEVERITY = Severity.ERROR


def word(judged: Judged, violation: SchemaViolation) -> Iterator[Finding]:
    """The finding for a keyword that has no rule of its own."""
    node = judged.schema.at(violation.pointer[:-1])
    hint = node.get("x-patternHint") if isinstance(node, dict) else None
    message = violation.message
    if hint and violation.keyword == "pattern":
        message = f"Invalid value {shown(judged.at(violation.path))}: expected {hint}"
    yield Finding(
        "schema-violation",
        message,
        violation.path,
        severity=judged.severity(violation),
    )
