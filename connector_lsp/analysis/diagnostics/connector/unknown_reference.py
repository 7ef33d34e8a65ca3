"""A template refers to a field that nothing defines.

`{{authFields.KEY}}` needs an auth field with that key in `requiredSettings`. `{{actionFields.KEY}}`
and `{{urlFields.KEY}}` need a field of the action at hand: in an endpoint, a field of at least one
action that calls it; in the connection test and at sign-in there is no action. In the `endpoint`
of an action a bare `{{KEY}}` is one of its fields, too. Everywhere else a bare name is a secret or
a token and not judged.

Wrong:

    "authFields": [{ "label": "API key", "key": "api_key" }]
    "token": "{{authFields.apikey}}"

Right:

    "token": "{{authFields.api_key}}"
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from connector_lsp.analysis.connector import facts_of
from connector_lsp.analysis.diagnostics.rule import Finding, Severity
from connector_lsp.analysis.diagnostics.wording import shown
from connector_lsp.analysis.suggestions import Vocabulary, did_you_mean
from connector_lsp.analysis.template import (
    ACTION_FIELDS,
    AUTH_FIELDS,
    FIELD_NAMES,
    URL_FIELDS,
    try_meant_path,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from collections.abc import Set as AbstractSet

    from connector_lsp.analysis.connector import Connector, Facts, Reference, Request
    from connector_lsp.analysis.section import Section
    from connector_lsp.analysis.template import Expression

SEVERITY = Severity.ERROR
MEMBERS = ("auth_components", "auth_request", "testConnection", "endpoints", "actions")
NEEDS = ("requiredSettings", "actions")

_WITHOUT_ACTION = {
    "testConnection": "in the connection test",
    "auth_components": "at sign-in",
}


# --- within a section ----------------------------------------------------------------------------


def check_section(section: Section) -> Iterable[Finding]:
    """The findings that need no other section: misspelt scopes, an action's own fields."""
    facts = section.once(facts_of)
    return _check_references(section, facts) if facts.references else ()


def _check_references(section: Section, facts: Facts) -> Iterator[Finding]:
    own = _own_keys(section) if section.kind[0] == "actions" else None
    for reference in facts.references:
        expression = reference.expression
        scope = expression.scope
        if not expression.is_plain or scope == AUTH_FIELDS:
            continue
        if own is not None and (scope or reference.path == ("endpoint",)):
            finding = _try_check_own(reference, own)
        elif scope and section.kind[0] in _WITHOUT_ACTION:
            place = _WITHOUT_ACTION[section.kind[0]]
            message = (
                f"There is no action {place}, so no {FIELD_NAMES[scope]} {shown(expression.key)}"
            )
            finding = _finding(reference, message, None)
        else:
            finding = None if scope else _try_check_scope(reference)
        if finding is not None:
            yield finding


def _own_keys(section: Section) -> dict[str, frozenset[str] | None]:
    """The keys of an action's fields by scope; None for what is no list of fields."""
    facts, value = section.once(facts_of), section.value
    keys: dict[str, frozenset[str] | None] = {}
    for scope in (ACTION_FIELDS, URL_FIELDS):
        readable = isinstance(value.get(scope, []), list)
        keys[scope] = frozenset(each.key for each in facts.fields_of(scope)) if readable else None
    return keys


def _try_check_own(
    reference: Reference, own: Mapping[str, frozenset[str] | None]
) -> Finding | None:
    """The finding for a reference to a field that its action does not have."""
    expression = reference.expression
    scope, key = expression.scope, expression.key
    looked_in = [own[scope]] if scope else [own[URL_FIELDS], own[ACTION_FIELDS]]
    if any(keys is None or key in keys for keys in looked_in):
        return None
    if not scope and "." in key:
        return _try_check_scope(reference)
    known = {each: keys for each, keys in own.items() if keys is not None}
    name = FIELD_NAMES.get(scope, "field")
    return _unknown(reference, f"This action has no {name} {shown(key)}", known)


