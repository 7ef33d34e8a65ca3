"""What the names in a connector and its test cases stand for: symbols, and where they occur.

Definition, references, highlight and rename all read this one model.  It asks only the sections
that the facts of the connector point to, never the whole document.

A field of an action is a symbol of that action, unless the endpoint itself names it, in its path
or in a template: then it is one symbol of all the actions that call the endpoint, as they can only
be renamed together.  That a name without a scope in a path is a field is inferred.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from connector_lsp.analysis.document import SKELETON
from connector_lsp.analysis.mentions import (
    Form,
    Kind,
    Mention,
    case_mentions_of,
    mentions_of,
    path_mentions,
)
from connector_lsp.analysis.text import Edit, apply_edits

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from connector_lsp.analysis.analysis import Analysis
    from connector_lsp.analysis.connector import Request
    from connector_lsp.analysis.text import Range

T = TypeVar("T")

_FIELDS = (Kind.URL_FIELD, Kind.ACTION_FIELD)


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


class Occurrence(NamedTuple):
    """A place where a symbol is named.

    Attributes:
        range: where in its file, without quotation marks.
        form: how it is written there.
        in_cases: whether the file is that of the test cases.

    """

    range: Range
    form: Form
    in_cases: bool

    @property
    def is_definition(self) -> bool:
        """Whether the symbol is defined there."""
        return self.form is Form.DEFINITION


@dataclass(frozen=True, slots=True)
class Unit:
    """A connector and its test cases, which share their names.

    Attributes:
        connector: the connector; None where a test cases file has none.
        cases: its test cases; None if there are none.

    """

    connector: Analysis | None
    cases: Analysis | None = None


# --- from a place to its symbol ------------------------------------------------------------------


def try_find_symbol(
    unit: Unit, offset: int, *, in_cases: bool = False
) -> tuple[Symbol, Occurrence] | None:
    """What is named at an offset of one of the two files, the innermost; None for nothing."""
    connector = unit.connector
    if connector is None:
        return None
    found = _case_mentions_at(unit, offset) if in_cases else _mentions_at(connector, offset)
    for index, mention in found:
        if not mention.range.touches(offset):
            continue
        symbol = (
            _case_symbol(unit, index, mention) if in_cases else _symbol(connector, index, mention)
        )
        if symbol is not None:
            return symbol, Occurrence(mention.range, mention.form, in_cases=in_cases)
    return None


def _mentions_at(connector: Analysis, offset: int) -> Iterator[tuple[int, Mention]]:
    document = connector.document
    index, _ = document.locate(offset)
    if index != SKELETON:
        yield from _mentions(connector, index)
        return
    behind = bisect_left(document.starts, offset)
    if behind < len(document.starts):
        yield from _path_mentions(connector, behind)


def _mentions(
    connector: Analysis, index: int, name: str | None = None
) -> Iterator[tuple[int, Mention]]:
    """What a section names, or what it calls `name`."""
    document = connector.document
    start = document.starts[index]
    for mention in document.sections[index].once(mentions_of):
        if name is None or mention.name == name:
            yield index, mention.moved(start)


def _path_mentions(connector: Analysis, index: int) -> Iterator[tuple[int, Mention]]:
    """What the path of an endpoint's section names, which is in front of it."""
    document = connector.document
    path = document.paths[index]
    if path[:1] != ("endpoints",) or len(path) != len(("endpoints", "METHOD", "PATH")):
        return
    start, end = document.key_range(index)
    if document.text[start : start + 1] != '"' or end - start < len('""'):
        return
    for mention in path_mentions(document.text, start, end):
        if mention.kind is not Kind.ENDPOINT:
            yield index, mention
        elif mention.name == path[2]:
            yield index, mention._replace(form=Form.DEFINITION)


def _symbol(connector: Analysis, index: int, mention: Mention) -> Symbol | None:
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
        if path[0] != "endpoints" and mention.form is Form.BARE and not _is_request(path[0]):
            return None
        for field in _FIELDS:
            symbol = _field(connector, index, field, name)
            if symbol is not None and any(_definitions(connector, symbol)):
                return symbol
        return _field(connector, index, Kind.URL_FIELD, name)
    if kind is Kind.ENDPOINT:
        request = (str(path[1]), name) if path[0] == "endpoints" else facts.request
        return Symbol(kind, name, requests=(request,)) if request else None
    return _field(connector, index, kind, name)


def _is_request(member: object) -> bool:
    return member in ("actions", "testConnection")


def _field(connector: Analysis, index: int, kind: Kind, name: str) -> Symbol | None:
    """The field that a section speaks of."""
    member, facts = connector.document.paths[index][0], connector.connector.facts[index]
    if (kind, name) in _once(connector, _named_for_all):
        requests = _once(connector, _requests_by_name).get((kind, name), ())
        return Symbol(kind, name, sections=tuple(connector.connector.actions), requests=requests)
    request = facts.request
    match connector.document.paths[index]:
        case ("endpoints", str(method), str(path)):
            request = (method, path)
    if request and request in _once(connector, _requests_by_name).get((kind, name), ()):
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
        kinds = _FIELDS  # Without a scope, a field of either is meant.
    found = [_field(connector, index, kind, name) for kind in kinds for index in symbol.sections]
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


def _once(connector: Analysis, find_out: Callable[[Analysis], T]) -> T:
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
        if mention.kind in _FIELDS
    )


def _requests_by_name(connector: Analysis) -> dict[tuple[Kind, str], tuple[Request, ...]]:
    """The endpoints that name a field in their path or in a template, by that field."""
    facts = connector.connector
    found: dict[tuple[Kind, str], dict[Request, None]] = {}

    def add(request: Request, mention: Mention) -> None:
        for kind in _FIELDS if mention.kind is Kind.BARE else (mention.kind,):
            if kind in _FIELDS:
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


