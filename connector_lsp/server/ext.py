"""The requests of ours beyond LSP, for clients with forms and views: the shapes of what is sent.

Parameters and results are plain JSON, so that any language can mirror them; `scripts/protocol.py`
does for TypeScript. `ExchangeJson` and `FailureJson` are those of `debugger/serialize.py`,
`ChangeJson` is that of `analysis/comparison/reports.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NotRequired, TypeAlias, TypedDict

from connector_lsp.analysis.comparison.reports import ChangeJson
from connector_lsp.debugger.serialize import ExchangeJson, FailureJson

Inputs: TypeAlias = dict[str, dict[str, Any]]
"""Text or JSON values by scope, ``actionFields`` or ``urlFields``, and key."""


class DocumentParams(TypedDict):
    """Parameters of the requests that are about a whole file."""

    uri: str


class KindParams(TypedDict):
    """Parameters of ``connector/kind``."""

    uri: str
    text: NotRequired[str]
    """What is in it, if the server was not told: it has no file, or was edited since."""


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
    """Whether to put them into the keyring of the client, or else of the operating system."""
    workDoneToken: NotRequired[int | str]


class SignOutParams(TypedDict):
    """Parameters of ``connector/signOut``."""

    uri: str
    forget: NotRequired[bool]
    """Whether to take what is remembered out of the keyring, too."""


class NoParams(TypedDict):
    """Parameters of a request that takes none."""


class ExchangeParams(TypedDict):
    """Parameters of ``connector/exchange`` and ``connector/curl``."""

    uri: str
    id: str


class LocateParams(TypedDict):
    """Parameters of ``connector/locate``."""

    uri: str
    path: list[str | int]


class SaveCaseParams(TypedDict):
    """Parameters of ``connector/saveCase``."""

    uri: str
    action: str
    name: str
    inputs: NotRequired[Inputs]
    """Those of masked fields are written as ``{{env.NAME}}``."""


class RunCasesParams(TypedDict):
    """Parameters of ``connector/runCases``."""

    uri: str
    names: NotRequired[list[str]]
    """Those to run, with those whose captures they need; all if it is missing."""
    workDoneToken: NotRequired[int | str]


class PositionJson(TypedDict):
    """LSP's `Position`, in the encoding that was agreed on."""

    line: int
    character: int


class RangeJson(TypedDict):
    """LSP's `Range`."""

    start: PositionJson
    end: PositionJson


class LocationJson(TypedDict):
    """LSP's `Location`."""

    uri: str
    range: RangeJson


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
    path: list[str | int]
    """The way to it in the connector, for ``connector/locate``."""


class AuthFieldModel(FieldModel):
    """A field of the Sign In form.

    Its scope is ``authFields``; or ``secrets`` for what the connector names bare in double braces,
    such as the client secret of OAuth.
    """

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
    method: str
    endpoint: str
    """As the connector has them; empty where it has none."""
    cases: list[str]
    """The names of its test cases."""
    path: list[str | int]
    """The way to it in the connector, for ``connector/locate``."""


class DebuggerModel(TypedDict):
    """The result of ``connector/debuggerModel``."""

    name: str
    authType: str
    isSignedIn: bool
    signedInAt: float | None
    """In seconds since the epoch."""
    callbackUrl: str
    """What to register with the third party for a sign-in in the browser; empty if there is none.

    Its port reads ``PORT`` where the setting ``callbackPort`` does not fix it.
    """
    authFields: list[AuthFieldModel]
    actions: list[ActionModel]
    """The connection test first."""


class SignInResult(TypedDict):
    """The result of ``connector/signIn``; of ``connector/signOut``, too."""

    isSignedIn: bool
    signedInAt: float | None
    failure: FailureJson | None
    """Why it did not work, or not all was forgotten; ``StoppedError`` if the user stopped it."""
    steps: RunResult | None
    """The exchanges of a sign-in by OAuth; null where nothing is sent."""


