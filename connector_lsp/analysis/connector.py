"""What a connector means: what it defines, and what refers to it.

Each section gives *facts*, known by its kind and text alone; a `Connector` is the facts of all
sections, put together so that a rule or feature finds what it asks for without a walk.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from connector_lsp.analysis.template import (
    ACTION_FIELDS,
    URL_FIELDS,
    Expression,
    find_expressions,
    find_path_parameters,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from connector_lsp.analysis.document import Document, Section
    from connector_lsp.analysis.syntax import Json, Path

Request: TypeAlias = tuple[str, str]
"""Method and path of an endpoint."""


@dataclass(frozen=True, slots=True)
class Reference:
    """A template expression in a string of a section.

    Attributes:
        path: the way from the section to the string.
        number: how many expressions stand before it in that string.
        expression: the expression.

    """

    path: Path
    number: int
    expression: Expression


@dataclass(frozen=True, slots=True)
class Field:
    """A field that is asked for: of the sign-in, of an action, or of a URL.

    Attributes:
        path: the way from the section to the field.
        key: its key.

    """

    path: Path
    key: str


@dataclass(frozen=True, slots=True)
class Facts:
    """What one section defines and refers to; what is missing or of a wrong type is None.

    Labels and texts are no facts: typing one must not make the whole connector be put together
    again.

    Attributes:
        request: the method and path that an action or the test connection names.
        action_id: ``modelId`` and ``actionId`` of an action.
        fields: the fields that an auth field's or an action's section defines, by scope.
        references: the template expressions in strings that reach a request.
        parameters: the path parameters in an action's ``endpoint``.

    """

    request: Request | None = None
    action_id: tuple[str, str] | None = None
    fields: tuple[tuple[str, tuple[Field, ...]], ...] = ()
    references: tuple[Reference, ...] = ()
    parameters: tuple[str, ...] = ()

    def fields_of(self, scope: str) -> tuple[Field, ...]:
        """The fields of one scope."""
        return next((fields for name, fields in self.fields if name == scope), ())


NO_FACTS = Facts()


def facts_of(section: Section) -> Facts:
    """The facts of a section, broken or not."""
    kind, value = section.kind, section.value
    if not isinstance(value, dict):
        references = tuple(_references(value, ())) if "{{" in section.text else ()
        return Facts(references=references) if references else NO_FACTS
    if kind[0] == "actions":
        return _action_facts(section, value)
    if kind[:2] == ("requiredSettings", "authFields"):
        return Facts(fields=(("authFields", tuple(_fields([value], ()))),))
    references = tuple(_references(value, ())) if "{{" in section.text else ()
    if kind == ("testConnection",):
        return Facts(request=_request(value), references=references)
    return Facts(references=references) if references else NO_FACTS


def _action_facts(section: Section, value: dict[str, Json]) -> Facts:
    identity = value.get("modelId"), value.get("actionId")
    endpoint = value.get("endpoint")
    references: list[Reference] = []
    if "{{" in section.text:
        for name in ("endpoint", "headers", "params"):
            references += _references(value.get(name), (name,))
    parameters = find_path_parameters(endpoint) if isinstance(endpoint, str) else []
    return Facts(
        request=_request(value),
        action_id=identity if isinstance(identity[0], str) and isinstance(identity[1], str) else None,
        fields=tuple(
            (scope, tuple(_fields(value[scope], (scope,))))
            for scope in (ACTION_FIELDS, URL_FIELDS)
            if isinstance(value.get(scope), list)
        ),
        references=tuple(references),
        parameters=tuple(parameter.name for parameter in parameters),
    )


def _request(value: dict[str, Json]) -> Request | None:
    method, endpoint = value.get("method"), value.get("endpoint")
    return (method, endpoint) if isinstance(method, str) and isinstance(endpoint, str) else None


def _fields(items: list[Json], path: Path) -> Iterator[Field]:
    """The fields among `items`, a list at `path`; a single item at the root has the path itself."""
    for index, item in enumerate(items):
        if isinstance(item, dict) and isinstance(item.get("key"), str):
            yield Field((*path, index) if path else (), item["key"])


def _references(value: Json, path: Path) -> Iterator[Reference]:
    """The expressions in every string in `value`."""
    if isinstance(value, str):
        for number, expression in enumerate(find_expressions(value)):
            yield Reference(path, number, expression)
    elif isinstance(value, dict):
        for name, member in value.items():
            yield from _references(member, (*path, name))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _references(item, (*path, index))


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
        test_connection: the section of the test connection.
        members: the sections of the root's small members, by name.

    """

    facts: list[Facts]
    auth_fields: dict[str, list[int]] = field(default_factory=dict)
    endpoints: dict[Request, list[int]] = field(default_factory=dict)
    methods: dict[str, list[str]] = field(default_factory=dict)
    actions: list[int] = field(default_factory=list)
    actions_by_id: dict[tuple[str, str], list[int]] = field(default_factory=dict)
    users: dict[Request, list[int]] = field(default_factory=dict)
    members: dict[str, int] = field(default_factory=dict)

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
        return connector

    def _add(self, index: int, path: Path, facts: Facts) -> None:
        match path:
            case ("actions", int()):
                self.actions.append(index)
                if facts.action_id is not None:
                    self.actions_by_id.setdefault(facts.action_id, []).append(index)
            case ("endpoints", str(method), str(endpoint)):
                self.endpoints.setdefault((method, endpoint), []).append(index)
                self.methods.setdefault(endpoint, []).append(method)
            case ("requiredSettings", "authFields", int()):
                for auth_field in facts.fields_of("authFields"):
                    self.auth_fields.setdefault(auth_field.key, []).append(index)
            case (str(name),):
                self.members[name] = index
        if facts.request is not None:
            self.users.setdefault(facts.request, []).append(index)

    def references(self) -> Iterator[tuple[int, Reference]]:
        """Every template expression, with the section that it stands in."""
        for index, facts in enumerate(self.facts):
            for reference in facts.references:
                yield index, reference
