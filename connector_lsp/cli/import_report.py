"""What came of an import, for people and for programs."""

from __future__ import annotations

import json
import shlex
from itertools import groupby
from typing import TYPE_CHECKING

import click

from connector_lsp.cli.excerpt import visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from connector_lsp.importers.report import LeftOut, Made, Report

_MOST_ACTIONS = _MOST_NOTES = 20
_WIDEST_COLUMN, _NARROWEST = 44, 20


def as_json(report: Report, target: str | None) -> str:
    """The whole report; an operation is written as method and path."""
    value = {
        "connector": None if report.is_empty else target,
        "actions": [
            {
                "operation": each.operation,
                "modelId": each.model_id,
                "actionId": each.action_id,
                "label": each.label,
            }
            for each in report.made
        ],
        "connectionTest": report.test or None,
        "leftOut": [
            {"operation": each.operation, "reason": each.reason} for each in report.refused
        ],
        "withoutParts": [each._asdict() for each in report.gaps],
        "notes": [{"about": each.part, "note": each.reason} for each in report.notes],
        "clashes": [
            {"at": each.operation or each.part, "reason": each.reason} for each in report.clashes
        ],
        "notChosen": report.not_chosen,
    }
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"


def as_text(report: Report, target: str | None, width: int, *, is_merged: bool) -> str:
    """The report with ANSI colours.

    Args:
        report: what came of it.
        target: the file that was written, if anything was; None for stdout.
        width: how many cells a line may take.
        is_merged: whether the connector was there before.

    """
    lines = [_headline(report, target, is_merged=is_merged), ""]
    lines += _actions(report.made, width)
    lines += _facts(report)
    lines += _block("Left out", report.refused, "red", width)
    lines += _block("Kept as they are", report.clashes, "yellow", width)
    lines += _block("Actions that lack something", report.gaps, "yellow", width)
    if target and report.made:
        command = f"connector-lsp run {shlex.quote(target)}"
        lines.append(f"{click.style('next:', bold=True)} {visible(command)}")
    while lines and not lines[-1]:
        lines.pop()
    return "\n".join(lines) + "\n"


def _headline(report: Report, target: str | None, *, is_merged: bool) -> str:
    if report.is_empty:
        verb = "added" if is_merged else "written"
        return click.style(f"Nothing is {verb}: no operation can be an action", fg="red", bold=True)
    count = len(report.made)
    what = f"{count} action{'' if count == 1 else 's'}"
    verb = "Added" if is_merged else "Made"
    place = f" {'to' if is_merged else 'in'} {visible(target)}" if target else ""
    beside = f" ({report.not_chosen} not chosen)" if report.not_chosen else ""
    colour = "green" if count else "yellow"
    return click.style(f"{verb} {what}{place}", fg=colour, bold=True) + beside


def _actions(made: Sequence[Made], width: int) -> Iterator[str]:
    from rich.cells import cell_len

    if not made:
        return
    shown = made[:_MOST_ACTIONS]
    names = [visible(f"{each.model_id}/{each.action_id}") for each in shown]
    labels = [visible(each.label) for each in shown]
    left = min(max(map(cell_len, names)), _WIDEST_COLUMN)
    middle = min(max(map(cell_len, labels)), _WIDEST_COLUMN)
    for name, label, each in zip(names, labels, shown, strict=True):
        operation = _shortened(visible(each.operation), max(width - left - middle - 6, _NARROWEST))
        yield f"  {_fit(name, left)}  {_fit(label, middle)}  {click.style(operation, fg='blue')}"
    if len(made) > len(shown):
        yield f"  … and {len(made) - len(shown)} more"
    yield ""


def _shortened(operation: str, width: int) -> str:
    """Method and path in so many cells; the end of a path tells the most."""
    if len(operation) <= width:
        return operation
    method, _, path = operation.partition(" ")
    return f"{method} …{path[len(method) + 2 - width :]}"


def _fit(text: str, width: int) -> str:
    """A text in exactly so many cells."""
    from rich.cells import cell_len, set_cell_size

    return (
        set_cell_size(text, width)
        if cell_len(text) <= width
        else set_cell_size(text, width - 1) + "…"
    )


def _facts(report: Report) -> Iterator[str]:
    """The connection test, and what is to be known of the API as a whole."""
    facts = [(each.part, each.reason) for each in report.notes]
    if report.made:
        nothing = "no harmless GET without inputs was found: name one in testConnection"
        facts.insert(0, ("connection test", report.test or nothing))
    if not facts:
        return
    for part, reason in facts[:_MOST_NOTES]:
        heading = click.style(f"{visible(part)}:", bold=True) + " " if part else ""
        yield f"{heading}{visible(reason)}"
    if len(facts) > _MOST_NOTES:
        yield f"… and {len(facts) - _MOST_NOTES} more, all of which --format json lists"
    yield ""


def _block(title: str, found: Iterable[LeftOut], colour: str, width: int) -> Iterator[str]:
    """What is missing, by operation and reason."""
    found = list(found)
    if not found:
        return
    yield click.style(f"{title} ({len(found)})", fg=colour, bold=True)
    for operation, group in groupby(found, key=lambda each: each.operation):
        reasons = [": ".join(filter(None, (each.part, each.reason))) for each in group]
        if not operation:
            yield from (f"  {visible(each)}" for each in reasons)
        elif len(reasons) == 1 and len(operation) + len(reasons[0]) + 4 < width:
            yield f"  {click.style(visible(operation), fg='blue')}  {visible(reasons[0])}"
        else:
            yield f"  {click.style(visible(operation), fg='blue')}"
            yield from (f"    {visible(each)}" for each in reasons)
    yield ""
