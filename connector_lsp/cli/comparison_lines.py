"""How a comparison looks on a terminal: by impact, a line for each change and why it matters."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

import click

from connector_lsp.analysis.comparison import Impact, Kind
from connector_lsp.analysis.comparison.reports import MEANINGS, SIGNS
from connector_lsp.cli.excerpt import visible
from connector_lsp.cli.terminal import wrapped

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from connector_lsp.analysis.comparison import Change, Comparison

_IMPACT_COLOURS: Mapping[Impact, str] = {
    Impact.BREAKING: "red",
    Impact.VISIBLE: "yellow",
    Impact.INVISIBLE: "green",
}
_KIND_COLOURS: Mapping[Kind, str] = {
    Kind.ADDED: "green",
    Kind.REMOVED: "red",
    Kind.CHANGED: "yellow",
    Kind.RENAMED: "blue",
}
_WIDEST_SUBJECT = 40
_INDENT = "    "


def comparison_lines(comparison: Comparison, width: int) -> Iterator[str]:
    """All changes, coloured, and a summary.

    Args:
        comparison: what changed.
        width: how many cells a line may take.

    """
    cells = [_cells(change.subject) for change in comparison.changes]
    column = max((each for each in cells if each <= _WIDEST_SUBJECT), default=0)
    for impact in Impact:
        changes = comparison.of(impact)
        if changes:
            title = click.style(impact.value.capitalize(), fg=_IMPACT_COLOURS[impact], bold=True)
            yield f"{title}: {MEANINGS[impact]}"
            yield from _list(changes, column, width)
            yield ""
    yield summary_line(comparison)


def summary_line(comparison: Comparison) -> str:
    """Such as ``3 changes: 1 breaking, 2 visible``, in the colour of the gravest."""
    worst = comparison.changes[0].impact if comparison.changes else Impact.INVISIBLE
    text = comparison.summary()
    return click.style(text[:1].upper() + text[1:], fg=_IMPACT_COLOURS[worst], bold=True)


def _list(changes: Sequence[Change], column: int, width: int) -> Iterator[str]:
    """The changes of one impact; a reason stands once below all that it holds for."""
    for _, group in groupby(changes, key=lambda change: change.code):
        for change in (alike := list(group)):
            yield from _change(change, column, width)
        yield from (
            click.style(_INDENT + line, dim=True)
            for line in wrapped(alike[0].rule.reason, width - len(_INDENT))
        )


def _change(change: Change, column: int, width: int) -> Iterator[str]:
    kind = change.rule.kind
    sign = click.style(SIGNS[kind], fg=_KIND_COLOURS[kind], bold=True)
    subject = visible(change.subject)
    if _cells(subject) <= column:
        left = len(_INDENT) + column + 2
        first, *rest = wrapped(change.what, max(width - left, 20)) or [""]
        gap = " " * (column - _cells(subject))
        yield f"  {sign} {click.style(subject, bold=True)}{gap}  {first}".rstrip()
    else:
        left = len(_INDENT) + 2
        rest = wrapped(change.what, max(width - left, 20))
        yield f"  {sign} {click.style(subject, bold=True)}"
    yield from (" " * left + line for line in rest)


def _cells(text: str) -> int:
    from rich.cells import cell_len

    return cell_len(visible(text))
