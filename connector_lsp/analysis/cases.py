"""A test cases file: what its cases ask of a connector, and what that connector has.

It is a document like any other, with a schema of its own and each case a section.  What the cases
mean when they run is the debugger's matter.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from connector_lsp.analysis.places import Container
from connector_lsp.analysis.template import ACTION_FIELDS, URL_FIELDS, strings_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from connector_lsp.analysis.document import Document
    from connector_lsp.analysis.section import Section
    from connector_lsp.analysis.syntax import Json, Path

CASES = Container("{", {"cases": Container("[")})
"""The large parts of a test cases file."""

CONNECTION_TEST = "testConnection"
"""What stands in the place of an action for the connection test; an action's name has a slash."""

ENVIRONMENT, CAPTURES = "env", "captures"

INPUT_SCOPES = (ACTION_FIELDS, URL_FIELDS)

EMPTY = ("", None)
"""The inputs of a field that was left empty."""

_REFERENCE = re.compile(r"\{\{\s*(env|captures)\.([A-Za-z_$][A-Za-z0-9_$-]*)\s*\}\}")
_IS_ACTION, _IS_CASE = ("actions", "*"), ("cases", "*")

Actions: TypeAlias = "Mapping[str, Mapping[str, Json]]"
"""Actions as they stand in a connector, by `action_name`."""


@dataclass(frozen=True, slots=True)
class CaseReference:
    """One ``{{env.NAME}}`` or ``{{captures.NAME}}`` in a string.

    Attributes:
        start: the offset of its first brace.
        end: the offset behind its last brace.
        source: `ENVIRONMENT` or `CAPTURES`.
        name: what is looked up there.

    """

    start: int
    end: int
    source: str
    name: str


def find_references(text: str) -> list[CaseReference]:
    """The references in `text`, in order; any other braces are text."""
    return [CaseReference(*match.span(), *match.groups()) for match in _REFERENCE.finditer(text)]


def action_name(action: Mapping[str, Json]) -> str | None:
    """The name by which cases call an action, ``modelId/actionId``; None if it has no such IDs."""
    model, own = action.get("modelId"), action.get("actionId")
    return f"{model}/{own}" if isinstance(model, str) and isinstance(own, str) else None


def actions_of(connector: Document) -> Actions:
    """The actions of a connector; of two with one name the first."""
    found: dict[str, Mapping[str, Json]] = {}
    for section in connector.sections:
        if section.kind == _IS_ACTION and isinstance(section.value, dict):
            name = action_name(section.value)
            if name is not None:
                found.setdefault(name, section.value)
    return found


def fields_of(action: Mapping[str, Json], scope: str) -> dict[str, Mapping[str, Json]]:
    """The fields of an action in one scope by their keys; what is no field is left out."""
    items = action.get(scope)
    fields = items if isinstance(items, list) else []
    return {
        field["key"]: field
        for field in fields
        if isinstance(field, dict) and isinstance(field.get("key"), str)
    }


@dataclass(frozen=True, slots=True)
class Input:
    """What a case fills in for a field.

    Attributes:
        scope: ``actionFields`` or ``urlFields``.
        key: the field's key.
        is_empty: whether that is nothing.
        is_literal: whether it stands there as it is, without any reference.

    """

    scope: str
    key: str
    is_empty: bool
    is_literal: bool


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """What one case says; what is missing or of a wrong type is None.

    Attributes:
        name: its name.
        action: the action that it runs.
        inputs: what it fills in.
        used: the captures that it uses, each with the way to the string and its text.
        captures: the names of those that it makes.

    """

    name: str | None = None
    action: str | None = None
    inputs: tuple[Input, ...] = ()
    used: tuple[tuple[str, Path, str], ...] = ()
    captures: tuple[str, ...] = ()


_NOTHING = CaseFacts()


def facts_of(section: Section) -> CaseFacts:
    """The facts of a case, broken or not."""
    case = section.value
    if section.kind != _IS_CASE or not isinstance(case, dict):
        return _NOTHING
    name, action, captures = (case.get(key) for key in ("name", "action", "capture"))
    return CaseFacts(
        name if isinstance(name, str) else None,
        action if isinstance(action, str) else None,
        tuple(_inputs(case)),
        tuple(_used(case)),
        tuple(captures) if isinstance(captures, dict) else (),
    )


def _inputs(case: dict[str, Json]) -> Iterator[Input]:
    for scope in INPUT_SCOPES:
        values = case.get(scope)
        for key, value in values.items() if isinstance(values, dict) else ():
            refers = any(find_references(text) for _, text in strings_of(value))
            yield Input(scope, key, value in EMPTY, not refers)


def _used(case: dict[str, Json]) -> Iterator[tuple[str, Path, str]]:
    for path, text in strings_of(case):
        if not _takes_references(path):
            continue
        for reference in find_references(text):
            if reference.source == CAPTURES:
                yield reference.name, path, text[reference.start : reference.end]


def _takes_references(path: Path) -> bool:
    """Whether a string of a case may refer to values: inputs, and what another is to equal."""
    return path[0] in INPUT_SCOPES or (path[0] == "expect" and path[3:4] == ("equals",))


@dataclass(frozen=True, slots=True, eq=False)
class Cases:
    """The facts of all cases of a file, beside the actions that they may run.

    Attributes:
        facts: the facts of each case with the index of its section, in order.
        actions: the actions of the connector; None while it is not known.

    """

    facts: list[tuple[int, CaseFacts]]
    actions: Actions | None

    @classmethod
    def of(cls, document: Document, actions: Actions | None) -> Cases:
        """Put together the facts of a document's sections."""
        return cls(
            [
                (index, section.once(facts_of))
                for index, section in enumerate(document.sections)
                if section.kind == _IS_CASE
            ],
            actions,
        )

    def with_actions(self) -> Iterator[tuple[int, CaseFacts, Mapping[str, Json]]]:
        """The cases whose action is known, each with that; the connection test has no fields."""
        for index, facts in self.facts:
            if self.actions is None or facts.action is None:
                continue
            action = {} if facts.action == CONNECTION_TEST else self.actions.get(facts.action)
            if action is not None:
                yield index, facts, action
