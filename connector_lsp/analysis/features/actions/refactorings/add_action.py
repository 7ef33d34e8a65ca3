"""Add an action for an endpoint that has none, with the fields that its path and headers name."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from connector_lsp.analysis.connector import facts_of
from connector_lsp.analysis.features.actions.action import ActionKind, Change, CodeAction
from connector_lsp.analysis.features.actions.additions import (
    VERSION,
    action_field,
    label_of,
    singular,
    try_add_action,
    unused_name,
    words_of,
)
from connector_lsp.analysis.features.actions.fix import fix
from connector_lsp.analysis.features.edits import written
from connector_lsp.analysis.template import (
    ACTION_FIELDS,
    URL_FIELDS,
    find_expressions,
    find_path_parameters,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from connector_lsp.analysis.analysis import Analysis, Diagnostic
    from connector_lsp.analysis.connector import Request
    from connector_lsp.analysis.features.actions.additions import Addition
    from connector_lsp.analysis.features.actions.fix import Fix
    from connector_lsp.analysis.features.actions.refactorings.place import Place
    from connector_lsp.analysis.syntax import Json
    from connector_lsp.analysis.text import Edit

KIND = ActionKind.REWRITE

_VERBS = {
    "POST": "create",
    "PUT": "update",
    "PATCH": "update",
    "DELETE": "delete",
    "HEAD": "check",
}
_OWN = ("me", "self", "current")
"""What stands in a path for the one thing that belongs to the user."""


def offers(place: Place) -> Iterator[CodeAction]:
    """On the path or in the value of an endpoint."""
    index = place.endpoint()
    if index is None or not place.is_sound("endpoints", "actions"):
        return
    make = _try_add(place.connector, index)
    if make is not None:
        yield CodeAction(_title(place.connector, index), KIND, partial(_change, make))


def add_action_for_unused(analysis: Analysis, diagnostic: Diagnostic) -> Iterator[Fix]:
    """The quick fix of an endpoint that nobody uses."""
    make = _try_add(analysis, diagnostic.section)
    if make is not None:
        yield fix(_title(analysis, diagnostic.section), make)


def _title(analysis: Analysis, index: int) -> str:
    return f"Add an action for {' '.join(_request(analysis, index))}"


def _request(analysis: Analysis, index: int) -> Request:
    _, method, path = analysis.document.paths[index]
    return str(method), str(path)


def _change(make: Addition) -> Change:
    return Change((make(),), description="With a URL field for each path parameter")


def _try_add(analysis: Analysis, index: int) -> Addition | None:
    """Makes the edit; None if the endpoint has an action or there is no place for one."""
    connector, request = analysis.connector, _request(analysis, index)
    users = [each for each in connector.users.get(request, ()) if each != connector.test_connection]
    if users or "actions" in connector.unreadable:
        return None
    if try_add_action(analysis, "") is None:
        return None
    return partial(_edit, analysis, index)


def _edit(analysis: Analysis, index: int) -> Edit:
    make = try_add_action(analysis, written(_action(analysis, index)))
    assert make is not None  # noqa: S101 -- it was offered because there is a place
    return make()


def _action(analysis: Analysis, index: int) -> dict[str, Json]:
    method, path = _request(analysis, index)
    model, verb, label = _names(method, path)
    taken = [own for of, own in analysis.connector.actions_by_id if of == model]
    action: dict[str, Json] = {
        "modelId": model,
        "actionId": unused_name(verb, taken),
        "endpoint": path,
        "method": method,
        "label": label,
    }
    for scope, keys in _fields(analysis, index, path).items():
        if keys:
            action[scope] = [action_field(key, label_of(key)) for key in keys]
    return action


def _names(method: str, path: str) -> tuple[str, str, str]:
    """The model, the action's own ID and its label, as far as method and path tell."""
    segments = [each for each in path.partition("?")[0].split("/") if each]
    literal = [each for each in segments if each[0] != ":" and not set(each) & set("{}")]
    nouns = [each.partition(".")[0] for each in literal if not VERSION.fullmatch(each)]
    is_own = bool(nouns) and nouns[-1] in _OWN
    nouns = [each for each in nouns if each not in _OWN]
    things = words_of(nouns[-1] if nouns else "") or ["item"]
    thing = [*things[:-1], singular(things[-1])]
    model = "_".join(thing)
    if method in _VERBS:
        verb = _VERBS[method]
    elif segments[-1:] != literal[-1:]:
        verb = "get"
    elif is_own or thing == things:
        return model, "get", f"Get the {' '.join(thing)}"
    else:
        return model, "list", f"List {' '.join(things)}"
    article = "an" if thing[0][0] in "aeio" else "a"
    return model, verb, f"{verb.capitalize()} {article} {' '.join(thing)}"


def _fields(analysis: Analysis, index: int, path: str) -> dict[str, dict[str, None]]:
    """The keys of the fields that an endpoint names in its path, and in what it sends."""
    found: dict[str, dict[str, None]] = {URL_FIELDS: {}, ACTION_FIELDS: {}}
    for parameter in find_path_parameters(path):
        found[URL_FIELDS][parameter.name] = None
    expressions = find_expressions(path)
    facts = analysis.document.sections[index].once(facts_of)
    scoped = [each.expression for each in facts.references if each.expression.scope]
    for each in (*expressions, *scoped):
        scope = each.scope or URL_FIELDS  # Without a scope, a name in a path is a field.
        if each.is_plain and scope in found:
            found[scope][each.key] = None
    return found
