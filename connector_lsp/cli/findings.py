"""What is found in files, as the output formats want it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from connector_lsp.analysis.analysis import Analysis
from connector_lsp.analysis.diagnostics.rule import Severity
from connector_lsp.analysis.features.actions import fixes_of
from connector_lsp.analysis.text import LineIndex, Position, PositionEncoding, Range

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from connector_lsp.analysis.analysis import Diagnostic
    from connector_lsp.analysis.diagnostics.check import Checker
    from connector_lsp.cli.sources import Source


class Span(NamedTuple):
    """Where something begins and ends, as positions."""

    start: Position
    end: Position


@dataclass(frozen=True, slots=True)
class Problem:
    """A diagnostic, ready to be written.

    Attributes:
        code: the rule's code; empty for what no rule says.
        severity: how grave it is.
        message: what is wrong and what would be right.
        range: where, as offsets in the text.
        related: other places, with what is there.
        help: what the likeliest quick fix does; empty if there is none.

    """

    code: str
    severity: Severity
    message: str
    range: Range
    related: tuple[tuple[Range, str], ...] = ()
    help: str = ""


@dataclass(frozen=True, slots=True)
class FileReport:
    """What is found in a file.

    Attributes:
        path: the file.
        text: what is in it.
        lines: converts its offsets.
        problems: what is wrong in it, in the order of the text.
        failure: why it could not be read; empty if it could.

    """

    path: str
    text: str = ""
    lines: LineIndex = field(default_factory=lambda: LineIndex(""), repr=False)
    problems: tuple[Problem, ...] = ()
    failure: str = ""

    def span(self, where: Range, encoding: PositionEncoding = PositionEncoding.UTF32) -> Span:
        """A range as lines and columns, counted from 1, the columns in units of `encoding`."""
        start = self.lines.position(where.start, encoding)
        end = self.lines.position(where.end, encoding)
        return Span(
            Position(start.line + 1, start.column + 1), Position(end.line + 1, end.column + 1)
        )


def check_source(
    source: Source, checker: Checker, severities: Mapping[str, Severity | None]
) -> FileReport:
    """What is wrong in a file.

    Args:
        source: the file.
        checker: what to check against.
        severities: the severities that a user chose, by code; None switches a rule off.

    """
    if source.failure:
        return FileReport(source.path, failure=source.failure)
    analysis = Analysis.open(source.text, checker)
    problems = tuple(
        _problem(analysis, diagnostic) for diagnostic in analysis.diagnostics(severities)
    )
    return FileReport(source.path, source.text, analysis.document.line_index(), problems)


def _problem(analysis: Analysis, diagnostic: Diagnostic) -> Problem:
    fixes = fixes_of(analysis, diagnostic)
    fix = next((each for each in fixes if each.is_preferred), fixes[0] if fixes else None)
    return Problem(
        diagnostic.code,
        diagnostic.severity,
        diagnostic.message,
        diagnostic.range,
        diagnostic.related,
        fix.title if fix else "",
    )


def count(reports: Iterable[FileReport]) -> Counter[Severity]:
    """How many problems of each severity there are."""
    return Counter(problem.severity for report in reports for problem in report.problems)


def fails(problem: Problem, fail_on: Severity) -> bool:
    """Whether a problem is at least as grave as `fail_on`."""
    return problem.severity <= fail_on


def summary(reports: Iterable[FileReport]) -> str:
    """Such as ``3 errors, 1 warning in 2 files``."""
    reports = [report for report in reports if not report.failure]
    faulty = sum(bool(report.problems) for report in reports)
    if not faulty:
        return f"No problems in {_amount(len(reports), 'file')}" if reports else ""
    of = f" of {len(reports)}" if faulty < len(reports) else ""
    return f"{amounts(reports)} in {faulty}{of} {'file' if len(reports) == 1 else 'files'}"


def amounts(reports: Iterable[FileReport]) -> str:
    """Such as ``3 errors, 1 warning``; empty if there is nothing."""
    counts = count(reports)
    return ", ".join(
        _amount(counts[severity], severity.label) for severity in Severity if counts[severity]
    )


def _amount(number: int, noun: str) -> str:
    """Such as ``2 errors``; information is no plural word."""
    return f"{number} {noun}{'s' if number != 1 and noun != 'information' else ''}"
