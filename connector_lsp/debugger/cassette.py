"""Record and replay: the exchanges of test cases, kept in a file beside them.

``NAME.cassette.json`` holds, case by case, the requests that were sent and the responses that came.
It is made to be kept with the source: redacted, in a fixed order, without what is different every
time, so that recording again changes only what has changed at the server.  JSON bodies stand in it
as JSON, with the names of objects sorted.

An exchange that failed is not recorded: it tells nothing of the API, and replaying it would hide
that there is no answer.
"""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypeAlias
from urllib.parse import parse_qsl, urlsplit

from connector_lsp.debugger.exchange import REDIRECT, Exchange, Headers, Request, Response, Timing
from connector_lsp.debugger.failures import CaseError, ReplayError
from connector_lsp.debugger.json_values import MISSING, differences, first_difference, shown

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Iterator, Mapping

    from connector_lsp.analysis.syntax import Json

SUFFIX = ".cassette.json"
VERSION = 1

Cassette: TypeAlias = "Mapping[str, tuple[Exchange, ...]]"
"""What was recorded of each case by its name, as `recorded` gives it."""

Redact: TypeAlias = "Callable[[Exchange], Exchange]"
"""Puts something harmless, the same every time, in the place of an exchange's secrets."""

CREDENTIALS = frozenset({"authorization", "proxy-authorization", "cookie"})
"""Request headers of which only the scheme is kept, whatever the redactor knows."""

_VOLATILE_REQUEST = frozenset(
    {"accept-encoding", "connection", "content-length", "date", "host", "user-agent"}
)
_VOLATILE_RESPONSE = frozenset(
    {
        "age", "alt-svc", "cf-cache-status", "cf-ray", "connection", "content-encoding",
        "content-length", "date", "expires", "keep-alive", "nel", "report-to", "request-id",
        "retry-after", "server-timing", "set-cookie", "traceparent", "transfer-encoding", "via",
        "x-amzn-requestid", "x-amzn-trace-id", "x-correlation-id", "x-request-id",
        "x-response-time", "x-runtime", "x-served-by", "x-timer",
    }
)  # fmt: skip
_VOLATILE_PREFIXES = ("ratelimit", "x-ratelimit", "x-rate-limit", "openai-processing")

_HIDDEN = "…"
_MOST_SHOWN = 3


# --- recording -----------------------------------------------------------------------------------


def recorded(
    exchanges: Iterable[Exchange], redact: Redact, asked: Container[str] = frozenset()
) -> tuple[Exchange, ...]:
    """What is kept of the exchanges of one case: redacted, without failures, times and dates.

    Args:
        exchanges: what came of it.
        redact: hides the secrets.
        asked: the headers of responses, in lower case, that are kept whatever they are.

    """
    return tuple(
        _lasting(redact(exchange), asked)
        for exchange in exchanges
        if exchange.response is not None and exchange.failure is None
    )


def _lasting(exchange: Exchange, asked: Container[str]) -> Exchange:
    """An exchange without what is different every time."""
    request, response = exchange.request, exchange.response
    if response is not None:
        headers = _sorted(
            (name, value)
            for name, value in response.headers
            if name.lower() in asked or not _is_volatile(name.lower())
        )
        body = _body_of(_written_body(response.body))
        response = replace(response, headers=headers, body=body, encoded_size=len(body))
    return Exchange(exchange.title, _comparable(request), Timing(0.0), response)


def _is_volatile(header: str) -> bool:
    return header in _VOLATILE_RESPONSE or header.startswith(_VOLATILE_PREFIXES)


def _comparable(request: Request) -> Request:
    """A request without what is different every time, and without credentials."""
    headers = _sorted(
        (name, _scheme(value) if name.lower() in CREDENTIALS else value)
        for name, value in request.headers
        if name.lower() not in _VOLATILE_REQUEST
    )
    return Request(request.method, request.url, headers, _body_of(_written_body(request.body)))


def _scheme(credentials: str) -> str:
    """``Bearer …``: of an OAuth 1 signature the rest is different every time anyway."""
    scheme, space, _ = credentials.partition(" ")
    return f"{scheme} {_HIDDEN}" if space else _HIDDEN


def _sorted(headers: Iterable[tuple[str, str]]) -> Headers:
    """Headers by name in lower case; of one name in the order in which they came."""
    lowered = ((name.lower(), value) for name, value in headers)
    return tuple(sorted(lowered, key=lambda header: header[0]))


