"""What a connector means: what it defines, and what refers to it.

Each section gives *facts*, known by its kind and text alone; a `Connector` is the facts of all
sections, put together so that a rule or feature finds what it asks for without a walk.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from connector_lsp.analysis.template import (
    ACTION_FIELDS,
    AUTH_FIELDS,
    URL_FIELDS,
    Expression,
    find_expressions,
    find_path_parameters,
    strings_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from connector_lsp.analysis.document import Document
    from connector_lsp.analysis.section import Section
    from connector_lsp.analysis.syntax import Json, Path

Request: TypeAlias = tuple[str, str]
"""Method and path of an endpoint."""


@dataclass(frozen=True, slots=True)
class Reference:
    """A template expression in a string of a section.

    Attributes:
        path: the way from the section to the string.
        expression: the expression.
        occurrence: how many times the expression's text stands before it in that string.

    """

    path: Path
    expression: Expression
    occurrence: int


class Field(NamedTuple):
    """A field that is asked for: of the sign-in, of an action, or of a URL.

    Attributes:
        path: the way from the section to the field.
        key: its key.

    """

    path: Path
    key: str


class Facts(NamedTuple):
    """What one section defines and refers to; what is missing or of a wrong type is None.

    Labels and texts are no facts: typing one must not make the whole connector be put together
    again.

    Attributes:
        request: the method and path that an action or the test connection names.
        action_id: ``modelId`` and ``actionId`` of an action.
        fields: the fields that an auth field's or an action's section defines, by scope.
        references: the template expressions in strings that reach a request.
        auth_keys: the keys of auth fields that the text mentions anywhere, in whatever manner.
        parameters: the path parameters in the ``endpoint`` of an action or the test connection.
        spare_fields: the URL fields that nothing in the action itself uses.
        has_braces: whether the text has two opening braces anywhere, as a template has.

    """

    request: Request | None = None
    action_id: tuple[str, str] | None = None
    fields: tuple[tuple[str, tuple[Field, ...]], ...] = ()
    references: tuple[Reference, ...] = ()
    auth_keys: frozenset[str] = frozenset()
    parameters: tuple[str, ...] = ()
    spare_fields: tuple[Field, ...] = ()
    has_braces: bool = False

    def fields_of(self, scope: str) -> tuple[Field, ...]:
        """The fields of one scope."""
        for name, fields in self.fields:
            if name == scope:
                return fields
        return ()


NO_FACTS = Facts()

_REQUEST_MEMBERS = ("auth_components", "auth_request", "testConnection", "endpoints")
_ACTION_REQUEST = ("endpoint", "headers", "params")
_LARGE_MEMBERS = ("requiredSettings", "endpoints", "actions")


def facts_of(section: Section) -> Facts:
    """The facts of a section, broken or not."""
    kind, value = section.kind, section.value
    has_braces = "{{" in section.text
    references = tuple(_references(section)) if has_braces else ()
    auth_keys = _auth_keys(section.text) if "authFields." in section.text else _NO_KEYS
    if isinstance(value, dict):
        if kind[0] == "actions":
            return _action_facts(value, references, auth_keys, has_braces=has_braces)
        if kind[:2] == ("requiredSettings", AUTH_FIELDS):
            fields = ((AUTH_FIELDS, _fields([value], ())),)
            return Facts(fields=fields, auth_keys=auth_keys)
        if kind == ("testConnection",):
            return Facts(
                request=_request(value),
                references=references,
                auth_keys=auth_keys,
                parameters=_parameters(value),
                has_braces=has_braces,
            )
    if has_braces or auth_keys:
        return Facts(references=references, auth_keys=auth_keys, has_braces=has_braces)
    return NO_FACTS


def _action_facts(
    value: dict[str, Json],
    references: tuple[Reference, ...],
    auth_keys: frozenset[str],
    *,
    has_braces: bool,
) -> Facts:
    model, action = value.get("modelId"), value.get("actionId")
    parameters = _parameters(value)
    fields = []
    spare: tuple[Field, ...] = ()
    for scope in (ACTION_FIELDS, URL_FIELDS):
        items = value.get(scope)
        if isinstance(items, list):
            found = _fields(items, (scope,))
            fields.append((scope, found))
            if scope is URL_FIELDS and found:
                spare = _spare(found, parameters, references)
    action_id = (model, action) if isinstance(model, str) and isinstance(action, str) else None
    return Facts(
        _request(value), action_id, tuple(fields), references, auth_keys, parameters, spare,
        has_braces,
    )  # fmt: skip


def _spare(
    fields: tuple[Field, ...], parameters: tuple[str, ...], references: tuple[Reference, ...]
) -> tuple[Field, ...]:
    """The URL fields that neither a path parameter nor a template uses."""
    used = set(parameters)
    used.update(*(reference.expression.names(URL_FIELDS) for reference in references))
    return tuple(each for each in fields if each.key not in used)


def _parameters(value: dict[str, Json]) -> tuple[str, ...]:
    endpoint = value.get("endpoint")
    if not isinstance(endpoint, str):
        return ()
    return tuple([parameter.name for parameter in find_path_parameters(endpoint)])


def _request(value: dict[str, Json]) -> Request | None:
    method, endpoint = value.get("method"), value.get("endpoint")
    return (method, endpoint) if isinstance(method, str) and isinstance(endpoint, str) else None


def _fields(items: list[Json], path: Path) -> tuple[Field, ...]:
    """The fields among `items`, a list at `path`; a single item at the root has the path itself."""
    return tuple(
        [
            Field((*path, index) if path else (), item["key"])
            for index, item in enumerate(items)
            if isinstance(item, dict) and isinstance(item.get("key"), str)
        ]
    )


def request_strings(section: Section) -> Iterator[tuple[Path, str]]:
    """The strings of a section that reach a request, the only ones where a template counts."""
    kind, value = section.kind, section.value
    if not kind:
        return
    if kind[0] == "actions" and isinstance(value, dict):
        for name in _ACTION_REQUEST:
            yield from strings_of(value.get(name), (name,))
    elif kind[0] in _REQUEST_MEMBERS:
        yield from strings_of(value)


def reaches_request(path: Path) -> bool:
    """Whether a string at `path`, from the connector's root, becomes part of a request."""
    if path[:1] == ("actions",):
        return path[2:3] != () and path[2] in _ACTION_REQUEST
    return len(path) > 1 and path[0] in _REQUEST_MEMBERS