class UnmetJson(TypedDict):
    """An expectation of a test case that does not hold."""

    message: str
    expected: str
    actual: str
    """Both as texts to be compared line by line; JSON is laid out."""


class RunResult(TypedDict):
    """One run."""

    id: str
    """Names it for ``connector/exchange``; empty where nothing was sent."""
    action: str
    case: str
    """The name of the test case; empty for none."""
    title: str
    isSuccess: bool
    message: str
    """What became of it, in a line."""
    failure: FailureJson | None
    unmet: list[UnmetJson]
    """The expectations of a test case that do not hold."""
    path: list[str | int]
    """The way to what is at fault in the connector, else to what was run."""
    exchanges: NotRequired[list[ExchangeJson]]
    """Every step, the last being the result; in what ``connector/run`` and ``…/runCases`` give."""


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


class KindResult(TypedDict):
    """The result of ``connector/kind``."""

    kind: str | None
    """``connector`` or ``cases``; null for any other file. Without a text it is read from disk."""


class CaseModel(TypedDict):
    """A test case."""

    name: str
    action: str
    range: RangeJson
    """In the test cases file."""


class CasesModel(TypedDict):
    """The result of ``connector/cases``."""

    uri: str
    """The test cases file, whether it exists or not."""
    connector: str
    """The URI of the connector."""
    name: str
    """What the connector is called."""
    cases: list[CaseModel]
    problem: str
    """Why some cannot be run; empty if all can."""


class SampleModel(TypedDict):
    """A connector to start from; a result of ``connector/samples``."""

    name: str
    """Such as ``bearer-token``; ``empty`` for none."""
    title: str
    description: str
    text: str


class FindingJson(TypedDict):
    """A diagnostic, in short."""

    code: str
    message: str
    range: RangeJson


class CanonicalResult(TypedDict):
    """The result of ``connector/canonicalJson``: what Claris Connect is to be given."""

    text: str | None
    """The connector in the canonical style; null if there are errors."""
    errors: list[FindingJson]
    warnings: int
    """How many there are; they do not stand in the way."""
    ways: list[str]
    """How its test cases can be passed before a release: ``test``, ``replay``."""


class OperationsParams(TypedDict):
    """Parameters of ``connector/operations``."""

    uri: str
    """The connector to import into, or any file or folder; the source may lie beside it."""
    source: str
    """The URI of the description of an API, or what describes it, such as a command for cURL."""


class OperationModel(TypedDict):
    """An operation of an API, which can become an action."""

    title: str
    """Such as ``GET /pets``: by this the command `connector.import` takes it."""
    summary: str
    tags: list[str]
    isDeprecated: bool
    refusal: str
    """Why a connector cannot have it; empty if it can."""


class OperationsModel(TypedDict):
    """The result of ``connector/operations``."""

    name: str
    """Of the API; may be empty."""
    operations: list[OperationModel]


class RecordParams(TypedDict):
    """Parameters of ``connector/record``."""

    uri: str
    """A connector, or a folder: it tells which library."""
    record: str
    """Its id or address."""


class RecordModel(TypedDict):
    """A connector that was released."""

    id: str
    address: str
    """By what commands can name it: ``shop@2``, or its id where two have that version."""
    name: str
    version: int
    date: float
    """In seconds since the epoch."""
    author: str
    note: str
    flows: list[str]
    state: str
    """``created`` or ``deleted``."""
    parent: str | None
    """The id of the record that it came from."""
    twins: list[str]
    """The ids of those that were released at once with it, under the same version."""
    uri: str
    """Its file, which is not meant to change."""
    problem: str
    """What is not as it was written; empty if all is."""


class ConnectorRecords(TypedDict):
    """All records of a connector, the latest first."""

    group: str
    name: str
    drafts: list[str]
    """The URIs of the files that it was released from or copied to, the latest first.

    Some may be gone.
    """
    records: list[RecordModel]


class LibraryProblem(TypedDict):
    """Something in a library that was tampered with, or cannot be read."""

    uri: str
    message: str


