"""An exchange to take along: as a cURL command, as HAR 1.2, or its body as a file: pure."""

from __future__ import annotations

import json
import mimetypes
import re
from base64 import b64decode, b64encode
from dataclasses import replace
from datetime import UTC, datetime
from html import escape
from typing import TYPE_CHECKING, Any, TypeAlias
from urllib.parse import parse_qsl, quote, quote_plus, unquote, urlsplit

from connector_lsp.debugger.occurrences import SHORTEST
from connector_lsp.debugger.redact import Redactor

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from connector_lsp.debugger.exchange import Exchange, Headers, Request, Response, Timing

JsonObject: TypeAlias = dict[str, Any]

BODY_FILE = "body.bin"
"""The file that a cURL command reads a binary body from."""


def as_curl(request: Request, variables: Mapping[str, str]) -> str:
    r"""The command for a POSIX shell that sends `request`, with variables instead of secrets.

    A secret that stands there encoded is a variable of its own, as in ``$KEY_PERCENT_ENCODED``; a
    comment above the command says what it must hold. Basic authentication becomes ``--user``. What
    is secret but in no variable is hidden as `Redactor` does it, so it has to be filled in.

    Args:
        request: as it was sent, with its secrets.
        variables: the values of the secrets by the names of their variables.

    """
    forms = _forms(variables)
    redactor = Redactor({}, request.secrets.union(variables.values()))
    named = re.compile("|".join(map(re.escape, sorted(forms, key=len, reverse=True))) or "(?!)")
    draft = replace(
        request,
        url=_with_variables(request.url, named, forms),
        headers=tuple(
            (name, _with_variables(value, named, forms)) for name, value in request.headers
        ),
    )
    options = [*_method_options(request)]
    for (name, value), clean in zip(request.headers, redactor.headers(draft.headers), strict=True):
        user = _try_user(name, value)
        if user and named.search(user[1]):
            words = (_with_variables(each, named, forms) for each in user)
            options.append(("--user", redactor.text(":".join(words))))
        else:
            options.append(("--header", f"{clean[0]}: {clean[1]}" if clean[1] else f"{clean[0]};"))
    comments = []
    if request.body:
        if not _header(request.headers, "content-type"):
            options.append(("--header", "Content-Type:"))  # Else curl says that it is a form.
        text = _try_text(request.body)
        if text is None:
            options.append(("--data-binary", f"@{BODY_FILE}"))
            comments.append(f"# {BODY_FILE} holds the body, {len(request.body)} bytes")
        else:
            text = redactor.text(_with_variables(text, named, forms))
            options.append(("--data-raw", text))
    options.append((redactor.url(draft.url),))

    quoted = [" ".join(_quoted(word, forms) for word in words) for words in options]
    command = " \\\n  ".join((f"curl {quoted[0]}", *quoted[1:]))
    return "\n".join((*comments, *_legend(command, forms), command))


def _method_options(request: Request) -> Iterator[tuple[str, ...]]:
    # With --request, curl would wait for the content of a HEAD.
    yield ("--head",) if request.method == "HEAD" else ("--request", request.method)
    if re.search(r"[\[\]{}]", request.url):
        yield ("--globoff",)


def _with_variables(text: str, named: re.Pattern[str], forms: Mapping[str, str]) -> str:
    """`text` with ``{{variable}}``, which no redactor takes for a secret, instead of each form."""
    return named.sub(lambda match: f"{{{{{forms[match[0]]}}}}}", text)


def _legend(command: str, forms: Mapping[str, str]) -> Iterator[str]:
    """What the variables must hold of which the user cannot know it by the name."""
    for variable in dict.fromkeys(forms.values()):
        source, _, encoding = variable.partition(_BETWEEN)
        if encoding and f'"${source}_{encoding}"' in command:
            yield f"# {source}_{encoding} holds {source}, {_ENCODINGS[encoding]}"


_BETWEEN = "."
"""Stands between a variable and its encoding, where no name of a variable has it."""

