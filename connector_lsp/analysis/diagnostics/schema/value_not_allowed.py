"""A value is none of those that are allowed here.

Wrong:

    "auth_request": { "type": "Bearer" }

Right:

    "auth_request": { "type": "bearer" }
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from connector_lsp.analysis.diagnostics.rule import Finding, Severity
from connector_lsp.analysis.diagnostics.wording import enumeration, shown
from connector_lsp.analysis.suggestions import Vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterator

    from connector_lsp.analysis.diagnostics.schema.judged import Judged
    from connector_lsp.analysis.schema import SchemaViolation

SEVERITY = Severity.ERROR


def word(judged: Judged, violation: SchemaViolation) -> Iterator[Finding]:
    """The finding for a value that ``enum`` or ``const`` does not name."""
    found = judged.at(violation.path)
    options = violation.detail.get("options", [violation.detail.get("expected_value")])
    vocabulary = Vocabulary(each for each in options if isinstance(each, str))
    meant = vocabulary.closest(found) if isinstance(found, str) else None
    advice = f"; did you mean {shown(meant)}?" if meant is not None else ""
    expected = enumeration([shown(each) for each in options])
    yield Finding(
        "value-not-allowed",
        f"Unknown value {shown(found)}: expected {expected}{advice}",
        violation.path,
        severity=judged.severity(violation),
        data=meant,
    )
