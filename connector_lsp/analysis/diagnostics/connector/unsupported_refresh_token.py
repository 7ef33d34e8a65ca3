"""The sign-in asks for refresh tokens.

Claris Connect does not support them for OAuth2: when the access token expires, the user signs in
again. A URL, grant or scope for refresh tokens has no effect, or makes the third party refuse the
sign-in.

Wrong:

    "auth_components": { "type": "oauth2", "scope": "calendar.read offline_access" }

Right:

    "auth_components": { "type": "oauth2", "scope": "calendar.read" }
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from connector_lsp.analysis.diagnostics.rule import Finding, Part, Severity, finding_within
from connector_lsp.analysis.diagnostics.wording import shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from connector_lsp.analysis.section import Section
    from connector_lsp.analysis.syntax import Json, Path

SEVERITY = Severity.WARNING
MEMBERS = ("auth_components",)
SUPERSEDES = ("unknown-property",)

_SCOPE_OR_GRANT = re.compile(r"(?<![\w.:/-])(?:offline_access|refresh_token)(?![\w.:/-])")


def check_section(section: Section) -> Iterator[Finding]:
    """The findings for the settings, grants and scopes that are about refresh tokens."""
    if isinstance(section.value, dict):
        yield from _check_object(section.value, ())


def _check_object(value: dict[str, Json], path: Path) -> Iterator[Finding]:
    for name, member in value.items():
        where = (*path, name)
        if "refresh" in name.lower():
            yield Finding("unsupported-refresh-token", _message(name), where, Part.KEY)
        elif "scope" in name.lower() or "grant" in name.lower():
            yield from _check_strings(member, where)
        elif isinstance(member, dict):
            yield from _check_object(member, where)


def _check_strings(value: Json, path: Path) -> Iterator[Finding]:
    """The findings in a string, or in the strings of an array."""
    if isinstance(value, str):
        for match in _SCOPE_OR_GRANT.finditer(value):
            message = _message(match[0])
            yield finding_within("unsupported-refresh-token", message, path, value, match.span())
    elif isinstance(value, list):
        for index, item in enumerate(value):
            if isinstance(item, str):
                yield from _check_strings(item, (*path, index))


def _message(what: str) -> str:
    return f"Claris Connect supports no refresh tokens: {shown(what)} has no effect"
