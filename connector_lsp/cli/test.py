"""``connector-lsp test``."""

from __future__ import annotations

import asyncio
import math
import time
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from connector_lsp.analysis.analysis import Analysis
from connector_lsp.analysis.cases import (
    CONNECTION_TEST,
    INPUT_SCOPES,
)
from connector_lsp.cli import FAILED
from connector_lsp.cli.case_report import CaseReport, Format
from connector_lsp.cli.completing import complete_case
from connector_lsp.cli.project import UnusableError, cassette_path, read_project, read_source
from connector_lsp.cli.sign_in import gather
from connector_lsp.cli.sources import PATH
from connector_lsp.cli.tape import Tape
from connector_lsp.debugger.cases import Case, read_cases, references_of, select
from connector_lsp.debugger.expectations import Expectations
from connector_lsp.debugger.failures import CaseError
from connector_lsp.debugger.limits import Limits
from connector_lsp.debugger.needs import Credentials
from connector_lsp.debugger.replay import with_captures
from connector_lsp.debugger.run_cases import Outcome, Result, Started, run_cases
from connector_lsp.debugger.run_connector import ConnectorRun

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from connector_lsp.cli.project import Project
    from connector_lsp.cli.sign_in import Gathered
    from connector_lsp.cli.sources import Source
    from connector_lsp.debugger.cases import Inputs
    from connector_lsp.debugger.exchange import Exchange, Request
    from connector_lsp.debugger.model import Action, ConnectorModel
    from connector_lsp.debugger.run_connector import Answer

FOUND = 1

TEST_TITLE = "Test connection"
"""What the connection test is called where an action has its label."""

_REFUSED = (401, 403)

_EPILOG = """\
\b
Exit code:
  0  all cases passed
  1  a case failed or could not be completed
  2  wrong usage, a file that cannot be used, a value that is missing:
     nothing was run

The values of the sign-in come from CONNECTOR_<NAME>_<KEY> in the environment, else from the
keyring, else they are asked for on a terminal. No output and no file has any of them.

\b
Examples:
  connector-lsp test weather.connector.json
  connector-lsp test weather.connector.json --auth --case "forecast of a town"
  connector-lsp test weather.connector.json --record
  connector-lsp test weather.connector.json --replay --format junit -o out.xml
"""


