"""A test case leaves out a field that its action requires.

The case will end with this before anything is sent, which may be just what it is to show. A field
with a `default` may be left out.

Wrong:

    { "name": "a short answer", "action": "completion/create" }

Right:

    { "name": "short", "action": "completion/create", "actionFields": { "prompt": "Hello" } }
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from connector_lsp.analysis.cases import INPUT_SCOPES, fields_of
from connector_lsp.analysis.diagnostics.rule import Finding, Severity
from connector_lsp.analysis.diagnostics.wording import shown
from connector_lsp.analysis.template import FIELD_NAMES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from connector_lsp.analysis.cases import Cases

SEVERITY = Severity.INFORMATION


def check_cases(cases: Cases) -> Iterator[tuple[int, Finding]]:
    """The findings for the fields that must be filled in and are not."""
    for index, facts, action in cases.with_actions():
        given = {(each.scope, each.key) for each in facts.inputs if not each.is_empty}
        for scope in INPUT_SCOPES:
            for key, field in fields_of(action, scope).items():
                if field.get("required") is not True or "default" in field:
                    continue
                if (scope, key) not in given:
                    message = (
                        f"Missing {FIELD_NAMES[scope]} {shown(key)}, which the action requires"
                    )
                    yield index, Finding("missing-input", message, ("action",), data=(scope, key))
