"""Hides secrets, in front of everything that leaves memory: pure.

A secret is hidden by its value, in every encoding that `occurrences` knows, and by its place:
headers that carry credentials, the password and secretly named parameters of a URL, and the keys
under which OAuth (RFC 6749, RFC 7636) sends its tokens. A value of fewer than `SHORTEST` bytes is
hidden by place alone: by value, it would turn a whole page into dots.

What is hidden by value reads like the template that it came from, ``{{authFields.api_key}}``, which
keeps recordings stable; by place, where nobody knows a name, it reads ``•••••``. Redacting what is
redacted changes nothing.
"""

from __future__ import annotations

import re
from dataclasses import replace
from json import detect_encoding
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import unquote_plus

from connector_lsp.debugger.content import charset_of
from connector_lsp.debugger.failures import InputError
from connector_lsp.debugger.occurrences import find_spans, forms_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from connector_lsp.debugger.exchange import Exchange, Headers, Request, Response
    from connector_lsp.debugger.failures import DebuggerError
    from connector_lsp.debugger.occurrences import Span

    Failure = TypeVar("Failure", bound=DebuggerError)

_SIGNS = "•■*#"
"""What a mark is made of: the first that is in no secret, so that none can begin or end in it."""

HIDDEN = _SIGNS[0] * 5
"""What stands for a value that is hidden by its place."""

_HIDDEN = re.compile(rf"(?:\{{\{{[^{{}}]*\}}\}}|([{_SIGNS}])\1{{4}})+")
"""What is a mark already, also one by another redactor; a template is no secret."""

_MARK = rf"\{{\{{[^{{}}\"]*\}}\}}|{'|'.join(re.escape(sign * 5) for sign in (*_SIGNS, '…'))}"
# Outside of strings JSON has no marks, but where a number stood.
_NUMBER = rf"[-+.\w]*+(?:{_MARK})(?:{_MARK}|[-+.\w])*+"
_JSON = re.compile(rb"\s*[{\[]")
_HIDDEN_NUMBER = re.compile(rf"[:,\[]\s*+{_NUMBER}".encode())
_TOKEN = re.compile(rf'"[^"\\]*+(?:\\.[^"\\]*+)*+"?|({_NUMBER})|[-+.\w]++'.encode(), re.DOTALL)

_OAUTH_KEYS = (
    *("access_token", "refresh_token", "id_token", "accessToken", "refreshToken", "idToken"),
    *("client_secret", "code_verifier", "client_assertion", "device_code", "password"),
)
_KEYS = "|".join(_OAUTH_KEYS)
_KEY_BYTES = tuple(key.encode() for key in _OAUTH_KEYS)


def _pairs(keys: str) -> re.Pattern[bytes]:
    """A member of JSON, complete or cut off, or a pair of a form or a query."""
    return re.compile(
        rf'("(?:{keys})"\s*:\s*")((?:[^"\\]|\\.)*)'
        rf"|((?<![\w-])(?:{keys})=)([^&\s\"'<>\\#]+)".encode(),
        re.DOTALL,
    )


_OAUTH_PAIRS = _pairs(_KEYS)
# A code is most often no secret ("code": "not_found"), so what goes with it must say that it is.
_CODE_PAIR = _pairs("code")
_CODE_COMPANIONS = (b"grant_type", b"&state=", b"?state=")

_SECRET_NAME = re.compile(
    r"(?:api|app|access|auth|private|secret|subscription|session)[-_]?(?:key|token)"
    # The header of CORS allows credentials and has none.
    r"|token$|secret|passw|signature|(?<!^access-control-allow-)credential|^(?:x-)?(?:key|auth|sig|pwd|pin)$|^session"
)
_CREDENTIALS = frozenset({"authorization", "proxy-authorization"})
_URLS = frozenset({"location", "content-location", "referer"})
_SCHEME = re.compile(
    r"(?:bearer|basic|digest|token|oauth|apikey|key|negotiate|ntlm|hmac|aws4-hmac-sha256) +",
    re.IGNORECASE,
)
_COOKIE = re.compile(r"(?<![^;\s])([^=;\s]+=)([^;]+)")
_USER_INFORMATION = re.compile(r"(?<=://)([^/?#@:]*:)([^/?#@]+)(?=@)")
_PARAMETER = re.compile(r"(?<=[?&#])([^=&#]+)=([^&#]+)")


