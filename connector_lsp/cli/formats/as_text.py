"""For people: each problem with the piece of the file that it is about."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from connector_lsp.cli.excerpt import Mark, excerpt, visible
from connector_lsp.cli.findings import summary
from connector_lsp.cli.terminal import SEVERITY_COLOURS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from connector_lsp.cli.findings import FileReport, Problem

_PLACES_SHOWN = 3


def render(reports: Sequence[FileReport], *, width: int) -> str:
    """All problems and a summary, with ANSI colours.

    Args:
        reports: the files; one that could not be read is not mentioned.
        width: how many cells a line may take.

    """
    blocks = [
        "\n".join(problem_lines(report, problem, width)) + "\n"
        for report in reports
        for problem in report.problems
    ]
    return "\n".join([*blocks, _summary(reports)])


def problem_lines(report: FileReport, problem: Problem, width: int) -> Iterable[str]:
    """One problem: what, where, and the piece of the file."""
    start = report.span(problem.range).start
    colour = SEVERITY_COLOURS[problem.severity]
    place = click.style(f"{visible(report.path)}:{start.line}:{start.column}:", bold=True)
    code = f"[{problem.code}]" if problem.code else ":"
    kind = click.style(f"{problem.severity.label}{code}", fg=colour, bold=True)
    yield f"{place} {kind} {visible(problem.message)}"

    def paint(text: str, role: str) -> str:
        if role == "gutter":
            return click.style(text, fg="blue")
        return click.style(text, fg=colour if role == "main" else "blue", bold=True)

    marks = [Mark(problem.range)]
    near = [(where, what) for where, what in problem.related if what and where != problem.range][
        :_PLACES_SHOWN
    ]
    marks += [Mark(where, what, is_main=False) for where, what in near]
    shown = excerpt(report.text, report.lines, marks, width, paint)
    yield from shown
    if problem.help:
        margin = " " * (len(str(report.span(max(mark.range for mark in marks)).start.line)))
        equals = click.style(f"{margin} =", fg="blue")
        yield f"{equals} {click.style('help:', bold=True)} {visible(problem.help)}"


def _summary(reports: Sequence[FileReport]) -> str:
    said = summary(reports)
    worst = min((each.severity for report in reports for each in report.problems), default=None)
    colour = "green" if worst is None else SEVERITY_COLOURS[worst]
    return click.style(said, fg=colour, bold=True) + "\n" if said else ""
