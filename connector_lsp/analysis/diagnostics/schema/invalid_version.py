"""A version is not of the form MAJOR.MINOR.

The format's version, `schema`, is a string of two numbers with a dot between them. Claris Connect
refuses a connector with any other.

Wrong:

    "schema": 10

Right:

    "schema": "10.0"
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from connector_lsp.analysis.diagnostics.rule import Finding, Severity, severity_for
from connector_lsp.analysis.diagnostics.wording import shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from connector_lsp.analysis.diagnostics.schema.judged import Judged
    from connector_lsp.analysis.schema import Schema, SchemaViolation
    from connector_lsp.analysis.syntax import Json

SEVERITY = Severity.ERROR


def concerns(schema: Schema, violation: SchemaViolation) -> bool:
    """Whether the violation is of a string that takes a version."""
    node = schema.at(violation.pointer[:-1])
    if violation.keyword not in ("type", "pattern") or not isinstance(node, dict):
        return False
    return "x-patternHint" in node and "MAJOR.MINOR" in node["x-patternHint"]


def word(judged: Judged, violation: SchemaViolation) -> Iterator[Finding]:
    """The finding for a version that is a number or of another form."""
    found = judged.at(violation.path)
    meant = repaired(found)
    annotations = judged.annotations(violation.path)
    advice = f'"{meant}"' if meant else annotations.pattern_hint
    yield Finding(
        "invalid-version",
        f"Invalid version {shown(found)}: expected MAJOR.MINOR as a string, such as {advice}",
        violation.path,
        severity=severity_for(annotations.status),
        data=meant,
    )


def repaired(found: Json) -> str | None:
    """The version that `found` was meant to be, or None."""
    if isinstance(found, bool) or not isinstance(found, (int, float, str)):
        return None
    parts = str(found).strip().lstrip("vV").split(".")
    if not all(part.isdigit() for part in parts):
        return None
    numbers = [str(int(part)) for part in parts[:2]]
    return ".".join((*numbers, "0")[:2])
