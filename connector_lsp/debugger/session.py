"""What the runs of one connector share: its credentials, what was run last, its history.

Knows no editor: each run comes out as a `Run`, redacted, ready for any sink.
"""

from __future__ import annotations

import json
import os
from dataclasses import astuple, dataclass, replace
from typing import TYPE_CHECKING

from connector_lsp.analysis.cases import CONNECTION_TEST, ENVIRONMENT
from connector_lsp.analysis.template import AUTH_FIELDS, SCOPES
from connector_lsp.debugger.access import Access
from connector_lsp.debugger.background import in_background
from connector_lsp.debugger.cases import references_of
from connector_lsp.debugger.expectations import Unmet
from connector_lsp.debugger.export import as_curl
from connector_lsp.debugger.failures import ConnectorError, DebuggerError, SecretError
from connector_lsp.debugger.faults import place_of, try_failure
from connector_lsp.debugger.history import MOST_RUNS, History
from connector_lsp.debugger.needs import Credentials, names_of, needs_of
from connector_lsp.debugger.redact import HIDDEN, Redactor
from connector_lsp.debugger.replay import (
    add_placeholders,
    player,
    try_signature,
    with_captures,
)
from connector_lsp.debugger.run import SIGN_IN, Run, action_name, action_title
from connector_lsp.debugger.run_cases import Outcome, Started, run_cases
from connector_lsp.debugger.run_connector import ConnectorRun
from connector_lsp.debugger.secrets import SecretStore, environment_name

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
    from pathlib import Path as FilePath

    from connector_lsp.analysis.syntax import Json, Path
    from connector_lsp.debugger import history
    from connector_lsp.debugger.cases import Case, Resolved
    from connector_lsp.debugger.cassette import Cassette
    from connector_lsp.debugger.exchange import Exchange, Request, Sends
    from connector_lsp.debugger.inputs import Inputs
    from connector_lsp.debugger.model import Action, ConnectorModel
    from connector_lsp.debugger.oauth import OpenURL
    from connector_lsp.debugger.secrets import Remembers


@dataclass(frozen=True, slots=True, repr=False)
class _Task:
    """What a run is told to do, and what knows the secrets of it."""

    model: ConnectorModel
    action: Action | None
    title: str
    inputs: Inputs
    redactor: Redactor
    is_sign_in: bool = False
    case: str = ""
    request: Request | None = None

    @property
    def name(self) -> str:
        return SIGN_IN if self.is_sign_in else action_name(self.action)

    @property
    def path(self) -> Path:
        if self.is_sign_in:
            return ("auth_components",)
        return self.action.call.path if self.action else (CONNECTION_TEST,)


