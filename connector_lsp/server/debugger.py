"""The debugger of one conversation: a session for each connector, and what runs do to the client.

What commands and requests have in common is here; each answers for itself in `handlers`. Nothing
heavy is imported before something runs.
"""

from __future__ import annotations

import json
import logging
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from lsprotocol import types
from pygls.exceptions import JsonRpcException
from pygls.uris import to_fs_path

from connector_lsp.server.lazy_sender import LazySender
from connector_lsp.server.marks import Marks
from connector_lsp.server.progress import ProgressRegistry

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence

    from connector_lsp.analysis.analysis import Analysis
    from connector_lsp.debugger.cases import Case
    from connector_lsp.debugger.cassette import Cassette
    from connector_lsp.debugger.inputs import Inputs
    from connector_lsp.debugger.model import ConnectorModel
    from connector_lsp.debugger.run import Run
    from connector_lsp.debugger.secrets import Remembers
    from connector_lsp.debugger.session import Session
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
        self._sender = LazySender()
        self._keyring: Remembers | None = None

    def require_trust(self) -> None:
        """Make sure that something may be sent: all that sends asks here before.

        Raises:
            UntrustedError: the client has said that the workspace is not trusted.

        """
        if self._server.client.untrusted:
            from connector_lsp.debugger.failures import UntrustedError

            raise UntrustedError(
                "This workspace is not trusted: nothing is sent from it",
                "Trust it in your editor if you know where its files come from, and run it again",
            )

    def target(self, uri: str) -> Target:
        """The connector of that name, open or on disk.

        Raises:
            ConnectorError: there is none.

        """
        from connector_lsp.analysis.diagnostics.check import assemble
        from connector_lsp.debugger.failures import ConnectorError
        from connector_lsp.debugger.read_model import read_model

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
        from connector_lsp.debugger.session import Session

        path = to_fs_path(uri) or uri
        name = model.name or Path(path).name.partition(".")[0]
        # By name, too: the environment variables of a connector are called after it.
        session = self._sessions.get((uri, name))
        if session is None:
            self._keyring = self._keyring or self._new_keyring()
            session = self._sessions[uri, name] = Session(
                name, path, self._sender, default_directory(), keyring=self._keyring
            )
        return session

    def _new_keyring(self) -> Remembers:
        """That of the client if it has one, else that of the operating system."""
        if self._server.client.secrets:
            from connector_lsp.server.client_keyring import ClientKeyring

            return ClientKeyring(self._server)
        from connector_lsp.debugger.secrets import Keyring

        return Keyring()

    # --- signing in ----------------------------------------------------------------------------

    async def sign_in(
        self,
        target: Target,
        values: Mapping[str, str],
        *,
        remember: bool = False,
        report: Callable[[str], None] = lambda _: None,
    ) -> Run | None:
        """Sign in with what was entered, and tell the client; gives the steps of OAuth.

        Args:
            target: the connector.
            values: what was entered, by the keys of the fields.
            remember: whether to put it into the keyring.
            report: is told what is being done.

        Raises:
            asyncio.CancelledError: it was stopped.
            DebuggerError: a value is missing, the connector is no JSON, or nothing may be sent.

        """
        self.require_trust()
        try:
            return await self._sign_in(target, values, report, remember=remember)
        finally:
            self._tell_state(target)

    async def _sign_in(
        self,
        target: Target,
        values: Mapping[str, str],
        report: Callable[[str], None],
        *,
        remember: bool,
    ) -> Run | None:
        from connector_lsp.analysis.diagnostics.check import assemble
        from connector_lsp.debugger.model import WITH_TOKEN
        from connector_lsp.debugger.run import SIGN_IN

        if target.model.auth_type not in WITH_TOKEN:
            await target.session.access.sign_in(target.model, values, remember=remember)
            return None
        self._forget_mark(target, SIGN_IN)
        target.require_json()
        await target.session.access.enter(target.model, values, remember=remember)
        port = self._server.workspace_state.settings_of(target.uri).callback_port
        connector = assemble(target.analysis.document)
        run = await target.session.authorize(
            target.model, connector, self._open_browser, port=port, report=report
        )
        self._ended(target, run)
        return run

    async def sign_out(self, target: Target, *, forget: bool = False) -> None:
        """Drop the secrets of a connector from memory, and tell the client.

        Args:
            target: the connector.
            forget: whether to take them out of the keyring, too.

        Raises:
            SecretError: the keyring cannot be used; they are out of memory all the same.

        """
        for (uri, _), session in self._sessions.items():
            if uri == target.uri:  # Under whatever name it was signed in to.
                session.sign_out()
        try:
            if forget:
                await target.session.access.forget(target.model)
        finally:
            self._tell_state(target)

    def _tell_state(self, target: Target) -> None:
        """Tell a client that wants to know whether somebody is signed in."""
        from connector_lsp.server import to_ext

        self._notify("connector/didChangeState", to_ext.state(target))

    async def _open_browser(self, url: str) -> None:
        """Open a page in the user's browser, or have the user do it."""
        from connector_lsp.debugger.failures import SignInError

        if not self._server.client.show_document:
            message = f"Open this page in your browser to sign in: {url}"
            self._server.window_show_message(
                types.ShowMessageParams(types.MessageType.Info, message)
            )
            return
        shown: object = None
        with suppress(JsonRpcException):  # A refusal is as good as no success.
            shown = await self._server.window_show_document_async(
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
            DebuggerError: there is no such action, the connector is no JSON, or nothing may be
                sent.

        """
        self.require_trust()
        self._forget_mark(target, action)
        target.require_json()
        run = await target.session.run(target.model, target.model.find_action(action), inputs)
        self._ended(target, run)
        return run

    async def run_cases(
        self,
        target: Target,
        cases: Sequence[Case],
        progress: Progress,
        recorded: Cassette | None = None,
    ) -> AsyncIterator[Run]:
        """Run test cases one after the other.

        Args:
            target: the connector.
            cases: the cases.
            progress: shows how far it is.
            recorded: answers in the place of the network.

        Raises:
            asyncio.CancelledError: it was stopped.
            DebuggerError: the connector is no JSON, nothing may be sent, or a value is missing.

        """
        from connector_lsp.debugger.run_cases import Started

        self.require_trust()
        for action in {case.action for case in cases}:
            self._forget_mark(target, action)
        target.require_json()
        if recorded is None:
            events = target.session.run_cases(target.model, cases)
        else:
            events = target.session.replay_cases(target.model, cases, recorded)
        async for event in events:
            if isinstance(event, Started):
                done = 100 * (event.number - 1) // event.total
                count = f"{event.number} of {event.total}"
                progress.report(count, done)
            else:
                if recorded is None:
                    self._ended(target, event)
                else:  # No view has to know it: it tells nothing of the API.
                    self._mark_failed(target, event)
                yield event

    def _forget_mark(self, target: Target, action: str) -> None:
        self.marks.clear(target.uri, action)
        self._server.publisher.publish(target.uri)

    def _ended(self, target: Target, run: Run) -> None:
        """Mark what a run was at fault with, and tell a client that wants to know of all runs."""
        from connector_lsp.server import to_ext

        self._notify("connector/didRun", {"uri": target.uri, "run": to_ext.run(run)})
        self._mark_failed(target, run)

    def _mark_failed(self, target: Target, run: Run) -> None:
        """Mark what a run was at fault with."""
        if run.is_success:
            return
        advice = f". {run.failure.next_step}" if run.failure else ""
        message = f"{run.title}: {run.message}{advice}"
        self.mark(target, run.action, run.path, message)

    def mark(self, target: Target, action: str, path: tuple[str | int, ...], message: str) -> None:
        """Mark a place of a connector, as long as it is as it was when the run began."""
        self.marks.set(target.uri, action, target.analysis, path, message)
        self._server.publisher.publish(target.uri)

    def _notify(self, method: str, params: Mapping[str, object]) -> None:
        if self._server.client.notifications:
            self._server.protocol.notify_raw(method, json.dumps(params))

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
