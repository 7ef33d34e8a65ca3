"""What the runs of one connector share: its secrets, what was run last, its history.

Knows no editor: each run comes out as a `Run`, redacted, ready for any sink.
"""

from __future__ import annotations

import asyncio
import json
import os
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from connector_lsp.analysis.cases import CONNECTION_TEST
from connector_lsp.analysis.template import AUTH_FIELDS, SCOPES
from connector_lsp.debugger import oauth_settings
from connector_lsp.debugger.background import in_background
from connector_lsp.debugger.failures import (
    ConnectorError,
    DebuggerError,
    InputError,
    SecretError,
    SignInError,
    StatusError,
)
from connector_lsp.debugger.history import History
from connector_lsp.debugger.needs import ACCESS_TOKEN, needs_of
from connector_lsp.debugger.redact import Redactor
from connector_lsp.debugger.request import build_request
from connector_lsp.debugger.run_cases import Outcome, Started, run_cases
from connector_lsp.debugger.run_connector import captured_secrets
from connector_lsp.debugger.secrets import SecretStore, environment_name

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path as FilePath
    from types import ModuleType

    from connector_lsp.analysis.syntax import Json, Path
    from connector_lsp.debugger.cases import Case, Resolved
    from connector_lsp.debugger.exchange import Exchange, Request, Response, Sends
    from connector_lsp.debugger.inputs import Inputs
    from connector_lsp.debugger.model import Action, ConnectorModel
    from connector_lsp.debugger.needs import Need
    from connector_lsp.debugger.oauth import OpenURL
    from connector_lsp.debugger.oauth_settings import OAuth1Settings
    from connector_lsp.debugger.oauth_token import Token
    from connector_lsp.debugger.run_cases import Result
    from connector_lsp.debugger.secrets import Keyring


TEST_TITLE = "Test authentication"
"""What the connection test is called where an action has its label."""

SIGN_IN = "signIn"
"""What a sign-in by OAuth is called where an action has its name."""

WITH_TOKEN = ("oauth1", "oauth2")
"""The authentication types for which a sign-in sends something."""


