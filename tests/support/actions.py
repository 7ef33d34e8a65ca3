"""Checks of code actions: what is offered, and the texts after it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from connector_lsp.analysis.features.actions import code_actions
from connector_lsp.analysis.features.actions.action import Wish
from connector_lsp.analysis.text import Range, apply_edits
from tests.support.names import make_unit

if TYPE_CHECKING:
    from connector_lsp.analysis.features.actions.action import CodeAction
    from connector_lsp.analysis.names import Unit

CURSOR = "<|>"
REFACTORINGS = Wish(kinds=("refactor",), new_cases=True)
REASONS = Wish(kinds=("refactor",), new_cases=True, disabled=True)


def at_cursor(
    fixture: str, wish: Wish | None = None, cases: str | None = None
) -> tuple[Unit, list[CodeAction]]:
    """The texts of a fixture, and the code actions at its cursor; without one, for all of it."""
    start = end = fixture.find(CURSOR)
    text = fixture.replace(CURSOR, "")
    if start < 0:
        start, end = 0, len(text)
    unit = make_unit(text, cases)
    return unit, code_actions(unit, Range(start, end), wish or Wish())


def offered(fixture: str, *, snippets: bool = False) -> tuple[str, list[CodeAction]]:
    """The text of a fixture, and the code actions at its cursor."""
    unit, actions = at_cursor(fixture, Wish(snippets=snippets))
    assert unit.connector
    return unit.connector.text, actions


def titles(fixture: str) -> list[str]:
    """The titles of the quick fixes at the cursor of a fixture."""
    return [action.title for action in offered(fixture)[1] if action.kind.value == "quickfix"]


def refactorings(fixture: str, cases: str | None = None) -> list[str]:
    """The titles of the refactorings at the cursor of a fixture."""
    return [each.title for each in at_cursor(fixture, REFACTORINGS, cases)[1]]


def reasons(fixture: str, cases: str | None = None) -> dict[str, str]:
    """Why the refactorings at the cursor of a fixture cannot be done, by their titles."""
    return {each.title: each.disabled for each in at_cursor(fixture, REASONS, cases)[1]}


def check_action(fixture: str, title: str, expected: str, *, snippets: bool = False) -> None:
    """Apply the action of that title at the cursor of a fixture and compare the text."""
    wish = Wish(snippets=snippets, new_cases=True)
    assert applied(fixture, title, wish=wish)[0] == expected


def applied(
    fixture: str, title: str, cases: str | None = None, *, wish: Wish = REFACTORINGS
) -> tuple[str, str | None]:
    """Both texts after the action of that title at the cursor of a fixture."""
    unit, actions = at_cursor(fixture, wish, cases)
    found = next((action for action in actions if action.title == title), None)
    assert found is not None, f"{title!r} is not among {[action.title for action in actions]}"
    return after(unit, found)


def after(unit: Unit, action: CodeAction) -> tuple[str, str | None]:
    """Both texts after an action; None for test cases that there are none of."""
    change = action.change()
    assert unit.connector
    own = apply_edits(unit.connector.text, change.connector)
    if unit.cases is None and not change.cases:
        return own, None
    return own, apply_edits(unit.cases.text if unit.cases else "", change.cases)
