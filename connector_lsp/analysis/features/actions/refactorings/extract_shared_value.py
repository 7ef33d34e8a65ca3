"""Extract a header or query key that is sent with the same value again and again.

In ``auth_request`` it is sent with every request.  Where an endpoint or action has another value
for it, that is sent instead, as before.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from connector_lsp.analysis.document import SKELETON
from connector_lsp.analysis.features.actions.action import ActionKind, Change, CodeAction
from connector_lsp.analysis.features.actions.additions import add_member
from connector_lsp.analysis.features.edits import add_child, member, remove_child
from connector_lsp.analysis.syntax import NodeKind, try_find_node, try_find_property
from connector_lsp.analysis.template import AUTH_FIELDS, find_expressions, find_unclosed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from connector_lsp.analysis.analysis import Analysis
    from connector_lsp.analysis.features.actions.refactorings.place import Place
    from connector_lsp.analysis.syntax import Json, Node
    from connector_lsp.analysis.text import Edit

KIND = ActionKind.EXTRACT

_HOLDERS = {"headers": "header", "params": "query key"}
_SENDERS = ("endpoints", "actions", "testConnection")


class _Carrier(NamedTuple):
    """A section that sends it, under the name that it has there."""

    section: int
    name: str
    value: Json


def offers(place: Place) -> Iterator[CodeAction]:
    """On a header or query key of an endpoint, an action or the connection test."""
    index, path = place.at()
    document = place.connector.document
    if index == SKELETON or document.paths[index][0] not in _SENDERS:
        return
    match path:
        case (str(holder), str(name)) if holder in _HOLDERS:
            node = try_find_node(document.sections[index].root, path)
        case _:
            return
    if node is None or node.kind is not NodeKind.STRING:
        return
    if not place.is_sound("auth_request", *_SENDERS):
        return
    carriers = _carriers(place.connector, holder, name)
    same = _movable(place.connector, carriers, node.scalar)
    if index not in {each.section for each in same}:
        return
    title = f'Extract {_HOLDERS[holder]} "{name}" into auth_request'
    reason = _reason(place.connector, holder, name, node.scalar, len(same))
    change = partial(_change, place.connector, holder, carriers, same)
    yield CodeAction(title, KIND, change, disabled=reason)


def _folded(holder: str, name: str) -> str:
    """A name to be compared: that of a header in any case."""
    return name.casefold() if holder == "headers" else name


def _held(value: Json, holder: str, name: str) -> Iterator[tuple[str, Json]]:
    """What is called `name` in the holder of a section's value."""
    members = value.get(holder) if isinstance(value, dict) else None
    for each, text in members.items() if isinstance(members, dict) else ():
        if _folded(holder, each) == _folded(holder, name):
            yield each, text


def _carriers(connector: Analysis, holder: str, name: str) -> list[_Carrier]:
    document = connector.document
    return [
        _Carrier(index, each, text)
        for index, path in enumerate(document.paths)
        if path[0] in _SENDERS
        for each, text in _held(document.sections[index].value, holder, name)
    ]


def _movable(connector: Analysis, carriers: list[_Carrier], value: Json) -> list[_Carrier]:
    """Those of the value that are sent by the same requests from ``auth_request``.

    What an action sends in the place of another value of its endpoint has to stay.
    """
    facts = connector.connector
    others = {each.section for each in carriers if each.value != value}

    def is_hidden(index: int) -> bool:
        request = facts.facts[index].request
        return any(each in others for each in (facts.endpoints.get(request, ()) if request else ()))

    return [each for each in carriers if each.value == value and not is_hidden(each.section)]


def _reason(connector: Analysis, holder: str, name: str, value: str, count: int) -> str:
    """Why it cannot be extracted; empty if it can."""
    document, index = connector.document, connector.connector.members.get("auth_request")
    shared = document.sections[index].value if index is not None else None
    if not isinstance(shared, dict) or not isinstance(shared.get(holder, {}), dict):
        return "There is no auth_request to extract it into"
    if count < 2:  # noqa: PLR2004 -- once is not repeated
        return "It is sent by one part of the connector only"
    if find_unclosed(value) or any(
        each.scope != AUTH_FIELDS or not each.is_plain for each in find_expressions(value)
    ):
        return "Its value is one of a single action"
    is_made = _folded(holder, name) == "authorization" and shared.get("type") != "custom"
    if is_made or any(_held(shared, holder, name)):
        return "auth_request has it already"
    return ""


def _change(
    connector: Analysis, holder: str, carriers: list[_Carrier], same: list[_Carrier]
) -> Change:
    edits = [_removal(connector, holder, each) for each in same]
    edits.append(_addition(connector, holder, same[0]))
    description = f"Taken out of {len(same)} places"
    new = _new_senders(connector, carriers)
    if new:
        requests = "1 request sends" if new == 1 else f"{new} requests send"
        description += f"; {requests} it that did not before"
    return Change(edits, description=description, needs_confirmation=True)


def _new_senders(connector: Analysis, carriers: list[_Carrier]) -> int:
    """How many actions, the connection test among them, have not sent it so far."""
    facts, carrying = connector.connector, {each.section for each in carriers}
    count = 0
    for request, users in facts.users.items():
        if carrying.isdisjoint(facts.endpoints.get(request, ())):
            count += sum(index not in carrying for index in users)
    return count


def _removal(connector: Analysis, holder: str, carrier: _Carrier) -> Edit:
    """Takes it out of a section, and the holder with it if nothing else is in there."""
    document, index = connector.document, carrier.section
    root = document.sections[index].root
    owner = try_find_property(root, (holder,))
    inner = try_find_property(root, (holder, carrier.name))
    siblings = owner.value.children if owner is not None and owner.value is not None else []
    gone = owner if len(siblings) == 1 else inner
    assert gone is not None  # noqa: S101 -- the value was read from there
    assert gone.parent is not None  # noqa: S101 -- every property has one
    return remove_child(document, index, gone.parent, gone)


def _addition(connector: Analysis, holder: str, carrier: _Carrier) -> Edit:
    document, index = connector.document, connector.connector.members["auth_request"]
    root = document.sections[index].root
    assert root  # noqa: S101 -- it is an object
    owner: Node | None = try_find_node(root, (holder,))
    if owner is not None:
        return add_child(document, index, owner, [member(carrier.name, carrier.value)])
    new = member(holder, {carrier.name: carrier.value})
    return add_member(connector, index, root, holder, new)