@dataclass(frozen=True, slots=True)
class Run:
    """One run of an action or of the connection test, without secrets.

    Attributes:
        id: names it in the history; empty where nothing was sent.
        action: ``modelId/actionId``, ``testConnection``, or ``signIn``.
        title: the label of the action; of a test case also its name.
        exchanges: every step in order, the last being the result.
        failure: why it did not work; None where it did.
        unmet: the expectations of a test case that do not hold, each in a line.
        path: the way to the place in the connector that is at fault, else to what was run.

    """

    id: str
    action: str
    title: str
    exchanges: tuple[Exchange, ...]
    failure: DebuggerError | None
    unmet: tuple[str, ...]
    path: Path

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
            return self.unmet[0]
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

    @property
    def name(self) -> str:
        return SIGN_IN if self.is_sign_in else action_name(self.action)


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
        keyring: Keyring | None = None,
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
        self._sender = sender
        self._environment = environment
        self._token: Token | None = None
        self._signing: OAuth1Settings | None = None

    @property
    def is_signed_in(self) -> bool:
        """Whether Sign In was used and Sign Out was not."""
        return self.secrets.signed_in_at is not None

    async def sign_in(
        self, model: ConnectorModel, values: Mapping[str, str], *, remember: bool = False
    ) -> None:
        """Hold what the auth fields ask for; nothing is sent.  With OAuth, `authorize` follows.

        Args:
            model: the connector.
            values: what was entered, by the keys of the auth fields; what is missing is looked for
                in the environment and the keyring.
            remember: whether to put it into the keyring, too.

        Raises:
            SecretError: a value is missing, or the keyring cannot be used.
            SignInError: an access token is needed and there is none.

        """
        await self.enter(values, remember=remember)
        found = await asyncio.to_thread(self._values, model)
        self.secrets.sign_in(found, time.time())

    async def enter(self, values: Mapping[str, str], *, remember: bool = False) -> None:
        """Hold values by the keys of the auth fields.

        Raises:
            SecretError: they were to be remembered, and the keyring cannot be used.

        """
        entered = {_secret(key): value for key, value in values.items()}
        self.secrets.enter(entered)
        if remember:
            await asyncio.to_thread(self.secrets.remember, entered)

    async def authorize(
        self, model: ConnectorModel, connector: Json, open_url: OpenURL, *, port: int = 0
    ) -> Run:
        """Sign in by OAuth with what was entered or can be found.

        What it gives is one more value, ``access_token``, in memory only.

        Args:
            model: the connector.
            connector: the value of the whole document.
            open_url: opens a page in the user's browser.
            port: where the browser comes back to, on 127.0.0.1; 0 for any that is free.

        Raises:
            asyncio.CancelledError: it was stopped; nothing listens any more.

        """
        exchanges: tuple[Exchange, ...] = ()
        hidden: frozenset[str] = frozenset()
        failure: DebuggerError | None = None
        try:
            oauth = await in_background(_import_oauth)
            found = await asyncio.to_thread(self._sign_in_values, model, connector)
            inputs = {AUTH_FIELDS: _of_auth_fields(found)}
            settings = oauth_settings.read_settings(connector, inputs, found)
            hidden = settings.secrets
            result = await oauth.sign_in(settings, self._sender, open_url, port=port)
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

    def variables(self, model: ConnectorModel) -> dict[str, str]:
        """The environment variable of each auth field, by its key."""
        return {
            field.key: environment_name(self.name, _secret(field.key))
            for field in model.auth_fields
        }

    def known_auth_fields(self) -> frozenset[str]:
        """The keys of the auth fields whose values are in memory."""
        prefix = _secret("")
        return frozenset(
            key.removeprefix(prefix) for key in self.secrets.known() if key.startswith(prefix)
        )

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
        exchanges: tuple[Exchange, ...] = ()
        failure: DebuggerError | None = None
        try:
            exchanges = await self._send(model, action, inputs)
        except DebuggerError as error:
            failure = error.with_traceback(None)
        failure = failure or _failure(exchanges)
        task = _Task(model, action, action_title(action), inputs)
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
        hidden: set[str] = set()

        async def run(case: Case, resolved: Resolved) -> tuple[Exchange, ...]:
            nonlocal inputs
            inputs = resolved.inputs
            hidden.update(resolved.secrets)
            exchanges = await self._send(model, find_action(model, case.action), inputs)
            hidden.update(*(each.request.secrets for each in exchanges))
            hidden.update(captured_secrets(case, exchanges, self._redactor(hidden)).values())
            return exchanges

        def hide(text: str) -> str:
            return self._redactor(hidden).text(text)

        async for event in run_cases(cases, run, self._environment, hide):
            if isinstance(event, Started):
                inputs = {}
                yield event
            else:
                yield await self._finished_case(model, event, inputs, hidden)

    async def _finished_case(
        self, model: ConnectorModel, result: Result, inputs: Inputs, hidden: Iterable[str]
    ) -> Run:
        case = result.case
        try:
            action = find_action(model, case.action)
        except ConnectorError:
            action = None
        unmet = tuple(each.message for each in result.failures)
        title = f"{action_title(action)}: {case.name}"
        failure = result.error if result.outcome is Outcome.ERROR else None
        task = _Task(model, action, title, inputs, frozenset(hidden))
        return await self._finished(task, result.exchanges, failure, unmet)

    async def _send(
        self, model: ConnectorModel, action: Action | None, inputs: Inputs
    ) -> tuple[Exchange, ...]:
        """The exchanges of a run, with their secrets.

        Raises:
            DebuggerError: there is nothing that could be sent.

        """
        found = await asyncio.to_thread(self._values, model)
        token = self._token
        if token is not None and token.access_token == found.get(ACCESS_TOKEN, ""):
            token.require_valid(time.time())
        request = build_request(
            model,
            action,
            {**inputs, AUTH_FIELDS: _of_auth_fields(found)},
            access_token=found.get(ACCESS_TOKEN),
            secrets={key: value for key, value in found.items() if not key.startswith(AUTH_FIELDS)},
        )
        if token is not None and self._signing is not None:
            oauth = await in_background(_import_oauth)
            request = oauth.sign_request(request, self._signing, token)
        self._last.pop(action_name(action), None)
        self._last[action_name(action)] = request
        return await self._sender.send(request, action_title(action))

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
        unmet: tuple[str, ...] = (),
    ) -> Run:
        """The run that these make, redacted and kept in the history."""
        redactor = self._redactor(task.hidden)
        name, path = task.name, _place(failure, task)
        kept = {f"{scope}.{key}": value for scope, key, value in _inputs(task.inputs)}

        def finish() -> Run:
            own = redactor.including(
                frozenset().union(*(each.request.secrets for each in exchanges))
            )
            run_id = ""
            if exchanges:
                run_id = self.history.add(name, exchanges, redactor, kept).id
            clean = None if failure is None else own.failure(failure)
            lines = tuple(own.text(each) for each in unmet)
            return Run(run_id, name, task.title, own.exchanges(exchanges), clean, lines, path)

        run = await in_background(finish)
        if run.exchanges:
            self.last_run = run
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
        redactor = self._redactor()

        def is_plain(value: object) -> bool:
            text = json.dumps(value, ensure_ascii=False)
            return redactor.text(text) == text

        return {
            scope: {key: value for key, value in values.items() if is_plain(value)}
            for scope, values in self._last_inputs.get(action, {}).items()
        }

    def try_last_request(self, action: str | None = None) -> Request | None:
        """The last request, of an action or of all, with its secrets: for an export."""
        if action is not None:
            return self._last.get(action)
        return next(reversed(self._last.values()), None)


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