class _Seconds(click.ParamType["float"]):
    """A time that can pass."""

    name = "seconds"

    def convert(
        self, value: str | float, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        """The time, in seconds."""
        seconds = math.nan
        with suppress(ValueError):
            seconds = float(value)
        if 0 < seconds < math.inf:
            return seconds
        return self.fail(f"{value!r} is no time: expected seconds, such as 30", param, ctx)


timeout_option = click.option(
    "--timeout",
    type=_Seconds(),
    default=f"{Limits().total:g}",
    show_default=True,
    metavar="SECONDS",
    help="How long an action may take.",
)
"""The option of commands that send requests; see `limits`."""


@click.command(epilog=_EPILOG)
@click.argument("file", type=PATH, metavar="NAME.connector.json")
@click.option(
    "--auth",
    is_flag=True,
    help="Test the connection first; unless that succeeds, no case is run. Without a test cases "
    "file it is all that is run.",
)
@click.option(
    "--case",
    "names",
    multiple=True,
    metavar="NAME|ACTION",
    shell_complete=complete_case,
    help="Run the case of this name or the cases of this action, and those whose captures they "
    "need. Can be given many times.",
)
@click.option(
    "--tests",
    type=PATH,
    metavar="FILE",
    help="The test cases file instead of NAME.tests.json beside it.",
)
@click.option(
    "--record", is_flag=True, help="Keep requests and responses in NAME.cassette.json, redacted."
)
@click.option(
    "--replay",
    is_flag=True,
    help="Answer from NAME.cassette.json: without network and without any secret.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice([form.value for form in Format]),
    default=Format.TEXT.value,
    show_default=True,
    help="text for people, json for programs, junit for CI servers.",
)
@click.option(
    "-o",
    "--output",
    type=PATH,
    metavar="FILE",
    help="Write the report to a file, and the text to stdout.",
)
@timeout_option
def command(  # noqa: PLR0913 -- the options of a command
    *,
    file: str,
    auth: bool,
    names: Sequence[str],
    tests: str | None,
    record: bool,
    replay: bool,
    form: str,
    output: str | None,
    timeout: float,
) -> None:
    """Run the test cases of a connector.

    They are in NAME.tests.json beside it, which editors complete and check. Each case runs an
    action, or testConnection, and says what must come of it.
    """
    if record and replay:
        raise click.UsageError("--record and --replay exclude each other")
    project = read_project(file)
    report = CaseReport(Format(form), output)
    wanted = Wanted(tests, names, timeout, is_auth=auth, records=record, replays=replay)
    passed = run_tests(project, wanted, report)
    click.get_current_context().exit(0 if passed else FOUND)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be run.

    Attributes:
        tests: the test cases file; None for the one beside the connector.
        names: the cases or actions to run; empty for all.
        timeout: how long a case may take, in seconds.
        is_auth: whether the connection is tested first.
        records: whether the exchanges are kept in the cassette.
        replays: whether the cassette answers.

    """

    tests: str | None = None
    names: Sequence[str] = ()
    timeout: float = Limits().total
    is_auth: bool = False
    records: bool = False
    replays: bool = False


def run_tests(project: Project, wanted: Wanted, report: CaseReport) -> bool:
    """Run test cases; whether all passed.

    Raises:
        UnusableError: nothing can be run.

    """
    path = wanted.tests or project.cases_path
    is_needed = bool(wanted.tests or wanted.names or not wanted.is_auth)
    source = _source(path, is_needed=is_needed)
    everything, chosen = _cases(project, source, wanted.names, report) if source else ((), ())
    if wanted.is_auth:
        chosen = _with_connection_test(chosen, everything)
    tape = Tape.open(cassette_path(path)) if wanted.replays or wanted.records else None
    if wanted.replays and tape and not tape.is_there:
        raise UnusableError(f"{tape.path}: no such file; make it with --record")

    references = references_of(project.model, chosen)
    gathered = gather(project, references, tape.content if tape and wanted.replays else None)
    plan = _Plan(
        chosen,
        tape if wanted.replays else None,
        limits(wanted.timeout),
        begins_with_test=wanted.is_auth,
    )
    began = time.perf_counter()
    results, run = asyncio.run(_run(project.model, plan, gathered, report))
    took = time.perf_counter() - began

    notes = _notes(project.model, plan, results)
    if wanted.records and tape:
        tape.keep(results, run, dict.fromkeys(each.name for each in (*everything, *chosen)))
        notes.append(f"Recorded in {tape.path}")
    report.finish(path, [_hidden(result, run) for result in results], took, notes)
    return all(result.outcome is Outcome.PASSED for result in results)


def title_of(action: Action | None) -> str:
    """What an action, or the connection test, is called."""
    return action.label if action else TEST_TITLE


def limits(timeout: float) -> Limits:
    """What a run may take that may take so many seconds in all; less than the usual to connect."""
    usual = Limits()
    if timeout == usual.total:
        return usual
    return replace(usual, total=timeout, read=timeout, connect=min(usual.connect, timeout))


def _notes(model: ConnectorModel, plan: _Plan, results: Sequence[Result]) -> list[str]:
    """What people are told after the summary."""
    notes = []
    if plan.begins_with_test:
        first = results[0]
        if first.outcome is Outcome.PASSED:
            notes.append("Test connection successful")
        else:
            notes += _advice(model, first)
        left = len(plan.cases) - len(results)
        if left:
            notes.append(f"{left} case{'s' * (left > 1)} not run: the connection test failed")
    if plan.tape:
        notes.append(f"Replayed from {plan.tape.path}: nothing was sent")
    return notes


def _advice(model: ConnectorModel, result: Result) -> list[str]:
    """What the connector itself says to those whose credentials are refused."""
    response = result.exchanges[-1].response if result.exchanges else None
    if response is None or response.status not in _REFUSED:
        return []
    return [f"{each.label}: {each.error_text}" for each in model.auth_fields if each.error_text]


# --- which cases ---------------------------------------------------------------------------------


def _source(path: str, *, is_needed: bool) -> Source | None:
    """The test cases file, which need not be there for a connection test alone."""
    if Path(path).exists():
        return read_source(path)
    if is_needed:
        raise UnusableError(
            f"{path}: no such file\nWrite test cases there, or test the connection with --auth"
        )
    return None


def _cases(
    project: Project, source: Source, names: Sequence[str], report: CaseReport
) -> tuple[tuple[Case, ...], tuple[Case, ...]]:
    """All cases of a file, and those that are asked for."""
    checker = project.case_checker()
    found = read_cases(Analysis.open(source.text, checker))
    if found.problems:
        report.refuse(source, checker, found.problems)
        click.get_current_context().exit(FAILED)
    try:
        chosen = select(found.cases, names)
    except CaseError as error:
        raise UnusableError(f"{source.path}: {error.message}\n{error.next_step}") from None
    if not chosen:
        raise UnusableError(f"{source.path}: there are no cases in it")
    return found.cases, chosen


def _with_connection_test(
    chosen: tuple[Case, ...], everything: tuple[Case, ...]
) -> tuple[Case, ...]:
    """The cases with a connection test in front: one of the file's own if it has any."""
    own = next((case for case in everything if case.action == CONNECTION_TEST), None)
    if own is None or own.needs:
        nothing: Inputs = {scope: {} for scope in INPUT_SCOPES}
        own = Case(TEST_TITLE, CONNECTION_TEST, nothing, Expectations(), (), ())
    return (own, *(case for case in chosen if case is not own))


# --- running -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Plan:
    """What is run, and how.

    Attributes:
        cases: the cases in their order.
        tape: what to answer from; None for the network.
        limits: what a case may take.
        begins_with_test: whether no case is run unless the first one passes.

    """

    cases: tuple[Case, ...]
    tape: Tape | None
    limits: Limits
    begins_with_test: bool


async def _run(
    model: ConnectorModel, plan: _Plan, gathered: Gathered, report: CaseReport
) -> tuple[list[Result], ConnectorRun]:
    """The results of the cases, not all redacted, and what knows the secrets."""
    results: list[Result] = []
    secrets = gathered.secrets
    if plan.tape:
        secrets = with_captures(secrets, plan.cases)
    run = ConnectorRun(model, Credentials.of(gathered.needs), secrets, gathered.sign)
    async with _answering(plan, run) as answer:
        events = run_cases(plan.cases, run.answered_by(answer), gathered.environment, run.hide)
        with report.progress(plan.cases):
            async for event in events:
                if isinstance(event, Started):
                    if plan.begins_with_test and event.number > 1 and _failed(results[0]):
                        break
                    report.starts(event)
                else:
                    results.append(event)
                    report.ends(_hidden(event, run))
    return results, run


def _failed(result: Result) -> bool:
    return result.outcome is not Outcome.PASSED


@asynccontextmanager
async def _answering(plan: _Plan, run: ConnectorRun) -> AsyncIterator[Answer]:
    """What answers requests: the cassette, or whoever is behind the network."""
    if plan.tape:
        yield plan.tape.player(run)
        return
    from connector_lsp.debugger.send import Sender

    async with Sender(plan.limits) as sender:

        async def send(_: Case, request: Request, action: Action | None) -> tuple[Exchange, ...]:
            return await sender.send(request, title_of(action))

        yield send


def _hidden(result: Result, run: ConnectorRun) -> Result:
    """A result without what turned out to be secret since it was made."""
    return replace(
        result,
        failures=tuple(
            replace(each, expected=run.hide(each.expected), actual=run.hide(each.actual))
            for each in result.failures
        ),
        error=result.error and run.redactor.failure(result.error),
    )
