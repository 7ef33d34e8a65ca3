"""Sort actions by their labels, or endpoints by their paths.

Each keeps its own text, and the places between them stay as they are.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from connector_lsp.analysis.document import SKELETON
from connector_lsp.analysis.features.actions.action import ActionKind, Change, CodeAction
from connector_lsp.analysis.text import Edit, Range

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from connector_lsp.analysis.document import Document
    from connector_lsp.analysis.features.actions.refactorings.place import Place

KIND = ActionKind.REWRITE


def offers(place: Place) -> Iterator[CodeAction]:
    """On the name or a bracket of what holds them, and between them."""
    index, path = place.at()
    if index != SKELETON:
        return
    match path:
        case ("actions",):
            title = "Sort actions by name"
            groups = [place.connector.connector.actions]
        case ("endpoints",):
            title = "Sort endpoints by path"
            groups = _by_method(place.connector.document)
        case ("endpoints", str(method)):
            title = f"Sort {method} endpoints by path"
            groups = _by_method(place.connector.document, method)
        case _:
            return
    if sum(map(len, groups)) < 2 or not place.is_sound(str(path[0])):  # noqa: PLR2004 -- one is sorted
        return
    document = place.connector.document
    orders = [sorted(group, key=partial(_name, document)) for group in groups]
    reason = ""
    if orders == groups:
        reason = "They are in order"
    elif path[0] == "actions" and _repeats_id(place):
        reason = "Two actions have the same ID, and the first one counts"
    change = partial(_change, document, groups, orders)
    yield CodeAction(title, KIND, change, disabled=reason)


def _by_method(document: Document, only: str | None = None) -> list[list[int]]:
    """The sections of the endpoints under each method, or under one."""
    groups: dict[str, list[int]] = {}
    for index, path in enumerate(document.paths):
        if path[0] == "endpoints" and len(path) == len(("endpoints", "METHOD", "PATH")):
            groups.setdefault(str(path[1]), []).append(index)
    return [group for method, group in groups.items() if only in (None, method)]


def _name(document: Document, index: int) -> tuple[str, ...]:
    """What a section is sorted by: of an action what the outline shows."""
    path = document.paths[index]
    if path[0] == "endpoints":
        return (str(path[-1]),)
    value = document.sections[index].value
    members = value if isinstance(value, dict) else {}
    texts = [members.get(each) for each in ("label", "modelId", "actionId")]
    return tuple(text.casefold() if isinstance(text, str) else "" for text in texts)


def _repeats_id(place: Place) -> bool:
    return any(len(found) > 1 for found in place.connector.connector.actions_by_id.values())


def _change(document: Document, groups: Sequence[list[int]], orders: Sequence[list[int]]) -> Change:
    edits = []
    for group, order in zip(groups, orders, strict=True):
        for old, new in zip(group, order, strict=True):
            if old != new:
                start, end = _whole(document, new)
                edits.append(Edit(*_whole(document, old), document.text[start:end]))
    return Change(edits, description="Each keeps its own text")


def _whole(document: Document, index: int) -> Range:
    """A section with the name in front of it, if it is a member."""
    is_member = isinstance(document.paths[index][-1], str)
    start = document.key_range(index).start if is_member else document.starts[index]
    return Range(start, document.end(index))