_ENCODINGS = {
    "PERCENT_ENCODED": "percent-encoded",
    "FORM_ENCODED": "encoded as in a form",
    "JSON": "escaped as in a string of JSON, without the quotation marks",
    "HTML": "escaped as in HTML",
    "BASE64": "in Base64",
}


def _forms(variables: Mapping[str, str]) -> dict[str, str]:
    """What may stand for the variables, each with its variable."""
    forms: dict[str, str] = {}
    for name, value in variables.items():
        content = value.encode("utf-8", "surrogatepass")
        if len(content) < SHORTEST:
            continue
        for encoding, text in (
            ("", value),
            (f"{_BETWEEN}PERCENT_ENCODED", quote(content, safe="")),
            (f"{_BETWEEN}FORM_ENCODED", quote_plus(content)),
            (f"{_BETWEEN}JSON", json.dumps(value)[1:-1]),
            (f"{_BETWEEN}JSON", json.dumps(value, ensure_ascii=False)[1:-1]),
            (f"{_BETWEEN}HTML", escape(value)),
            (f"{_BETWEEN}BASE64", b64encode(content).decode("ascii")),
        ):
            forms.setdefault(text, name + encoding)
    return forms


def _quoted(word: str, forms: Mapping[str, str]) -> str:
    """A word for a POSIX shell, each ``{{variable}}`` in it as that variable."""
    names = "|".join(map(re.escape, dict.fromkeys(forms.values()))) or "(?!)"
    parts = []
    for index, part in enumerate(re.split(rf"\{{\{{({names})\}}\}}", word)):
        if index % 2:
            parts.append(f'"${part.replace(_BETWEEN, "_")}"')
        elif re.fullmatch(r"[\w@%+=:,./-]+", part, re.ASCII):
            parts.append(part)
        elif part:
            # Single quotation marks: in double ones, an interactive shell expands "!".
            parts.append("'" + part.replace("'", "'\\''") + "'")
    return "".join(parts) or "''"


def _try_user(name: str, value: str) -> tuple[str, str] | None:
    """User and password of basic authentication, RFC 7617; None where it is something else."""
    scheme, _, credentials = value.partition(" ")
    if name.lower() != "authorization" or scheme.lower() != "basic":
        return None
    try:
        text = b64decode(credentials, validate=True).decode("utf-8")
    except ValueError:
        return None
    user, colon, password = text.partition(":")
    return (user, password) if colon and "\0" not in text else None


def as_har(exchanges: Iterable[Exchange], redactor: Redactor, version: str) -> JsonObject:
    """The exchanges as HAR 1.2, redacted; times in milliseconds, -1 for what is not known.

    Args:
        exchanges: as they were, with their secrets.
        redactor: hides the secrets.
        version: ours, to name the creator.

    """
    return {
        "log": {
            "version": "1.2",
            "creator": {"name": "connector-lsp", "version": version},
            "entries": [_entry(each) for each in redactor.exchanges(exchanges)],
        }
    }


def _entry(exchange: Exchange) -> JsonObject:
    timings = _timings(exchange.timing)
    started = datetime.fromtimestamp(exchange.timing.started, UTC)
    return {
        "startedDateTime": started.isoformat(timespec="milliseconds"),
        # The handshake is a part of the time to connect.
        "time": sum(each for name, each in timings.items() if each > 0 and name != "ssl"),
        "request": _har_request(exchange.request),
        "response": _har_response(exchange),
        "cache": {},
        "timings": timings,
        "comment": exchange.title,
    }


def _timings(timing: Timing) -> dict[str, float]:
    phases = (timing.connect, timing.tls, timing.first_byte, timing.body)
    rest = timing.total - sum(each or 0 for each in phases)
    connect = None if timing.connect is None else timing.connect + (timing.tls or 0)
    return {
        "blocked": max(rest, 0) * 1000,
        "dns": -1,
        "connect": -1 if connect is None else connect * 1000,
        "ssl": -1 if connect is None or timing.tls is None else timing.tls * 1000,
        "send": 0,
        "wait": (timing.first_byte or 0) * 1000,
        "receive": (timing.body or 0) * 1000,
    }


