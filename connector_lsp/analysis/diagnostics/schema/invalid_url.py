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

from connector_lsp.analysis.diagnostics.rule import Finding, Severity, severity_for
from connector_lsp.analysis.diagnostics.wording import shown
from connector_lsp.analysis.syntax import value_at

if TYPE_CHECKING:
    from collections.abc import Iterator

    from connector_lsp.analysis.schema import Schema, SchemaViolation
    from connector_lsp.analysis.schema.model import Pointer
    from connector_lsp.analysis.syntax import Json

SEVERITY = Severity.WARNING


def concerns(violation: SchemaViolation) -> bool:
    """Whether the format that is violated is that of a URL."""
    return violation.detail.get("format") in ("uri", "x-url-template")


def word(
    schema: Schema, pointer: Pointer, value: Json, violation: SchemaViolation
) -> Iterator[Finding]:
    """The finding for a string that is no URL."""
    found = value_at(value, violation.path)
    yield Finding(
        "invalid-url",
        f"{shown(found)} is no URL: expected https:// and a host",
        violation.path,
        severity=severity_for(schema.status(violation.pointer)),
    )
