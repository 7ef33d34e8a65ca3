"""From a place in a connector or its test cases to the symbol there, and to all its places.

Definition, references, highlight and rename all read this one model.  It asks only the sections
that the facts of the connector point to, never the whole document.  What a name stands for is
`resolution.py`'s to say.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from connector_lsp.analysis.document import SKELETON
from connector_lsp.analysis.mentions import (
    Form,
    Kind,
    Mention,
    case_mentions_of,
    mentions_of,
    path_mentions,
)
from connector_lsp.analysis.resolution import FIELDS, Symbol, field_of, once, symbol_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from connector_lsp.analysis.analysis import Analysis
    from connector_lsp.analysis.text import Range


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
            _case_symbol(unit, index, mention) if in_cases else symbol_of(connector, index, mention)
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


# --- from a symbol to its places -----------------------------------------------------------------


def occurrences(unit: Unit, symbol: Symbol) -> list[Occurrence]:
    """Every place where a symbol is named, in the order of the text, those in test cases last."""
    connector = unit.connector
    if connector is None:
        return []
    own = [
        Occurrence(mention.range, mention.form, in_cases=False)
        for index, mention in _candidates(connector, symbol)
        if mention.name == symbol.name and symbol_of(connector, index, mention) == symbol
    ]
    cases = [
        Occurrence(mention.range, mention.form, in_cases=True)
        for index, mention in _case_candidates(unit, symbol)
        if _case_symbol(unit, index, mention) == symbol
    ]
    return sorted(set(own), key=_by_place) + sorted(set(cases), key=_by_place)


def _by_place(occurrence: Occurrence) -> Range:
    return occurrence.range


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
    pair = once(unit.connector, _ids_by_name).get(found.action)
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
    pair = once(unit.connector, _ids_by_name).get(found.action) if found else None
    if pair is None:
        return None
    if mention.kind is Kind.MODEL:
        return Symbol(Kind.MODEL, pair[0])
    if mention.kind is Kind.ACTION:
        return Symbol(Kind.ACTION, pair[1], pair[0])
    action = unit.connector.connector.actions_by_id[pair][0]
    return field_of(unit.connector, action, mention.kind, mention.name)


def _case_candidates(unit: Unit, symbol: Symbol) -> Iterator[tuple[int, Mention]]:
    if unit.cases is None or symbol.kind not in (*FIELDS, Kind.MODEL, Kind.ACTION):
        return
    is_field = symbol.kind in FIELDS
    for index, section in enumerate(unit.cases.document.sections):
        case = section.once(case_mentions_of)
        if case is None or not (is_field or symbol.name in case.action):
            continue
        if is_field and all(each.name != symbol.name for each in case.inputs):
            continue
        for found in _mentions_of_case(unit, index):
            if found[1].name == symbol.name and found[1].kind is symbol.kind:
                yield found
