"""The connector declares triggers.

Custom connectors cannot have triggers of their own, only actions. To start a flow from the
third-party app, use a webhook of Claris Connect in the flow.

Wrong:

    { "schema": "10.0", "triggers": [{ "label": "New order" }] }

Right:

    { "schema": "10.0", "actions": [{ "label": "List new orders" }] }
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from connector_lsp.analysis.diagnostics.rule import Finding, Part, Severity
from connector_lsp.analysis.diagnostics.wording import shown
from connector_lsp.analysis.document import SKELETON

if TYPE_CHECKING:
    from collections.abc import Iterator

    from connector_lsp.analysis.connector import Connector

SEVERITY = Severity.WARNING
SUPERSEDES = ("unknown-property",)

_NAMES = ("trigger", "triggers", "webhook", "webhooks")


def check_connector(connector: Connector) -> Iterator[tuple[int, Finding]]:
    """The findings for the root members that are about triggers; their keys are in the skeleton."""
    for name in connector.members:
        if name.lower() in _NAMES:
            message = f"Claris Connect supports no custom triggers: {shown(name)} has no effect"
            yield SKELETON, Finding("unsupported-trigger", message, (name,), Part.KEY)
