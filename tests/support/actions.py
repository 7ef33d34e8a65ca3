"""Checks of code actions: what is offered, and the text after it."""

from __future__ import annotations

from connector_lsp.analysis.analysis import Analysis
from connector_lsp.analysis.diagnostics.check import Checker
from connector_lsp.analysis.features.actions import CodeAction, code_actions
from connector_lsp.analysis.text import Range, apply_edits
from connector_lsp.resources import builtin_schema

CURSOR = "<|>"


def offered(fixture: str, *, snippets: bool = False) -> tuple[str, list[CodeAction]]:
    """The text of a fixture, and the code actions at its cursor; without one, for all of it."""
    start = end = fixture.find(CURSOR)
    text = fixture.replace(CURSOR, "")
    if start < 0:
        start, end = 0, len(text)
    analysis = Analysis.open(text, Checker(builtin_schema()))
    return text, code_actions(analysis, Range(start, end), {}, snippets=snippets)


def titles(fixture: str) -> list[str]:
    """The titles of the quick fixes at the cursor of a fixture."""
    return [action.title for action in offered(fixture)[1] if action.kind.value == "quickfix"]


def check_action(fixture: str, title: str, expected: str, *, snippets: bool = False) -> None:
    """Apply the action of that title at the cursor of a fixture and compare the text."""
    text, actions = offered(fixture, snippets=snippets)
    found = next((action for action in actions if action.title == title), None)
    assert found is not None, f"{title!r} is not among {[action.title for action in actions]}"
    assert apply_edits(text, found.edits) == expected