class Session:
    """The debugger of one connector, from its first run on, whether its file is open or not.

    Attributes:
        name: what the connector is called.
        access: its credentials.
        history: its runs that are kept on disk.
        last_run: the last one that sent something, with all of its body; None before.

    """

    def __init__(  # noqa: PLR0913 -- each a place that tests put something else into
        self,
        name: str,
        owner: str,
        sender: Sends,
        history_directory: FilePath,
        *,
        keyring: Remembers | None = None,
        environment: Mapping[str, str] = os.environ,
    ) -> None:
        """Begin signed out.

        Args:
            name: the connector's ``name``, or without one the name of its file.
            owner: the path or URI of its file.
            sender: sends the requests.
            history_directory: where all histories are.
            keyring: where remembered secrets are; None for nowhere.
            environment: the environment variables.

        """
        self.name = name
        self.access = Access(name, SecretStore(name, owner, keyring, environment))
        self.history = History(name, owner, history_directory)
        self.last_run: Run | None = None
        self._last_inputs: dict[str, dict[str, dict[str, object]]] = {}
        self._last: dict[str, Request] = {}
        self._requests: dict[str, Request] = {}
        self._sender = sender
        self._environment = environment

    async def authorize(
        self,
        model: ConnectorModel,
        connector: Json,
        open_url: OpenURL,
        *,
        port: int = 0,
        report: Callable[[str], None] = lambda _: None,
    ) -> Run:
        """Sign in by OAuth, see `Access.authorize`; the steps are a run.

        Raises:
            asyncio.CancelledError: it was stopped; nothing listens any more.

        """
        exchanges: tuple[Exchange, ...] = ()
        hidden: frozenset[str] = frozenset()
        failure: DebuggerError | None = None
        try:
            result = await self.access.authorize(
                model, connector, self._sender, open_url, port=port, report=report
            )
            exchanges, hidden, failure = result.exchanges, result.secrets, result.failure
        except DebuggerError as error:
            failure = error.with_traceback(None)
        redactor = self._redactor().including(hidden)
        task = _Task(model, None, "Sign in", {}, redactor, is_sign_in=True)
        return await self._finished(task, exchanges, failure)

    def sign_out(self) -> None:
        """Forget all secrets that are in memory, and the requests that hold some."""
        self.access.sign_out()
        self.last_run = None
        self._last.clear()
        self._requests.clear()

    # --- running -------------------------------------------------------------------------------

    async def run(self, model: ConnectorModel, action: Action | None, inputs: Inputs) -> Run:
        """Run an action, or without one the connection test.

        Args:
            model: the connector.
            action: one of its actions.
            inputs: what was entered, by scope and key.

        Raises:
            asyncio.CancelledError: it was stopped; the connection is closed.

        """
        self._remember(action, inputs)
        running: ConnectorRun | None = None
        request: Request | None = None
        exchanges: tuple[Exchange, ...] = ()
        failure: DebuggerError | None = None
        try:
            running = await self.access.begin(model)
            request = running.request(action, inputs)
            exchanges = await self._send(action, request)
        except DebuggerError as error:
            failure = error.with_traceback(None)
        failure = failure or try_failure(exchanges, model, action)
        redactor = running.redactor if running else self._redactor()
        task = _Task(model, action, action_title(action), inputs, redactor, request=request)
        return await self._finished(task, exchanges, failure)

    async def run_cases(
        self, model: ConnectorModel, cases: Sequence[Case]
    ) -> AsyncIterator[Started | Run]:
        """Run test cases in their order.

        Args:
            model: the connector.
            cases: the cases.

        Yields:
            `Started` and then the `Run` of each case.

        Raises:
            asyncio.CancelledError: it was stopped; the connection is closed.

        """
        running: ConnectorRun | None = None
        inputs: Inputs = {}
        request: Request | None = None

        async def answer(_: Case, built: Request, action: Action | None) -> tuple[Exchange, ...]:
            nonlocal request
            request = built
            return await self._send(action, built)

        async def run(case: Case, resolved: Resolved) -> tuple[Exchange, ...]:
            nonlocal inputs, running
            inputs = resolved.inputs
            running = running or await self.access.begin(model)
            return await running.answered_by(answer)(case, resolved)

        def redactor() -> Redactor:
            return running.redactor if running else self._redactor()

        async for event in run_cases(
            cases, run, self._environment, lambda text: redactor().text(text)
        ):
            if isinstance(event, Started):
                inputs, request = {}, None
                yield event
            else:
                task = _case_task(model, event.case, inputs, redactor(), request)
                failure = event.error if event.outcome is Outcome.ERROR else None
                unmet = tuple(each.unmet for each in event.failures)
                yield await self._finished(task, event.exchanges, failure, unmet)

    async def replay_cases(
        self, model: ConnectorModel, cases: Sequence[Case], recorded: Cassette
    ) -> AsyncIterator[Started | Run]:
        """Run test cases in their order, answered by what was recorded of them.

        Nothing is sent, nothing is kept, and no secret is needed.

        Args:
            model: the connector.
            cases: the cases.
            recorded: the exchanges of each.

        Yields:
            `Started` and then the `Run` of each case.

        Raises:
            SecretError: a value is missing that nothing can stand for.

        """
        running, environment = self._begin_replay(model, cases, recorded)
        run = running.answered_by(player(recorded, running))
        async for event in run_cases(cases, run, environment, running.hide):
            if isinstance(event, Started):
                yield event
                continue
            redactor = running.redactor
            task = _case_task(model, event.case, {}, redactor, None)
            unmet = tuple(each.unmet for each in event.failures)
            yield _shown(task, redactor, event.exchanges, event.error, unmet)

    def _begin_replay(
        self, model: ConnectorModel, cases: Sequence[Case], recorded: Cassette
    ) -> tuple[ConnectorRun, Mapping[str, str]]:
        """What builds the requests of cases, and their environment, without asking a keyring."""
        needs, references = needs_of(model), references_of(model, cases)
        store = SecretStore(self.name, "", environment=self._environment)
        store.enter(self.access.secrets.known())
        values, environment = store.find_some(need.name for need in needs), dict(self._environment)
        add_placeholders(values, environment, model, references, recorded)
        required = [need.name for need in needs if need.is_required and need.name not in values]
        missing = [environment_name(self.name, name) for name in required]
        missing += [name for name in references if name not in environment]
        if missing:
            raise SecretError(
                f"No value for {', '.join(missing)}", "Set it as an environment variable"
            )
        secrets = {need.name: values[need.name] for need in needs
                   if need.is_secret and need.name in values}  # fmt: skip
        secrets |= {f"{ENVIRONMENT}.{name}": environment[name] for name in references}
        secrets = with_captures(secrets, cases)
        running = ConnectorRun(model, Credentials.of(values), secrets, try_signature(model))
        return running, environment

    async def _send(self, action: Action | None, request: Request) -> tuple[Exchange, ...]:
        """What comes of a request, with its secrets."""
        self._last.pop(action_name(action), None)
        self._last[action_name(action)] = request
        return await self._sender.send(request, action_title(action))

    async def _finished(
        self,
        task: _Task,
        exchanges: tuple[Exchange, ...],
        failure: DebuggerError | None,
        unmet: tuple[Unmet, ...] = (),
    ) -> Run:
        """The run that these make, redacted and kept in the history."""
        masked = _masked(task.action)
        kept = {
            f"{scope}.{key}": HIDDEN if (scope, key) in masked else value
            for scope, key, value in _inputs(task.inputs)
        }

        def finish() -> Run:
            own = task.redactor.including(
                frozenset().union(*(each.request.secrets for each in exchanges))
            )
            run_id = ""
            if exchanges:
                run_id = self.history.add(task.name, exchanges, task.redactor, kept).id
            return _shown(task, own, exchanges, failure, unmet, run_id=run_id)

        run = await in_background(finish)
        if run.exchanges:
            self.last_run = run
        if run.id and task.request is not None:
            self._requests[run.id] = task.request
            for run_id in list(self._requests)[:-MOST_RUNS]:
                del self._requests[run_id]
        return run

    def _redactor(self) -> Redactor:
        return Redactor(self.access.secrets.known())

    def _remember(self, action: Action | None, inputs: Inputs) -> None:
        masked = _masked(action)
        kept: dict[str, dict[str, object]] = {}
        for scope, key, value in _inputs(inputs):
            if (scope, key) not in masked:
                kept.setdefault(scope, {})[key] = value
        self._last_inputs[action_name(action)] = kept

    def last_inputs(self, action: str) -> dict[str, dict[str, object]]:
        """What was last entered for the fields of an action, by scope and key: nothing secret."""
        return {
            scope: {key: value for key, value in values.items() if not self.is_secret(value)}
            for scope, values in self._last_inputs.get(action, {}).items()
        }

    def is_secret(self, value: object) -> bool:
        """Whether there is something in a JSON value that must not be shown or written."""
        text = json.dumps(value, ensure_ascii=False)
        return self._redactor().text(text) != text

    def try_last_request(self, action: str | None = None) -> Request | None:
        """The last request, of an action or of all, with its secrets: for an export."""
        if action is not None:
            return self._last.get(action)
        return next(reversed(self._last.values()), None)

    def try_find_run(self, run_id: str) -> history.Run | None:
        """A run that is kept, the last one with all of its bodies; reads a file.

        Args:
            run_id: which run.

        """
        found, last = self.history.try_find(run_id), self.last_run
        if found is not None and last is not None and last.id == run_id:
            return replace(found, exchanges=last.exchanges)
        return found

    def try_curl(self, model: ConnectorModel, run_id: str) -> str | None:
        """The request of a run as a command for a shell, with variables for secrets.

        Reads the history if the run was not in this session: call it in a thread.

        Args:
            model: the connector.
            run_id: which run.

        Returns:
            The command, or None if the run is not kept any more.

        """
        request = self._requests.get(run_id)
        if request is not None:
            return as_curl(request, self.access.secrets.variables())
        run = self.history.try_find(run_id)
        if run is None:
            return None
        # The history has marks where the secrets were, which stand for their variables as well.
        marks = {environment_name(self.name, name): f"{{{{{name}}}}}" for name in names_of(model)}
        return as_curl(run.exchanges[0].request, marks)


