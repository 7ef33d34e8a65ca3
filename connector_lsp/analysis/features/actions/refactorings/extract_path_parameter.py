"""Convert a segment of an endpoint's path into a path parameter.

Every action that calls the endpoint asks for it in a URL field, whose default is what stood there;
every test case of these actions fills it in with the same.
"""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote

from connector_lsp.analysis.cases import facts_of as case_facts_of
from connector_lsp.analysis.features.actions.action import ActionKind, Change, CodeAction
from connector_lsp.analysis.features.actions.additions import (
    VERSION,
    field_text,
    label_of,
    singular,
    try_add_action_field,
    unused_name,
    words_of,
)
from connector_lsp.analysis.features.edits import add_child, member
from connector_lsp.analysis.features.snippets import escaped
from connector_lsp.analysis.mentions import Form, Kind
from connector_lsp.analysis.names import occurrences, try_find_symbol
from connector_lsp.analysis.syntax import NodeKind, try_find_node
from connector_lsp.analysis.template import URL_FIELDS, find_path_parameters
from connector_lsp.analysis.text import Edit

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from connector_lsp.analysis.connector import Request
    from connector_lsp.analysis.features.actions.refactorings.place import Place
    from connector_lsp.analysis.names import Unit
    from connector_lsp.analysis.resolution import Symbol

KIND = ActionKind.REWRITE

_SEGMENT = re.compile(r"(?<=/)([^/{}:?#]+?)(\.(?:json|xml|csv|html|php))?(?=[/?#]|$)")
_PARAMETER_STYLE = re.compile(r"/:[A-Za-z_]")


class _Conversion(NamedTuple):
    """What becomes of a path.

    Attributes:
        symbol: the endpoint.
        actions: the sections of the actions that call it.
        key: the name of the parameter.
        literal: what stood in its place.
        path: the path afterwards.

    """

    symbol: Symbol
    actions: Sequence[int]
    key: str
    literal: str
    path: str


def offers(place: Place) -> Iterator[CodeAction]:
    """On a segment of an endpoint's path, where it is declared or where an action names it."""
    if not place.is_sound("endpoints", "actions", "testConnection"):
        return
    found = try_find_symbol(place.unit, place.offset)
    if found is None or found[0].kind is not Kind.ENDPOINT or found[1].form is Form.METHOD:
        return
    symbol, occurrence = found
    start, end = occurrence.range
    if place.connector.text[start:end] != symbol.name:
        return  # With escapes, a place in the text is none in the path.
    path = symbol.name.partition("?")[0]
    for segment in _SEGMENT.finditer(path):
        if segment.start(1) <= place.offset - start <= segment.end(1):
            conversion = _conversion(place, symbol, segment)
            title = f'Convert "{segment[1]}" into path parameter "{conversion.key}"'
            reason = _reason(place, conversion)
            change = partial(_change, place.unit, conversion)
            yield CodeAction(title, KIND, change, disabled=reason)
            return


def _conversion(place: Place, symbol: Symbol, segment: re.Match[str]) -> _Conversion:
    connector = place.connector.connector
    (request,) = symbol.requests
    actions = [
        each for each in connector.users.get(request, ()) if each != connector.test_connection
    ]
    taken = {each.name for each in find_path_parameters(symbol.name)}
    for index in actions:
        taken.update(field.key for _, fields in connector.facts[index].fields for field in fields)
    key = unused_name(_key_for(symbol.name, segment), taken)
    written = f":{key}" if _PARAMETER_STYLE.search(symbol.name) else f"{{{key}}}"
    path = symbol.name[: segment.start(1)] + written + symbol.name[segment.end(1) :]
    return _Conversion(symbol, actions, key, unquote(segment[1]), path)


def _key_for(path: str, segment: re.Match[str]) -> str:
    """What a parameter is called: after what it is one of, if that stands in front of it."""
    if VERSION.fullmatch(segment[1]):
        return "version"
    before = path[: segment.start(1)].rstrip("/").rpartition("/")[2]
    words = words_of(before) if before and not set(before) & set("{}:.") else []
    if words and not VERSION.fullmatch(before):
        return "_".join((*words[:-1], singular(words[-1]), "id"))
    own = "_".join(words_of(unquote(segment[1]))) or "value"
    return own if own[0].isalpha() and own.isascii() else f"value_{own}"


def _reason(place: Place, conversion: _Conversion) -> str:
    """Why the path cannot be converted; empty if it can."""
    connector = place.connector.connector
    (request,) = conversion.symbol.requests
    other: Request = (request[0], conversion.path)
    if len(connector.endpoints.get(request, ())) != 1:
        return "The endpoint is not declared, or twice"
    if connector.test_connection in connector.users.get(request, ()):
        return "The connection test calls it, which has no URL fields"
    if other in connector.endpoints or other in connector.users:
        return f"There is an endpoint {' '.join(other)} already"
    document = place.connector.document
    for index in conversion.actions:
        has_place = try_add_action_field(place.connector, index, URL_FIELDS, "") is not None
        if document.sections[index].faults or not has_place:
            return "An action that calls it has no list of URL fields"
    return ""


def _change(unit: Unit, conversion: _Conversion) -> Change:
    assert unit.connector is not None  # noqa: S101 -- there is a path in it
    edits = [
        Edit(*each.range, escaped(conversion.path))
        for each in occurrences(unit, conversion.symbol)
        if each.form is not Form.METHOD
    ]
    text = field_text(conversion.key, label_of(conversion.key), default=conversion.literal)
    for index in conversion.actions:
        make = try_add_action_field(unit.connector, index, URL_FIELDS, text)
        if make is not None:
            edits.append(make())
    cases = _case_edits(unit, conversion)
    count = len(conversion.actions)
    fields = "1 action gets" if count == 1 else f"{count} actions get"
    description = f"{fields} a URL field with the default {conversion.literal}"
    return Change(edits, cases, description, needs_confirmation=bool(cases))


def _case_edits(unit: Unit, conversion: _Conversion) -> list[Edit]:
    """What fills in the new URL field in the test cases of its actions.

    One that is being typed is left alone: without an input, the field's default counts.
    """
    if unit.cases is None or unit.connector is None:
        return []
    facts, document = unit.connector.connector.facts, unit.cases.document
    names = {f"{each[0]}/{each[1]}" for i in conversion.actions if (each := facts[i].action_id)}
    text = member(conversion.key, conversion.literal)
    edits = []
    for index, section in enumerate(document.sections):
        if section.once(case_facts_of).action not in names or section.faults:
            continue
        root = section.root
        inputs = try_find_node(root, (URL_FIELDS,))
        if inputs is not None and inputs.kind is NodeKind.OBJECT:
            edits.append(add_child(document, index, inputs, [text]))
        elif inputs is None and root is not None:
            new = member(URL_FIELDS, {conversion.key: conversion.literal})
            edits.append(add_child(document, index, root, [new]))
    return edits
