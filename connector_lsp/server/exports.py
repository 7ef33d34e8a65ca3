"""Commands about runs that are over: the history, comparing, HAR, saving a body.

Each writes a file that its user alone can read, has the client show it, and answers with its URI.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from pygls.uris import to_fs_path

from connector_lsp import __version__
from connector_lsp.debugger.background import in_background
from connector_lsp.debugger.export import as_har, body_filename
from connector_lsp.debugger.failures import ExportError
from connector_lsp.debugger.history_page import comparison_page, list_page
from connector_lsp.debugger.pages import default_directory, write_file, write_page
from connector_lsp.debugger.redact import Redactor
from connector_lsp.files import write_whole

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from connector_lsp.debugger.history import History, Run
    from connector_lsp.server.app import ConnectorServer


async def show_history(server: ConnectorServer, uri: str, _: Sequence[str]) -> str:
    """The runs that are kept, as a page."""
    session = server.debugger.target(uri).session

    def work() -> Path:
        text = list_page(list(session.history.runs()), session.name)
        return write_page(text, f"{session.name} history", default_directory())

    return await _written(work)


async def compare_responses(server: ConnectorServer, uri: str, rest: Sequence[str]) -> str:
    """The last response and the one before of the same action, or those of two runs, as a page."""
    session = server.debugger.target(uri).session

    def work() -> Path:
        before, after = _pair(session.history, rest)
        text = comparison_page(before, after, session.name)
        return write_page(text, f"{after.action} compared", default_directory())

    return await _written(work)


async def export_har(server: ConnectorServer, uri: str, rest: Sequence[str]) -> str:
    """The exchanges of the last run, or of another one, as HAR 1.2, in a file."""
    session = server.debugger.target(uri).session

    def work() -> Path:
        if rest or session.last_run is None:
            run = _found(session.history, rest[0] if rest else None)
            action, exchanges = run.action, run.exchanges
        else:
            action, exchanges = session.last_run.action, session.last_run.exchanges
        # They are redacted already.
        har = json.dumps(as_har(exchanges, Redactor({}), __version__), indent=2)
        if rest[1:]:
            return _saved(server, uri, rest[1], har.encode())
        return write_file(har.encode(), action, ".har", default_directory())

    return await _written(work)


async def save_body(server: ConnectorServer, uri: str, rest: Sequence[str]) -> str:
    """The body of the last response as a file: at a path, or beside the pages."""
    run = server.debugger.target(uri).session.last_run
    exchange = run.exchanges[-1] if run else None
    if exchange is None or exchange.response is None:
        raise ExportError("There is no response yet", "Run an action first")
    body = exchange.response.body

    def work() -> Path:
        if rest:
            return _saved(server, uri, rest[0], body)
        name = Path(body_filename(exchange))
        return write_file(body, name.stem, name.suffix, default_directory())

    return await _written(work)


def _saved(server: ConnectorServer, uri: str, name: str, content: bytes) -> Path:
    """A file that the user names, beside the connector; whoever has a dialog asks before.

    Raises:
        ExportError: what would be lost is a connector, its test cases, or open in the editor.
        OSError: it cannot be written.

    """
    path = Path(to_fs_path(uri) or "").parent / name
    opened = {Path(to_fs_path(each.uri) or "").resolve() for each in server.documents}
    if path.resolve() in opened or server.documents.kind(path.absolute().as_uri()):
        raise ExportError(
            f"{path.name} is open, a connector or test cases, and stays as it is",
            "Choose another name",
        )
    write_whole(path, content)
    return path


async def _written(work: Callable[[], Path]) -> str:
    """The URI of the file that `work` writes.

    Raises:
        ExportError: it cannot be written, or there is nothing to write.

    """
    try:
        path = await in_background(work)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise ExportError(
            f"The file cannot be written: {reason}", "Choose another place"
        ) from error
    return path.absolute().as_uri()


def _found(history: History, run_id: str | None) -> Run:
    """A run of the history, the latest one without an id."""
    run = history.try_find(run_id) if run_id else next(history.runs(), None)
    if run is None:
        if run_id:
            raise ExportError("This run is not kept any more", "Take one of the history")
        raise ExportError("Nothing was run yet", "Run an action first")
    return run


def _pair(history: History, ids: Sequence[str]) -> tuple[Run, Run]:
    """Two runs, the earlier one first."""
    after = _found(history, ids[0] if ids else None)
    if len(ids) > 1:
        before: Run | None = _found(history, ids[1])
    else:
        others = (each for each in history.runs() if each.action == after.action)
        before = next((each for each in others if each.started < after.started), None)
    if before is None:
        raise ExportError(
            f"{after.action} was run once only", "Run it again, then there is something to compare"
        )
    return (before, after) if before.started <= after.started else (after, before)