def _shown(  # noqa: PLR0913 -- what a run is made of
    task: _Task,
    redactor: Redactor,
    exchanges: tuple[Exchange, ...],
    failure: DebuggerError | None,
    unmet: tuple[Unmet, ...],
    *,
    run_id: str = "",
) -> Run:
    """The run that these make, redacted."""
    path = place_of(failure, task.model, task.action, task.path)
    clean = None if failure is None else redactor.failure(failure)
    told = tuple(Unmet(*map(redactor.text, astuple(each))) for each in unmet)
    done = redactor.exchanges(exchanges)
    return Run(run_id, task.name, task.title, done, clean, told, path, task.case)


def _case_task(
    model: ConnectorModel, case: Case, inputs: Inputs, redactor: Redactor, request: Request | None
) -> _Task:
    try:
        action = model.find_action(case.action)
    except ConnectorError:
        action = None
    label = action_title(action)
    title = label if label == case.name else f"{label}: {case.name}"
    return _Task(model, action, title, inputs, redactor, case=case.name, request=request)


def _masked(action: Action | None) -> set[tuple[str, str]]:
    """The fields whose values are not kept, however short they are, by scope and key."""
    return {(each.scope, each.key) for each in (action.fields if action else ()) if each.masked}


def _inputs(inputs: Inputs) -> Iterator[tuple[str, str, object]]:
    for scope in SCOPES:
        if scope != AUTH_FIELDS:
            for key, value in inputs.get(scope, {}).items():
                yield scope, key, value