# --- from a symbol to its places -----------------------------------------------------------------


def occurrences(unit: Unit, symbol: Symbol) -> list[Occurrence]:
    """Every place where a symbol is named, in the order of the text, those in test cases last."""
    connector = unit.connector
    if connector is None:
        return []
    own = [
        Occurrence(mention.range, mention.form, in_cases=False)
        for index, mention in _candidates(connector, symbol)
        if mention.name == symbol.name and _symbol(connector, index, mention) == symbol
    ]
    cases = [
        Occurrence(mention.range, mention.form, in_cases=True)
        for index, mention in _case_candidates(unit, symbol)
        if _case_symbol(unit, index, mention) == symbol
    ]
    return sorted(set(own), key=_by_place) + sorted(set(cases), key=_by_place)


def _by_place(occurrence: Occurrence) -> Range:
    return occurrence.range


def _definitions(connector: Analysis, symbol: Symbol) -> Iterator[str]:
    """The key of a field as often as its actions define it."""
    for index in symbol.sections:
        for field in connector.connector.facts[index].fields_of(symbol.kind.value):
            if field.key == symbol.name:
                yield field.key


def _candidates(connector: Analysis, symbol: Symbol) -> Iterator[tuple[int, Mention]]:
    """The mentions in all sections that may name a symbol."""
    sections, paths = _places(connector, symbol)
    for index in dict.fromkeys(sections):
        yield from _mentions(connector, index, symbol.name)
    for index in dict.fromkeys(paths):
        yield from _path_mentions(connector, index)


def _places(connector: Analysis, symbol: Symbol) -> tuple[Iterable[int], Iterable[int]]:
    """The sections in which a symbol may be named, and those with a path that may name it."""
    facts, name = connector.connector, symbol.name
    match symbol.kind:
        case Kind.AUTH_FIELD:
            referring = [i for i, each in enumerate(facts.facts) if name in each.auth_keys]
            paths = [
                index
                for (_, path), found in facts.endpoints.items()
                if f"authFields.{name}" in path
                for index in found
            ]
            return [*facts.auth_fields.get(name, ()), *referring], paths
        case Kind.ENDPOINT:
            (request,) = symbol.requests
            return facts.users.get(request, ()), facts.endpoints.get(request, ())
        case Kind.MODEL:
            return facts.actions, ()
        case Kind.ACTION:
            return facts.actions_by_id.get((symbol.model, name), ()), ()
        case Kind.SECRET:
            member = facts.members.get("auth_components")
            return (() if member is None else (member,)), ()
    declared = [i for request in symbol.requests for i in facts.endpoints.get(request, ())]
    users = [i for request in symbol.requests for i in facts.users.get(request, ())]
    shared = facts.members.get("auth_request")
    return [*symbol.sections, *users, *declared, *(() if shared is None else (shared,))], declared


# --- test cases ----------------------------------------------------------------------------------


def _case_mentions_at(unit: Unit, offset: int) -> Iterator[tuple[int, Mention]]:
    if unit.cases is None:
        return
    index, _ = unit.cases.document.locate(offset)
    if index != SKELETON:
        yield from _mentions_of_case(unit, index)


def _mentions_of_case(unit: Unit, index: int) -> Iterator[tuple[int, Mention]]:
    """The inputs of a case, and the two parts of its action's name."""
    if unit.cases is None or unit.connector is None:
        return
    document = unit.cases.document
    found = document.sections[index].once(case_mentions_of)
    if found is None:
        return
    start = document.starts[index]
    for mention in found.inputs:
        yield index, mention.moved(start)
    pair = _once(unit.connector, _ids_by_name).get(found.action)
    if pair is None or found.action_range is None:
        return
    slash = found.places[len(pair[0])]
    whole = found.action_range
    action = Mention(Kind.ACTION, pair[1], Form.CASE, whole._replace(start=slash + 1))
    model = Mention(Kind.MODEL, pair[0], Form.CASE, whole._replace(end=slash))
    yield index, action.moved(start)
    yield index, model.moved(start)


def _ids_by_name(connector: Analysis) -> dict[str, tuple[str, str]]:
    """``modelId`` and ``actionId`` of each action by the name that cases call it."""
    return {f"{model}/{own}": (model, own) for model, own in connector.connector.actions_by_id}


def _case_symbol(unit: Unit, index: int, mention: Mention) -> Symbol | None:
    """What a mention in a test case stands for; of two actions with one name in the first."""
    if unit.cases is None or unit.connector is None:
        return None
    found = unit.cases.document.sections[index].once(case_mentions_of)
    pair = _once(unit.connector, _ids_by_name).get(found.action) if found else None
    if pair is None:
        return None
    if mention.kind is Kind.MODEL:
        return Symbol(Kind.MODEL, pair[0])
    if mention.kind is Kind.ACTION:
        return Symbol(Kind.ACTION, pair[1], pair[0])
    action = unit.connector.connector.actions_by_id[pair][0]
    return _field(unit.connector, action, mention.kind, mention.name)


def _case_candidates(unit: Unit, symbol: Symbol) -> Iterator[tuple[int, Mention]]:
    if unit.cases is None or symbol.kind not in (*_FIELDS, Kind.MODEL, Kind.ACTION):
        return
    is_field = symbol.kind in _FIELDS
    for index, section in enumerate(unit.cases.document.sections):
        case = section.once(case_mentions_of)
        if case is None or not (is_field or symbol.name in case.action):
            continue
        if is_field and all(each.name != symbol.name for each in case.inputs):
            continue
        for found in _mentions_of_case(unit, index):
            if found[1].name == symbol.name and found[1].kind is symbol.kind:
                yield found