def render(cassette: Cassette, order: Iterable[str]) -> str:
    """The text of a cassette.

    Args:
        cassette: what was recorded.
        order: the names of the cases in their order; what is not among them is left out.

    """
    cases = {
        name: [_written_exchange(exchange) for exchange in cassette[name]]
        for name in order
        if name in cassette
    }
    output = {"version": VERSION, "cases": cases}
    text = json.dumps(output, indent=2, ensure_ascii=False)
    try:
        text.encode()
    except UnicodeEncodeError:  # Half of a surrogate pair.
        text = json.dumps(output, indent=2)
    return text + "\n"


def _written_exchange(exchange: Exchange) -> dict[str, Json]:
    request, response = exchange.request, exchange.response
    written: dict[str, Json] = {
        "title": exchange.title,
        "request": {
            "method": request.method,
            "url": request.url,
            "headers": [f"{name}: {value}" for name, value in request.headers],
            **_written_body(request.body),
        },
    }
    if response is not None:
        written["response"] = {
            "status": response.status,
            "reason": response.reason,
            "headers": [f"{name}: {value}" for name, value in response.headers],
            **_written_body(response.body),
            **({"isCut": True} if response.is_cut else {}),
        }
    return written


def _written_body(body: bytes) -> dict[str, Json]:
    """A body as the members ``json``, ``text`` or ``base64`` of what is written; none if empty."""
    if not body:
        return {}
    value = _json_of(body)
    if value is not None:
        return {"json": value}
    try:
        return {"text": body.decode()}
    except UnicodeDecodeError:
        return {"base64": b64encode(body).decode()}


def _json_of(body: bytes) -> Json:
    """The object or array that a body is, its names sorted; None if it is none."""
    if body.lstrip()[:1] not in (b"{", b"["):
        return None
    try:
        return json.loads(json.dumps(json.loads(body), sort_keys=True, allow_nan=False))
    except (ValueError, RecursionError):
        return None


def _body_of(written: Mapping[str, Json]) -> bytes:
    """The body that is written so."""
    if "json" in written:
        # As it is read, so that marks in it are found again; an unpaired surrogate is no obstacle.
        return json.dumps(written["json"], ensure_ascii=False).encode("utf-8", "surrogatepass")
    if "base64" in written:
        return b64decode(written["base64"], validate=True)
    return str(written.get("text", "")).encode()


def parse(text: str) -> dict[str, tuple[Exchange, ...]]:
    """The cassette that `text` is, as `render` wrote it.

    Raises:
        CaseError: it is none.

    """
    try:
        return _read(json.loads(text))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        reason = f"it has no {error}" if isinstance(error, KeyError) else str(error)
        message = f"The recorded exchanges cannot be read: {reason}"
        next_step = "Repair the file, or delete it and record again with --record"
        raise CaseError(message, next_step) from error


def _read(whole: Json) -> dict[str, tuple[Exchange, ...]]:
    if whole["version"] != VERSION:
        raise ValueError(f"it is of version {whole['version']}, not {VERSION}")
    return {
        str(name): tuple(_read_exchange(each) for each in exchanges)
        for name, exchanges in whole["cases"].items()
    }


def _read_exchange(written: Mapping[str, Any]) -> Exchange:
    request, response = written["request"], written["response"]
    body = _body_of(response)
    return Exchange(
        str(written["title"]),
        Request(
            str(request["method"]),
            str(request["url"]),
            _read_headers(request["headers"]),
            _body_of(request),
        ),
        Timing(0.0),
        Response(
            int(response["status"]),
            str(response["reason"]),
            _read_headers(response["headers"]),
            body,
            len(body),
            response.get("isCut", False) is True,
        ),
    )


def _read_headers(lines: Iterable[str]) -> Headers:
    return tuple((name, value) for name, _, value in (line.partition(": ") for line in lines))


# --- replaying -----------------------------------------------------------------------------------


