"""For GitHub Actions: workflow commands, which become annotations of the pull request.

The escapes are those of ``@actions/core`` (`toolkit/packages/core/src/command.ts`).
"""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING

from connector_lsp.analysis.diagnostics.rule import Severity

if TYPE_CHECKING:
    from collections.abc import Sequence

    from connector_lsp.cli.findings import FileReport, Problem

_COMMANDS = {
    Severity.ERROR: "error",
    Severity.WARNING: "warning",
    Severity.INFORMATION: "notice",
    Severity.HINT: "notice",
}


def render(reports: Sequence[FileReport], fail_on: Severity) -> str:
    """A command for each problem, and for each file that could not be read."""
    del fail_on
    lines = []
    for report in reports:
        if report.failure:
            lines.append(_command("error", report.path, {}, report.failure))
        lines += [_problem(report, problem) for problem in report.problems]
    return "".join(line + "\n" for line in lines)


def _problem(report: FileReport, problem: Problem) -> str:
    start, end = report.span(problem.range)
    place: dict[str, int | str] = {"line": start.line, "endLine": end.line}
    if start.line == end.line:
        # Columns are ignored elsewhere; the last one is inclusive.
        place |= {"col": start.column, "endColumn": max(end.column - 1, start.column)}
    message = f"{problem.message}\nhelp: {problem.help}" if problem.help else problem.message
    properties = {**place, "title": problem.code}
    return _command(_COMMANDS[problem.severity], report.path, properties, message)


def _command(name: str, path: str, properties: dict[str, int | str], message: str) -> str:
    file = PurePath(path).as_posix()
    said = ",".join(
        f"{key}={_escaped_property(str(value))}"
        for key, value in {"file": file, **properties}.items()
    )
    return f"::{name} {said}::{_escaped(message)}"


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _escaped_property(text: str) -> str:
    return _escaped(text).replace(":", "%3A").replace(",", "%2C")
