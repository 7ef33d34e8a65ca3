r"""What a test case wants matched is no regular expression.

It is written as in JSON Schema's `pattern`. A bracket, brace, dot or other special character that
stands for itself needs a backslash before it, which JSON wants twice.

Wrong:

    { "matches": "(done" }

Right:

    { "matches": "\\(done" }
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from connector_lsp.analysis.diagnostics.rule import Finding, Severity
from connector_lsp.analysis.diagnostics.wording import shown
from connector_lsp.analysis.patterns import is_pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

    from connector_lsp.analysis.section import Section
    from connector_lsp.analysis.syntax import Json

SEVERITY = Severity.ERROR
MEMBERS = ("cases",)


def check_section(section: Section) -> Iterator[Finding]:
    """The findings for the expressions that cannot be read."""
    expected = _member(section.value, "expect")
    for part in ("headers", "body"):
        checks = _member(expected, part)
        for where in checks if isinstance(checks, dict) else ():
            pattern = _member(checks[where], "matches")
            if isinstance(pattern, str) and not is_pattern(pattern):
                message = f"Not a regular expression: {shown(pattern)}"
                yield Finding("invalid-pattern", message, ("expect", part, where, "matches"))


def _member(value: Json, name: str) -> Json:
    return value.get(name) if isinstance(value, dict) else None
