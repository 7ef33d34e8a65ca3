"""What the runs of one connector share: its secrets, what was run last, its history.

Knows no editor: each run comes out as a `Run`, redacted, ready for any sink.
"""

from __future__ import annotations

import asyncio
import json
import os
import time
from dataclasses import astuple, dataclass, replace
from typing import TYPE_CHECKING

from connector_lsp.analysis.cases import CONNECTION_TEST
from connector_lsp.analysis.template import AUTH_FIELDS, SCOPES
from connector_lsp.debugger import oauth_settings
from connector_lsp.debugger.background import in_background
from connector_lsp.debugger.expectations import Unmet
from connector_lsp.debugger.export import as_curl
from connector_lsp.debugger.failures import (
    ConnectorError,
    DebuggerError,
    SignInError,
)
from connector_lsp.debugger.faults import place_of, try_failure
from connector_lsp.debugger.history import MOST_RUNS, History
from connector_lsp.debugger.model import WITH_TOKEN
from connector_lsp.debugger.needs import (
    ACCESS_TOKEN,
    Credentials,
    name_of,
    names_of,
    needs_of,
    secret_names,
)
from connector_lsp.debugger.redact import Redactor
from connector_lsp.debugger.request import build_request
from connector_lsp.debugger.run_cases import Outcome, Started, run_cases
from connector_lsp.debugger.run_connector import captured_secrets
from connector_lsp.debugger.secrets import SecretStore, environment_name

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path as FilePath
    from types import ModuleType

    from connector_lsp.analysis.syntax import Json, Path
    from connector_lsp.debugger import history
    from connector_lsp.debugger.cases import Case, Resolved
    from connector_lsp.debugger.exchange import Exchange, Request, Response, Sends
    from connector_lsp.debugger.inputs import Inputs
    from connector_lsp.debugger.model import Action, ConnectorModel, Field
    from connector_lsp.debugger.needs import Need
    from connector_lsp.debugger.oauth import OpenURL
    from connector_lsp.debugger.oauth_settings import OAuth1Settings
    from connector_lsp.debugger.oauth_token import Token
    from connector_lsp.debugger.secrets import Remembers


TEST_TITLE = "Test authentication"
"""What the connection test is called where an action has its label."""

SIGN_IN = "signIn"
"""What a sign-in by OAuth is called where an action has its name."""


@dataclass(frozen=True, slots=True)
class Run:
    """One run of an action or of the connection test, without secrets.

    Attributes:
        id: names it in the history; empty where nothing was sent.
        action: ``modelId/actionId``, ``testConnection``, or ``signIn``.
        title: the label of the action; of a test case also its name.
        exchanges: every step in order, the last being the result.
        failure: why it did not work; None where it did.
        unmet: the expectations of a test case that do not hold.
        path: the way to the place in the connector that is at fault, else to what was run.
        case: the name of the test case; empty for none.

    """

    id: str
    action: str
    title: str
    exchanges: tuple[Exchange, ...]
    failure: DebuggerError | None
    unmet: tuple[Unmet, ...]
    path: Path
    case: str = ""

    @property
    def is_success(self) -> bool:
        """Whether it worked: a status of 2xx, or what a test case expects."""
        return self.failure is None and not self.unmet

    @property
    def response(self) -> Response | None:
        """What came back in the end, complete or as far as it came."""
        return self.exchanges[-1].response if self.exchanges else None

    @property
    def message(self) -> str:
        """What became of it, in a line."""
        if self.failure is not None:
            return self.failure.message
        if self.unmet:
            return self.unmet[0].message
        if self.action == CONNECTION_TEST:
            return "Test connection successful"
        if self.action == SIGN_IN:
            return "Signed in"
        response = self.response
        return f"{response.status} {response.reason}".strip() if response else ""


