"""An action or the test connection names an endpoint that is not declared.

`endpoint` and `method` together must stand under `endpoints`: the method as the upper name, the
path below it, written the same way.

Wrong:

    "endpoints": { "POST": { "/completions": { "url": "https://api.example.com/" } } },
    "actions": [{ "endpoint": "/completions", "method": "GET" }]

Right:

    "actions": [{ "endpoint": "/completions", "method": "POST" }]
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from connector_lsp.analysis.diagnostics.rule import Finding, Severity
from connector_lsp.analysis.diagnostics.wording import enumeration
from connector_lsp.analysis.suggestions import Vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterator

    from connector_lsp.analysis.connector import Connector

SEVERITY = Severity.WARNING
NEEDS = ("endpoints",)


def check_connector(connector: Connector) -> Iterator[tuple[int, Finding]]:
    """The findings for each use of a method and path that is not declared."""
    if "endpoints" in connector.unreadable:
        return
    undeclared = {
        request: users
        for request, users in connector.users.items()
        if request not in connector.endpoints
    }
    vocabularies: dict[str, Vocabulary] = {}
    for (method, path), users in undeclared.items():
        others = connector.methods.get(path)
        if others:
            place, message = (
                "method",
                f"{path} is not declared under {method}, but under {enumeration(others)}",
            )
        else:
            if method not in vocabularies:
                vocabularies[method] = Vocabulary(connector.paths_under(method))
            advice = vocabularies[method].did_you_mean(path)
            place, message = "endpoint", f"Endpoint {method} {path} is not declared{advice}"
        for index in users:
            yield index, Finding("undeclared-endpoint", message, (place,), data=(method, path))
