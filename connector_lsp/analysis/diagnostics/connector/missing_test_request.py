"""The connection test names no request.

The debugger sends this request to find out whether sign-in worked: an `endpoint` of the connector
or a `url` of its own, and the `method`.

Wrong:

    "testConnection": {}

Right:

    "testConnection": { "endpoint": "/me", "method": "GET" }
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from connector_lsp.analysis.diagnostics.rule import Finding, Part, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from connector_lsp.analysis.section import Section

SEVERITY = Severity.INFORMATION
MEMBERS = ("testConnection",)


def check_section(section: Section) -> Iterator[Finding]:
    """The finding for a connection test that lacks a part of its request."""
    value = section.value
    if not isinstance(value, dict):
        return
    missing = []
    if "endpoint" not in value and "url" not in value:
        missing.append('"endpoint" or "url"')
    if "method" not in value:
        missing.append('"method"')
    if missing:
        message = f"The connection test sends no request: add {' and '.join(missing)}"
        yield Finding("missing-test-request", message, (), Part.OPENING)