@dataclass(frozen=True, slots=True, repr=False)
class _Task:
    """What a run is told to do."""

    model: ConnectorModel
    action: Action | None
    title: str
    inputs: Inputs
    hidden: frozenset[str] = frozenset()
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
    """The debugger of one connector, from its first run until its file is closed.

    Attributes:
        secrets: what was entered at Sign In or found elsewhere.
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
        self.secrets = SecretStore(name, owner, keyring, environment)
        self.history = History(name, owner, history_directory)
        self.last_run: Run | None = None
        self._last_inputs: dict[str, dict[str, dict[str, object]]] = {}
        self._last: dict[str, Request] = {}
        self._requests: dict[str, Request] = {}
        self._sender = sender
        self._environment = environment
        self._token: Token | None = None
        self._signing: OAuth1Settings | None = None

    @property
    def is_signed_in(self) -> bool:
        """Whether Sign In was used and Sign Out was not."""
        return self.signed_in_at is not None

    @property
    def signed_in_at(self) -> float | None:
        """When that was, in seconds since the epoch."""
        return self.secrets.signed_in_at

    async def sign_in(
        self, model: ConnectorModel, values: Mapping[str, str], *, remember: bool = False
    ) -> None:
        """Hold what the auth fields ask for; nothing is sent.  With OAuth, `authorize` follows.

        Args:
            model: the connector.
            values: what was entered, as for `enter`; what is missing is looked for in the
                environment and the keyring.
            remember: whether to put it into the keyring, too.

        Raises:
            SecretError: a value is missing, or the keyring cannot be used.
            SignInError: an access token is needed and there is none.

        """
        await self.enter(model, values, remember=remember)
        found = await asyncio.to_thread(self._values, model)
        self.secrets.sign_in(found, time.time())

    async def enter(
        self, model: ConnectorModel, values: Mapping[str, str], *, remember: bool = False
    ) -> None:
        """Hold values by the keys of the fields of the Sign In form.

        Raises:
            SecretError: they were to be remembered, and the keyring cannot be used.

        """
        names = {_secret(field.key): field.key for field in model.auth_fields}
        names |= {name: name for name in secret_names(model)}
        entered = {name: values[key] for name, key in names.items() if key in values}
        self.secrets.enter(entered)
        if remember:
            await asyncio.to_thread(self.secrets.remember, entered)

    async def authorize(
        self,
        model: ConnectorModel,
        connector: Json,
        open_url: OpenURL,
        *,
        port: int = 0,
        report: Callable[[str], None] = lambda _: None,
    ) -> Run:
        """Sign in by OAuth with what was entered or can be found.

        What it gives is one more value, ``access_token``, in memory only.

        Args:
            model: the connector.
            connector: the value of the whole document.
            open_url: opens a page in the user's browser.
            port: where the browser comes back to, on 127.0.0.1; 0 for any that is free.
            report: is told what is being done, in words without a full stop.

        Raises:
            asyncio.CancelledError: it was stopped; nothing listens any more.

        """
        exchanges: tuple[Exchange, ...] = ()
        hidden: frozenset[str] = frozenset()
        failure: DebuggerError | None = None
        try:
            report("Looking up the secrets")
            oauth = await in_background(_import_oauth)
            found = await asyncio.to_thread(self._sign_in_values, model, connector)
            inputs = {AUTH_FIELDS: Credentials.of(found).auth_fields}
            settings = oauth_settings.read_settings(connector, inputs, found)
            hidden = settings.secrets
            result = await oauth.sign_in(settings, self._sender, open_url, port=port, report=report)
            exchanges, hidden, failure = result.exchanges, result.secrets, result.failure
            if result.token is not None:
                self._token = result.token
                self._signing = None
                if isinstance(settings, oauth_settings.OAuth1Settings):
                    self._signing = settings
                self.secrets.sign_in(
                    {**found, ACCESS_TOKEN: result.token.access_token}, time.time()
                )
        except DebuggerError as error:
            failure = error.with_traceback(None)
        task = _Task(model, None, "Sign in", {}, hidden, is_sign_in=True)
        return await self._finished(task, exchanges, failure)

    def _sign_in_values(self, model: ConnectorModel, connector: Json) -> dict[str, str]:
        """The values of the auth fields, and of the secrets that the OAuth settings name.

        Raises:
            SecretError: one is missing.

        """
        fields = [need for need in needs_of(model) if need.name.startswith(_secret(""))]
        needed = [need.name for need in fields if _is_required_field(need)]
        found = self.secrets.find([*needed, *oauth_settings.secret_names(connector)])
        optional = [need.name for need in fields if need.name not in found]
        return found | self.secrets.find_some(optional)

    def sign_out(self) -> None:
        """Forget all secrets that are in memory, and the requests that hold some."""
        self._token = self._signing = self.last_run = None
        self.secrets.sign_out()
        self._last.clear()
        self._requests.clear()

    async def forget(self, model: ConnectorModel) -> None:
        """Take all that is remembered of a connector out of the keyring, and out of memory.

        Raises:
            SecretError: the keyring cannot be used.

        """
        await asyncio.to_thread(self.secrets.forget, names_of(model))

    def variable(self, field: Field) -> str:
        """The environment variable that the value of a field of the Sign In form may come from."""
        return environment_name(self.name, name_of(field))

    def has_value(self, field: Field) -> bool:
        """Whether the value of a field of the Sign In form is in memory."""
        return name_of(field) in self.secrets.known()

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
        request: Request | None = None
        exchanges: tuple[Exchange, ...] = ()
        failure: DebuggerError | None = None
        try:
            request, exchanges = await self._send(model, action, inputs)
        except DebuggerError as error:
            failure = error.with_traceback(None)
        failure = failure or try_failure(exchanges)
        task = _Task(model, action, action_title(action), inputs, request=request)
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
        inputs: Inputs = {}
        request: Request | None = None
        hidden: set[str] = set()

        async def run(case: Case, resolved: Resolved) -> tuple[Exchange, ...]:
            nonlocal inputs, request
            inputs = resolved.inputs
            hidden.update(resolved.secrets)
            request, exchanges = await self._send(model, find_action(model, case.action), inputs)
            hidden.update(*(each.request.secrets for each in exchanges))
            hidden.update(captured_secrets(case, exchanges, self._redactor(hidden)).values())
            return exchanges

        def hide(text: str) -> str:
            return self._redactor(hidden).text(text)

        async for event in run_cases(cases, run, self._environment, hide):
            if isinstance(event, Started):
                inputs, request = {}, None
                yield event
            else:
                task = _case_task(model, event.case, inputs, hidden, request)
                failure = event.error if event.outcome is Outcome.ERROR else None
                unmet = tuple(each.unmet for each in event.failures)
                yield await self._finished(task, event.exchanges, failure, unmet)

    async def _send(
        self, model: ConnectorModel, action: Action | None, inputs: Inputs
    ) -> tuple[Request, tuple[Exchange, ...]]:
        """The request of a run and its exchanges, with their secrets.

        Raises:
            DebuggerError: there is nothing that could be sent.

        """
        found = await asyncio.to_thread(self._values, model)
        token = self._token
        if token is not None and token.access_token == found.get(ACCESS_TOKEN, ""):
            token.require_valid(time.time())
        given = Credentials.of(found)
        request = build_request(
            model,
            action,
            {**inputs, AUTH_FIELDS: given.auth_fields},
            access_token=given.access_token,
            secrets=given.secrets,
        )
        if token is not None and self._signing is not None:
            oauth = await in_background(_import_oauth)
            request = oauth.sign_request(request, self._signing, token)
        self._last.pop(action_name(action), None)
        self._last[action_name(action)] = request
        return request, await self._sender.send(request, action_title(action))

    def _values(self, model: ConnectorModel) -> dict[str, str]:
        """All secrets that a request may need; may wait for the keyring.

        Raises:
            SecretError: the value of a required auth field is missing.
            SignInError: there is no access token.

        """
        needs = needs_of(model)
        found = self.secrets.find([need.name for need in needs if _is_required_field(need)])
        optional = [need.name for need in needs if need.name not in found]
        if model.auth_type in WITH_TOKEN and ACCESS_TOKEN not in optional:
            optional.append(ACCESS_TOKEN)
        found |= self.secrets.find_some(optional)
        if model.auth_type in WITH_TOKEN and self._token is None and ACCESS_TOKEN not in found:
            variable = environment_name(self.name, ACCESS_TOKEN)
            raise SignInError(
                "There is no access token yet",
                f"Sign in, or set the environment variable {variable}, and run again",
            )
        return found

    async def _finished(
        self,
        task: _Task,
        exchanges: tuple[Exchange, ...],
        failure: DebuggerError | None,
        unmet: tuple[Unmet, ...] = (),
    ) -> Run:
        """The run that these make, redacted and kept in the history."""
        redactor = self._redactor(task.hidden)
        name, path = task.name, place_of(failure, task.model, task.action, task.path)
        kept = {f"{scope}.{key}": value for scope, key, value in _inputs(task.inputs)}

        def finish() -> Run:
            own = redactor.including(
                frozenset().union(*(each.request.secrets for each in exchanges))
            )
            run_id = ""
            if exchanges:
                run_id = self.history.add(name, exchanges, redactor, kept).id
            clean = None if failure is None else own.failure(failure)
            told = tuple(Unmet(*map(own.text, astuple(each))) for each in unmet)
            done = own.exchanges(exchanges)
            return Run(run_id, name, task.title, done, clean, told, path, task.case)

        run = await in_background(finish)
        if run.exchanges:
            self.last_run = run
        if run.id and task.request is not None:
            self._requests[run.id] = task.request
            for run_id in list(self._requests)[:-MOST_RUNS]:
                del self._requests[run_id]
        return run

    def _redactor(self, hidden: Iterable[str] = ()) -> Redactor:
        return Redactor(self.secrets.known(), hidden)

    def _remember(self, action: Action | None, inputs: Inputs) -> None:
        masked = {(each.scope, each.key) for each in (action.fields if action else ())
                  if each.masked}  # fmt: skip
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
            return as_curl(request, self.secrets.variables())
        run = self.history.try_find(run_id)
        if run is None:
            return None
        # The history has marks where the secrets were, which stand for their variables as well.
        marks = {environment_name(self.name, name): f"{{{{{name}}}}}" for name in names_of(model)}
        return as_curl(run.exchanges[0].request, marks)


def action_name(action: Action | None) -> str:
    """The name of an action, ``modelId/actionId``, or of the connection test."""
    return CONNECTION_TEST if action is None else f"{action.model_id}/{action.action_id}"


def action_title(action: Action | None) -> str:
    """What an action, or the connection test, is called."""
    return TEST_TITLE if action is None else action.label


def find_action(model: ConnectorModel, name: str) -> Action | None:
    """The action of that name; None for the connection test.

    Raises:
        ConnectorError: there is none.

    """
    if name == CONNECTION_TEST:
        return None
    for action in model.actions:  # Either id may hold a slash, too.
        if action_name(action) == name:
            return action
    model_id, _, action_id = name.partition("/")
    return model.find_action(model_id, action_id)


def _import_oauth() -> ModuleType:
    """Authlib takes long to import; only a sign-in needs it."""
    from connector_lsp.debugger import oauth

    return oauth


def _secret(key: str) -> str:
    """The name of an auth field among secrets."""
    return f"{AUTH_FIELDS}.{key}"


def _case_task(
    model: ConnectorModel,
    case: Case,
    inputs: Inputs,
    hidden: Iterable[str],
    request: Request | None,
) -> _Task:
    try:
        action = find_action(model, case.action)
    except ConnectorError:
        action = None
    title = f"{action_title(action)}: {case.name}"
    return _Task(model, action, title, inputs, frozenset(hidden), case=case.name, request=request)


def _is_required_field(need: Need) -> bool:
    """Whether it is an auth field without which nothing can be sent."""
    return need.is_required and need.name.startswith(_secret(""))


def _inputs(inputs: Inputs) -> Iterator[tuple[str, str, object]]:
    for scope in SCOPES:
        if scope != AUTH_FIELDS:
            for key, value in inputs.get(scope, {}).items():
                yield scope, key, value
