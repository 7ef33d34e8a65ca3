"""What names in a connector stand for, as Markdown: endpoints, fields, references, parameters.

No value that may be a secret is ever part of it: of a field its label, description and whether it
is masked, of a URL no password and no key.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

from connector_lsp.analysis.features.documentation import code, escape
from connector_lsp.analysis.placement import BODY_METHODS, QUERY_METHODS, join_url, nested
from connector_lsp.analysis.suggestions import Vocabulary
from connector_lsp.analysis.syntax import try_find_node, value_at
from connector_lsp.analysis.template import (
    ACTION_FIELDS,
    AUTH_FIELDS,
    FIELD_NAMES,
    SCOPES,
    URL_FIELDS,
    find_path_parameters,
    try_meant_path,
)
from connector_lsp.analysis.text import PositionEncoding

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from connector_lsp.analysis.analysis import Analysis
    from connector_lsp.analysis.connector import Request
    from connector_lsp.analysis.syntax import Json, Path
    from connector_lsp.analysis.template import Expression, PathParameter

_MOST = 5
_WITHOUT_ACTION: dict[Path, str] = {
    ("testConnection",): "in the connection test",
    ("auth_components",): "at sign-in",
}


class Definition(NamedTuple):
    """A field where it is defined: its section, the way to it there, and its value."""

    section: int
    path: Path
    scope: str
    value: dict[str, Json]


# --- endpoints -----------------------------------------------------------------------------------


def describe_endpoint(analysis: Analysis, method: str | None, path: str) -> str:
    """The address of an endpoint, who uses it, and under which other methods its path stands.

    Args:
        analysis: the connector.
        method: the method; None where none is given, then all that the path is declared under.
        path: the path.

    """
    connector = analysis.connector
    declared = connector.methods.get(path, [])
    if not declared or (method is not None and method not in declared):
        return _undeclared(analysis, method, path, declared)
    asked = list(dict.fromkeys(declared)) if method is None else [method]
    blocks = ["  \n".join(_address(analysis, (each, path)) for each in asked)]
    if method is not None:
        blocks.append(_users(analysis, (method, path)))
    others = [code(other) for other in dict.fromkeys(declared) if other not in asked]
    if others:
        blocks.append(f"Also declared under {_listed(others)}")
    return "\n\n".join(blocks)


def _address(analysis: Analysis, request: Request) -> str:
    url = endpoint_url(analysis, request)
    shown = join_url(without_secrets(url), request[1]) if url else request[1]
    return f"**{escape(request[0])}** {code(shown)}"


def endpoint_url(analysis: Analysis, request: Request) -> str:
    """The base URL of a declared endpoint; empty if it has none."""
    for index in analysis.connector.endpoints.get(request, ()):
        value = analysis.document.sections[index].value
        url = value.get("url") if isinstance(value, dict) else None
        if isinstance(url, str):
            return url
    return ""


def _undeclared(analysis: Analysis, method: str | None, path: str, declared: Sequence[str]) -> str:
    name = code(f"{method} {path}" if method else path)
    if declared:
        return f"{name} is not declared; this path is, under {_listed(map(code, declared))}"
    meant = Vocabulary(analysis.connector.methods).closest(path)
    advice = f": did you mean {code(meant)}?" if meant else ""
    return f"{name} is not declared under `endpoints`{advice}"


def _users(analysis: Analysis, request: Request) -> str:
    users = analysis.connector.users.get(request, ())
    test = analysis.connector.test_connection
    names = [_action_name(analysis, user) for user in users[: _MOST + 1] if user != test]
    if len(users) > _MOST:
        names = [*names[: _MOST - 1], f"{len(users) - _MOST + 1} more"]
    if test in users:
        names.append("the connection test")
    return f"Used by {_listed(names)}" if names else "Nothing uses it"


def _action_name(analysis: Analysis, index: int) -> str:
    value = analysis.document.sections[index].value
    for name in ("label", "actionId") if isinstance(value, dict) else ():
        if isinstance(value.get(name), str) and value[name].strip():
            return f"*{escape(value[name])}*"
    return f"the action in line {_line(analysis, index, ())}"


_USER_INFO = re.compile(r"(?<=//)[^/?#{}]*@")
_QUERY_VALUE = re.compile(r"(?<=[?&])([^=&#]+)=(?!\{\{)([^&#]+)")


def without_secrets(url: str) -> str:
    """`url` without what may be a credential written into it; templates stay."""
    return _QUERY_VALUE.sub(r"\1=…", _USER_INFO.sub("…@", url))


# --- references ----------------------------------------------------------------------------------


def describe_reference(analysis: Analysis, path: Path, expression: Expression) -> str:
    """What a template expression at `path`, counted from the root, names."""
    if not expression.is_plain:
        return (
            f"{code('{{' + expression.body + '}}')} is more than a plain path: "
            "how Claris Connect evaluates it is not known"
        )
    scopes = [expression.scope] if expression.scope else _scopes_of_bare_names(path)
    found = [each for scope in scopes for each in definitions(analysis, scope, path)]
    named = [each for each in found if each.value["key"] == expression.key]
    if named:
        return describe_field(analysis, named)
    meant = None if expression.scope else try_meant_path(expression.body)
    if meant is not None:
        return f"Nothing is called {code(expression.body)}: did you mean {code(meant)}?"
    if not expression.scope and path[:1] == ("auth_components",):
        return (
            f"**Secret** {code(expression.key)}\n\nIts value is kept outside the JSON, under "
            "Secret Keys in the editor, and Claris Connect puts it here."
        )
    if expression.scope or path[:1] == ("actions",):
        return _unknown(analysis, path, expression)
    return f"{code(expression.key)} is no field. Claris Connect may know a secret or token of it."


def _scopes_of_bare_names(path: Path) -> list[str]:
    """The scopes in which a name without one is looked up: those of an endpoint's path."""
    match path:
        case ("endpoints", *_) | ("actions", int(), "endpoint"):
            return [URL_FIELDS, ACTION_FIELDS]
    return []


