"""``connector-lsp release``."""

from __future__ import annotations

import shlex
import subprocess
import sys
from contextlib import nullcontext, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from connector_lsp.analysis.analysis import Analysis
from connector_lsp.analysis.comparison import Impact
from connector_lsp.analysis.diagnostics.check import Checker
from connector_lsp.analysis.diagnostics.rule import Severity
from connector_lsp.cli.check import schema_of
from connector_lsp.cli.clipboard import find_clipboard
from connector_lsp.cli.excerpt import visible
from connector_lsp.cli.findings import check_source
from connector_lsp.cli.formats.as_text import problem_lines
from connector_lsp.cli.project import UnusableError, read_project, read_source
from connector_lsp.cli.shelf import explained, library_option, near, open_library
from connector_lsp.cli.sources import PATH, STDIN
from connector_lsp.cli.terminal import is_coloured, terminal_width, wrapped
from connector_lsp.library.gate import judge
from connector_lsp.library.release import Plan, plan_release
from connector_lsp.library.store import Replacement

if TYPE_CHECKING:
    from collections.abc import Sequence

    from connector_lsp.cli.clipboard import Copy
    from connector_lsp.cli.sources import Source
    from connector_lsp.library.library import Draft, Library
    from connector_lsp.library.snapshot import Record

REFUSED = 1

_EPILOG = """\
\b
Exit code:
  0  released, or nothing new to release
  1  not released: there are errors, or a test case did not pass
  2  wrong usage, or something cannot be read or written

\b
Examples:
  connector-lsp release shop.connector.json --clipboard
  connector-lsp release shop.connector.json --replay --note "Orders, too"
  connector-lsp release shop.connector.json --flow "Order to row" > shop.json
  connector-lsp release shop.connector.json --dry-run
"""


@click.command(epilog=_EPILOG)
@click.argument("file", type=PATH, metavar="NAME.connector.json")
@click.option("--test", "is_tested", is_flag=True, help="Run its test cases first, for real.")
@click.option(
    "--replay", is_flag=True, help="Run its test cases first, answered by NAME.cassette.json."
)
@click.option("--note", default="", metavar="TEXT", help="What is new, for the library.")
@click.option(
    "--flow",
    "flows",
    multiple=True,
    metavar="NAME",
    help="A flow that uses it, for the library. Can be given many times.",
)
@click.option("-o", "--output", type=PATH, metavar="FILE", help="Write the JSON to a file.")
@click.option("--clipboard", is_flag=True, help="Put the JSON into the clipboard.")
@click.option("--dry-run", is_flag=True, help="Only tell what would be released.")
@click.option(
    "--schema",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="A JSON Schema to check against instead of the built-in one.",
)
@library_option
def command(  # noqa: PLR0913 -- the options of a command
    *,
    file: str,
    is_tested: bool,
    replay: bool,
    note: str,
    flows: Sequence[str],
    output: str | None,
    clipboard: bool,
    dry_run: bool,
    schema: Path | None,
    folder: str | None,
) -> None:
    """Check a connector, record it in the library and give out its JSON for Claris Connect.

    On any error nothing is released. The JSON goes to stdout unless -o or --clipboard is given.
    Claris Connect cannot change a connector that was created, so what changed since the last
    release is told, too, and what to do there.
    """
    if is_tested and replay:
        raise click.UsageError("--test and --replay exclude each other")
    if output and (output == STDIN or Path(output).resolve() == Path(file).resolve()):
        raise click.UsageError("-o needs another file than the connector itself")
    is_stdout = not (output or clipboard or dry_run)
    copy = find_clipboard() if clipboard and not dry_run else None
    # What is said goes where the JSON does not.
    with redirect_stdout(sys.stderr) if is_stdout else nullcontext():
        source = read_source(file)
        library = open_library("." if file == STDIN else file, folder)
        draft = _admitted(source, None if file == STDIN else Path(file), schema)
        if is_tested or replay:
            _tested(file, replays=replay)
        with explained():
            plan = plan_release(library, draft)
        _tell_changes(plan)
        if dry_run:
            _say("Dry run", f"would release {plan.title}", "nothing was written")
            return
        sinks = _Sinks(output, copy)
        record = _released(library, plan, sinks, note, flows)
        _tell_release(plan, record, sinks, library)
    if is_stdout:
        click.echo(draft.text, nl=False)


@dataclass(frozen=True, slots=True)
class _Sinks:
    """Where the JSON goes besides the library."""

    output: str | None
    copy: Copy | None


def _admitted(source: Source, path: Path | None, schema: Path | None) -> Draft:
    """The connector without an error; else the errors are told and nothing more is done."""
    checker = Checker(schema_of(schema))
    with explained():
        verdict = judge(Analysis.open(source.text, checker), path)
    if verdict.draft is None:
        report = check_source(source, checker, {})
        for problem in report.problems:
            if problem.severity is Severity.ERROR:
                for line in problem_lines(report, problem, terminal_width()):
                    click.echo(line, color=is_coloured())
                click.echo()
        raise _refused(f"{len(verdict.errors)} error{'s' * (len(verdict.errors) > 1)}")
    warnings = verdict.warnings
    beside = f", {warnings} warning{'s' * (warnings > 1)}" if warnings else ""
    _say("Checked", f"no errors{beside}", "connector-lsp check shows them" if warnings else "")
    return verdict.draft


