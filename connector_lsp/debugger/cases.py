"""The test cases of a connector: what to run with which inputs, and what must come of it.

A case is taken from a document that was checked (`CaseChecker`), so all that it holds is of the
right type; one in which something is wrong is no case, but a problem to report.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, TypeAlias

from connector_lsp.analysis.cases import (
    CAPTURES,
    ENVIRONMENT,
    INPUT_SCOPES,
    find_references,
)
from connector_lsp.analysis.diagnostics.rule import Severity
from connector_lsp.analysis.suggestions import Vocabulary
from connector_lsp.analysis.template import strings_of
from connector_lsp.analysis.text import PositionEncoding, Range
from connector_lsp.debugger.expectations import SUCCESS, Capture, Check, Expectations
from connector_lsp.debugger.failures import CaseError, InputError, InputProblem

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from connector_lsp.analysis.analysis import Analysis
    from connector_lsp.analysis.cases import CaseReference
    from connector_lsp.analysis.syntax import Json, Path
    from connector_lsp.debugger.model import ConnectorModel

Inputs: TypeAlias = "Mapping[str, Mapping[str, Json]]"
"""Values by scope (``actionFields``, ``urlFields``) and by the key of the field."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a test cases file.

    Attributes:
        code: the code of the diagnostic.
        message: what is wrong, without a full stop.
        path: the way from the root to the value concerned.
        range: where that is, as offsets.
        line: its line, from 1.
        column: its column, from 1, in code points.

    """

    code: str
    message: str
    path: Path
    range: Range
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Case:
    """One run of an action, or of the connection test.

    Attributes:
        name: what tells it from the others.
        action: ``modelId/actionId``, or ``testConnection``.
        inputs: what is filled in, with references as they are written.
        expectations: what the response must be like, with references as they are written.
        captures: what is kept of the response for later cases.
        path: the way from the root to it.

    """

    name: str
    action: str
    inputs: Inputs
    expectations: Expectations
    captures: tuple[Capture, ...]
    path: Path

    @property
    def needs(self) -> frozenset[str]:
        """The names of the captures that it uses."""
        wanted = [check.wanted for check in self.expectations.checks if _takes_references(check)]
        return frozenset(
            reference.name
            for value in (*(self.inputs[scope] for scope in INPUT_SCOPES), wanted)
            for _, text in strings_of(value)
            for reference in find_references(text)
            if reference.source == CAPTURES
        )

    @property
    def headers(self) -> frozenset[str]:
        """The headers, in lower case, that it expects something of or captures."""
        checked = {each.where for each in self.expectations.checks if each.part == "headers"}
        captured = {each.where for each in self.captures if each.part == "headers"}
        return frozenset(map(str.lower, checked | captured))


@dataclass(frozen=True, slots=True)
class CaseFile:
    """What a test cases file holds.

    Attributes:
        cases: the cases with which nothing is wrong, in order.
        problems: what is wrong with the others, or with what is around them; while there are any,
            a run of the cases shows nothing about those that are missing.

    """

    cases: tuple[Case, ...]
    problems: tuple[Problem, ...]


def read_cases(analysis: Analysis) -> CaseFile:
    """The cases of a test cases file.

    Args:
        analysis: the file, opened with a `CaseChecker`; if that knows the connector's actions, a
            case that does not fit them is a problem.

    """
    document = analysis.document
    lines = document.line_index()
    problems, faulty = [], set()
    for each in analysis.diagnostics():
        if each.severity > Severity.WARNING:
            continue
        faulty.add(each.section)
        path = (*document.path(each.section), *each.finding.path)
        line, column = lines.position(each.range.start, PositionEncoding.UTF32)
        problems.append(Problem(each.code, each.message, path, each.range, line + 1, column + 1))
    cases = [
        _case(section.value, path)
        for index, (section, path) in enumerate(zip(document.sections, document.paths, strict=True))
        if index not in faulty and path[0] == "cases" and len(path) > 1
    ]
    return CaseFile(tuple(cases), tuple(problems))


def _case(case: dict[str, Json], path: Path) -> Case:
    expected = case.get("expect", {})
    status = expected.get("status", list(SUCCESS))
    checks = (
        Check(part, where, kind, wanted)
        for part in ("headers", "body")
        for where, check in expected.get(part, {}).items()
        for kind, wanted in check.items()
    )
    captures = (
        Capture(name, "body", where)
        if isinstance(where, str)
        else Capture(name, "headers", where["header"])
        for name, where in case.get("capture", {}).items()
    )
    return Case(
        case["name"],
        case["action"],
        {scope: case.get(scope, {}) for scope in INPUT_SCOPES},
        Expectations(tuple(status) if isinstance(status, list) else (status,), tuple(checks)),
        tuple(captures),
        path,
    )


# --- choosing ------------------------------------------------------------------------------------


def select(cases: Sequence[Case], wanted: Sequence[str]) -> tuple[Case, ...]:
    """The cases that are asked for and those whose captures they need, in the order of the file.

    Args:
        cases: all cases, in order.
        wanted: names of cases or of actions; all cases if there are none.

    Raises:
        CaseError: nothing is called so.

    """
    if not wanted:
        return tuple(cases)
    taken: set[int] = set()
    for name in wanted:
        found = [number for number, each in enumerate(cases) if name in (each.name, each.action)]
        if not found:
            vocabulary = Vocabulary(name for each in cases for name in (each.name, each.action))
            next_step = 'Write the "name" or the "action" of a case as it is in the test cases file'
            message = f'No case and no action of a case is called "{name}"'
            raise CaseError(message + vocabulary.did_you_mean(name), next_step)
        taken.update(found)
    for number in range(len(cases) - 1, -1, -1):
        if number in taken:
            taken.update(_makers(cases, number))
    return tuple(each for number, each in enumerate(cases) if number in taken)


def _makers(cases: Sequence[Case], number: int) -> set[int]:
    """The cases from which the one at `number` has its captures: of each the last before it."""
    makers = {
        capture.name: earlier
        for earlier, case in enumerate(cases[:number])
        for capture in case.captures
    }
    return {makers[name] for name in cases[number].needs if name in makers}


# --- references ----------------------------------------------------------------------------------


def references_of(model: ConnectorModel, cases: Sequence[Case]) -> dict[str, str]:
    """The environment variables that cases refer to, each with the type that it must have."""
    types = {
        (action.name, field.scope, field.key): field.type
        for action in model.actions
        for field in action.fields
    }
    found: dict[str, str] = {}
    for case in cases:
        for scope in INPUT_SCOPES:
            for key, value in case.inputs[scope].items():
                kind = types.get((case.action, scope, key), "")
                for name, is_all in references_in(value):
                    found[name] = kind if is_all else found.get(name, "")
        for check in case.expectations.checks:
            if check.kind == "equals":
                for name, _ in references_in(check.wanted):
                    found.setdefault(name, "")
    return found


def references_in(value: Json) -> list[tuple[str, bool]]:
    """The environment variables that a value refers to, and whether one is all of the value."""
    return [
        (each.name, value == text[each.start : each.end])
        for _, text in strings_of(value)
        for each in find_references(text)
        if each.source == ENVIRONMENT
    ]


@dataclass(frozen=True, slots=True)
class Resolved:
    """A case with values in the place of references.

    Attributes:
        inputs: what is filled in.
        expectations: what the response must be like.
        secrets: the values that came from the environment, none of them empty.

    """

    inputs: Inputs = field(repr=False)
    expectations: Expectations = field(repr=False)
    secrets: frozenset[str] = field(repr=False)


def resolve(case: Case, environment: Mapping[str, str], captures: Mapping[str, Json]) -> Resolved:
    """Put values in the place of a case's references.

    A reference that is all of a string gives its value as it is, a captured number a number; one
    among other text gives text.

    Args:
        case: the case.
        environment: the environment variables.
        captures: what earlier cases kept.

    Raises:
        InputError: values that there are not, all of them.

    """
    filling = _Filling(environment, captures)
    inputs = {
        scope: {key: filling.value(value, scope, key) for key, value in case.inputs[scope].items()}
        for scope in INPUT_SCOPES
    }
    checks = tuple(
        replace(check, wanted=filling.value(check.wanted, "expect", check.where))
        if _takes_references(check)
        else check
        for check in case.expectations.checks
    )
    if filling.problems:
        raise InputError(tuple(dict.fromkeys(filling.problems)))
    expectations = Expectations(case.expectations.status, checks)
    return Resolved(inputs, expectations, frozenset(filter(None, filling.secrets)))


def _takes_references(check: Check) -> bool:
    """Whether references count in a check: braces mean something else in regular expressions."""
    return check.kind == "equals"


class _Filling:
    """Values in the place of references; what is missing, and what is secret, is remembered."""

    def __init__(self, environment: Mapping[str, str], captures: Mapping[str, Json]) -> None:
        self.sources: dict[str, Mapping[str, Json]] = {ENVIRONMENT: environment, CAPTURES: captures}
        self.problems: list[InputProblem] = []
        self.secrets: set[str] = set()

    def value(self, value: Json, scope: str, key: str) -> Json:
        """`value` with all references in it filled in."""
        if isinstance(value, dict):
            return {name: self.value(member, scope, key) for name, member in value.items()}
        if isinstance(value, list):
            return [self.value(item, scope, key) for item in value]
        return self._text(value, scope, key) if isinstance(value, str) else value

    def _text(self, text: str, scope: str, key: str) -> Json:
        pieces: list[str] = []
        at = 0
        for reference in find_references(text):
            source = self.sources[reference.source]
            if reference.name not in source:
                self.problems.append(InputProblem(scope, key, _missing(reference)))
                continue
            value = source[reference.name]
            if reference.source == ENVIRONMENT:
                self.secrets.add(value)
            if (reference.start, reference.end) == (0, len(text)):
                return value
            written = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
            pieces += (text[at : reference.start], written)
            at = reference.end
        return "".join((*pieces, text[at:]))


def _missing(reference: CaseReference) -> str:
    """What to say of a reference to what is not there."""
    if reference.source == ENVIRONMENT:
        return f"the environment variable {reference.name} is not set"
    return f'no case before it captured "{reference.name}"'
