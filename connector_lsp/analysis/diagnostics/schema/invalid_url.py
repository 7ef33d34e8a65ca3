"""A value is not a URL.

A URL begins with `https://` and a host. Where a part of it differs from account to account, a
template stands in its place, as in `https://{{authFields.subdomain}}.example.com/`.

Wrong:

    "url": "api.example.com/v1"

Right:

    "url": "https://api.example.com/v1/"
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from connector_lsp.analysis.diagnostics.rule import Finding, Severity
from connector_lsp.analysis.diagnostics.wording import shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from connector_lsp.analysis.diagnostics.schema.judged import Judged
    from connector_lsp.analysis.schema import SchemaViolation

SEVERITY = Severity.WARNING


def concerns(violation: SchemaViolation) -> bool:
    """Whether the format that is violated is that of a URL."""
    return violation.detail.get("format") in ("uri", "x-url-template")


def word(judged: Judged, violation: SchemaViolation) -> Iterator[Finding]:
    """The finding for a string that is no URL."""
    found = judged.at(violation.path)
    yield Finding(
        "invalid-url",
        f"{shown(found)} is no URL: expected https:// and a host",
        violation.path,
        severity=judged.severity(violation),
    )