class LibraryModel(TypedDict):
    """The result of ``connector/library``."""

    folder: str
    """Its URI; it need not be there yet."""
    connectors: list[ConnectorRecords]
    problems: list[LibraryProblem]


class RecordText(TypedDict):
    """The result of ``connector/record``."""

    record: RecordModel
    text: str


class ChangeInPlace(ChangeJson):
    """A change, and where it is."""

    range: RangeJson
    """In the connector as it is now; of the nearest thing around what is gone."""


class ChangesResult(TypedDict):
    """The result of ``connector/changes``."""

    title: str
    """Such as ``3 changes since v2, 1 breaking``."""
    record: RecordModel
    text: str
    """The connector as it was released."""
    changes: list[ChangeInPlace]


class ReleaseResult(TypedDict):
    """The result of the command ``connector.release``."""

    text: str | None
    """The JSON for Claris Connect; null where nothing was released."""
    record: RecordModel | None
    isNew: bool
    """Whether it was recorded; what was released before is not, again."""
    summary: str
    """What changed, or why nothing was released."""
    page: str | None
    """The URI of a page with the changes, or with the runs of test cases that failed."""


class LibraryParams(TypedDict):
    """Parameters of the notification ``connector/didChangeLibrary``: something was written."""

    folder: str


class StateParams(TypedDict):
    """Parameters of the notification ``connector/didChangeState``, sent to clients that have it.

    Sent after signing in or out, however that was done.
    """

    uri: str
    isSignedIn: bool
    signedInAt: float | None


class DidRunParams(TypedDict):
    """Parameters of the notification ``connector/didRun``: a run has ended, whoever began it."""

    uri: str
    run: RunResult


class SecretParams(TypedDict):
    """Parameters of ``connector/findSecret`` and ``connector/forgetSecret``, sent to the client."""

    owner: str
    """The connector's file: what is remembered for one file is never given to another."""
    key: str


class RememberSecretParams(TypedDict):
    """Parameters of ``connector/rememberSecret``, sent to the client."""

    owner: str
    key: str
    value: str


REQUESTS: Mapping[str, tuple[type, object]] = {
    "connector/kind": (KindParams, KindResult),
    "connector/debuggerModel": (DocumentParams, DebuggerModel | None),
    "connector/run": (RunParams, RunResult | None),
    "connector/signIn": (SignInParams, SignInResult),
    "connector/signOut": (SignOutParams, SignInResult),
    "connector/exchanges": (DocumentParams, list[KeptRun]),
    "connector/exchange": (ExchangeParams, KeptRun | None),
    "connector/curl": (ExchangeParams, str | None),
    "connector/locate": (LocateParams, RangeJson | None),
    "connector/cases": (DocumentParams, CasesModel | None),
    "connector/runCases": (RunCasesParams, RunsResult),
    "connector/saveCase": (SaveCaseParams, LocationJson),
    "connector/samples": (NoParams, list[SampleModel]),
    "connector/canonicalJson": (DocumentParams, CanonicalResult | None),
    "connector/operations": (OperationsParams, OperationsModel),
    "connector/library": (DocumentParams, LibraryModel),
    "connector/record": (RecordParams, RecordText | None),
    "connector/changes": (DocumentParams, ChangesResult | None),
}
"""What each request takes and gives, by its method; null where there is nothing."""

NOTIFICATIONS: Mapping[str, type] = {
    "connector/didChangeState": StateParams,
    "connector/didRun": DidRunParams,
    "connector/didChangeLibrary": LibraryParams,
}
"""What is told to a client that has the capability ``experimental.connectorLsp.notifications``."""

CLIENT_REQUESTS: Mapping[str, tuple[type, object]] = {
    "connector/findSecret": (SecretParams, str | None),
    "connector/rememberSecret": (RememberSecretParams, None),
    "connector/forgetSecret": (SecretParams, None),
}
"""What a client is asked that has the capability ``experimental.connectorLsp.secrets``.

It keeps the user's secrets then, in the place of the operating system's keyring.
"""