def _har_request(request: Request) -> JsonObject:
    query = parse_qsl(urlsplit(request.url).query, keep_blank_values=True)
    value: JsonObject = {
        "method": request.method,
        "url": request.url,
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": _har_pairs(request.headers),
        "queryString": _har_pairs(query),
        "headersSize": -1,
        "bodySize": len(request.body),
    }
    if request.body:
        text = _try_text(request.body)
        value["postData"] = {
            "mimeType": _header(request.headers, "content-type"),
            "params": [],
            "text": b64encode(request.body).decode("ascii") if text is None else text,
        }
        if text is None:
            value["postData"]["comment"] = "The text is the body in Base64"
    return value


def _har_response(exchange: Exchange) -> JsonObject:
    response = exchange.response
    value: JsonObject = {
        "status": response.status if response else 0,
        "statusText": response.reason if response else "",
        "httpVersion": "HTTP/1.1" if response else "",
        "cookies": [],
        "headers": _har_pairs(response.headers if response else ()),
        "content": _content(response) if response else {"size": 0, "mimeType": "x-unknown"},
        "redirectURL": _header(response.headers, "location") if response else "",
        "headersSize": -1,
        "bodySize": response.encoded_size if response else -1,
    }
    if exchange.failure:
        value["comment"] = exchange.failure.message
    return value


def _content(response: Response) -> JsonObject:
    text = _try_text(response.body)
    value: JsonObject = {
        "size": len(response.body),
        "mimeType": _header(response.headers, "content-type") or "x-unknown",
        "text": b64encode(response.body).decode("ascii") if text is None else text,
    }
    if text is None:
        value["encoding"] = "base64"
    if response.is_cut:
        value["comment"] = "There was more than the debugger lets through"
    return value


def _har_pairs(pairs: Iterable[tuple[str, str]]) -> list[JsonObject]:
    return [{"name": name, "value": value} for name, value in pairs]


_LONGEST_NAME = 80
# What Windows takes for a device, whatever its ending.
_DEVICE = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)", re.IGNORECASE)
_CONTENT_DISPOSITION = re.compile(r'filename\s*=\s*(?:"([^"]*)"|([^;\s]+))', re.IGNORECASE)
_ENDINGS = {"application/json": ".json", "text/plain": ".txt", "text/html": ".html"}


def body_filename(exchange: Exchange) -> str:
    """A name for a file with the response's body, which is a name alone on every system.

    It comes from the response's ``Content-Disposition``, else from the URL, with an ending that
    goes with the content type. No part of a path, no hidden file and no device can come of it.

    Args:
        exchange: a redacted one, as the name of a file is read by many.

    """
    response = exchange.response
    headers = response.headers if response else ()
    media_type = _header(headers, "content-type").partition(";")[0].strip().lower()
    proposed = _CONTENT_DISPOSITION.search(_header(headers, "content-disposition"))
    name = (proposed[1] or proposed[2] or "") if proposed else ""
    name = name or unquote(urlsplit(exchange.request.url).path.rstrip("/").rpartition("/")[2])
    name = re.split(r"[\\/]", name)[-1]
    name = re.sub(r"[^\w.-]+", "-", name).strip("-. ") or "body"
    stem, dot, ending = name.rpartition(".")
    if not dot or not re.fullmatch(r"[A-Za-z0-9]{1,8}", ending):
        stem = name
        guessed = _ENDINGS.get(media_type) or mimetypes.guess_extension(media_type)
        ending = (guessed or (".json" if media_type.endswith("+json") else ".bin"))[1:]
    stem = f"_{stem}" if _DEVICE.match(stem) else stem
    while len(stem.encode()) > _LONGEST_NAME:
        stem = stem[:-1]
    return f"{stem}.{ending}"


def _header(headers: Headers, wanted: str) -> str:
    return next((value for name, value in headers if name.lower() == wanted), "")


def _try_text(body: bytes) -> str | None:
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return None if "\0" in text else text
