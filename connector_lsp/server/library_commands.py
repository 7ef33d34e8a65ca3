"""Commands about starting and releasing connectors, and about the library.

Each says what came of it, for any client, and answers for those with views of their own.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from lsprotocol import types

from connector_lsp.analysis.comparison import compare
from connector_lsp.analysis.comparison.reports import as_markdown
from connector_lsp.debugger.background import in_background
from connector_lsp.debugger.pages import default_directory, write_page
from connector_lsp.library.errors import LibraryError
from connector_lsp.library.gate import judge
from connector_lsp.library.library import Draft
from connector_lsp.library.release import plan_release
from connector_lsp.resources import DEFAULT_SAMPLE, starting_points
from connector_lsp.server import siblings, to_ext
from connector_lsp.server.commands import show, show_document
from connector_lsp.server.from_lsp import InvalidParamsError
from connector_lsp.server.releases import try_path

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from connector_lsp.analysis.analysis import Analysis
    from connector_lsp.library.gate import Verdict
    from connector_lsp.library.library import Library
    from connector_lsp.library.release import Plan
    from connector_lsp.library.snapshot import Record, Snapshot
    from connector_lsp.server import ext
    from connector_lsp.server.app import ConnectorServer

_INFO, _WARNING, _ERROR = (
    types.MessageType.Info,
    types.MessageType.Warning,
    types.MessageType.Error,
)
_FORCE = "force"


async def execute(server: ConnectorServer, name: str, uri: str, rest: Sequence[str]) -> object:
    """Execute a command, and show why if it cannot be done.

    Args:
        server: the conversation.
        name: the command.
        uri: what it is about.
        rest: further arguments.

    Raises:
        InvalidParamsError: arguments are missing.

    """
    try:
        return await _COMMANDS[name](server, uri, rest)
    except LibraryError as error:
        show(server, _ERROR, f"{error.message}\n{error.next_step}")
    except OSError as error:
        reason = error.strerror or type(error).__name__
        show(server, _ERROR, f"{Path(error.filename or '').name}: {reason}")
    return None


# --- from an idea to a release -------------------------------------------------------------------


async def _new(server: ConnectorServer, uri: str, rest: Sequence[str]) -> str:
    """Make a connector in a file that is not there yet, and open it."""
    name = rest[0] if rest else DEFAULT_SAMPLE
    sample = next((each for each in starting_points() if each.name == name), None)
    if sample is None:
        names = ", ".join(each.name for each in starting_points())
        raise LibraryError(f'There is no sample "{name}"', f"There are {names}")
    path = _path(uri)
    await in_background(lambda: _write_new(path, sample.named(path).text))
    show_document(server, uri)
    return uri


async def _release(server: ConnectorServer, uri: str, rest: Sequence[str]) -> ext.ReleaseResult:
    """Release a connector with a note, and flows that use it, unless there are errors.

    Before, its test cases are passed if that is asked for: ``test`` or ``replay``.
    """
    from connector_lsp.server import release_cases

    server.debugger.require_trust()
    analysis = _analysis(server, uri)
    target = server.debugger.target(uri)
    severities = server.workspace_state.settings_of(uri).severities
    (note, way), flows = (*rest[:2], "", "")[:2], rest[2:]
    if way not in ("", release_cases.RUN, release_cases.REPLAY):
        raise InvalidParamsError

    def work() -> tuple[Verdict, Plan | None]:
        verdict = judge(analysis, try_path(uri), severities)
        library = server.releases.library(uri)
        return verdict, plan_release(library, verdict.draft) if verdict.draft else None

    def write(plan: Plan) -> tuple[Record, Snapshot, str | None]:
        library = server.releases.library(uri)
        record = library.release(plan.draft, plan.snapshot, note=note, flows=flows)
        compared = plan.snapshot, plan.origin, plan.draft, record.title
        return record, library.read(), _comparison_page(*compared) if plan.is_new else None

    verdict, plan = await in_background(work)
    if plan is None:
        count = len(verdict.errors)
        summary = f"Not released: {count} error{'s' * (count > 1)}"
        show(server, _ERROR, f"{summary}\n{verdict.errors[0].message}")
        return _refused(summary)
    refusal = await release_cases.try_refusal(server, target, way) if way else None
    if refusal:
        show(server, _ERROR if refusal.failed else _INFO, refusal.message)
        if refusal.page:
            show_document(server, refusal.page)
        return _refused(refusal.summary, refusal.page)
    record, snapshot, page = await in_background(lambda: write(plan))
    if plan.origin is None:
        summary = f"{record.title} is released"
    elif not plan.is_new:
        summary = f"{record.title} is released already, and nothing changed since"
    else:
        since = plan.comparison.summary(plan.snapshot.version(plan.origin))
        summary = f"{record.title} is released: {since}"
    if not server.client.notifications:  # Whoever has views says it beside what can be done next.
        show(server, _INFO, summary)
    server.releases.library_changed(server.releases.folder(uri))
    return {
        "text": plan.draft.text,
        "record": to_ext.record(snapshot.find(record.id), snapshot),
        "isNew": plan.is_new,
        "summary": summary,
        "page": page,
    }


def _refused(summary: str, page: str | None = None) -> ext.ReleaseResult:
    return {"text": None, "record": None, "isNew": False, "summary": summary, "page": page}


async def _compare(server: ConnectorServer, uri: str, rest: Sequence[str]) -> str | None:
    """What changed since the record that a connector came from, or between two records, as a page.

    With one record, it is compared with the connector.
    """
    analysis = None if len(rest) > 1 else _analysis(server, uri)

    def work() -> str | None:
        library = server.releases.library(uri)
        snapshot = library.read()
        before = snapshot.find(rest[0]) if rest else None
        if analysis is None:
            after = snapshot.find(rest[1])
            after.require_intact()
            draft = Draft(None, after.text)
            title = after.title
        else:
            found = _sound(analysis, uri)
            draft, title = found, siblings.file_name(uri)
            before = before or library.origin(found, snapshot)
        if before is None:
            return None
        before.require_intact()
        return _comparison_page(snapshot, before, draft, title)

    page = await in_background(work)
    if page is None:
        show(server, _INFO, "This connector was never released: there is nothing to compare with")
    else:
        show_document(server, page)
    return page


def _comparison_page(
    snapshot: Snapshot, before: Record | None, after: Draft, title: str
) -> str | None:
    """The URI of a page about what changed."""
    if before is None:
        return None
    found = compare(json.loads(before.text), json.loads(after.text))
    date = f"{before.release.date.astimezone():%Y-%m-%d}"
    version = f"{before.release.name} {snapshot.version(before)}"
    old = f"{version} ({date}, {before.release.author.partition(' <')[0]})"
    page = as_markdown(found, after.name or before.release.name, old, title)
    return write_page(page, f"{before.group} changes", default_directory()).absolute().as_uri()


# --- the library ---------------------------------------------------------------------------------


async def _show_library(server: ConnectorServer, uri: str, _: Sequence[str]) -> str:
    """All records, as a page."""

    def work() -> str:
        from connector_lsp.library.page import library_page

        library = server.releases.library(uri)
        page = library_page(library.read(), library.folder)
        return write_page(page, "library", default_directory()).absolute().as_uri()

    page = await in_background(work)
    show_document(server, page)
    return page


async def _show_record(server: ConnectorServer, uri: str, rest: Sequence[str]) -> str:
    """Open the file of a record, which cannot be written to."""
    _, record = await in_background(lambda: _found(server, uri, rest))
    record.require_intact()
    written = record.file.as_uri()
    show_document(server, written)
    return written


async def _copy_record(server: ConnectorServer, uri: str, rest: Sequence[str]) -> str:
    """Copy a record to a new file, and open it."""
    server.debugger.require_trust()
    if len(rest) < 2:  # noqa: PLR2004 -- the record and the file
        raise InvalidParamsError
    path = _path(rest[1])

    def work() -> None:
        library, record = _found(server, uri, rest)
        record.require_intact()
        _require_free(path)
        library.note_copy(record, path)
        _write_new(path, record.text)

    await in_background(work)
    server.releases.library_changed(server.releases.folder(uri))
    show_document(server, rest[1])
    return rest[1]


async def _delete_record(server: ConnectorServer, uri: str, rest: Sequence[str]) -> bool:
    """Record that a connector was deleted; with ``force`` even if flows use it."""

    def act(library: Library, record: Record) -> str:
        library.delete(record, is_forced=_FORCE in rest[1:])
        return f"{record.title} is deleted"

    return await _changed(server, uri, rest, act)


async def _note_flow(server: ConnectorServer, uri: str, rest: Sequence[str]) -> bool:
    def act(library: Library, record: Record) -> str:
        library.note_flow(record, rest[1])
        return f'{record.title} is used in "{rest[1]}"'

    return await _changed(server, uri, rest, act, least=2)


async def _forget_flow(server: ConnectorServer, uri: str, rest: Sequence[str]) -> bool:
    def act(library: Library, record: Record) -> str:
        library.forget_flow(record, rest[1])
        return f'{record.title} is not used in "{rest[1]}" any more'

    return await _changed(server, uri, rest, act, least=2)


async def _changed(
    server: ConnectorServer,
    uri: str,
    rest: Sequence[str],
    act: Callable[[Library, Record], str],
    least: int = 1,
) -> bool:
    """Do something to a record, and say what was done."""
    server.debugger.require_trust()
    if len(rest) < least:
        raise InvalidParamsError
    said = await in_background(lambda: act(*_found(server, uri, rest)))
    show(server, _INFO, said)
    server.releases.library_changed(server.releases.folder(uri))
    return True


_COMMANDS: dict[str, Callable[[ConnectorServer, str, Sequence[str]], Awaitable[object]]] = {
    "new": _new,
    "release": _release,
    "compare": _compare,
    "show_library": _show_library,
    "show_record": _show_record,
    "copy_record": _copy_record,
    "delete_record": _delete_record,
    "note_flow": _note_flow,
    "forget_flow": _forget_flow,
}


# --- what they have in common --------------------------------------------------------------------


def _analysis(server: ConnectorServer, uri: str) -> Analysis:
    analysis = server.documents.connector(uri)
    if analysis is None:
        raise LibraryError(
            "There is no connector in this file",
            "Open a connector, or call its file NAME.connector.json",
        )
    return analysis


def _sound(analysis: Analysis, uri: str) -> Draft:
    """A connector as a draft, whatever else is wrong with it, as long as it is JSON."""
    from connector_lsp.analysis.canonical import canonical_text

    if analysis.document.skeleton.faults or analysis.document.broken:
        raise LibraryError(
            "The connector is no JSON yet", "Correct the errors that are marked in it"
        )
    return Draft(try_path(uri), canonical_text(analysis.document))


def _found(server: ConnectorServer, uri: str, rest: Sequence[str]) -> tuple[Library, Record]:
    """The library, and the record that is named."""
    if not rest:
        raise InvalidParamsError
    library = server.releases.library(uri)
    return library, library.read().find(rest[0])


def _path(uri: str) -> Path:
    """Where a new file will be.

    Raises:
        InvalidParamsError: it is no file.

    """
    path = try_path(uri)
    if path is None:
        raise InvalidParamsError
    return path


def _require_free(path: Path) -> None:
    if path.exists():
        raise LibraryError(f"There is a file {path.name} already, and it stays", "Choose another")


def _write_new(path: Path, text: str) -> None:
    _require_free(path)
    with path.open("x", encoding="utf-8", newline="\n") as file:
        file.write(text)
