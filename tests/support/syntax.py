"""Checks of the rules that the parser judges."""

from __future__ import annotations

from connector_lsp.analysis.diagnostics.registry import RULES
from tests.support.actions import check_action
from tests.support.diagnostics import check

CODES = frozenset(code for code, rule in RULES.items() if rule.group == "syntax")


def check_syntax(annotated: str) -> None:
    """Assert that an annotated text has exactly the syntax faults that its annotations say."""
    check(annotated, codes=CODES)


def check_repair(code: str, before: str, after: str) -> None:
    """Assert the text after the quick fix that the parser offers for the first fault of a code."""
    check_action(before, RULES[code].fix_title, after)
