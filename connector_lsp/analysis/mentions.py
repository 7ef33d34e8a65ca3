"""Where a section names something: fields, endpoints, actions, secrets, each with its place.

A section is read for itself, so what a name stands for is not known here; `names.py` knows.
"""

from __future__ import annotations

import re
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from connector_lsp.analysis.connector import facts_of, request_strings
from connector_lsp.analysis.spans import read_string, try_find_span
from connector_lsp.analysis.template import (
    ACTION_FIELDS,
    AUTH_FIELDS,
    URL_FIELDS,
    find_expressions,
    find_path_parameters,
)
from connector_lsp.analysis.text import Range

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from connector_lsp.analysis.section import Section
    from connector_lsp.analysis.syntax import Path
    from connector_lsp.analysis.template import Expression


class Kind(Enum):
    """What sort of thing has a name; fields by their scope."""

    AUTH_FIELD = AUTH_FIELDS
    ACTION_FIELD = ACTION_FIELDS
    URL_FIELD = URL_FIELDS
    ENDPOINT = "endpoint"
    MODEL = "modelId"
    ACTION = "actionId"
    SECRET = "secret"  # noqa: S105 -- what it is, not one
    BARE = "bare"
    """A name without a scope in a template: a secret or a field, by where it stands."""


class Form(Enum):
    """How a name is written, which decides what it may consist of."""

    DEFINITION = "definition"
    TEMPLATE = "template"
    BARE = "bare"
    BRACES = "braces"
    COLON = "colon"
    REQUEST = "request"
    METHOD = "method"
    """The method beside an endpoint's path: it leads to the endpoint but is not its name."""
    INPUT = "input"
    CASE = "case"


class Mention(NamedTuple):
    """One place that names something.

    Attributes:
        kind: what is named.
        name: its name; of an endpoint its path.
        form: how it is written.
        range: where, without quotation marks, as offsets in the section.

    """

    kind: Kind
    name: str
    form: Form
    range: Range

    def moved(self, distance: int) -> Mention:
        """The same, its range `distance` further on."""
        return self._replace(range=self.range.moved(distance))


_SCOPED = re.compile(r"(?<![\w$.-])(authFields|actionFields|urlFields)\.([\w$-]+(?:\.[\w$-]+)*)")


_WITH_BARE_NAMES = ("auth_components", "endpoints")
"""Where a name without a scope is known to be a secret or, as in every path, a field."""


def mentions_of(section: Section) -> tuple[Mention, ...]:
    """All that a connector's section names; to be asked with `Section.once`."""
    facts, kind = section.once(facts_of), section.kind
    found: list[Mention] = []
    if kind[:1] == ("actions",) or kind == ("testConnection",):
        found += _request(section)
    if kind[:1] == ("actions",):
        for each in (Kind.MODEL, Kind.ACTION):
            found += _whole(section, (each.value,), each, Form.DEFINITION)
    for scope, fields in facts.fields:
        for field in fields:
            found += _whole(section, (*field.path, "key"), Kind(scope), Form.DEFINITION)
    if facts.has_braces:
        for path, text in request_strings(section):
            if "{{" in text and path != ("endpoint",):
                found += [
                    each
                    for each in _within(section, path)
                    if each.kind is not Kind.BARE or kind[0] in _WITH_BARE_NAMES
                ]
    return tuple(found)


def path_mentions(text: str, start: int, end: int) -> Iterator[Mention]:
    """What the path of an endpoint names, written with its quotation marks from `start` to `end`.

    The innermost come first: a parameter before the endpoint itself.
    """
    path, places = read_string(text, start, end)
    yield from _parts(path, places)
    for parameter in find_path_parameters(path):
        form = Form.BRACES if path[parameter.start] == "{" else Form.COLON
        first = parameter.start + 1
        where = Range(places[first], places[first + len(parameter.name)])
        yield Mention(Kind.URL_FIELD, parameter.name, form, where)
    yield Mention(Kind.ENDPOINT, path, Form.REQUEST, Range(places[0], places[len(path)]))


def _request(section: Section) -> Iterator[Mention]:
    """The path and method of the endpoint that an action or the test connection names."""
    value = section.value
    endpoint = value.get("endpoint") if isinstance(value, dict) else None
    if not isinstance(endpoint, str):
        return
    span = try_find_span(section, ("endpoint",))
    if span is not None and section.text[span.start] == '"':
        yield from path_mentions(section.text, span.start, span.end)
    for each in _whole(section, ("method",), Kind.ENDPOINT, Form.METHOD):
        yield each._replace(name=endpoint)


def _whole(section: Section, path: Path, kind: Kind, form: Form) -> Iterator[Mention]:
    """The string at `path`, if there is one."""
    span = try_find_span(section, path)
    if span is None or section.text[span.start : span.start + 1] != '"':
        return
    if span.key_start == span.start:  # It has no value yet.
        return
    name, places = read_string(section.text, span.start, span.end)
    yield Mention(kind, name, form, Range(places[0], places[len(name)]))


def _within(section: Section, path: Path) -> Iterator[Mention]:
    """What the templates in the string at `path` name."""
    span = try_find_span(section, path)
    if span is not None and section.text[span.start : span.start + 1] == '"':
        yield from _parts(*read_string(section.text, span.start, span.end))


def _parts(text: str, places: Sequence[int]) -> Iterator[Mention]:
    for expression in find_expressions(text):
        for kind, name, start in _names(expression):
            form = Form.BARE if kind is Kind.BARE else Form.TEMPLATE
            where = Range(places[start], places[start + len(name)])
            yield Mention(kind, name, form, where)


def _names(expression: Expression) -> Iterator[tuple[Kind, str, int]]:
    """What an expression names, each with the offset of the name in the string."""
    if not expression.is_plain:
        # A helper or block cannot be evaluated here, but what it names with a scope is clear.
        for match in _SCOPED.finditer(expression.text):
            yield Kind(match[1]), match[2], expression.start + match.start(2)
        return
    body = expression.start + expression.text.index(expression.body)
    kind = Kind(expression.scope) if expression.scope else Kind.BARE
    yield kind, expression.key, body + len(expression.body) - len(expression.key)


# --- test cases ----------------------------------------------------------------------------------


class CaseMentions(NamedTuple):
    """What a test case names: the action by its whole name, and inputs."""

    action: str
    action_range: Range | None
    inputs: tuple[Mention, ...]
    places: tuple[int, ...]
    """Where each character of the action's name is written, and its end."""


def case_mentions_of(section: Section) -> CaseMentions | None:
    """What the section of a test case names; to be asked with `Section.once`."""
    value = section.value
    if section.kind != ("cases", "*") or not isinstance(value, dict):
        return None
    name, action_range = "", None
    places: tuple[int, ...] = ()
    for each in _whole(section, ("action",), Kind.ACTION, Form.CASE):
        name, action_range = each.name, each.range
        span = try_find_span(section, ("action",))
        if span is not None:
            places = tuple(read_string(section.text, span.start, span.end)[1])
    found = []
    for scope in (ACTION_FIELDS, URL_FIELDS):
        inputs = value.get(scope)
        for key in inputs if isinstance(inputs, dict) else ():
            span = try_find_span(section, (scope, key))
            if span is None or section.text[max(0, span.key_start)] != '"':
                continue
            written, at = read_string(section.text, span.key_start, span.key_end)
            where = Range(at[0], at[len(written)])
            found.append(Mention(Kind(scope), key, Form.INPUT, where))
    return CaseMentions(name, action_range, tuple(found), places)
