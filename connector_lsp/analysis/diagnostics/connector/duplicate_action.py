"""Two actions have the same `modelId` and `actionId`.

Together the two name an action; a flow that uses it could mean either.

Wrong:

    { "modelId": "contact", "actionId": "create" }, { "modelId": "contact", "actionId": "create" }

Right:

    { "modelId": "contact", "actionId": "create" }, { "modelId": "contact", "actionId": "update" }
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from connector_lsp.analysis.diagnostics.rule import Finding, Part, Related, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from connector_lsp.analysis.connector import Connector

SEVERITY = Severity.WARNING


def check_connector(connector: Connector) -> Iterator[tuple[int, Finding]]:
    """The findings for each action but the first of its name."""
    for (model, action), (first, *others) in connector.actions_by_id.items():
        for index in others:
            related = Related(first, ("actionId",), Part.VALUE, "First action of this name")
            yield (
                index,
                Finding(
                    "duplicate-action",
                    f'Action "{model}" "{action}" exists already',
                    ("actionId",),
                    related=(related,),
                ),
            )
