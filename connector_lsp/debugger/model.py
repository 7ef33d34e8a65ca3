"""What can be run of a connector: auth fields, actions, the connection test, as plain values.

`read_model` takes the connector as JSON, whatever is in it: a value of the wrong type is noted as a
fault with its path and left out, so that forms can show the rest. `require` raises the faults that
matter to a run.

Two readings are inferred (format.md): an auth field is required, and read like an action's field.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias, TypeVar

from connector_lsp.analysis.cases import CONNECTION_TEST
from connector_lsp.analysis.diagnostics.wording import type_name
from connector_lsp.analysis.suggestions import Vocabulary
from connector_lsp.analysis.template import (
    ACTION_FIELDS,
    AUTH_FIELDS,
    URL_FIELDS,
    find_expressions,
    strings_of,
)
from connector_lsp.debugger.failures import ConnectorError

if TYPE_CHECKING:
    from connector_lsp.analysis.syntax import Json, Path

T = TypeVar("T")

WITH_TOKEN = ("oauth1", "oauth2")
"""The authentication types for which a sign-in sends something."""


@dataclass(frozen=True, slots=True)
class Template:
    """A string of the connector that reaches a request, with ``{{…}}`` to be filled in.

    Attributes:
        text: the string.
        path: the way from the root to it.

    """

    text: str
    path: Path

    def part(self, text: str) -> Template:
        """A stretch of it, which has the same place."""
        return replace(self, text=text)


NamedTemplates: TypeAlias = tuple[tuple[str, Template], ...]
"""Headers or query parameters as the connector has them, each name once."""


@dataclass(frozen=True, slots=True)
class Field:
    """A value that a person is asked for.

    Attributes:
        scope: ``authFields``, ``urlFields`` or ``actionFields``.
        key: its name in the scope.
        path: the way from the root to it.
        type: as the connector has it, any text; empty for none.
        label: what it is called; the key where the connector has no label.
        description: help for the one who fills it in.
        required: whether it must have a value.
        choices: the values to choose from, each with the text shown for it; empty for any value.
        default: the JSON value that it starts with; None for none.
        masked: whether what is typed is hidden.
        error_text: what to say if its value is wrong; empty for our own words.

    """

    scope: str
    key: str
    path: Path
    type: str = ""
    label: str = ""
    description: str = ""
    required: bool = False
    choices: tuple[tuple[str, str], ...] = ()
    default: Json = None
    masked: bool = False
    error_text: str = ""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where the requests of one method and path go.

    Attributes:
        path: the way from the root to it.
        url: the base URL, to which the endpoint's own path is appended.
        headers: sent with every request to it.
        params: query parameters sent with every request to it.

    """

    path: Path
    url: Template
    headers: NamedTemplates = ()
    params: NamedTemplates = ()


@dataclass(frozen=True, slots=True)
class Call:
    """Which request an action or the connection test makes.

    Attributes:
        path: the way from the root to the action or the connection test.
        method: as the connector has it; empty where it is missing.
        endpoint: the path of an endpoint declared for the method; None where there is none.
        url: the whole URL, which a connection test may name instead of an endpoint.
        headers: sent with this request only.
        params: query parameters sent with this request only.

    """

    path: Path
    method: str
    endpoint: Template | None
    url: Template | None = None
    headers: NamedTemplates = ()
    params: NamedTemplates = ()


@dataclass(frozen=True, slots=True)
class Action:
    """Something that a flow can do with the app.

    Attributes:
        model_id: what it works on; with `action_id` it identifies the action.
        action_id: what it does.
        label: what it is called; the two ids where the connector has no label.
        help_text: what it does and returns.
        call: the request that it makes.
        url_fields: what it asks for to fill in its path.
        action_fields: what else it asks for.

    """

    model_id: str
    action_id: str
    label: str
    help_text: str
    call: Call
    url_fields: tuple[Field, ...] = ()
    action_fields: tuple[Field, ...] = ()

    @property
    def name(self) -> str:
        """The name by which test cases call it."""
        return f"{self.model_id}/{self.action_id}"

    @property
    def fields(self) -> tuple[Field, ...]:
        """All fields that it asks for."""
        return self.url_fields + self.action_fields


@dataclass(frozen=True, slots=True)
class AuthRequest:
    """How each request carries the credentials.

    Attributes:
        type: as the connector has it; empty where it is missing.
        token: of ``bearer``.
        username: of ``basic``.
        password: of ``basic``.
        headers: sent with every request, whatever the type.
        params: query parameters sent with every request, whatever the type.

    """

    type: str
    token: Template | None = None
    username: Template | None = None
    password: Template | None = None
    headers: NamedTemplates = ()
    params: NamedTemplates = ()


@dataclass(frozen=True, slots=True)
class ConnectorModel:
    """A connector as the debugger sees it.

    Attributes:
        name: what it is called; empty where it has no name.
        auth_type: the type of its ``auth_components``, such as ``none`` or ``oauth2``.
        auth_fields: what Sign In asks for.
        auth_request: how its requests carry the credentials.
        endpoints: by method and path.
        actions: those that have both ids, in their order.
        test: the request of its connection test; None where there is none.
        faults: what could not be read, with its path.
        secrets: the names that its sign-in by OAuth has bare in double braces.
        has_browser_sign_in: whether that sign-in has the user agree in a browser.

    """

    name: str
    auth_type: str
    auth_fields: tuple[Field, ...]
    auth_request: AuthRequest
    endpoints: dict[tuple[str, str], Endpoint]
    actions: tuple[Action, ...]
    test: Call | None
    faults: tuple[ConnectorError, ...]
    secrets: tuple[str, ...] = ()
    has_browser_sign_in: bool = False

    def find_action(self, name: str) -> Action | None:
        """The action that is called ``modelId/actionId``; None for the connection test.

        Raises:
            ConnectorError: there is none.

        """
        if name == CONNECTION_TEST:
            return None
        for action in self.actions:  # Either ID may hold a slash, too.
            if action.name == name:
                return action
        names = (*(action.name for action in self.actions), CONNECTION_TEST)
        raise ConnectorError(
            f'No action is called "{name}"{Vocabulary(names).did_you_mean(name)}',
            f"Name one as modelId/actionId, or {CONNECTION_TEST}",
            ("actions",),
        )

    def require(self, *paths: Path) -> None:
        """Make sure that all values at, above and below `paths` could be read.

        Raises:
            ConnectorError: one could not.

        """
        for fault in self.faults:
            for path in paths:
                common = min(len(path), len(fault.path))
                if path[:common] == fault.path[:common]:
                    raise ConnectorError(fault.message, fault.next_step, fault.path)


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


def is_unicode(text: str) -> bool:
    """Whether a text can be written in UTF-8: it has no unpaired surrogate, as JSON may."""
    return text.isascii() or not any("\ud800" <= character <= "\udfff" for character in text)


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
