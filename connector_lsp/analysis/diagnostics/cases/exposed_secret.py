"""A test case gives away the value of a field that hides what is typed.

A test cases file is shared and kept like any source text, so nothing secret belongs in it. Name an
environment variable instead: its value is kept out of every report.

Wrong:

    "actionFields": { "password": "correct horse" }

Right:

    "actionFields": { "password": "{{env.SHOP_PASSWORD}}" }
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from connector_lsp.analysis.cases import fields_of
from connector_lsp.analysis.diagnostics.rule import Finding, Severity
from connector_lsp.analysis.diagnostics.wording import shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from connector_lsp.analysis.cases import Cases

SEVERITY = Severity.INFORMATION


def check_cases(cases: Cases) -> Iterator[tuple[int, Finding]]:
    """The findings for the values of masked fields that stand there as they are."""
    for index, facts, action in cases.with_actions():
        for each in facts.inputs:
            field = fields_of(action, each.scope).get(each.key, {})
            if field.get("masked") is True and each.is_literal and not each.is_empty:
                message = (
                    f"Field {shown(each.key)} is masked, so its value does not belong here:"
                    " write {{env.NAME}}"
                )
                yield index, Finding("exposed-secret", message, (each.scope, each.key))
