"""A template expression is more than a plain path, or not whole.

A template is a name between double braces, such as `{{authFields.api_key}}`. Whether Claris Connect
knows more of Handlebars (helpers, blocks, triple braces) is not documented, and the debugger does
not evaluate it. The first part of a dotted path is `authFields`, `actionFields` or `urlFields`;
only in `auth_components`, where secrets are named freely, it may be anything.

Wrong:

    "token": "{{#if authFields.key}}{{authFields.key}}{{/if}}"

Right:

    "token": "{{authFields.key}}"
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from connector_lsp.analysis.connector import facts_of, request_strings
from connector_lsp.analysis.diagnostics.rule import (
    Finding,
    Severity,
    finding_within,
)
from connector_lsp.analysis.diagnostics.wording import enumeration, excerpt
from connector_lsp.analysis.template import SCOPES, find_unclosed, try_meant_path

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from connector_lsp.analysis.connector import Facts
    from connector_lsp.analysis.section import Section
    from connector_lsp.analysis.template import Expression

SEVERITY = Severity.WARNING
MEMBERS = ("auth_components", "auth_request", "testConnection", "endpoints", "actions")


def check_section(section: Section) -> Iterable[Finding]:
    """The findings for the expressions of a section that cannot be evaluated."""
    facts = section.once(facts_of)
    return _check_expressions(section, facts) if facts.has_braces else ()


def _check_expressions(section: Section, facts: Facts) -> Iterator[Finding]:
    own = {each.key for _, fields in facts.fields for each in fields}
    for reference in facts.references:
        expression = reference.expression
        is_free = section.kind[0] == "auth_components" or expression.body in own
        fault = _try_fault(expression, is_free=is_free)
        if fault is not None:
            yield Finding(
                "unsupported-expression",
                fault,
                reference.path,
                within=expression.text,
                occurrence=reference.occurrence,
            )
    for path, text in request_strings(section):
        for span in find_unclosed(text):
            message = f"{excerpt(text[slice(*span)])} is not closed: expected }}}}"
            yield finding_within("unsupported-expression", message, path, text, span)


def _try_fault(expression: Expression, *, is_free: bool) -> str | None:
    """Why an expression cannot be evaluated; None if it can."""
    body, text = expression.body, excerpt(expression.text)
    if not body:
        return f"{text} is empty: expected a name, such as {{{{authFields.api_key}}}}"
    if body in SCOPES:
        return f"{text} names no field: expected a key, such as {{{{{body}.key}}}}"
    if expression.text.startswith("{{{"):
        return f"{text} cannot be evaluated: expected two braces, {{{{{excerpt(body[1:-1])}}}}}"
    if not expression.is_plain:
        return (
            f"{text} cannot be evaluated: expected a plain path, such as {{{{authFields.api_key}}}}"
        )
    if expression.scope or is_free or "." not in body or try_meant_path(body) is not None:
        return None
    return f"{text} cannot be evaluated: expected {enumeration(SCOPES)} before the dot"
