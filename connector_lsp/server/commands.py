"""What code lenses do, and other commands, for any client: each shows the user what comes of it.

Each takes the connector's URI and further names: of an action, of a test case.
"""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING

from lsprotocol import types

from connector_lsp.analysis.cases import CONNECTION_TEST
from connector_lsp.analysis.commands import Command
from connector_lsp.debugger.failures import DebuggerError, StoppedError
from connector_lsp.server import case_files, to_ext
from connector_lsp.server.from_lsp import InvalidParamsError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from connector_lsp.debugger.cases import Case
    from connector_lsp.debugger.run import Run
    from connector_lsp.server.app import ConnectorServer
    from connector_lsp.server.debugger import Target
    from connector_lsp.server.ext import RunsResult, SignInResult
    from connector_lsp.server.progress import Progress

_INFO, _ERROR = types.MessageType.Info, types.MessageType.Error
_ENDS = (".", "!", "?", ":", "…")


async def execute(server: ConnectorServer, command: str, uri: str, names: Sequence[str]) -> object:
    """Execute a command, and show why if it cannot begin.

    Args:
        server: the conversation.
        command: one of the names that the server announces.
        uri: a connector, or its test cases file.
        names: what it is about.

    Raises:
        InvalidParamsError: there is no such command, or it needs more names.

    """
    if command not in _COMMANDS:
        raise InvalidParamsError
    uri = server.documents.connector_uri(uri)
    work = partial(_COMMANDS[command], server, uri, names)
    if command in _RUNS:
        server.debugger.last[uri] = work
    try:
        return await work()
    except DebuggerError as error:
        show(server, _ERROR, f"{error.message}\n{error.next_step}")
        return to_ext.runs([], failure=error)


async def _sign_in(server: ConnectorServer, uri: str, _: Sequence[str]) -> SignInResult:
    """Look for what the auth fields ask for; forms are for clients that have some."""
    target = server.debugger.target(uri)
    name = target.session.name
    with server.debugger.progress.show(f"{name}: Sign in") as progress:
        try:
            run = await server.debugger.sign_in(target, {}, report=progress.report)
        except asyncio.CancelledError:
            if not progress.is_stopped:
                raise
            return to_ext.sign_in(target, StoppedError())
    if run is not None and not run.is_success:
        await _show_page(server, target, [run])
    failure = run.failure if run else None
    if failure is None:
        show(server, _INFO, f"Signed in to {name}")
    else:
        show(server, _ERROR, f"{name}: {failure.message}\n{failure.next_step}")
    return to_ext.sign_in(target, failure)


async def _sign_out(server: ConnectorServer, uri: str, _: Sequence[str]) -> SignInResult:
    target = server.debugger.target(uri)
    await server.debugger.sign_out(target)
    show(server, _INFO, f"Signed out of {target.session.name}")
    return to_ext.sign_in(target)


async def _test_authentication(server: ConnectorServer, uri: str, _: Sequence[str]) -> RunsResult:
    return await _run(server, uri, CONNECTION_TEST)


async def _run_action(server: ConnectorServer, uri: str, rest: Sequence[str]) -> RunsResult:
    """Run the first case of an action, or the one that is named; make one if there is none."""
    action, wanted = _action(rest), rest[1] if len(rest) > 1 else ""
    target = server.debugger.target(uri)
    found = case_files.cases_of(server, uri, action)
    chosen = [each for each in found.of_action if wanted in ("", each.name)][:1]
    if not chosen and not case_files.needs_inputs(target, action):
        return await _run(server, uri, action)
    if not chosen:
        return await _make_case(server, uri, action)
    return await _run_selected(server, uri, found.select([chosen[0].name]), chosen[0].name)


async def _run_cases(server: ConnectorServer, uri: str, rest: Sequence[str]) -> RunsResult:
    """Run all cases of an action, or the one that is named; of all actions without any name."""
    found = case_files.cases_of(server, uri, rest[0] if rest else "")
    if rest and not found.of_action:
        return await _make_case(server, uri, rest[0])
    cases = found.select(list(rest[-1:]))
    return await _run_selected(server, uri, cases, rest[-1] if rest else "All cases")


async def _rerun_last(server: ConnectorServer, uri: str, _: Sequence[str]) -> object:
    """The last command that ran something, on the connector and test cases as they are now."""
    again = server.debugger.last.get(uri)
    if again is None:
        show(server, _INFO, "Nothing was run yet: run an action first")
        return to_ext.runs([])
    return await again()


async def _copy_as_curl(server: ConnectorServer, uri: str, rest: Sequence[str]) -> str | None:
    """The last request as a command for a shell; None if there is none."""
    from connector_lsp.debugger.export import as_curl

    session = server.debugger.target(uri).session
    request = session.try_last_request(rest[0] if rest else None)
    if request is None:
        show(server, _INFO, "Nothing was run yet: run an action first")
        return None
    return as_curl(request, session.access.secrets.variables())


def _export(name: str) -> Callable[[ConnectorServer, str, Sequence[str]], Awaitable[str]]:
    """One of the commands of `exports`, which is imported when it is wanted."""

    async def execute(server: ConnectorServer, uri: str, rest: Sequence[str]) -> str:
        from connector_lsp.server import exports

        written: str = await getattr(exports, name)(server, uri, rest)
        is_named = len(rest) > (name == "export_har")  # Behind the run, which may be left out.
        if not is_named:  # Who names a file need not be shown it.
            show_document(server, written)
        return written

    return execute


