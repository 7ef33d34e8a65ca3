"""A value has the wrong type.

Wrong:

    "masked": "true"

Right:

    "masked": true
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from connector_lsp.analysis.diagnostics.rule import Finding, Severity
from connector_lsp.analysis.diagnostics.wording import enumeration, shown, type_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from connector_lsp.analysis.diagnostics.schema.judged import Judged
    from connector_lsp.analysis.schema import SchemaViolation

SEVERITY = Severity.ERROR


def word(judged: Judged, violation: SchemaViolation) -> Iterator[Finding]:
    """The finding for a value of a type that ``type`` does not name."""
    found = judged.at(violation.path)
    expected = enumeration([type_name(name) for name in violation.detail["types"]])
    yield Finding(
        "wrong-type",
        f"Expected {expected}, found {shown(found)}",
        violation.path,
        severity=judged.severity(violation, wrong_type=True),
        data=(tuple(violation.detail["types"]), found),
    )