def _of_auth_fields(found: Mapping[str, str]) -> dict[str, str]:
    """Those of secrets that are values of auth fields, by the key of the field."""
    prefix = _secret("")
    return {
        name.removeprefix(prefix): value for name, value in found.items() if name.startswith(prefix)
    }


def _is_required_field(need: Need) -> bool:
    """Whether it is an auth field without which nothing can be sent."""
    return need.is_required and need.name.startswith(_secret(""))


def _inputs(inputs: Inputs) -> Iterator[tuple[str, str, object]]:
    for scope in SCOPES:
        if scope != AUTH_FIELDS:
            for key, value in inputs.get(scope, {}).items():
                yield scope, key, value


# --- what went wrong -----------------------------------------------------------------------------

_ADVICE = {
    400: "The response says what the server wants; check the inputs and how they are sent",
    401: "Check the credentials and auth_request, sign in again and run it again",
    403: "Check that the credentials have the right to do this",
    404: "Check the endpoint's url and path, and the inputs that are in it",
    405: "Check the action's method: the server does not take it here",
    415: "Check the Content-Type header: the server does not take this one",
    422: "The response says what the server wants; check the inputs",
    429: "Wait before running it again: the server limits how often it is asked",
}
_SUCCESS, _REDIRECT, _CLIENT_ERROR, _SERVER_ERROR = 200, 300, 400, 500


def _failure(exchanges: Sequence[Exchange]) -> DebuggerError | None:
    """Why the last exchange is no success; None where it is one."""
    last = exchanges[-1]
    response = last.response
    if last.failure is not None or response is None:
        return last.failure
    if _SUCCESS <= response.status < _REDIRECT:
        return None
    advice = _ADVICE.get(response.status, "The response may say why")
    if response.status >= _SERVER_ERROR:
        advice = "The fault is with the server: run it again later, or look at what it says"
    elif response.status < _CLIENT_ERROR:
        advice = "Let the endpoint's url name the place where the data is"
    status = f"{response.status} {response.reason}".strip()
    return StatusError(f"The server answered {status}", advice)


def _place(failure: DebuggerError | None, task: _Task) -> Path:
    """The way to what is at fault, else to what was run."""
    action = task.action
    match failure:
        case ConnectorError(path=path):
            return path
        case SecretError() | SignInError():
            return ("requiredSettings",)
        case InputError(problems=(problem, *_)):
            for field in (*task.model.auth_fields, *(action.fields if action else ())):
                if (field.scope, field.key) == (problem.scope, problem.key):
                    return field.path
    if task.is_sign_in:
        return ("auth_components",)
    return action.call.path if action else (CONNECTION_TEST,)
