"""Which symbol a name in a connector stands for.

A field of an action is a symbol of that action, unless the endpoint itself names it, in its path
or in a template: then it is one symbol of all the actions that call the endpoint, as they can only
be renamed together.  That a name without a scope in a path is a field is inferred.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeVar

from connector_lsp.analysis.mentions import Kind, Mention, mentions_of, path_mentions
from connector_lsp.analysis.text import Edit, apply_edits

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from connector_lsp.analysis.analysis import Analysis
    from connector_lsp.analysis.connector import Request

T = TypeVar("T")

FIELDS = (Kind.URL_FIELD, Kind.ACTION_FIELD)
"""The fields of actions."""


class Symbol(NamedTuple):
    """Something that has a name.

    Attributes:
        kind: what it is.
        name: its key, path, ID or secret name.
        model: the ``modelId`` of an action.
        sections: the actions of which it is a field, and the connection test if that calls the same
            endpoint.
        requests: the endpoint that it is, or those that name it themselves.

    """

    kind: Kind
    name: str
    model: str = ""
    sections: tuple[int, ...] = ()
    requests: tuple[Request, ...] = ()


def symbol_of(connector: Analysis, index: int, mention: Mention) -> Symbol | None:
    """What a mention in a section of the connector, or in the path in front of it, stands for."""
    kind, name = mention.kind, mention.name
    path, facts = connector.document.paths[index], connector.connector.facts[index]
    if kind is Kind.AUTH_FIELD:
        return Symbol(kind, name)
    if kind is Kind.MODEL:
        return Symbol(kind, name)
    if kind is Kind.ACTION:
        return Symbol(kind, name, facts.action_id[0]) if facts.action_id else None
    if kind is Kind.BARE:
        if path[0] == "auth_components":
            return Symbol(Kind.SECRET, name)
        for field in FIELDS:
            symbol = field_of(connector, index, field, name)
            if symbol is not None and any(_definitions(connector, symbol)):
                return symbol
        return field_of(connector, index, Kind.URL_FIELD, name)
    if kind is Kind.ENDPOINT:
        request = (str(path[1]), name) if path[0] == "endpoints" else facts.request
        return Symbol(kind, name, requests=(request,)) if request else None
    return field_of(connector, index, kind, name)


def field_of(connector: Analysis, index: int, kind: Kind, name: str) -> Symbol | None:
    """The field that a section speaks of."""
    member, facts = connector.document.paths[index][0], connector.connector.facts[index]
    if (kind, name) in once(connector, _named_for_all):
        requests = once(connector, _requests_by_name).get((kind, name), ())
        return Symbol(kind, name, sections=tuple(connector.connector.actions), requests=requests)
    request = facts.request
    match connector.document.paths[index]:
        case ("endpoints", str(method), str(path)):
            request = (method, path)
    if request and request in once(connector, _requests_by_name).get((kind, name), ()):
        users = tuple(connector.connector.users.get(request, ()))
        return Symbol(kind, name, sections=users, requests=(request,))
    return Symbol(kind, name, sections=(index,)) if member == "actions" else None


def fields_called(connector: Analysis, symbol: Symbol, name: str) -> list[Symbol]:
    """The fields that a field would be one with if it were called `name`."""
    facts = connector.connector
    kinds: tuple[Kind, ...] = (symbol.kind,)
    requests = [facts.facts[index].request for index in symbol.sections]
    bare = ("{{" + symbol.name + "}}", "{{" + name + "}}")
    if any(each in request[1] for request in requests if request for each in bare):
        kinds = FIELDS  # Without a scope, a field of either is meant.
    found = [field_of(connector, index, kind, name) for kind in kinds for index in symbol.sections]
    paths = [
        Symbol(Kind.ENDPOINT, path, requests=((method, path),))
        for method, old in symbol.requests
        if (path := _path_with(old, symbol, name)) != old
    ]
    return list(dict.fromkeys([*(each for each in found if each is not None), *paths]))


def _path_with(path: str, symbol: Symbol, name: str) -> str:
    """The path of an endpoint when a field that fills a part of it is called `name`."""
    edits = [
        Edit(*each.range, name)
        for each in _names_in(path)
        if each.kind in (symbol.kind, Kind.BARE) and each.name == symbol.name
    ]
    return apply_edits(path, edits)


def _names_in(path: str) -> list[Mention]:
    """What a path names, as offsets in it."""
    # Between marks, without escapes: where they would be does not matter here.
    written = '"' + path.replace("\\", "/") + '"'
    return [each.moved(-1) for each in path_mentions(written, 0, len(written))]


def once(connector: Analysis, find_out: Callable[[Analysis], T]) -> T:
    """What is found out about the whole connector, once while its facts stay the same."""
    memo = connector.connector.memo
    if find_out not in memo:
        memo[find_out] = find_out(connector)
    return memo[find_out]  # type: ignore[return-value]


def _named_for_all(connector: Analysis) -> frozenset[tuple[Kind, str]]:
    """The fields that ``auth_request`` names: those of every action."""
    index = connector.connector.members.get("auth_request")
    if index is None:
        return frozenset()
    return frozenset(
        (mention.kind, mention.name)
        for mention in connector.document.sections[index].once(mentions_of)
        if mention.kind in FIELDS
    )


def _requests_by_name(connector: Analysis) -> dict[tuple[Kind, str], tuple[Request, ...]]:
    """The endpoints that name a field in their path or in a template, by that field."""
    facts = connector.connector
    found: dict[tuple[Kind, str], dict[Request, None]] = {}

    def add(request: Request, mention: Mention) -> None:
        for kind in FIELDS if mention.kind is Kind.BARE else (mention.kind,):
            if kind in FIELDS:
                found.setdefault((kind, mention.name), {})[request] = None

    for request in {**facts.endpoints, **facts.users}:
        path = request[1]
        if "{" in path or ":" in path:
            for mention in _names_in(path):
                add(request, mention)
        for index in facts.endpoints.get(request, ()):
            if facts.facts[index].has_braces:
                for mention in connector.document.sections[index].once(mentions_of):
                    add(request, mention)
    return {name: tuple(requests) for name, requests in found.items()}


def _definitions(connector: Analysis, symbol: Symbol) -> Iterator[str]:
    """The key of a field as often as its actions define it."""
    for index in symbol.sections:
        for field in connector.connector.facts[index].fields_of(symbol.kind.value):
            if field.key == symbol.name:
                yield field.key