def _try_check_scope(reference: Reference) -> Finding | None:
    """The finding for a dotted path that begins with something like a scope."""
    body = reference.expression.body
    meant = try_meant_path(body) if "." in body else None
    if meant is None:
        return None
    return _finding(reference, f"Nothing is called {shown(body)}{did_you_mean(meant)}", meant)


# --- across sections -----------------------------------------------------------------------------


def check_connector(connector: Connector) -> Iterator[tuple[int, Finding]]:
    """The findings for references to auth fields, and from endpoints to the fields of actions."""
    if "requiredSettings" not in connector.unreadable:
        yield from _check_auth_fields(connector)
    if "actions" not in connector.unreadable:
        for request, sections in connector.endpoints.items():
            for index in sections:
                if connector.facts[index].references:
                    for finding in _check_endpoint(connector, request, index):
                        yield index, finding


def _check_auth_fields(connector: Connector) -> Iterator[tuple[int, Finding]]:
    known = connector.auth_fields.keys()
    if connector.auth_keys <= known:
        return
    vocabulary = Vocabulary(known)
    meanings: dict[str, str | None] = {}
    for index in connector.referring:
        facts = connector.facts[index]
        if facts.auth_keys <= known:
            continue
        for reference in facts.references:
            expression = reference.expression
            key = expression.key
            if not expression.is_plain or expression.scope != AUTH_FIELDS or key in known:
                continue
            if key not in meanings:
                meanings[key] = vocabulary.closest(key)
            closest = meanings[key]
            message = f"No auth field has the key {shown(key)}{did_you_mean(closest)}"
            meant = None if closest is None else f"{AUTH_FIELDS}.{closest}"
            yield index, _finding(reference, message, meant, Severity.ERROR)


def _check_endpoint(connector: Connector, request: Request, index: int) -> Iterator[Finding]:
    """The findings for references to fields that no action has which calls the endpoint."""
    references = [
        each
        for each in connector.facts[index].references
        if each.expression.is_plain and each.expression.scope in (ACTION_FIELDS, URL_FIELDS)
    ]
    if not references:
        return
    test = connector.test_connection
    actions = [user for user in connector.users.get(request, ()) if user != test]
    if not actions:
        return
    known = {
        scope: {each.key for user in actions for each in connector.facts[user].fields_of(scope)}
        for scope in (ACTION_FIELDS, URL_FIELDS)
    }
    for reference in references:
        scope, key = reference.expression.scope, reference.expression.key
        if key not in known[scope]:
            name = FIELD_NAMES[scope]
            message = f"No action that calls {' '.join(request)} has the {name} {shown(key)}"
            yield _unknown(reference, message, known)


# --- wording -------------------------------------------------------------------------------------


def _unknown(reference: Reference, message: str, known: Mapping[str, AbstractSet[str]]) -> Finding:
    """The finding for a field that is not among the `known` keys, with the one that was meant."""
    meant = _try_closest(reference.expression, known)
    return _finding(reference, message + did_you_mean(meant), meant)


def _try_closest(expression: Expression, known: Mapping[str, AbstractSet[str]]) -> str | None:
    """The path to the known field that was probably meant: of that key, else of a close one."""
    scopes = sorted(known, key=lambda scope: scope != expression.scope)
    for scope in scopes:
        if expression.key in known[scope]:
            return f"{scope}.{expression.key}"
    for scope in scopes:
        closest = Vocabulary(known[scope]).closest(expression.key)
        if closest is not None:
            return f"{scope}.{closest}"
    return None


def _finding(
    reference: Reference,
    message: str,
    meant: str | None,
    severity: Severity = Severity.WARNING,
) -> Finding:
    """The finding that marks a reference; its data is the path that was meant, if one is likely."""
    return Finding(
        "unknown-reference",
        message,
        reference.path,
        severity=severity,
        within=reference.expression.text,
        occurrence=reference.occurrence,
        data=meant,
    )