def definitions(analysis: Analysis, scope: str, path: Path) -> Iterator[Definition]:
    """The fields of `scope` that a string at `path`, counted from the root, can refer to."""
    connector, sections = analysis.connector, analysis.document.sections
    if scope == AUTH_FIELDS:
        indexes: Iterable[int] = sorted(
            {i for each in connector.auth_fields.values() for i in each}
        )
    else:
        indexes = _actions_at(analysis, path)
    for index in indexes:
        for field in connector.facts[index].fields_of(scope):
            yield Definition(index, field.path, scope, value_at(sections[index].value, field.path))


def _actions_at(analysis: Analysis, path: Path) -> list[int]:
    """The actions in whose requests a string at `path` takes part."""
    connector = analysis.connector
    match path:
        case ("actions", int(), *_):
            return [i for i in connector.actions if analysis.document.paths[i] == path[:2]]
        case ("endpoints", str(method), str(endpoint), *_):
            users = connector.users.get((method, endpoint), ())
            return [user for user in users if user != connector.test_connection]
        case ("auth_request", *_):
            return connector.actions
    return []


def describe_field(analysis: Analysis, found: Sequence[Definition]) -> str:
    """A field, by the first of the places that define it: label, help, type, where it stands."""
    first = found[0]
    value = first.value
    label = value.get("label")
    title = f"**{escape(label)}** " if isinstance(label, str) and label.strip() else ""
    blocks = [title + code(f"{first.scope}.{value['key']}")]
    if isinstance(value.get("description"), str) and value["description"].strip():
        blocks.append(escape(value["description"]))
    if isinstance(value.get("choices"), dict) and value["choices"]:
        blocks.append(f"One of {_choices(value['choices'])}")
    traits = []
    if isinstance(value.get("type"), str):
        traits.append(escape(value["type"]))
    if value.get("required") is True:
        traits.append("required")
    if value.get("masked") is True:
        traits.append("masked")
    if traits:
        blocks.append(f"*{', '.join(traits)}*")
    return "\n\n".join([*blocks, _where(analysis, found)])


def _choices(choices: dict[str, Json]) -> str:
    names = [
        code(value) + (f" ({escape(text)})" if isinstance(text, str) and text != value else "")
        for value, text in list(choices.items())[:_MOST]
    ]
    return _listed([*names, "…"] if len(choices) > _MOST else names, "or")


def _where(analysis: Analysis, found: Sequence[Definition]) -> str:
    first = found[0]
    line = _line(analysis, first.section, first.path)
    if first.scope == AUTH_FIELDS:
        return f"Asked for at Sign In (auth field in line {line})"
    name = FIELD_NAMES[first.scope]
    kind = f"{name[0].upper()}{name[1:]} of {_action_name(analysis, first.section)} (line {line})"
    others = len({each.section for each in found}) - 1
    more = f" and of {others} more action{'s' if others > 1 else ''}" if others else ""
    return kind + more


