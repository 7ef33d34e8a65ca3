"""A test case runs an action that the connector does not have.

An action is called by its `modelId`, a slash and its `actionId`; `testConnection` is the
connection test.

Wrong:

    { "name": "a short answer", "action": "completion/creat" }

Right:

    { "name": "a short answer", "action": "completion/create" }
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from connector_lsp.analysis.cases import CONNECTION_TEST
from connector_lsp.analysis.diagnostics.rule import Finding, Severity
from connector_lsp.analysis.diagnostics.wording import shown
from connector_lsp.analysis.suggestions import Vocabulary, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterator

    from connector_lsp.analysis.cases import Cases

SEVERITY = Severity.ERROR


def check_cases(cases: Cases) -> Iterator[tuple[int, Finding]]:
    """The findings for the actions that are not there."""
    if cases.actions is None:
        return
    vocabulary = Vocabulary((*cases.actions, CONNECTION_TEST))
    for index, facts in cases.facts:
        name = facts.action
        if name is None or name == CONNECTION_TEST or name in cases.actions:
            continue
        meant = vocabulary.closest(name)
        message = f"The connector has no action {shown(name)}{did_you_mean(meant)}"
        yield index, Finding("unknown-action", message, ("action",), data=meant)