def _refused(reason: str) -> click.exceptions.Exit:
    """What to raise after having told why nothing is released."""
    click.echo(click.style(f"Not released: {reason}", fg="red", bold=True), color=is_coloured())
    return click.exceptions.Exit(REFUSED)


def _tested(file: str, *, replays: bool) -> None:
    """Run the test cases; unless all pass, nothing more is done."""
    from connector_lsp.cli.case_report import CaseReport, Format
    from connector_lsp.cli.test import Wanted, run_tests

    click.echo()
    try:
        passed = run_tests(
            read_project(file), Wanted(replays=replays), CaseReport(Format.TEXT, None)
        )
    except (UnusableError, click.exceptions.Exit):
        click.echo("Not released: the test cases cannot be run", err=True)
        raise
    if not passed:
        raise _refused("not all test cases passed")
    click.echo()


def _released(
    library: Library, plan: Plan, sinks: _Sinks, note: str, flows: Sequence[str]
) -> Record:
    """Record the release and give out the JSON, so that no failure leaves one without the other.

    The file is written beside its place before anything is recorded, and put there afterwards. What
    still can fail then loses nothing: the library has the JSON.
    """
    text = plan.draft.content
    file = _beside(sinks.output, text) if sinks.output else None
    try:
        with explained():
            record = library.release(plan.draft, plan.snapshot, note=note, flows=flows)
    except UnusableError:
        if file:
            file.discard()
        raise
    try:
        if file:
            file.commit()
        if sinks.copy:
            sinks.copy(plan.draft.text)
    except (OSError, UnusableError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise UnusableError(
            f"{record.title} is in the library, but its JSON was not given out: {reason}\n"
            f"connector-lsp library show {record.id} --json prints it"
        ) from error
    return record


def _beside(output: str, content: bytes) -> Replacement:
    if Path(output).is_dir():
        raise UnusableError(f"{output}: this is a folder; name a file in it")
    try:
        return Replacement(Path(output), content)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise UnusableError(f"{output}: cannot be written: {reason}") from error


# --- what is said --------------------------------------------------------------------------------

_LABEL = len("Unchanged")


def _say(label: str, text: str, remark: str = "") -> None:
    """A line that begins with what it is about; what does not fit goes on below it."""
    head, indent = click.style(f"{label:<{_LABEL}}", bold=True), " " * _LABEL
    from rich.cells import cell_len

    width = max(terminal_width() - _LABEL - 2, 20)
    lines = wrapped(text, width)
    if remark:
        styled = click.style(visible(remark), dim=True)
        if cell_len(lines[-1]) + 2 + cell_len(visible(remark)) <= width:
            lines[-1] += f"  {styled}"
        else:
            lines.append(styled)
    for number, line in enumerate(lines):
        click.echo(f"{indent if number else head}  {line}", color=is_coloured())


def _tell_changes(plan: Plan) -> None:
    """What changed since the record that it came from, the breaking changes one by one."""
    if plan.origin is None:
        _say("Changed", "nothing, it is the first release")
        return
    comparison = plan.comparison
    advice = "connector-lsp compare tells why" if comparison.changes else ""
    _say("Changed", comparison.summary(plan.snapshot.version(plan.origin)), advice)
    for change in comparison.of(Impact.BREAKING):
        _say("", f"breaking: {change.subject}, {change.what}")


def _tell_release(plan: Plan, record: Record, sinks: _Sinks, library: Library) -> None:
    """What was done, and what is to be done in Claris Connect."""
    places = [sinks.output or "", "the clipboard" if sinks.copy else ""]
    where = " and ".join(filter(None, places)) or "stdout"
    if not plan.is_new:
        _say("Unchanged", f"{record.title} to {where}", "not recorded again")
        return
    _say("Released", f"{record.title} to {where}", f"recorded in {near(library.folder)}")
    origin = plan.origin
    if origin is None:
        _say("Next", "Create the connector in Claris Connect")
        return
    old, flows = plan.snapshot.address(origin), origin.flows
    where = f"its flows: {', '.join(flows)}" if flows else "the flows that use it"
    _say("Next", f"1. In Claris Connect, remove {origin.release.name} from {where}")
    if flows:
        _say_command("forget-flow", old, *flows)
    _say("", "2. Delete it, and create it anew with this JSON")
    _say_command("delete", old)
    _say("", f"3. Put it back into {'these' if flows else 'the'} flows")
    if flows:
        _say_command("note-flow", record.address, *flows)


def _say_command(*arguments: str) -> None:
    """A command that keeps the library up to date, to be copied: on one line, however long."""
    join = subprocess.list2cmdline if sys.platform == "win32" else shlex.join
    indent = " " * (_LABEL + len("  1. "))
    click.echo(
        f"{indent}{click.style(visible(f'connector-lsp library {join(arguments)}'), fg='blue')}",
        color=is_coloured(),
    )