class Redactor:
    """Hides the secrets that it was made with, and whatever stands where secrets stand."""

    __slots__ = ("_forms", "_marks", "_names", "_sign", "_values")

    def __init__(self, values: Mapping[str, str], others: Iterable[str] = ()) -> None:
        """Take the secrets.

        Args:
            values: by name, such as ``authFields.api_key``.
            others: values that have no name.

        """
        named = {value: name for name, value in values.items()}
        self._names = dict.fromkeys(others, "") | named
        self._values = tuple(self._names)
        self._forms = forms_of(self._values)
        taken = "".join(self._values)
        self._sign = next((sign for sign in _SIGNS if sign not in taken), "…") * 5
        can_name = "{" not in taken and "}" not in taken
        self._marks = [
            self._mark(name) if can_name and name else self._sign for name in self._names.values()
        ]

    def _mark(self, name: str) -> str:
        """A mark with a name, unless the name gives a secret away."""
        mark = f"{{{{{name}}}}}"
        is_safe = _HIDDEN.fullmatch(mark) and not find_spans(mark.encode(), self._forms)
        return mark if is_safe else self._sign

    def __repr__(self) -> str:
        return f"Redactor({len(self._values)} values)"

    def including(self, values: Iterable[str]) -> Redactor:
        """A redactor that hides these values, too."""
        others = [value for value in values if value not in self._names]
        if not others:
            return self
        named = {name: value for value, name in self._names.items() if name}
        return Redactor(
            named, [*(value for value, name in self._names.items() if not name), *others]
        )

    def text(self, text: str) -> str:
        """`text` without the secrets; linear in its length."""
        clean = self.data(text.encode("utf-8", "surrogatepass"))
        try:
            return clean.decode("utf-8", "surrogatepass")
        except UnicodeDecodeError:  # A value in Latin-1 ended in the middle of a character.
            return clean.decode("utf-8", "replace")

    def data(self, data: bytes, *, is_cut: bool = False) -> bytes:
        """`data` without the secrets; linear in its length.

        Where it is cut off, the beginning of a secret at its end is hidden, too.
        """
        spans = find_spans(data, self._forms, is_cut=is_cut)
        data = _replaced(data, spans, [mark.encode() for mark in self._marks]) if spans else data
        if any(key in data for key in _KEY_BYTES):
            data = _OAUTH_PAIRS.sub(self._hide_pair, data)
        if b"code" in data and any(each in data for each in _CODE_COMPANIONS):
            data = _CODE_PAIR.sub(self._hide_pair, data)
        return data

    def content(self, body: bytes, *, is_cut: bool = False) -> bytes:
        """A body without the secrets; JSON stays JSON: a number that is hidden becomes a string."""
        clean = self.data(body, is_cut=is_cut)
        if clean == body or not _JSON.match(clean) or not _HIDDEN_NUMBER.search(clean):
            return clean
        return _TOKEN.sub(lambda match: b'"%b"' % match[1] if match[1] else match[0], clean)

    def url(self, url: str) -> str:
        """A URL without the secrets, its password and parameters that are named like secrets."""
        url = _USER_INFORMATION.sub(lambda match: match[1] + self._hide(match[2]), self.text(url))
        return _PARAMETER.sub(self._hide_parameter, url)

    def headers(self, headers: Headers) -> Headers:
        """Headers without the secrets and without what stands in headers that carry secrets."""
        return tuple((self.text(name), self._header(name, value)) for name, value in headers)

    def request(self, request: Request) -> Request:
        """A request without its secrets, its own included."""
        own = self.including(request.secrets)
        return replace(
            request,
            url=own.url(request.url),
            headers=own.headers(request.headers),
            body=own.content(request.body),
            secrets=frozenset(),
        )

    def response(self, response: Response, *, is_whole: bool = True) -> Response:
        """A response without the secrets, in whatever charset its text is."""
        body = self.content(response.body, is_cut=response.is_cut or not is_whole)
        return replace(
            response,
            reason=self.text(response.reason),
            headers=self.headers(response.headers),
            body=self._body(body, response.header("content-type") or ""),
        )

    def failure(self, failure: Failure) -> Failure:
        """A failure of the same class without the secrets in its texts and without its cause."""
        clean: Failure = failure.__class__.__new__(failure.__class__)
        clean.__dict__.update(failure.__dict__)
        clean.__dict__.pop("__notes__", None)
        clean.message = self.text(failure.message)
        clean.next_step = self.text(failure.next_step)
        clean.args = (clean.message,)
        if isinstance(clean, InputError):
            clean.problems = tuple(
                replace(each, message=self.text(each.message)) for each in clean.problems
            )
        return clean

    def exchange(self, exchange: Exchange) -> Exchange:
        """An exchange without the secrets, those of its request included."""
        return self.exchanges((exchange,))[0]

    def exchanges(self, exchanges: Iterable[Exchange]) -> tuple[Exchange, ...]:
        """Exchanges without the secrets, those of all their requests included."""
        exchanges = tuple(exchanges)
        own = self.including(frozenset().union(*(each.request.secrets for each in exchanges)))
        return tuple(
            replace(
                each,
                title=own.text(each.title),
                request=own.request(each.request),
                response=each.response
                and own.response(each.response, is_whole=each.failure is None),
                failure=own.failure(each.failure) if each.failure else None,
            )
            for each in exchanges
        )

    def _body(self, body: bytes, content_type: str) -> bytes:
        """A body without the secrets that cannot be told from its bytes."""
        mark, charset = charset_of(body, content_type)
        if charset == "utf-8" and not mark:
            charset = detect_encoding(body)  # JSON is also read in UTF-16 that nothing tells of.
        if charset is None or charset.startswith("utf-8"):
            return body
        text = body[len(mark) :].decode(charset, "replace")
        clean = self.text(text)
        return body if clean == text else mark + clean.encode(charset, "replace")

    def _header(self, name: str, value: str) -> str:
        name = name.lower()
        value = self.url(value) if name in _URLS else self.text(value)
        if name in _CREDENTIALS:
            scheme = _SCHEME.match(value)
            return scheme[0] + self._hide(value[scheme.end() :]) if scheme else self._hide(value)
        if name in ("cookie", "set-cookie"):
            if "=" not in value:
                return self._hide(value)
            count = 1 if name == "set-cookie" else 0
            return _COOKIE.sub(lambda pair: pair[1] + self._hide(pair[2]), value, count=count)
        return self._hide(value) if _SECRET_NAME.search(name) else value

    def _hide_pair(self, match: re.Match[bytes]) -> bytes:
        key, value = (match[1], match[2]) if match[1] else (match[3], match[4])
        return key + self._hide(value.decode("utf-8", "replace")).encode()

    def _hide_parameter(self, match: re.Match[str]) -> str:
        name, value = match[1], match[2]
        return f"{name}={self._hide(value)}" if _names_secret(name) else match[0]

    def _hide(self, value: str) -> str:
        return value if not value or _HIDDEN.fullmatch(value) else self._sign


def _names_secret(parameter: str) -> bool:
    return _SECRET_NAME.search(unquote_plus(parameter).lower()) is not None


def _replaced(data: bytes, spans: set[Span], marks: list[bytes]) -> bytes:
    """`data` with a mark instead of each stretch that spans cover; the longest span names it."""
    parts: list[bytes] = []
    done = start = end = 0
    longest: Span | None = None
    for span in sorted(spans):
        if longest and span.start < end:
            end = max(end, span.end)
            longest = max(longest, span, key=lambda each: each.end - each.start)
            continue
        if longest:
            parts += (data[done:start], marks[longest.value])
            done = end
        longest, start, end = span, span.start, span.end
    if longest:
        parts += (data[done:start], marks[longest.value])
    return b"".join((*parts, data[end:]))
