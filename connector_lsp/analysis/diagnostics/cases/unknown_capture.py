"""A test case uses a capture that no earlier case makes.

Cases run in their order. `capture` keeps a part of a response under a name, and the cases behind it
may write `{{captures.NAME}}`.

Wrong:

    { "name": "order it", "action": "order/create", "capture": { "id": "/id" } },
    { "name": "see it", "action": "order/get", "urlFields": { "id": "{{captures.orderId}}" } }

Right:

    { "name": "order it", "action": "order/create", "capture": { "id": "/id" } },
    { "name": "see it", "action": "order/get", "urlFields": { "id": "{{captures.id}}" } }
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from connector_lsp.analysis.diagnostics.rule import Finding, Severity
from connector_lsp.analysis.diagnostics.wording import shown
from connector_lsp.analysis.suggestions import Vocabulary, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterator

    from connector_lsp.analysis.cases import Cases

SEVERITY = Severity.ERROR
NEEDS = ("cases",)


def check_cases(cases: Cases) -> Iterator[tuple[int, Finding]]:
    """The findings for the captures that are not made, or too late."""
    everything = {name for _, facts in cases.facts for name in facts.captures}
    made: set[str] = set()
    for index, facts in cases.facts:
        for name, path, text in facts.used:
            if name in made:
                continue
            meant = Vocabulary(sorted(made)).closest(name)
            reason = "only a later one" if name in everything - made else ""
            advice = f", {reason}" if reason else did_you_mean(meant)
            message = f"No earlier case captures {shown(name)}{advice}"
            yield index, Finding("unknown-capture", message, path, within=text, data=meant)
        made.update(facts.captures)
