"""Two test cases have the same name.

A case is chosen by its name, on the command line as in reports; of two it could be either.

Wrong:

    { "name": "an order", "action": "order/create" }, { "name": "an order", "action": "order/get" }

Right:

    { "name": "order", "action": "order/create" }, { "name": "see it", "action": "order/get" }
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from connector_lsp.analysis.diagnostics.rule import Finding, Part, Related, Severity
from connector_lsp.analysis.diagnostics.wording import shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from connector_lsp.analysis.cases import Cases

SEVERITY = Severity.ERROR


def check_cases(cases: Cases) -> Iterator[tuple[int, Finding]]:
    """The findings for each case but the first of its name."""
    first: dict[str, int] = {}
    for index, facts in cases.facts:
        if facts.name is None or first.setdefault(facts.name, index) == index:
            continue
        related = Related(first[facts.name], ("name",), Part.VALUE, "First case of this name")
        message = f"Case {shown(facts.name)} exists already"
        yield index, Finding("duplicate-case", message, ("name",), related=(related,))