class Player:
    """Answers the requests of one case with what was recorded of it, each exchange once."""

    def __init__(self, case: str, exchanges: Iterable[Exchange], redact: Redact) -> None:
        """Begin anew.

        Args:
            case: the name of the case.
            exchanges: what was recorded of it.
            redact: what was used to record: requests are compared after it, so that another value
                of a secret is no difference.

        """
        self._case = case
        self._left = list(exchanges)
        self._redact = redact

    def answer(self, request: Request) -> tuple[Exchange, ...]:
        """What was recorded for a request: the exchange, then those that it was redirected to.

        The first exchange has `request` itself; no time is told.

        Raises:
            ReplayError: nothing was, or not for this request; how it differs from the nearest.

        """
        asked = _comparable(self._redact(Exchange("", request, Timing(0.0))).request)
        for number, exchange in enumerate(self._left):
            if not any(_unlike(exchange.request, asked)):
                end = self._end_of_redirects(number)
                found = self._left[number:end]
                del self._left[number:end]
                return (replace(found[0], request=request), *found[1:])
        raise ReplayError(self._explain(asked), "Record the case again if the change is meant")

    def _end_of_redirects(self, number: int) -> int:
        """The index behind an exchange and those that its `Location` led to."""
        while number + 1 < len(self._left):
            exchange, following = self._left[number], self._left[number + 1]
            location = exchange.response.header("location") if exchange.response else None
            # Redacted, the URLs need not lead from one to the other any more.
            if location is None or following.title != REDIRECT:
                break
            number += 1
        return number + 1

    def _explain(self, asked: Request) -> str:
        what = f"{asked.method} {asked.url}"
        if not self._left:
            return f'Nothing more is recorded of case "{self._case}", which now sends {what}'
        nearest = min(
            (list(_unlike(each.request, asked)) for each in self._left),
            key=lambda found: (sum(each.is_grave for each in found), len(found)),
        )
        lines = [each.message for each in nearest[:_MOST_SHOWN]]
        more = [f"and {len(nearest) - _MOST_SHOWN} more"] if len(nearest) > _MOST_SHOWN else []
        differs = "; ".join((*lines, *more))
        return f'{what} is not what is recorded of case "{self._case}": {differs}'


@dataclass(frozen=True, slots=True)
class _Unlike:
    """One way in which a request is not the recorded one.

    Attributes:
        where: the part of the request.
        before: what was recorded there, shown.
        now: what is there now, shown.
        is_grave: whether it says that another request is meant.

    """

    where: str
    before: str
    now: str
    is_grave: bool = False

    @property
    def message(self) -> str:
        return f"{self.where}: recorded {self.before}, now {self.now}"


def _unlike(before: Request, now: Request) -> Iterator[_Unlike]:
    """Every way in which two comparable requests differ."""
    if before.method != now.method:
        yield _Unlike("method", before.method, now.method, is_grave=True)
    old, new = urlsplit(before.url), urlsplit(now.url)
    for where, was, is_now in (
        ("scheme", old.scheme, new.scheme),
        ("host", old.netloc, new.netloc),
        ("path", old.path, new.path),
    ):
        if was != is_now:
            yield _Unlike(where, shown(was), shown(is_now), is_grave=True)
    queries = [parse_qsl(each.query, keep_blank_values=True) for each in (old, new)]
    yield from _unlike_pairs("query key", *queries)
    yield from _unlike_pairs("header", before.headers, now.headers)
    yield from _unlike_bodies(before.body, now.body)


def _unlike_pairs(
    what: str, before: Iterable[tuple[str, str]], now: Iterable[tuple[str, str]]
) -> Iterator[_Unlike]:
    """The names whose values differ; several values of one name in any order."""
    old, new = _by_name(before), _by_name(now)
    for name in dict.fromkeys((*old, *new)):
        was, is_now = old.get(name, []), new.get(name, [])
        if Counter(was) != Counter(is_now):
            yield _Unlike(f"{what} {name}", _shown_values(was), _shown_values(is_now))


def _by_name(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in pairs:
        found.setdefault(name, []).append(value)
    return found


def _shown_values(values: list[str]) -> str:
    return " and ".join(map(shown, values)) or shown(MISSING)


def _unlike_bodies(before: bytes, now: bytes) -> Iterator[_Unlike]:
    if before == now:
        return
    old, new = (_json_of(body) for body in (before, now))
    if old is not None and new is not None:
        for each in differences(old, new):
            yield _Unlike(f"body {each.pointer}", shown(each.before), shown(each.now))
        return
    was, is_now = (body.decode("utf-8", "replace") for body in (before, now))
    around = first_difference(was, is_now)
    yield _Unlike("body", shown(was, around=around), shown(is_now, around=around))
