"""Which actions there are at a place."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from connector_lsp.analysis.document import SKELETON
from connector_lsp.analysis.features.actions.action import ActionKind, Change, CodeAction
from connector_lsp.analysis.features.actions.fix_all import try_fix_all
from connector_lsp.analysis.features.actions.quick_fixes import fixes_for
from connector_lsp.analysis.features.actions.quick_fixes.missing import add_all_missing
from connector_lsp.analysis.features.actions.refactorings import refactorings_at
from connector_lsp.analysis.features.formatting import keep_layout
from connector_lsp.analysis.features.snippet_layout import keep_snippet_layout

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from connector_lsp.analysis.analysis import Analysis, Diagnostic
    from connector_lsp.analysis.document import Document
    from connector_lsp.analysis.features.actions.action import Wish
    from connector_lsp.analysis.features.actions.fix import Fix
    from connector_lsp.analysis.names import Unit
    from connector_lsp.analysis.text import Edit, Range


def code_actions(
    unit: Unit, span: Range, wish: Wish, *, in_cases: bool = False
) -> list[CodeAction]:
    """What can be done about the findings that touch a stretch of the text, and where it begins.

    Args:
        unit: the connector and its test cases.
        span: the stretch, as offsets in the text.
        wish: what is asked for.
        in_cases: whether the stretch is one of the test cases.

    """
    analysis = unit.cases if in_cases else unit.connector
    if analysis is None:
        return []
    found: list[tuple[str, CodeAction]] = []
    if wish.wants(ActionKind.QUICK_FIX):
        fixes = _quick_fixes(analysis, span, wish)
        found += [(fix.code, _action(fix, in_cases=in_cases)) for fix in fixes]
    if wish.wants(ActionKind.FIX_ALL):
        fix_all = try_fix_all(analysis, analysis.diagnostics(wish.severities))
        if fix_all is not None:
            action = _action(fix_all, ActionKind.FIX_ALL, in_cases=in_cases)
            found.append((ActionKind.FIX_ALL.value, action))
    titles = {action.title for _, action in found}
    if not in_cases:
        found += [
            (name, action)
            for name, action in refactorings_at(unit, span.start, wish)
            if action.title not in titles
        ]
    return _named(unit, _without_repetitions(found))


def try_find_action(
    unit: Unit, span: Range, wish: Wish, name: str, *, in_cases: bool = False
) -> CodeAction | None:
    """The action of that name among those that `code_actions` lists; None if it is no more."""
    found = code_actions(unit, span, wish, in_cases=in_cases)
    return next((each for each in found if each.name == name), None)


def fixes_of(analysis: Analysis, diagnostic: Diagnostic) -> list[CodeAction]:
    """The quick fixes of one finding, without tab stops, the likeliest first."""
    return [_action(fix) for fix in fixes_for(analysis, diagnostic, snippets=False)]


def _action(
    fix: Fix, kind: ActionKind = ActionKind.QUICK_FIX, *, in_cases: bool = False
) -> CodeAction:
    return CodeAction(
        fix.title,
        kind,
        partial(_change_of, fix, in_cases=in_cases),
        fix.codes or frozenset({fix.code}),
        fix.is_preferred,
        fix.is_snippet,
    )


def _change_of(fix: Fix, *, in_cases: bool) -> Change:
    edits = tuple(fix.edits())
    if in_cases:
        return Change((), edits)
    return Change(edits, (), fix.description, needs_confirmation=bool(fix.description))


def _quick_fixes(analysis: Analysis, span: Range, wish: Wish) -> Iterator[Fix]:
    nearby = list(_nearby(analysis, span, wish))
    touched = [
        each for each in nearby if each.range.start <= span.end and span.start <= each.range.end
    ]
    for diagnostic in touched:
        yield from fixes_for(analysis, diagnostic, snippets=wish.snippets)
    yield from add_all_missing(analysis, touched, nearby, snippets=wish.snippets)


def _nearby(analysis: Analysis, span: Range, wish: Wish) -> Iterator[Diagnostic]:
    """The findings about the sections that a stretch touches, and about the skeleton."""
    document, unsound = analysis.document, analysis.unsound
    for index in sorted(analysis.flagged):
        is_far = index != SKELETON and (
            document.end(index) < span.start or document.key_range(index).start > span.end
        )
        if not is_far:
            yield from analysis.placed(index, analysis.findings(index, unsound), wish.severities)


def _without_repetitions(found: list[tuple[str, CodeAction]]) -> Iterator[tuple[str, CodeAction]]:
    """The actions without those that do the same under the same title as one before."""
    changes: dict[CodeAction, list[Change]] = {}
    counted = Counter(action for _, action in found)
    for source, action in found:
        if counted[action] > 1:  # Only then is it worth making the change to tell.
            change = action.change()
            known = changes.setdefault(action, [])
            if change in known:
                continue
            known.append(change)
        yield source, action


def _named(unit: Unit, found: Iterable[tuple[str, CodeAction]]) -> list[CodeAction]:
    """The actions with names: where each comes from, and how many have come from there before.

    What they change stays in the canonical layout if it was in it.
    """
    seen: Counter[str] = Counter()
    named = []
    for source, action in found:
        name, change = f"{source}.{seen[source]}", partial(_laid_out, unit, action)
        named.append(replace(action, name=name, change=change))
        seen[source] += 1
    return named


def _laid_out(unit: Unit, action: CodeAction) -> Change:
    change = action.change()
    keep = keep_snippet_layout if action.is_snippet else keep_layout
    return change._replace(
        connector=_settled(keep, unit.connector, change.connector),
        cases=_settled(keep, unit.cases, change.cases),
    )


def _settled(
    keep: Callable[[Document, Sequence[Edit]], Sequence[Edit]],
    analysis: Analysis | None,
    edits: Sequence[Edit],
) -> Sequence[Edit]:
    return keep(analysis.document, edits) if analysis else edits
