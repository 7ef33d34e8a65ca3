"""OAuth2 is set up without a client ID or without a client secret.

Claris Connect signs in to the third party as a client that is registered there. Save ID and
secret under Secret Keys in the editor, and write their Secret Names in double braces.

Wrong:

    { "type": "oauth2", "tokenURL": "https://auth.example.com/token" }

Right:

    {
      "type": "oauth2",
      "clientId": "{{clientId}}",
      "clientSecret": "{{clientSecret}}",
      "tokenURL": "https://auth.example.com/token"
    }
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from connector_lsp.analysis.diagnostics.connector.noncanonical_spelling import CANONICAL
from connector_lsp.analysis.diagnostics.rule import Finding, Part, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from connector_lsp.analysis.section import Section

SEVERITY = Severity.WARNING
MEMBERS = ("auth_components",)

_NEEDED = {"clientId": "client ID", "clientSecret": "client secret"}


def check_section(section: Section) -> Iterator[Finding]:
    """The findings for what an OAuth2 sign-in lacks, in any spelling."""
    value = section.value
    if not isinstance(value, dict) or value.get("type") != "oauth2":
        return
    given = {CANONICAL.get(name, name) for name in value}
    for name, words in _NEEDED.items():
        if name not in given:
            message = f'OAuth2 needs a {words}: add "{name}": "{{{{{name}}}}}"'
            yield Finding("missing-oauth-client", message, (), Part.OPENING, data=name)
