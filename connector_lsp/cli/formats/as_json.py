"""For programs: a structure of our own that stays as it is.

`VERSION` counts up when something is renamed or taken away; what is added leaves it alone.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from connector_lsp import __version__
from connector_lsp.analysis.diagnostics.rule import Severity
from connector_lsp.cli.findings import count

if TYPE_CHECKING:
    from collections.abc import Sequence

    from connector_lsp.analysis.text import Range
    from connector_lsp.cli.findings import FileReport, Problem

VERSION = 1


def render(reports: Sequence[FileReport], fail_on: Severity) -> str:
    """All reports as a JSON object."""
    del fail_on
    counts = count(reports)
    output = {
        "version": VERSION,
        "tool": {"name": "connector-lsp", "version": __version__},
        "files": [_file(report) for report in reports if not report.failure],
        "failures": [
            {"path": report.path, "reason": report.failure} for report in reports if report.failure
        ],
        "summary": {severity.label: counts[severity] for severity in Severity},
    }
    # In ASCII: nobody needs to know the encoding, and half a surrogate pair is no obstacle.
    return json.dumps(output, indent=2) + "\n"


def _file(report: FileReport) -> dict[str, Any]:
    return {
        "path": report.path,
        "diagnostics": [_problem(report, problem) for problem in report.problems],
    }


def _problem(report: FileReport, problem: Problem) -> dict[str, Any]:
    return {
        "code": problem.code,
        "severity": problem.severity.label,
        "message": problem.message,
        **_place(report, problem.range),
        "help": problem.help or None,
        "related": [
            {"message": message, **_place(report, where)} for where, message in problem.related
        ],
    }


def _place(report: FileReport, where: Range) -> dict[str, Any]:
    span = report.span(where)
    return {
        "start": {"line": span.start.line, "column": span.start.column},
        "end": {"line": span.end.line, "column": span.end.column},
    }