async def _import(server: ConnectorServer, uri: str, rest: Sequence[str]) -> object:
    """Import a source, read by a module that is imported when it is wanted."""
    from connector_lsp.server.importing import import_source

    return await import_source(server, uri, rest)


def _library(name: str) -> Callable[[ConnectorServer, str, Sequence[str]], Awaitable[object]]:
    """One of the commands of `library_commands`, which is imported when it is wanted."""

    async def execute(server: ConnectorServer, uri: str, rest: Sequence[str]) -> object:
        from connector_lsp.server import library_commands

        return await library_commands.execute(server, name, uri, rest)

    return execute


_COMMANDS: dict[str, Callable[[ConnectorServer, str, Sequence[str]], Awaitable[object]]] = {
    Command.SIGN_IN: _sign_in,
    Command.SIGN_OUT: _sign_out,
    Command.TEST_AUTHENTICATION: _test_authentication,
    Command.RUN_ACTION: _run_action,
    Command.RUN_CASES: _run_cases,
    Command.RERUN_LAST: _rerun_last,
    Command.COPY_AS_CURL: _copy_as_curl,
    Command.SHOW_HISTORY: _export("show_history"),
    Command.COMPARE_RESPONSES: _export("compare_responses"),
    Command.EXPORT_HAR: _export("export_har"),
    Command.SAVE_BODY: _export("save_body"),
    Command.IMPORT: _import,
    Command.NEW: _library("new"),
    Command.RELEASE: _library("release"),
    Command.COMPARE: _library("compare"),
    Command.SHOW_LIBRARY: _library("show_library"),
    Command.SHOW_RECORD: _library("show_record"),
    Command.COPY_RECORD: _library("copy_record"),
    Command.DELETE_RECORD: _library("delete_record"),
    Command.NOTE_FLOW: _library("note_flow"),
    Command.FORGET_FLOW: _library("forget_flow"),
}

_RUNS = frozenset({Command.TEST_AUTHENTICATION, Command.RUN_ACTION, Command.RUN_CASES})
"""What can be run again."""


def _action(rest: Sequence[str]) -> str:
    if not rest:
        raise InvalidParamsError
    return rest[0]


# --- running and showing -------------------------------------------------------------------------


async def _run(server: ConnectorServer, uri: str, action: str) -> RunsResult:
    """Run an action that needs no inputs, or the connection test."""
    target = server.debugger.target(uri)

    async def work(_: Progress) -> list[Run]:
        return [await server.debugger.run(target, action, {})]

    return await _shown(server, target, case_files.title_of(target, action), work)


async def _run_selected(
    server: ConnectorServer, uri: str, cases: Sequence[Case], title: str
) -> RunsResult:
    target = server.debugger.target(uri)

    async def work(progress: Progress) -> list[Run]:
        return [run async for run in server.debugger.run_cases(target, cases, progress)]

    return await _shown(server, target, title, work)


async def _shown(
    server: ConnectorServer,
    target: Target,
    title: str,
    work: Callable[[Progress], Awaitable[list[Run]]],
) -> RunsResult:
    """What comes of `work`, shown as a page and in a line."""
    from connector_lsp.debugger.page import summary

    with server.debugger.progress.show(f"{target.session.name}: {title}") as progress:
        try:
            runs = await work(progress)
            page = await server.debugger.write_page(target, runs) if runs else None
        except asyncio.CancelledError:
            if not progress.is_stopped:
                raise
            return to_ext.runs([], is_stopped=True)
    failed = [run for run in runs if not run.is_success]
    if len(runs) > 1:
        text = f"{len(runs) - len(failed)} of {len(runs)} cases passed"
    else:
        text = "\n".join(f"{run.title}: {summary(run)}" for run in runs)
    advice = f"\n{failed[0].failure.next_step}" if failed and failed[0].failure else ""
    is_test = any(run.action == CONNECTION_TEST for run in runs)
    if failed or is_test or not server.client.show_document:
        where = "" if server.client.show_document else f"\n{page}"
        show(server, _ERROR if failed else _INFO, f"{text}{advice}{where}")
    if page:
        show_document(server, page)
    return to_ext.runs(runs, page=page)


async def _make_case(server: ConnectorServer, uri: str, action: str) -> RunsResult:
    """Add a case for an action that has none, and open it."""
    server.debugger.require_trust()
    target = server.debugger.target(uri)
    created = await case_files.add_case(server, target, action)
    show_document(server, created.uri, created.range)
    file = created.uri.rpartition("/")[2]
    show(server, _INFO, f"Fill in the inputs in {file}, then run it again")
    return to_ext.runs([], created=created.uri)


async def _show_page(server: ConnectorServer, target: Target, runs: Sequence[Run]) -> None:
    page = await server.debugger.write_page(target, runs)
    if page:
        show_document(server, page)


def show_document(server: ConnectorServer, uri: str, selection: types.Range | None = None) -> None:
    """Open a file in the client, if it can."""
    if server.client.show_document:
        server.window_show_document(
            types.ShowDocumentParams(uri, take_focus=True, selection=selection)
        )


def show(server: ConnectorServer, kind: types.MessageType, message: str) -> None:
    """Show a message to the user.

    Args:
        server: the conversation.
        kind: how bad it is.
        message: lines, each a sentence without a full stop; each but the last gets one, as VS Code
            joins them.

    """
    *lines, last = message.split("\n")
    told = "".join(f"{line}{'' if line.endswith(_ENDS) else '.'}\n" for line in lines) + last
    server.window_show_message(types.ShowMessageParams(kind, told))
