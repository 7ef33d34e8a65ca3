"""An exchange as plain JSON and back: in history files, in cassettes, and for richer editors.

`Request.secrets` is never written. Nothing else is hidden here: redact before, RFC 4648 Base64 is
no place to look into afterwards.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from typing import TYPE_CHECKING, Any, NotRequired, TypeAlias, TypedDict, TypeVar

from connector_lsp.debugger.exchange import Exchange, Request, Response, Timing
from connector_lsp.debugger.failures import (
    ConnectorError,
    DebuggerError,
    InputError,
    InputProblem,
    StoppedError,
    TimedOutError,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from connector_lsp.debugger.exchange import Headers

JsonObject: TypeAlias = dict[str, Any]


class Body(TypedDict):
    """A body: text in UTF-8 without NUL, or else Base64."""

    text: NotRequired[str]
    base64: NotRequired[str]


class RequestJson(TypedDict):
    """A request as it was sent."""

    method: str
    url: str
    headers: list[list[str]]
    """Names and values, in their order."""
    body: Body


class TimingJson(TypedDict):
    """Seconds; null for what was not reached."""

    started: float
    """Since the epoch."""
    connect: float | None
    tls: float | None
    firstByte: float | None
    body: float | None
    total: float


class ResponseJson(TypedDict):
    """A response, complete or as far as it came."""

    status: int
    reason: str
    headers: list[list[str]]
    """Names and values, in their order."""
    body: Body
    encodedSize: int
    """Of the body as it was sent, in bytes."""
    isCut: bool
    """Whether the body is longer than this."""


class ProblemJson(TypedDict):
    """What is wrong with the input of one field."""

    scope: str
    key: str
    message: str


class FailureJson(TypedDict):
    """Why something did not work."""

    kind: str
    """The class in `connector_lsp.debugger.failures`, such as ``TimedOutError``."""
    message: str
    nextStep: str
    phase: NotRequired[str]
    """Of a ``TimedOutError``."""
    path: NotRequired[list[str | int]]
    """Of a ``ConnectorError``: the way to the value at fault."""
    problems: NotRequired[list[ProblemJson]]
    """Of an ``InputError``, and of a sign-in that misses values."""


class ExchangeJson(TypedDict):
    """A request, and what came of it."""

    title: str
    request: RequestJson
    timing: TimingJson
    response: ResponseJson | None
    failure: FailureJson | None


T = TypeVar("T")


def exchange_to_json(exchange: Exchange) -> ExchangeJson:
    """The exchange as JSON."""
    timing, response = exchange.timing, exchange.response
    return {
        "title": exchange.title,
        "request": {
            "method": exchange.request.method,
            "url": exchange.request.url,
            "headers": [[name, value] for name, value in exchange.request.headers],
            "body": body_to_json(exchange.request.body),
        },
        "timing": {
            "started": timing.started,
            "connect": timing.connect,
            "tls": timing.tls,
            "firstByte": timing.first_byte,
            "body": timing.body,
            "total": timing.total,
        },
        "response": _response_to_json(response) if response else None,
        "failure": failure_to_json(exchange.failure) if exchange.failure else None,
    }


def _response_to_json(response: Response) -> ResponseJson:
    return {
        "status": response.status,
        "reason": response.reason,
        "headers": [[name, value] for name, value in response.headers],
        "body": body_to_json(response.body),
        "encodedSize": response.encoded_size,
        "isCut": response.is_cut,
    }


def exchange_from_json(value: JsonObject) -> Exchange:
    """The exchange that `exchange_to_json` gave.

    Raises:
        ValueError: `value` is not of that shape.

    """
    try:
        request, timing = value["request"], value["timing"]
        response, failure = value["response"], value["failure"]
        return Exchange(
            title=_of(str, value["title"]),
            request=Request(
                method=_of(str, request["method"]),
                url=_of(str, request["url"]),
                headers=_headers(request["headers"]),
                body=body_from_json(request["body"]),
            ),
            timing=Timing(
                started=_seconds(timing["started"]),
                connect=_try_seconds(timing["connect"]),
                tls=_try_seconds(timing["tls"]),
                first_byte=_try_seconds(timing["firstByte"]),
                body=_try_seconds(timing["body"]),
                total=_seconds(timing["total"]),
            ),
            response=None if response is None else _response(response),
            failure=None if failure is None else failure_from_json(failure),
        )
    except (AttributeError, KeyError, TypeError) as error:
        raise ValueError("not an exchange") from error


def body_to_json(body: bytes) -> Body:
    """A body as text where it is text, else in Base64."""
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        text = "\0"
    return {"base64": b64encode(body).decode("ascii")} if "\0" in text else {"text": text}


def body_from_json(value: JsonObject | Body) -> bytes:
    """The body that `body_to_json` gave.

    Raises:
        KeyError: there is neither text nor Base64.
        TypeError: it is no string.
        ValueError: it is no Base64, or text that is no Unicode.

    """
    if "text" in value:
        return _of(str, value["text"]).encode("utf-8")
    return b64decode(_of(str, value["base64"]), validate=True)


def failure_to_json(failure: DebuggerError) -> FailureJson:
    """The failure as JSON."""
    value: FailureJson = {
        "kind": type(failure).__name__,
        "message": failure.message,
        "nextStep": failure.next_step,
    }
    match failure:
        case TimedOutError():
            value["phase"] = failure.phase
        case ConnectorError():
            value["path"] = list(failure.path)
        case InputError():
            value["problems"] = problems_to_json(failure.problems)
    return value


def problems_to_json(problems: Iterable[InputProblem]) -> list[ProblemJson]:
    """What is wrong with inputs as JSON."""
    return [{"scope": each.scope, "key": each.key, "message": each.message} for each in problems]


def failure_from_json(value: JsonObject) -> DebuggerError:
    """The failure that `failure_to_json` gave; of the base class if its kind is not known.

    Raises:
        KeyError: a member is missing.
        TypeError: a member is of a wrong type.

    """
    name = _of(str, value["kind"])
    kind = next((each for each in _kinds(DebuggerError) if each.__name__ == name), DebuggerError)
    texts = _of(str, value["message"]), _of(str, value["nextStep"])
    if issubclass(kind, InputError):
        return kind(tuple(InputProblem(**each) for each in value["problems"]))
    if issubclass(kind, TimedOutError):
        return kind(*texts, _of(str, value["phase"]))
    if issubclass(kind, ConnectorError):
        return kind(*texts, tuple(value["path"]))
    return kind() if issubclass(kind, StoppedError) else kind(*texts)


def _kinds(kind: type[DebuggerError]) -> Iterator[type[DebuggerError]]:
    for each in kind.__subclasses__():
        yield each
        yield from _kinds(each)


def _response(value: JsonObject) -> Response:
    return Response(
        status=_of(int, value["status"]),
        reason=_of(str, value["reason"]),
        headers=_headers(value["headers"]),
        body=body_from_json(value["body"]),
        encoded_size=_of(int, value["encodedSize"]),
        is_cut=_of(bool, value["isCut"]),
    )


def _headers(value: list[list[str]]) -> Headers:
    return tuple((_of(str, name), _of(str, text)) for name, text in value)


def _of(kind: type[T], value: object) -> T:
    if not isinstance(value, kind):
        raise TypeError(f"not of type {kind.__name__}")
    return value


def _seconds(value: object) -> float:
    return float(value) if isinstance(value, int) else _of(float, value)


def _try_seconds(value: object) -> float | None:
    return None if value is None else _seconds(value)
