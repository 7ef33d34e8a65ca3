"""The requests of ours beyond LSP, for clients with forms and views: the shapes of what is sent.

Parameters and results are plain JSON, so that any language can mirror them; `scripts/protocol.py`
does for TypeScript. `ExchangeJson` and `FailureJson` are those of `debugger/serialize.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NotRequired, TypeAlias, TypedDict

from connector_lsp.debugger.serialize import ExchangeJson, FailureJson

Inputs: TypeAlias = dict[str, dict[str, Any]]
"""Text or JSON values by scope, ``actionFields`` or ``urlFields``, and key."""


class DocumentParams(TypedDict):
    """Parameters of ``connector/debuggerModel``, ``…/signOut`` and ``…/exchanges``."""

    uri: str


class RunParams(TypedDict):
    """Parameters of ``connector/run``."""

    uri: str
    action: str
    """``modelId/actionId``, or ``testConnection``."""
    inputs: NotRequired[Inputs]
    workDoneToken: NotRequired[int | str]


class SignInParams(TypedDict):
    """Parameters of ``connector/signIn``."""

    uri: str
    values: NotRequired[dict[str, str]]
    """By the key of the auth field; what is missing comes from the environment or the keyring."""
    remember: NotRequired[bool]
    """Whether to put them into the operating system's keyring."""
    workDoneToken: NotRequired[int | str]


class ExchangeParams(TypedDict):
    """Parameters of ``connector/exchange``."""

    uri: str
    id: str


class FieldModel(TypedDict):
    """A field of a form."""

    scope: str
    key: str
    type: str
    """As the connector has it; empty for none."""
    label: str
    description: str
    required: bool
    masked: bool
    choices: list[list[str]]
    """Stored value and the text shown for it."""
    default: Any
    errorText: str


class AuthFieldModel(FieldModel):
    """A field of the Sign In form."""

    variable: str
    """The environment variable that its value may come from."""
    hasValue: bool
    """Whether there is a value in memory; never which."""


class ActionModel(TypedDict):
    """An action, or the connection test."""

    action: str
    label: str
    helpText: str
    fields: list[FieldModel]
    lastInputs: Inputs
    """Without those of masked fields."""


class DebuggerModel(TypedDict):
    """The result of ``connector/debuggerModel``."""

    name: str
    authType: str
    isSignedIn: bool
    authFields: list[AuthFieldModel]
    actions: list[ActionModel]
    """The connection test first."""


class SignInResult(TypedDict):
    """The result of ``connector/signIn``; of ``connector/signOut``, too."""

    isSignedIn: bool
    failure: FailureJson | None
    steps: RunResult | None
    """The exchanges of a sign-in by OAuth; null where nothing is sent."""


class RunResult(TypedDict):
    """One run."""

    id: str
    """Names it for ``connector/exchange``; empty where nothing was sent."""
    action: str
    title: str
    isSuccess: bool
    message: str
    """What became of it, in a line."""
    failure: FailureJson | None
    unmet: list[str]
    """The expectations of a test case that do not hold."""
    exchanges: NotRequired[list[ExchangeJson]]
    """Every step, the last being the result; in the result of ``connector/run``."""


class RunsResult(TypedDict):
    """The result of the commands that run something."""

    runs: list[RunResult]
    isStopped: bool
    """Whether the user stopped it."""
    page: str | None
    """The URI of the page that shows it."""
    created: str | None
    """The URI of the test cases file to which a case was added instead of running."""
    failure: FailureJson | None
    """Why it could not begin."""


class KeptRun(TypedDict):
    """A run of the history: of ``connector/exchange``, and without exchanges of ``…/exchanges``."""

    id: str
    action: str
    started: float
    """In seconds since the epoch."""
    inputs: dict[str, Any]
    """By ``scope.key``, secret ones redacted."""
    status: int | None
    exchanges: NotRequired[list[ExchangeJson]]


REQUESTS: Mapping[str, tuple[type, object]] = {
    "connector/debuggerModel": (DocumentParams, DebuggerModel | None),
    "connector/run": (RunParams, RunResult | None),
    "connector/signIn": (SignInParams, SignInResult),
    "connector/signOut": (DocumentParams, SignInResult),
    "connector/exchanges": (DocumentParams, list[KeptRun]),
    "connector/exchange": (ExchangeParams, KeptRun | None),
}
"""What each request takes and gives, by its method; null where there is nothing."""
