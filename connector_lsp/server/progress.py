"""Work that the client shows and can cancel (LSP 3.17, "Work Done Progress")."""

from __future__ import annotations

import asyncio
import json
from contextlib import contextmanager
from itertools import count
from typing import TYPE_CHECKING

from lsprotocol import types

if TYPE_CHECKING:
    from collections.abc import Iterator

    from connector_lsp.analysis.syntax import Json
    from connector_lsp.debugger.failures import DebuggerError
    from connector_lsp.server.app import ConnectorServer


class Progress:
    """One piece of work under way.

    Attributes:
        is_stopped: whether the client cancelled it here, and not the request that it is done for.
        failure: why the work in `caught` came to no end; None if it did, or was stopped here.

    """

    def __init__(self, server: ConnectorServer, token: int | str, title: str) -> None:
        """Make it; `begin` shows it."""
        self.is_stopped = False
        self.failure: DebuggerError | None = None
        self._server = server
        self._token = token
        self._title = title
        self._task = asyncio.current_task()
        self._message = ""
        self._is_shown = False
        self._is_done = False

    def begin(self) -> None:
        """Show it, unless it is done by now."""
        if not self._is_done:
            self._is_shown = True
            said = {"message": self._message} if self._message else {}
            self._send({"kind": "begin", "title": self._title, "cancellable": True, **said})

    def report(self, message: str, percentage: int | None = None) -> None:
        """Say what is being done; the percentage is of all of it, if that is known."""
        self._message = message
        if self._is_shown:
            share = {} if percentage is None else {"percentage": percentage}
            self._send({"kind": "report", "message": message, **share})

    def end(self, message: str) -> None:
        """Say that it is done."""
        self._is_done = True
        if self._is_shown:
            self._send({"kind": "end", "message": message})

    @contextmanager
    def caught(self) -> Iterator[None]:
        """Ends with the block's failure, or when it is stopped here; neither goes any further."""
        from connector_lsp.debugger.failures import DebuggerError

        try:
            yield
        except DebuggerError as error:
            self.failure = error
        except asyncio.CancelledError:
            if not self.is_stopped:
                raise

    def stop(self) -> None:
        """Cancel it."""
        self.is_stopped = True
        if self._task is not None:
            self._task.cancel()

    def _send(self, value: Json) -> None:
        params = json.dumps({"token": self._token, "value": value})
        self._server.protocol.notify_raw(types.PROGRESS, params)


class ProgressRegistry:
    """All work under way by its token."""

    def __init__(self, server: ConnectorServer) -> None:
        self._server = server
        self._under_way: dict[int | str, Progress] = {}
        self._numbers = count(1)

    @contextmanager
    def show(self, title: str, token: Json = None) -> Iterator[Progress]:
        """Work that the current task does.

        Args:
            title: what it is, without any secret.
            token: the client's own token for it; without one, the client is asked to show it.

        """
        is_own = not isinstance(token, int | str)
        name = f"connector-lsp/{next(self._numbers)}" if is_own else token
        progress = Progress(self._server, name, title)
        self._under_way[name] = progress
        if not is_own:
            progress.begin()
        elif self._server.client.work_done_progress:
            self._ask(name, progress)
        said = "Failed"
        try:
            yield progress
            said = "Stopped" if progress.is_stopped else "Failed" if progress.failure else "Done"
        except asyncio.CancelledError:
            said = "Stopped"
            raise
        finally:
            self._under_way.pop(name, None)  # Two requests may have come with one token.
            progress.end(said)

    def _ask(self, token: int | str, progress: Progress) -> None:
        """Begin to show it when the client agrees; the work does not wait for that."""
        self._server.protocol.ask(
            types.WINDOW_WORK_DONE_PROGRESS_CREATE,
            types.WorkDoneProgressCreateParams(token),
            lambda _: progress.begin(),
        )

    def cancel(self, token: Json) -> None:
        """The client cancels work (`WorkDoneProgressCancelParams`)."""
        progress = self._under_way.get(token) if isinstance(token, int | str) else None
        if progress is not None:
            progress.stop()
