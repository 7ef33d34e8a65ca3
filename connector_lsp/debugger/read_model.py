"""A connector as JSON, whatever is in it, as the values that a run needs.

A value of the wrong type is noted as a fault with its path and left out, so that forms can show the
rest. Two readings are inferred (format.md): an auth field is required, and read like an action's
field.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeVar

from connector_lsp.analysis.diagnostics.wording import type_name
from connector_lsp.analysis.template import (
    ACTION_FIELDS,
    AUTH_FIELDS,
    URL_FIELDS,
    find_expressions,
    strings_of,
)
from connector_lsp.debugger.failures import ConnectorError
from connector_lsp.debugger.model import (
    WITH_TOKEN,
    Action,
    AuthRequest,
    Call,
    ConnectorModel,
    Endpoint,
    Field,
    Template,
    is_unicode,
)

if TYPE_CHECKING:
    from connector_lsp.analysis.syntax import Json, Path
    from connector_lsp.debugger.model import NamedTemplates

T = TypeVar("T")


def read_model(connector: Json) -> ConnectorModel:
    """The model of a connector, any JSON value; it never fails.

    Args:
        connector: the value of the whole document, as `json.loads` returns it.

    """
    reader = _Reader([])
    root = reader.as_object(connector, ())
    components = reader.member(root, "auth_components", dict, ()) or {}
    settings = reader.member(root, "requiredSettings", dict, ()) or {}
    name = root.get("name")
    auth_type = reader.member(components, "type", str, ("auth_components",)) or "none"
    return ConnectorModel(
        name if isinstance(name, str) else "",
        auth_type,
        _fields(reader, settings, AUTH_FIELDS, ("requiredSettings",)),
        _auth_request(reader, root),
        _endpoints(reader, root),
        _actions(reader, root),
        _test(reader, root),
        tuple(reader.faults),
        tuple(_bare_names(components)) if auth_type in WITH_TOKEN else (),
        auth_type in WITH_TOKEN and bool(components.get("authorizationURL")),
    )


def _bare_names(components: dict[str, Json]) -> dict[str, None]:
    expressions = (each for _, text in strings_of(components) for each in find_expressions(text))
    return {each.key: None for each in expressions if each.is_plain and not each.scope}


_KINDS: dict[type, str] = {
    dict: "object",
    list: "array",
    str: "string",
    bool: "boolean",
    int: "number",
    float: "number",
    type(None): "null",
}

_DEEPEST = 100
"""How many dots a key may have: each is a level of the JSON body."""


@dataclass(frozen=True, slots=True)
class _Reader:
    """Gives the values that are of the right type, and keeps what is wrong with the others."""

    faults: list[ConnectorError]

    def fault(self, message: str, path: Path) -> None:
        self.faults.append(
            ConnectorError(message, "Correct this in the connector and run again", path)
        )

    def value(self, value: Json, kind: type[T], path: Path) -> T | None:
        if not isinstance(value, kind):
            place = path[-1] if path and isinstance(path[-1], str) else "This"
            is_, should = type_name(_KINDS[type(value)]), type_name(_KINDS[kind])
            self.fault(f"{place} is {is_}: expected {should}", path)
            return None
        if isinstance(value, str) and not is_unicode(value):
            self.fault(f"{path[-1]} has half a character, an unpaired surrogate", path)
            return None
        return value

    def as_object(self, value: Json, path: Path) -> dict[str, Json]:
        return self.value(value, dict, path) or {}

    def member(self, owner: dict[str, Json], name: str, kind: type[T], path: Path) -> T | None:
        """A member of the object at `path`; null is as good as none."""
        value = owner.get(name)
        return None if value is None else self.value(value, kind, (*path, name))

    def needed(self, owner: dict[str, Json], name: str, path: Path) -> str:
        """A string that must be there."""
        if owner.get(name) is None:
            self.fault(f"{name} is missing", path)
        return self.member(owner, name, str, path) or ""

    def template(self, owner: dict[str, Json], name: str, path: Path) -> Template | None:
        text = self.member(owner, name, str, path)
        return None if text is None else Template(text, (*path, name))

    def templates(self, owner: dict[str, Json], name: str, path: Path) -> NamedTemplates:
        named = self.member(owner, name, dict, path) or {}
        path = (*path, name)
        found = []
        for key in named:
            template = self.template(named, key, path) if self.is_name(key, path) else None
            if template is not None:
                found.append((key, template))
        return tuple(found)

    def is_name(self, name: str, path: Path) -> bool:
        """Whether a name in the object at `path` can be sent."""
        if is_unicode(name):
            return True
        self.fault("A name has half a character, an unpaired surrogate", path)
        return False


def _fields(reader: _Reader, owner: dict[str, Json], scope: str, path: Path) -> tuple[Field, ...]:
    items = reader.member(owner, scope, list, path) or []
    read = (_try_field(reader, item, scope, (*path, scope, at)) for at, item in enumerate(items))
    return tuple(field for field in read if field is not None)


def _try_field(reader: _Reader, value: Json, scope: str, path: Path) -> Field | None:
    item = reader.as_object(value, path)
    key = reader.needed(item, "key", path)
    if key.count(".") > _DEEPEST:
        reader.fault(f"key has more than {_DEEPEST} dots", (*path, "key"))
        return None
    if not key:
        return None
    required = reader.member(item, "required", bool, path)
    choices = reader.member(item, "choices", dict, path) or {}
    return Field(
        scope,
        key,
        path,
        reader.member(item, "type", str, path) or "",
        _words(item, "label") or key,
        _words(item, "description"),
        required=scope == AUTH_FIELDS if required is None else required,
        choices=tuple(
            (each, _words(choices, each) or each) for each in choices if is_unicode(each)
        ),
        default=item.get("default"),
        masked=reader.member(item, "masked", bool, path) or False,
        error_text=_words(item, "errorText"),
    )


def _words(owner: dict[str, Json], name: str) -> str:
    """A text that is only shown, so that a wrong one keeps nothing from running."""
    text = owner.get(name)
    return text if isinstance(text, str) and is_unicode(text) else ""


def _auth_request(reader: _Reader, root: dict[str, Json]) -> AuthRequest:
    path: Path = ("auth_request",)
    value = reader.member(root, "auth_request", dict, ())
    if value is None:
        if root.get("auth_request") is None:
            reader.fault("auth_request is missing", path)
        return AuthRequest("")
    return AuthRequest(
        reader.needed(value, "type", path),
        reader.template(value, "token", path),
        reader.template(value, "username", path),
        reader.template(value, "password", path),
        reader.templates(value, "headers", path),
        reader.templates(value, "params", path),
    )


def _endpoints(reader: _Reader, root: dict[str, Json]) -> dict[tuple[str, str], Endpoint]:
    endpoints = {}
    methods = reader.member(root, "endpoints", dict, ()) or {}
    for method in methods:
        declared = reader.member(methods, method, dict, ("endpoints",)) or {}
        for name, value in declared.items():
            path = ("endpoints", method, name)
            item = reader.as_object(value, path)
            url = Template(reader.needed(item, "url", path), (*path, "url"))
            headers = reader.templates(item, "headers", path)
            params = reader.templates(item, "params", path)
            endpoints[method, name] = Endpoint(path, url, headers, params)
    return endpoints


def _actions(reader: _Reader, root: dict[str, Json]) -> tuple[Action, ...]:
    items = reader.member(root, "actions", list, ()) or []
    read = (_try_action(reader, item, ("actions", at)) for at, item in enumerate(items))
    return tuple(action for action in read if action is not None)


def _try_action(reader: _Reader, value: Json, path: Path) -> Action | None:
    item = reader.as_object(value, path)
    model_id = reader.needed(item, "modelId", path)
    action_id = reader.needed(item, "actionId", path)
    if not model_id or not action_id:
        return None
    return Action(
        model_id,
        action_id,
        _words(item, "label") or f"{model_id} {action_id}",
        _words(item, "helpText"),
        _call(reader, item, path),
        _fields(reader, item, URL_FIELDS, path),
        _fields(reader, item, ACTION_FIELDS, path),
    )


def _call(reader: _Reader, item: dict[str, Json], path: Path) -> Call:
    return Call(
        path,
        reader.needed(item, "method", path),
        reader.template(item, "endpoint", path),
        headers=reader.templates(item, "headers", path),
        params=reader.templates(item, "params", path),
    )


def _test(reader: _Reader, root: dict[str, Json]) -> Call | None:
    value = reader.member(root, "testConnection", dict, ())
    if not value:
        return None
    path: Path = ("testConnection",)
    return replace(_call(reader, value, path), url=reader.template(value, "url", path))
