"""Add a test case for an action to the file of test cases, which is made if there is none."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from connector_lsp.analysis.cases import CASES, action_name
from connector_lsp.analysis.document import SKELETON, Document
from connector_lsp.analysis.features.actions.action import ActionKind, Change, CodeAction
from connector_lsp.analysis.features.case_skeleton import has_place, try_add_case

if TYPE_CHECKING:
    from collections.abc import Iterator

    from connector_lsp.analysis.features.actions.refactorings.place import Place
    from connector_lsp.analysis.syntax import Json

KIND = ActionKind.REWRITE


def offers(place: Place) -> Iterator[CodeAction]:
    """On the members of an action, but not inside of its fields."""
    index, path = place.at()
    document = place.connector.document
    is_action = index != SKELETON and document.paths[index][0] == "actions"
    if not is_action or len(path) > 1:
        return
    action = document.sections[index].value
    name = action_name(action) if isinstance(action, dict) else None
    cases = place.unit.cases
    if name is None or (cases is None and not place.new_cases):
        return
    if cases is not None and (cases.document.skeleton.faults or not has_place(cases.document)):
        return
    into = cases.document if cases is not None else Document.open("", CASES)
    label = action.get("label")
    title = f"Add a test case for {label if isinstance(label, str) and label else name}"
    yield CodeAction(title, KIND, partial(_change, into, action))


def _change(cases: Document, action: Json) -> Change:
    return Change(cases=try_add_case(cases, action) or (), description="With its fields to fill in")
