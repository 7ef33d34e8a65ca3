"""``curl`` and its options (https://curl.se/docs/manpage.html) as requests."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING
from urllib.parse import quote_plus

from connector_lsp.analysis.text import Range
from connector_lsp.importers.api import FORM_TYPE, Scheme, SchemeKind
from connector_lsp.importers.command.words import END, STDIN
from connector_lsp.importers.failures import BrokenSourceError, ImportFailure
from connector_lsp.importers.recorded import Recorded, with_body

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
    "z": "time-cond", "C": "continue-at", "Q": "quote", "t": "telnet-option", "P": "ftp-port",
    "h": "help",
}  # fmt: skip
_SWITCHES = {"G": "get", "I": "head"}
_DATA = ("data", "data-raw", "data-binary", "data-ascii", "data-urlencode", "json")
_LONG = frozenset((
    *_SHORT.values(), *_DATA,
    "abstract-unix-socket", "alt-svc", "aws-sigv4", "cacert", "capath", "cert-type", "ciphers",
    "connect-timeout", "connect-to", "create-file-mode", "crlfile", "curves", "delegation",
    "dns-interface", "dns-ipv4-addr", "dns-ipv6-addr", "dns-servers", "doh-url", "ech",
    "egd-file", "engine", "etag-compare", "etag-save", "expect100-timeout", "form-string",
    "ftp-account", "ftp-alternative-to-user", "ftp-method", "ftp-ssl-ccc-mode",
    "happy-eyeballs-timeout-ms", "haproxy-clientip", "hostpubmd5", "hostpubsha256", "hsts",
    "interface", "ip-tos", "ipfs-gateway", "keepalive-cnt", "keepalive-time", "key", "key-type",
    "krb", "libcurl", "limit-rate", "local-port", "login-options", "mail-auth", "mail-from",
    "mail-rcpt", "max-filesize", "max-redirs", "netrc-file", "noproxy", "oauth2-bearer",
    "output-dir", "parallel-max", "pass", "pinnedpubkey", "preproxy", "proto", "proto-default",
    "proto-redir", "proxy-cacert", "proxy-capath", "proxy-cert", "proxy-cert-type",
    "proxy-ciphers", "proxy-crlfile", "proxy-header", "proxy-key", "proxy-key-type", "proxy-pass",
    "proxy-pinnedpubkey", "proxy-service-name", "proxy-tls13-ciphers", "proxy-tlsauthtype",
    "proxy-tlspassword", "proxy-tlsuser", "proxy1.0", "pubkey", "random-file", "rate",
    "request-target", "resolve", "retry", "retry-delay", "retry-max-time", "sasl-authzid",
    "service-name", "sigalgs", "socks4", "socks4a", "socks5", "socks5-gssapi-service",
    "socks5-hostname", "stderr", "tftp-blksize", "tls-max", "tls13-ciphers", "tlsauthtype",
    "tlspassword", "tlsuser", "trace", "trace-ascii", "trace-config", "unix-socket",
    "upload-flags", "url", "url-query", "variable", "vlan-priority",
))  # fmt: skip
_PROMPTS = ("$", "%", "PS", "sudo")
_JSON = "application/json"


@dataclass(slots=True)
class _Call:
    """One request while its options are read."""

    stdin: str | None
    urls: list[str] = field(default_factory=list)
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
            requests += (each for call in _calls(command[1:], source) for each in _requests(call))
        command = []
    return requests


def _calls(words: list[Word], source: Source) -> Iterator[_Call]:
    words, stdin = _without_stdin(words)
    call = _Call(stdin)
    rest = iter(words)
    for word in rest:
        if word.text in ("--next", "-:"):
            yield call
            call = _Call(stdin)
        elif word.text.startswith("--"):
            name, has_value, value = word.text[2:].partition("=")
            if name in _LONG and not has_value:
                value = _value(rest, word, source)
            _apply(call, name, value)
        elif word.text.startswith("-") and len(word.text) > 1:
            _apply_short(call, word, rest, source)
        else:
            call.urls.append(word.text)
    yield call


def _without_stdin(words: list[Word]) -> tuple[list[Word], str | None]:
    """The words of a command, and the last that is given to it as its standard input."""
    rest, stdin = [], None
    each = iter(words)
    for word in each:
        if word.text == STDIN:
            stdin = next(each).text
        else:
            rest.append(word)
    return rest, stdin


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
            call.urls.append(value)
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
    if value == "@-" and call.stdin is not None:
        name, value = f"{name}-raw", call.stdin
    if value.startswith("@") and not name.endswith("-raw"):
        call.gap = "a body in a file of its own"
    else:
        call.data.append(_encoded(value) if name.startswith("data-urlencode") else value)


def _encoded(value: str) -> str:
    """What ``--data-urlencode`` sends of ``text``, ``name=text`` or ``name@file``."""
    for sign in "=@":
        name, found, text = value.partition(sign)
        if found:
            return f"{name}={_quoted(text)}" if name else _quoted(text)
    return _quoted(value)


def _quoted(text: str) -> str:
    return quote_plus(text, errors="replace")


def _requests(call: _Call) -> Iterator[Recorded]:
    """A request for each URL, all with the same options."""
    if not call.urls:
        raise ImportFailure("The curl command names no URL")
    data = ("" if call.kind else "&").join(call.data)
    in_query = [*call.query, data] if call.is_get else call.query
    has_body = bool(call.data or call.gap) and not call.is_get
    method = call.method or ("HEAD" if call.is_head else "POST" if has_body else "GET")
    named = next((value for name, value in call.headers if name.lower() == "content-type"), "")
    for address in call.urls:
        url = address
        for each in filter(None, in_query):
            url += ("&" if "?" in url else "?") + each
        request = Recorded(method, url, tuple(call.headers), schemes=tuple(call.schemes))
        if not has_body:
            yield request
        elif call.gap:
            yield replace(request, gap=call.gap)
        else:
            yield with_body(request, data, named or call.kind or FORM_TYPE)
