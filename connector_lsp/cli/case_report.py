"""Tells what becomes of test cases: at once to people, at the end to programs."""

from __future__ import annotations

import os
import sys
from contextlib import nullcontext
from enum import Enum
from typing import TYPE_CHECKING

import click

from connector_lsp.analysis.diagnostics.rule import Severity
from connector_lsp.cli.case_lines import Layout, result_lines, summary
from connector_lsp.cli.excerpt import visible
from connector_lsp.cli.findings import check_source
from connector_lsp.cli.formats.as_text import problem_lines
from connector_lsp.cli.project import write_file
from connector_lsp.cli.terminal import is_coloured, terminal_width
from connector_lsp.debugger.case_reports import as_json, as_junit

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from contextlib import AbstractContextManager

    from rich.status import Status

    from connector_lsp.analysis.diagnostics.check_cases import CaseChecker
    from connector_lsp.cli.sources import Source
    from connector_lsp.debugger.cases import Case, Problem
    from connector_lsp.debugger.run_cases import Result, Started


class Format(Enum):
    """The formats of the report."""

    TEXT = "text"
    JSON = "json"
    JUNIT = "junit"


class CaseReport:
    """The report of a run; whatever it is given is redacted already.

    Text goes to stdout line by line. Other formats go there at the end, or to a file, with the text
    on stdout all the same.
    """

    def __init__(self, form: Format, output: str | None) -> None:
        """Report in `form`, to the file `output` if there is one."""
        self._form = form
        self._output = output
        self._has_text = form is Format.TEXT or output is not None
        self._layout = Layout.of(())
        self._lines: list[str] = []
        self._status: Status | None = None

    def progress(self, cases: Sequence[Case]) -> AbstractContextManager[object]:
        """Shows on a terminal, while it is open, which case is running."""
        self._layout = Layout.of(cases)
        stream = sys.stdout if self._has_text else sys.stderr
        if not stream.isatty() or os.environ.get("TERM") == "dumb":
            return nullcontext()
        from rich.console import Console

        console = Console(file=stream, no_color=not is_coloured(), highlight=False)
        spinner = "dots" if self._layout.has_signs else "line"
        self._status = console.status("", spinner=spinner, spinner_style="cyan")
        return self._status

    def starts(self, event: Started) -> None:
        """A case begins."""
        if self._status is None:
            return
        from rich.text import Text

        line = Text(f"{event.number}/{event.total}  {visible(event.case.name)}", style="dim")
        line.truncate(max(self._layout.width - 4, 10), overflow="ellipsis")
        self._status.update(line)

    def ends(self, result: Result) -> None:
        """A case is done."""
        for line in result_lines(result, self._layout):
            self.say(line)

    def finish(self, path: str, results: Sequence[Result], took: float, notes: list[str]) -> None:
        """Close the report.

        Args:
            path: the test cases file.
            results: the results in their order.
            took: seconds.
            notes: what else is to be said to people.

        """
        self._status = None
        self.say("")
        self.say(summary(results, took))
        for note in notes:
            self.say(click.style(visible(note), dim=True))
        self._write(path, results)

    def refuse(self, source: Source, checker: CaseChecker, problems: Sequence[Problem]) -> None:
        """Nothing is run, as the test cases are not what they should be."""
        report = check_source(source, checker, {})
        for problem in report.problems:
            if problem.severity <= Severity.WARNING:
                self._say_all(problem_lines(report, problem, terminal_width()))
                self.say("")
        number = len(problems)
        what = f"{number} problem{'s' * (number != 1)} in {visible(source.path)}: no case was run"
        self.say(click.style(what, fg="red", bold=True))
        self._write(source.path, (), problems)

    def _write(
        self, path: str, results: Sequence[Result], problems: Sequence[Problem] = ()
    ) -> None:
        """The report for programs, or the text once more for a file."""
        match self._form:
            case Format.JSON:
                text = as_json(path, results, problems)
            case Format.JUNIT:
                text = as_junit(path, results, problems)
            case Format.TEXT:
                text = "".join(f"{line}\n" for line in self._lines)
        if self._output is not None:
            write_file(self._output, text)
        elif self._form is not Format.TEXT:
            click.echo(text, nl=False)

    def _say_all(self, lines: Iterable[str]) -> None:
        for line in lines:
            self.say(line)

    def say(self, line: str) -> None:
        """A line for people, which may be coloured."""
        if not self._has_text:
            return
        self._lines.append(click.unstyle(line))
        if self._status is None:
            click.echo(line, color=is_coloured())
            return
        from rich.text import Text

        # Above the line of the progress, which stays the last one.
        self._status.console.print(Text.from_ansi(line), soft_wrap=True)
