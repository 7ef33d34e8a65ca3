"""An endpoint is declared but never called.

Neither an action nor the connection test names its method and path.

Wrong:

    "endpoints": { "GET": { "/contacts": { … }, "/orders": { … } } },
    "actions": [{ "endpoint": "/contacts", "method": "GET" }]

Right:

    "endpoints": { "GET": { "/contacts": { … } } },
    "actions": [{ "endpoint": "/contacts", "method": "GET" }]
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from connector_lsp.analysis.diagnostics.rule import Finding, Part, Severity
from connector_lsp.analysis.diagnostics.wording import excerpt

if TYPE_CHECKING:
    from collections.abc import Iterator

    from connector_lsp.analysis.connector import Connector

SEVERITY = Severity.HINT
NEEDS = ("endpoints", "actions", "testConnection")
IS_UNNECESSARY = True


def check_connector(connector: Connector) -> Iterator[tuple[int, Finding]]:
    """The findings for the endpoints whose method and path nobody names."""
    if "actions" in connector.unreadable:
        return
    for request in connector.endpoints:
        if request not in connector.users:
            message = f"No action calls {excerpt(' '.join(request))}"
            for index in connector.endpoints[request]:
                yield index, Finding("unused-endpoint", message, (), Part.KEY)
