"""Every obvious repair at once."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from connector_lsp.analysis.features.actions.fix import Fix
from connector_lsp.analysis.features.actions.quick_fixes import fixes_for

if TYPE_CHECKING:
    from collections.abc import Iterator

    from connector_lsp.analysis.analysis import Analysis, Diagnostic
    from connector_lsp.analysis.text import Edit


def try_fix_all(analysis: Analysis, everything: list[Diagnostic]) -> Fix | None:
    """One fix that makes every obvious repair, of two that overlap the first; None for none.

    Args:
        analysis: the connector, or the test cases.
        everything: all findings, in the order of the text.

    """
    obvious = list(_obvious(analysis, everything))
    if not obvious:
        return None
    codes = frozenset(fix.code for fix in obvious)
    title = "Fix all that can be fixed"
    return Fix(title, partial(_edits, obvious), codes=codes)


def _obvious(analysis: Analysis, everything: list[Diagnostic]) -> Iterator[Fix]:
    for diagnostic in everything:
        if diagnostic.code == "missing-property":
            continue
        fixes = fixes_for(analysis, diagnostic, snippets=False)
        fix = next((each for each in fixes if each.is_preferred), None)
        if fix is not None and any(
            analysis.text[edit.start : edit.end] != edit.text for edit in fix.edits()
        ):
            yield fix


def _edits(obvious: list[Fix]) -> list[Edit]:
    edits: list[Edit] = []
    reach = -1
    for fix in obvious:
        own = fix.edits()
        if any(edit.start <= reach for edit in own):
            continue
        edits += own
        reach = max(edit.end for edit in edits)
    return edits
