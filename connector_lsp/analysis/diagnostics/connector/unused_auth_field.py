"""An auth field is asked for but never used.

Who signs in has to fill it in, and nothing is done with it: no template of the connector refers to
it.

Wrong:

    "authFields": [{ "label": "API key", "key": "api_key" }, { "label": "Region", "key": "region" }]
    "auth_request": { "type": "bearer", "token": "{{authFields.api_key}}" }

Right:

    "authFields": [{ "label": "API key", "key": "api_key" }]
    "auth_request": { "type": "bearer", "token": "{{authFields.api_key}}" }
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from connector_lsp.analysis.diagnostics.rule import Finding, Severity
from connector_lsp.analysis.diagnostics.wording import shown
from connector_lsp.analysis.template import AUTH_FIELDS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from connector_lsp.analysis.connector import Connector

SEVERITY = Severity.HINT
NEEDS = (
    "auth_components",
    "requiredSettings",
    "auth_request",
    "testConnection",
    "endpoints",
    "actions",
)
IS_UNNECESSARY = True


def check_connector(connector: Connector) -> Iterator[tuple[int, Finding]]:
    """The findings for the auth fields that no text refers to."""
    for key, sections in connector.auth_fields.items():
        if key and key not in connector.auth_keys:
            message = (
                f"Nothing refers to the auth field {shown(key)}, with {{{{{AUTH_FIELDS}.{key}}}}}"
            )
            for index in sections:
                yield index, Finding("unused-auth-field", message, ("key",))
