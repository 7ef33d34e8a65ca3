"""A test case fills in a field that its action does not have.

`actionFields` and `urlFields` of a case take the keys of the fields that the action has under the
same names.

Wrong:

    { "name": "short", "action": "completion/create", "actionFields": { "promt": "Hello" } }

Right:

    { "name": "short", "action": "completion/create", "actionFields": { "prompt": "Hello" } }
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from connector_lsp.analysis.cases import CONNECTION_TEST, INPUT_SCOPES, fields_of
from connector_lsp.analysis.diagnostics.rule import Finding, Part, Severity
from connector_lsp.analysis.diagnostics.wording import shown
from connector_lsp.analysis.suggestions import Vocabulary, did_you_mean
from connector_lsp.analysis.template import ACTION_FIELDS, FIELD_NAMES, URL_FIELDS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from connector_lsp.analysis.cases import Cases, Input

SEVERITY = Severity.ERROR

_WHAT_IT_IS = {ACTION_FIELDS: "an action field", URL_FIELDS: "a URL field"}


def check_cases(cases: Cases) -> Iterator[tuple[int, Finding]]:
    """The findings for the inputs that no field takes."""
    for index, facts, action in cases.with_actions():
        keys = {scope: list(fields_of(action, scope)) for scope in INPUT_SCOPES}
        for each in facts.inputs:
            if each.key in keys[each.scope]:
                continue
            owner = (
                "The connection test"
                if facts.action == CONNECTION_TEST
                else f"Action {shown(facts.action)}"
            )
            advice, meant = _advice(each, keys)
            yield (
                index,
                Finding(
                    "unknown-input",
                    f"{owner} has no {FIELD_NAMES[each.scope]} {shown(each.key)}{advice}",
                    (each.scope, each.key),
                    Part.KEY,
                    data=meant,
                ),
            )


def _advice(each: Input, keys: Mapping[str, list[str]]) -> tuple[str, str | None]:
    """What to do, and the key that was probably meant."""
    other = next(scope for scope in INPUT_SCOPES if scope != each.scope)
    if each.key in keys[other]:
        return f": it is {_WHAT_IT_IS[other]}, so move it to {shown(other)}", None
    meant = Vocabulary(keys[each.scope]).closest(each.key)
    return did_you_mean(meant), meant