def _unknown(analysis: Analysis, path: Path, expression: Expression) -> str:
    scope, key = expression.scope, expression.key
    if scope != AUTH_FIELDS and path[:1] in _WITHOUT_ACTION:
        place = _WITHOUT_ACTION[path[:1]]
        return f"There is no action {place}, so no {FIELD_NAMES[scope]} {code(key)}"
    scopes = (scope, *(other for other in SCOPES if other != scope)) if scope else SCOPES
    for other in scopes:
        keys = [each.value["key"] for each in definitions(analysis, other, path)]
        closest = key if key in keys else Vocabulary(keys).closest(key)
        if closest is not None:
            advice = f": did you mean {code(f'{other}.{closest}')}?"
            break
    else:
        advice = ""
    return f"There is no {FIELD_NAMES.get(scope, 'field')} {code(key)}{advice}"


def _line(analysis: Analysis, index: int, path: Path) -> int:
    """The line, from 1, on which a value of a section stands."""
    document = analysis.document
    start = 0
    if path:
        node = try_find_node(document.sections[index].root, path)
        start = node.start if node else 0
    where = document.absolute(index, start)
    return document.position(where, PositionEncoding.UTF32).line + 1


# --- path parameters -----------------------------------------------------------------------------


def describe_parameter(analysis: Analysis, path: Path, parameter: PathParameter, raw: str) -> str:
    """The URL field that fills a path parameter of a string at `path`, counted from the root.

    Args:
        analysis: the connector.
        path: the way to the string.
        parameter: the parameter.
        raw: the parameter as it is written.

    """
    candidates = list(definitions(analysis, URL_FIELDS, path))
    named = [each for each in candidates if each.value["key"] == parameter.name]
    users = _actions_at(analysis, path) if path[0] in ("actions", "endpoints") else []
    lacking = [index for index in users if index not in {each.section for each in named}]
    blocks = [f"Path parameter {code(raw)}"]
    if named:
        blocks.append(describe_field(analysis, named))
    if lacking:
        names = [_action_name(analysis, index) for index in lacking[:_MOST]]
        meant = Vocabulary(each.value["key"] for each in candidates).closest(parameter.name)
        advice = f"; did you mean {code(meant)}?" if meant and not named else ""
        of = "" if path[0] == "actions" else f" of {_listed(names)}"
        blocks.append(f"No URL field{of} has the key {code(parameter.name)}{advice}")
    elif not named:
        blocks.append("Nothing uses it" if path[0] == "endpoints" else "No URL field fills it here")
    return "\n\n".join(blocks)


# --- fields where they are defined ---------------------------------------------------------------


def describe_destination(action: Json, scope: str, field: dict[str, Json]) -> str:
    """Where in the action's request the value of one of its fields goes."""
    key, method, path = field["key"], action.get("method"), action.get("endpoint")
    query = code(f"?{quote(key, safe='[]', errors='replace')}=…")
    if scope == URL_FIELDS:
        if not isinstance(path, str):
            return "Fills the path parameter of this name, or goes to the query string"
        for parameter in find_path_parameters(path):
            if parameter.name == key:
                raw = path[parameter.start : parameter.end]
                return f"Fills {code(raw)} in {code(path)}"
        return f"Sent in the query string, as {code(path)} does not use it: {query}"
    if method in BODY_METHODS:
        placeholder = "…" if field.get("type", "string") in ("string", "date") else 0
        body = json.dumps(nested(key, placeholder), ensure_ascii=False)
        return f"Sent in the JSON body: {code(body if placeholder else body.replace('0}', '…}'))}"
    if method in QUERY_METHODS:
        return f"Sent in the query string: {query}"
    return "Sent in the JSON body with POST, PUT and PATCH, else in the query string"


def describe_use(analysis: Analysis, key: str) -> str:
    """How the connector refers to the auth field `key`, and where it does."""
    document = analysis.document
    places = [
        (str(document.paths[index][0]), _line(analysis, index, reference.path))
        for index, reference in analysis.connector.references()
        if reference.expression.scope == AUTH_FIELDS and reference.expression.key == key
    ]
    refer = f"Refer to its value as {code('{{authFields.' + key + '}}')}"
    if not places:
        return f"{refer}. Nothing does yet."
    names = [f"{code(name)} (line {line})" for name, line in places[:_MOST]]
    return f"{refer}. Used in {_listed([*names, '…'] if len(places) > _MOST else names)}"


def _listed(words: Iterable[str], conjunction: str = "and") -> str:
    """``a, b and c``."""
    *most, last = words
    return f"{', '.join(most)} {conjunction} {last}" if most else last
