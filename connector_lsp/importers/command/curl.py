"""``curl`` and its options (https://curl.se/docs/manpage.html) as requests."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING
from urllib.parse import quote_plus

from connector_lsp.analysis.text import Range
from connector_lsp.importers.api import Scheme, SchemeKind
from connector_lsp.importers.command.words import END
from connector_lsp.importers.failures import BrokenSourceError, ImportFailure
from connector_lsp.importers.recorded import FORM_TYPE, Recorded, with_body

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from connector_lsp.importers.command.words import Word
    from connector_lsp.importers.source import Source

# The options that take a value, by their short and long names; all others are switches.
_SHORT = {
    "X": "request", "H": "header", "d": "data", "F": "form", "u": "user", "b": "cookie",
    "A": "user-agent", "e": "referer", "o": "output", "m": "max-time", "x": "proxy",
    "T": "upload-file", "E": "cert", "c": "cookie-jar", "w": "write-out", "D": "dump-header",
    "K": "config", "r": "range", "U": "proxy-user", "y": "speed-time", "Y": "speed-limit",
    "z": "time-cond", "C": "continue-at", "Q": "quote", "t": "telnet-option",
}  # fmt: skip
_SWITCHES = {"G": "get", "I": "head"}
_DATA = ("data", "data-raw", "data-binary", "data-ascii", "data-urlencode", "json")
_LONG = frozenset((
    *_SHORT.values(), *_DATA, "url", "url-query", "form-string", "oauth2-bearer", "key", "cacert",
    "capath", "cert-type", "key-type", "pass", "connect-timeout", "retry", "retry-delay",
    "retry-max-time", "resolve", "connect-to", "interface", "limit-rate", "max-redirs", "aws-sigv4",
    "ciphers", "tls-max", "trace", "trace-ascii", "stderr", "proto", "proto-default", "output-dir",
    "unix-socket", "dns-servers", "local-port", "noproxy", "preproxy", "socks5", "socks5-hostname",
    "socks4", "max-filesize", "keepalive-time", "expect100-timeout", "variable", "request-target",
    "proxy-header", "pinnedpubkey", "netrc-file", "login-options", "happy-eyeballs-timeout-ms",
))  # fmt: skip
_PROMPTS = ("$", "%", "PS", "sudo")
_JSON = "application/json"


@dataclass(slots=True)
class _Call:
    """One request while its options are read."""

    url: str = ""
    method: str = ""
    headers: list[tuple[str, str]] = field(default_factory=list)
    data: list[str] = field(default_factory=list)
    query: list[str] = field(default_factory=list)
    schemes: list[Scheme] = field(default_factory=list)
    kind: str = ""
    gap: str = ""
    is_get: bool = False
    is_head: bool = False


def read(words: Iterable[Word], source: Source) -> list[Recorded]:
    """The requests of all ``curl`` commands among some words.

    Raises:
        BrokenSourceError: an option lacks its value.
        ImportFailure: a command names no URL.

    """
    requests: list[Recorded] = []
    command: list[Word] = []
    for word in words:
        if word.text != END:
            command.append(word)
            continue
        while command and (command[0].text in _PROMPTS or command[0].text.endswith(">")):
            command.pop(0)
        if command and command[0].text.lower().removesuffix(".exe") == "curl":
            requests += [_request(call) for call in _calls(command[1:], source)]
        command = []
    return requests


def _calls(words: list[Word], source: Source) -> Iterator[_Call]:
    call = _Call()
    rest = iter(words)
    for word in rest:
        if word.text in ("--next", "-:"):
            yield call
            call = _Call()
        elif word.text.startswith("--"):
            name, has_value, value = word.text[2:].partition("=")
            if name in _LONG and not has_value:
                value = _value(rest, word, source)
            _apply(call, name, value)
        elif word.text.startswith("-") and len(word.text) > 1:
            _apply_short(call, word, rest, source)
        elif not call.url:
            call.url = word.text
    yield call


def _apply_short(call: _Call, word: Word, rest: Iterator[Word], source: Source) -> None:
    """Options of one letter, of which several may share a dash."""
    for index, letter in enumerate(word.text[1:], 1):
        if letter in _SHORT:
            value = word.text[index + 1 :] or _value(rest, word, source)
            _apply(call, _SHORT[letter], value)
            return
        _apply(call, _SWITCHES.get(letter, letter), "")


def _value(rest: Iterator[Word], word: Word, source: Source) -> str:
    try:
        return next(rest).text
    except StopIteration:
        raise BrokenSourceError(
            f"{word.text} lacks its value", source.path, source.text, Range(word.start, word.end)
        ) from None


def _apply(call: _Call, name: str, value: str) -> None:  # noqa: C901, PLR0912 -- a table of options
    match name:
        case "url":
            call.url = value
        case "request":
            call.method = value
        case "header":
            header, colon, text = value.partition(":")
            if colon and text.strip():
                call.headers.append((header.strip(), text.strip()))
        case "user-agent" | "referer":
            return
        case "cookie":
            if "=" in value:
                call.headers.append(("Cookie", value))
        case "user":
            call.schemes.append(Scheme("basic", SchemeKind.BASIC))
        case "oauth2-bearer":
            call.schemes.append(Scheme("bearer", SchemeKind.BEARER))
        case "digest" | "ntlm" | "negotiate" | "aws-sigv4" | "cert":
            reason = f"the option --{name} of curl"
            call.schemes = [Scheme(name, SchemeKind.UNSUPPORTED, reason=reason)]
        case "get":
            call.is_get = True
        case "head":
            call.is_head = True
        case "url-query":
            call.query.append(value.lstrip("+"))
        case "form" | "form-string":
            call.gap = "multipart/form-data"
        case "upload-file":
            call.gap = "a file"
            call.method = call.method or "PUT"
        case _ if name in _DATA:
            _apply_data(call, name, value)


def _apply_data(call: _Call, name: str, value: str) -> None:
    if name == "json":
        call.kind = _JSON
    if value.startswith("@") and name != "data-raw":
        call.gap = "a body in a file of its own"
    elif name == "data-urlencode":
        key, equals, text = value.partition("=")
        call.data.append(f"{key}={quote_plus(text)}" if equals else quote_plus(value))
    else:
        call.data.append(value)


def _request(call: _Call) -> Recorded:
    if not call.url:
        raise ImportFailure("The curl command names no URL")
    url = call.url
    data = ("" if call.kind else "&").join(call.data)
    in_query = [*call.query, data] if call.is_get else call.query
    for each in filter(None, in_query):
        url += ("&" if "?" in url else "?") + each
    has_body = bool(call.data or call.gap) and not call.is_get
    method = call.method or ("HEAD" if call.is_head else "POST" if has_body else "GET")
    request = Recorded(method, url, tuple(call.headers), schemes=tuple(call.schemes))
    if not has_body:
        return request
    if call.gap:
        return replace(request, gap=call.gap)
    named = next((value for name, value in call.headers if name.lower() == "content-type"), "")
    return with_body(request, data, named or call.kind or FORM_TYPE)
