"""A property of the OAuth2 client is spelled in another way than usual.

How Claris Connect spells it is not documented. We take several spellings for the same, and prefer
`clientId` and `clientSecret`, in the manner of the other properties.

Wrong:

    { "type": "oauth2", "client_id": "{{clientId}}", "client_secret": "{{clientSecret}}" }

Right:

    { "type": "oauth2", "clientId": "{{clientId}}", "clientSecret": "{{clientSecret}}" }
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from connector_lsp.analysis.diagnostics.rule import Finding, Part, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from connector_lsp.analysis.section import Section

SEVERITY = Severity.INFORMATION
MEMBERS = ("auth_components",)

CANONICAL: Mapping[str, str] = MappingProxyType(
    {"clientID": "clientId", "client_id": "clientId", "client_secret": "clientSecret"}
)
"""The spelling to prefer, by the other ones; the same as ``x-canonical`` in the schema."""


def check_section(section: Section) -> Iterator[Finding]:
    """The findings for the other spellings in the settings of an OAuth2 sign-in."""
    value = section.value
    if not isinstance(value, dict) or value.get("type") != "oauth2":
        return
    for name, canonical in CANONICAL.items():
        if name not in value:
            continue
        if canonical in value:
            message = f'"{name}" means the same as "{canonical}", which is there as well'
            yield Finding("noncanonical-spelling", message, (name,), Part.KEY)
        else:
            message = f'"{name}" is better spelled "{canonical}"'
            yield Finding("noncanonical-spelling", message, (name,), Part.KEY, data=canonical)
