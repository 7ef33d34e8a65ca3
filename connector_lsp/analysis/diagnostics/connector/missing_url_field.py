"""A path parameter has no URL field that fills it.

For each `{name}` or `:name` in the path of its endpoint, an action asks for the value in
`urlFields`, with the same name as the key. The connection test asks for nothing, so its path can
have no parameters.

Wrong:

    { "endpoint": "/contacts/{id}", "method": "GET" }

Right:

    { "endpoint": "/contacts/{id}", "method": "GET", "urlFields": [{ "key": "id", "label": "ID" }] }
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from connector_lsp.analysis.connector import facts_of
from connector_lsp.analysis.diagnostics.rule import Finding, Severity, finding_within
from connector_lsp.analysis.diagnostics.wording import shown
from connector_lsp.analysis.suggestions import Vocabulary
from connector_lsp.analysis.template import ACTION_FIELDS, URL_FIELDS, find_path_parameters

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from connector_lsp.analysis.connector import Facts
    from connector_lsp.analysis.section import Section

SEVERITY = Severity.WARNING
MEMBERS = ("actions", "testConnection")


def check_section(section: Section) -> Iterable[Finding]:
    """The findings for the parameters that nothing fills, each once."""
    facts = section.once(facts_of)
    return _check_parameters(section, facts) if facts.parameters else ()


def _check_parameters(section: Section, facts: Facts) -> Iterator[Finding]:
    known = {each.key for each in facts.fields_of(URL_FIELDS)}
    if known.issuperset(facts.parameters):
        return
    is_action = section.kind[0] == "actions"
    if is_action and not isinstance(section.value.get(URL_FIELDS, []), list):
        return
    endpoint = section.value["endpoint"]
    seen = set(known)
    for parameter in find_path_parameters(endpoint):
        if parameter.name not in seen:
            seen.add(parameter.name)
            message = _message(section, parameter.name, known)
            span = parameter.start, parameter.end
            yield finding_within("missing-url-field", message, ("endpoint",), endpoint, span)


def _message(section: Section, name: str, known: set[str]) -> str:
    if section.kind[0] == "testConnection":
        return f"Nothing fills the path parameter {shown(name)} in the connection test"
    facts = section.once(facts_of)
    advice = Vocabulary(known.difference(facts.parameters)).did_you_mean(name)
    if not advice and name in {each.key for each in facts.fields_of(ACTION_FIELDS)}:
        advice = ", only an action field: move it to urlFields"
    return f"Path parameter {shown(name)} has no URL field{advice}"