def _references(section: Section) -> Iterator[Reference]:
    for path, text in request_strings(section):
        seen: Counter[str] = Counter()
        for each in find_expressions(text):
            yield Reference(path, each, seen[each.text])
            seen[each.text] += 1
            if each.text.startswith("{{{"):
                seen[each.text[1:-1]] += 1


_MENTION = re.compile(r"authFields\.([\w$-]+(?:\.[\w$-]+)*)")
_ODD_MENTION = re.compile(r"\{\{\s*authFields\.([^{}\"]+?)\s*\}\}")
"""A key that is no plain path."""


def _auth_keys(text: str) -> frozenset[str]:
    return frozenset((*_MENTION.findall(text), *_ODD_MENTION.findall(text)))


_NO_KEYS: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, eq=False)
class Connector:
    """The facts of all sections of a document.

    Sections are named by their indexes in the document.

    Attributes:
        facts: the facts of each section.
        auth_fields: for each key the sections of the auth fields that have it.
        endpoints: for each method and path the sections of the endpoints declared so.
        methods: for each path the methods under which it is declared.
        actions: the sections of the actions.
        actions_by_id: for each ``modelId`` and ``actionId`` the sections of the actions.
        users: for each method and path the sections that name it: actions, the test connection.
        members: the sections of the root's small members, by name.
        referring: the sections with template expressions in strings that reach a request.
        auth_keys: the keys of auth fields that the text mentions anywhere.
        with_spare_fields: the sections of the actions with URL fields that they do not use.
        unreadable: the large members of the root of which a part is of a wrong type, so that what
            they define is not known.
        memo: what was found out from it.

    """

    facts: list[Facts]
    auth_fields: dict[str, list[int]] = field(default_factory=dict)
    endpoints: dict[Request, list[int]] = field(default_factory=dict)
    methods: dict[str, list[str]] = field(default_factory=dict)
    actions: list[int] = field(default_factory=list)
    actions_by_id: dict[tuple[str, str], list[int]] = field(default_factory=dict)
    users: dict[Request, list[int]] = field(default_factory=dict)
    members: dict[str, int] = field(default_factory=dict)
    referring: list[int] = field(default_factory=list)
    auth_keys: set[str] = field(default_factory=set)
    with_spare_fields: list[int] = field(default_factory=list)
    unreadable: set[str] = field(default_factory=set)
    memo: dict[object, object] = field(default_factory=dict, compare=False, repr=False)

    @property
    def test_connection(self) -> int | None:
        """The section of ``testConnection``."""
        return self.members.get("testConnection")

    @classmethod
    def of(cls, document: Document) -> Connector:
        """Put together the facts of a document's sections."""
        connector = cls([section.once(facts_of) for section in document.sections])
        for index, (path, facts) in enumerate(zip(document.paths, connector.facts, strict=True)):
            connector._add(index, path, facts)
            if facts is not NO_FACTS:
                connector._add_uses(index, facts)
        return connector

    def _add(self, index: int, path: Path, facts: Facts) -> None:
        root = path[0]
        if root == "actions" and len(path) > 1:
            self._add_action(index, facts)
        elif len(path) == 1:
            self.members[str(root)] = index
            if root in _LARGE_MEMBERS:
                self.unreadable.add(str(root))
        elif root == "endpoints":
            if len(path) == len(("endpoints", "METHOD")):
                self.unreadable.add("endpoints")
                return
            method, endpoint = str(path[1]), str(path[2])
            self.endpoints.setdefault((method, endpoint), []).append(index)
            self.methods.setdefault(endpoint, []).append(method)
        elif path[:2] == ("requiredSettings", AUTH_FIELDS):
            if len(path) == len(("requiredSettings", AUTH_FIELDS)):
                self.unreadable.add("requiredSettings")
                return
            for auth_field in facts.fields_of(AUTH_FIELDS):
                self.auth_fields.setdefault(auth_field.key, []).append(index)

    def _add_action(self, index: int, facts: Facts) -> None:
        self.actions.append(index)
        if facts.action_id is not None:
            self.actions_by_id.setdefault(facts.action_id, []).append(index)
        if facts.spare_fields:
            self.with_spare_fields.append(index)

    def _add_uses(self, index: int, facts: Facts) -> None:
        if facts.request is not None:
            self.users.setdefault(facts.request, []).append(index)
        if facts.references:
            self.referring.append(index)
        if facts.auth_keys:
            self.auth_keys.update(facts.auth_keys)

    def paths_under(self, method: str) -> Iterator[str]:
        """The paths that are declared under a method."""
        return (path for other, path in self.endpoints if other == method)

    def references(self) -> Iterator[tuple[int, Reference]]:
        """Every template expression, with the section that it stands in."""
        for index in self.referring:
            for reference in self.facts[index].references:
                yield index, reference
