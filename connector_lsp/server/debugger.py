"""The debugger of one conversation: a session for each connector, and what runs do to the client.

What commands and requests have in common is here; each answers for itself in `handlers`. Nothing
heavy is imported before something runs.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from lsprotocol import types
from pygls.uris import to_fs_path

from connector_lsp.server.marks import Marks
from connector_lsp.server.progress import ProgressRegistry

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping, Sequence

    from connector_lsp.analysis.analysis import Analysis
    from connector_lsp.debugger.cases import Case
    from connector_lsp.debugger.exchange import Exchange, Request
    from connector_lsp.debugger.inputs import Inputs
    from connector_lsp.debugger.model import ConnectorModel
    from connector_lsp.debugger.secrets import Keyring
    from connector_lsp.debugger.send import Sender
    from connector_lsp.debugger.session import Run, Session
    from connector_lsp.server.app import ConnectorServer
    from connector_lsp.server.progress import Progress

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Target:
    """A connector that can be run.

    Attributes:
        uri: its file.
        analysis: its text.
        model: what the debugger sees of it.
        session: what its runs share.

    """

    uri: str
    analysis: Analysis
    model: ConnectorModel
    session: Session

    def require_json(self) -> None:
        """Make sure that what runs is what is written, not what was probably meant.

        Raises:
            ConnectorError: it is no JSON.

        """
        from connector_lsp.debugger.failures import ConnectorError

        document = self.analysis.document
        if document.skeleton.faults or document.broken:
            path = document.path(document.broken[0]) if document.broken else ()
            raise ConnectorError(
                "The connector is no JSON", "Correct the errors that are marked in it", path
            )


class Debugger:
    """All sessions, and the work under way.

    Attributes:
        progress: the work under way.
        marks: where the last runs failed.
        last: by connector, what to do to run the last thing again.

    """

    def __init__(self, server: ConnectorServer) -> None:
        self._server = server
        self.progress = ProgressRegistry(server)
        self.marks = Marks()
        self.last: dict[str, Callable[[], Awaitable[object]]] = {}
        self._sessions: dict[tuple[str, str], Session] = {}
        self._models: dict[str, tuple[Analysis, ConnectorModel]] = {}
        self._sender = _LazySender()
        self._keyring: Keyring | None = None

    def target(self, uri: str) -> Target:
        """The connector of that name, open or on disk.

        Raises:
            ConnectorError: there is none.

        """
        from connector_lsp.analysis.diagnostics.check import assemble
        from connector_lsp.debugger.failures import ConnectorError
        from connector_lsp.debugger.model import read_model

        analysis = self._server.documents.connector(uri)
        if analysis is None:
            raise ConnectorError(
                "There is no connector in this file",
                "Open a connector, or call its file NAME.connector.json",
                (),
            )
        known = self._models.get(uri)
        if known is None or known[0] is not analysis:
            known = self._models[uri] = analysis, read_model(assemble(analysis.document))
        model = known[1]
        return Target(uri, analysis, model, self._session(uri, model))

    def _session(self, uri: str, model: ConnectorModel) -> Session:
        from connector_lsp.debugger.history import default_directory
        from connector_lsp.debugger.secrets import Keyring
        from connector_lsp.debugger.session import Session

        path = to_fs_path(uri) or uri
        name = model.name or Path(path).name.partition(".")[0]
        # By name, too: the environment variables of a connector are called after it.
        session = self._sessions.get((uri, name))
        if session is None:
            self._keyring = self._keyring or Keyring()
            session = self._sessions[uri, name] = Session(
                name, path, self._sender, default_directory(), keyring=self._keyring
            )
        return session

    # --- signing in ----------------------------------------------------------------------------

    async def sign_in(
        self, target: Target, values: Mapping[str, str], *, remember: bool = False
    ) -> Run | None:
        """Sign in with what was entered; the steps of OAuth where there are some.

        Raises:
            asyncio.CancelledError: it was stopped.
            DebuggerError: a value is missing, or the connector is no JSON.

        """
        from connector_lsp.analysis.diagnostics.check import assemble
        from connector_lsp.debugger.session import SIGN_IN, WITH_TOKEN

        if target.model.auth_type not in WITH_TOKEN:
            await target.session.sign_in(target.model, values, remember=remember)
            return None
        self._forget_mark(target, SIGN_IN)
        target.require_json()
        await target.session.enter(values, remember=remember)
        port = self._server.workspace_state.settings_of(target.uri).callback_port
        connector = assemble(target.analysis.document)
        run = await target.session.authorize(target.model, connector, self._open_browser, port=port)
        self._mark(target, run)
        return run

    async def _open_browser(self, url: str) -> None:
        """Open a page in the user's browser, or have the user do it."""
        from connector_lsp.debugger.failures import SignInError

        if not self._server.client.show_document:
            message = f"Open this page in your browser to sign in: {url}"
            self._server.window_show_message(
                types.ShowMessageParams(types.MessageType.Info, message)
            )
            return
        shown: object = await self._server.window_show_document_async(
            types.ShowDocumentParams(url, external=True)
        )
        # Ours is plain JSON: the protocol gives answers as they came.
        if not (isinstance(shown, dict) and shown.get("success")):
            raise SignInError(
                "The editor did not open the browser",
                "Sign in again where the editor can open one",
            )

    # --- running -------------------------------------------------------------------------------

    async def run(self, target: Target, action: str, inputs: Inputs) -> Run:
        """Run an action, or the connection test, and mark what is at fault.

        Raises:
            asyncio.CancelledError: it was stopped.
            DebuggerError: there is no such action, or the connector is no JSON.

        """
        from connector_lsp.debugger.session import find_action

        self._forget_mark(target, action)
        target.require_json()
        found = find_action(target.model, action)
        run = await target.session.run(target.model, found, inputs)
        self._mark(target, run)
        return run

    async def run_cases(
        self, target: Target, cases: Sequence[Case], progress: Progress
    ) -> list[Run]:
        """Run test cases one after the other.

        Raises:
            asyncio.CancelledError: it was stopped.
            ConnectorError: the connector is no JSON.

        """
        from connector_lsp.debugger.run_cases import Started

        for action in {case.action for case in cases}:
            self._forget_mark(target, action)
        target.require_json()
        runs = []
        async for event in target.session.run_cases(target.model, cases):
            if isinstance(event, Started):
                done = 100 * (event.number - 1) // event.total
                count = f"{event.number} of {event.total}"
                progress.report(count, done)
            else:
                runs.append(event)
                self._mark(target, event)
        return runs

    def _forget_mark(self, target: Target, action: str) -> None:
        self.marks.clear(target.uri, action)
        self._server.publisher.publish(target.uri)

    def _mark(self, target: Target, run: Run) -> None:
        if run.is_success:
            return
        advice = f". {run.failure.next_step}" if run.failure else ""
        message = f"{run.title}: {run.message}{advice}"
        self.mark(target, run.action, run.path, message)

    def mark(self, target: Target, action: str, path: tuple[str | int, ...], message: str) -> None:
        """Mark a place of a connector, as long as it is as it was when the run began."""
        self.marks.set(target.uri, action, target.analysis, path, message)
        self._server.publisher.publish(target.uri)

    async def write_page(self, target: Target, runs: Sequence[Run]) -> str | None:
        """The URI of a page that shows runs; None if it cannot be written, which is logged."""
        from connector_lsp.debugger.background import in_background
        from connector_lsp.debugger.page import as_page
        from connector_lsp.debugger.pages import default_directory, write_page

        name, title = target.session.name, runs[-1].title
        try:
            path = await in_background(
                lambda: write_page(as_page(runs, name), title, default_directory())
            )
        except OSError as error:
            self._server.show_error(f"The page of the run cannot be written: {error.strerror}")
            return None
        return path.as_uri()


class _LazySender:
    """Sends requests; what that needs is imported, in a thread, when the first one is sent."""

    def __init__(self) -> None:
        self._sender: Sender | None = None

    async def send(self, request: Request, title: str) -> tuple[Exchange, ...]:
        """As `Sender.send`."""
        sender = self._sender or await self._made()
        return await sender.send(request, title)

    async def _made(self) -> Sender:
        from connector_lsp.debugger.background import in_background

        made = await in_background(_make_sender)
        self._sender = self._sender or made  # Another run may have made one meanwhile.
        return self._sender


def _make_sender() -> Sender:
    from connector_lsp.debugger.send import Sender

    return Sender()
