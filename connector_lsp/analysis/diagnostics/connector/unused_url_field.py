"""A URL field is used neither in the path nor in a template.

Its value goes to the query string, as that of an action field of a GET request does. Most often
the path misses the parameter, or names it differently. The field counts as used if the action's
path has a parameter with its key, or if a template names it in the action's path or headers, or in
the URL, headers or parameters of the endpoint.

Wrong:

    { "endpoint": "/contacts", "urlFields": [{ "key": "id", "label": "Contact ID" }] }

Right:

    { "endpoint": "/contacts/{id}", "urlFields": [{ "key": "id", "label": "Contact ID" }] }
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from connector_lsp.analysis.diagnostics.rule import Finding, Severity
from connector_lsp.analysis.diagnostics.wording import shown
from connector_lsp.analysis.template import URL_FIELDS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from connector_lsp.analysis.connector import Connector

SEVERITY = Severity.INFORMATION
NEEDS = ("endpoints",)


def check_connector(connector: Connector) -> Iterator[tuple[int, Finding]]:
    """The findings for the URL fields that neither their action nor its endpoint uses."""
    for index in connector.with_spare_fields:
        facts = connector.facts[index]
        if facts.request is None or facts.request not in connector.endpoints:
            continue  # What is not there cannot use it.
        used = {
            name
            for section in connector.endpoints[facts.request]
            for reference in connector.facts[section].references
            for name in reference.expression.names(URL_FIELDS)
        }
        for each in facts.spare_fields:
            if each.key not in used:
                message = (
                    f"The path has no parameter for the URL field {shown(each.key)}: "
                    "its value goes to the query string"
                )
                yield index, Finding("unused-url-field", message, (*each.path, "key"))
