"""Requests that somebody made, as operations: what a command, a HAR or a collection holds.

Of a request only its shape is taken: names, types, the words of its path. A value may be a secret
or somebody's data, so none becomes part of the connector, but for headers that name a version or a
kind of content. A credential becomes a way to sign in.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, unquote, urlsplit

from connector_lsp.analysis.diagnostics.connector.hardcoded_credential import (
    looks_like_secret,
    speaks_of_secret,
)
from connector_lsp.analysis.schema.formats import is_url_template
from connector_lsp.importers.api import (
    FORM_TYPE,
    Api,
    Gap,
    Input,
    Operation,
    Place,
    Scheme,
    SchemeKind,
    Setting,
    SignIn,
    type_of,
)
from connector_lsp.importers.failures import ImportFailure
from connector_lsp.importers.prose import identifier, singular, spoken, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from connector_lsp.analysis.syntax import Json

_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
_WITH_BODY = ("POST", "PUT", "PATCH")

# What browsers and tools add on their own; an API seldom asks for it.
_NOISE = re.compile(
    r":.*|sec-.*|proxy-.*|if-.*|x-forwarded-.*|x-requested-with|x-b3-.*|accept-(?:language|encoding|charset)"
    r"|user-agent|referer|origin|cookie|dnt|priority|cache-control|pragma|connection|host|te|expect"
    r"|content-(?:length|type|encoding)|authority|method|path|scheme|upgrade.*|postman-token|range"
    r"|traceparent|tracestate|date|transfer-encoding|keep-alive|trailer|x-client-data|accept",
    re.IGNORECASE,
)
_FIXED_HEADER = re.compile(r"version|^(?:prefer|x-api-compat.*)$", re.IGNORECASE)
_HEADER_NAME = re.compile(r"[\w!#$%&'*+.^`|~-]+", re.ASCII)
_HEADER_VALUE = re.compile(r"[\w ./+;=,:-]{1,60}", re.ASCII)
_SPECIAL_KIND = re.compile(
    r"application/[\w.-]*(?:vnd\.|\+)[\w.+-]+(?:;\s*[\w=.-]+)*|application/json", re.IGNORECASE
)
_SCHEME = re.compile(r"(?P<scheme>[A-Za-z][\w-]*)\s+\S")
_SCHEME_OF_URL = re.compile(r"\s*([A-Za-z][A-Za-z0-9+.-]*)://")
_VARIABLE_SCHEME = re.compile(r"\A\{\{[^{}]*\}\}://")
_OWN_MACHINE = re.compile(r"localhost\b|127\.|\[::1\]", re.IGNORECASE)
_BASE = re.compile(r"(?:api|rest|services|v\d+(?:\.\d+)*|\d{4}-\d\d-\d\d)$", re.IGNORECASE)
VARIABLE = re.compile(r"\{\{([^{}]+)\}\}")
"""A variable as Postman writes it, with its name and the white space around that."""

# As documentation writes them; a lower case "$metadata" is a word of OData.
_PLACEHOLDER = re.compile(
    r":([A-Za-z_]\w*)|\$?\{([A-Za-z_][\w-]*)\}|<([A-Za-z_][\w -]*)>|\$([A-Z_][A-Z0-9_]*)"
    r"|(?:YOUR_)?([A-Z]+(?:_[A-Z]+)*_ID)"
)
_ID = re.compile(
    r"\d+|[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}|[0-9a-fA-F]{12,}|[^/]*@[^/]*"
    r"|(?=(?:\D*\d){2})(?=[^/]*[A-Za-z])\w{8,}"
    r"|(?=(?:\D*\d){2})(?=[^/]*[A-Za-z])[\w~:.-]{14,}|(?=[^/]*[A-Z])(?=[^/]*[a-z])(?=[^/]*\d)[\w-]{8,}"
)
_PLAIN_ID = re.compile(r"\d{1,19}|[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_WORDS = re.compile(r"[A-Za-z][A-Za-z-]*(?:\.[a-z]+)?")
_NOT_IN_KEY = re.compile(r"[\s{}\x00-\x1f\"]")
_LONG = 20
_DEEPEST = 6


@dataclass(frozen=True, slots=True, repr=False)
class Recorded:
    """A request that somebody made.

    Attributes:
        method: in any case.
        url: with host; ``{{name}}`` in it is a variable.
        headers: names and values, in their order.
        body: a JSON value, or pairs of a form; None for none.
        is_form: whether the body is a form.
        gap: why a body cannot be held; empty if it can or there is none.
        name: what the source calls it.
        description: plain text.
        tags: what it belongs to.
        schemes: how it signs in beyond what its headers show.

    """

    method: str
    url: str
    headers: tuple[tuple[str, str], ...] = ()
    body: Json = None
    is_form: bool = False
    gap: str = ""
    name: str = ""
    description: str = ""
    tags: tuple[str, ...] = ()
    schemes: tuple[Scheme, ...] = ()


def to_api(name: str, requests: Sequence[Recorded], description: str = "") -> Api:
    """The API that requests were made to.

    Raises:
        ImportFailure: there is no request, or none by HTTP.

    """
    foreign = [_foreign_scheme(request.url) for request in requests]
    if foreign and all(foreign):
        raise ImportFailure(
            f"A connector sends HTTP requests: expected http:// or https://, not {foreign[0]}://"
        )
    reader = _Reader()
    operations: dict[tuple[str, str, str], Operation] = {}
    for request in requests:
        operation = reader.operation(request)
        identity = operation.base_url, operation.method, operation.path
        before = operations.get(identity)
        operations[identity] = _joined(before, operation) if before else operation
    if not operations:
        raise ImportFailure("It has no request")
    return Api(
        name or _name_of_host(next(iter(operations.values())).base_url),
        tuple(operations.values()),
        description,
        schemes=tuple(reader.schemes.values()),
        settings=tuple(reader.settings.values()),
        notes=tuple(reader.notes),
    )


def with_body(request: Recorded, text: str, kind: str) -> Recorded:
    """A request with a body.

    Args:
        request: the request.
        text: the body.
        kind: the type of its content; empty where it is not said.

    """
    kind = kind.split(";", 1)[0].strip().lower()
    if not text.strip():
        return request
    try:
        value = json.loads(VARIABLE.sub("0", text) if "{{" in text else text)
    except (ValueError, RecursionError):
        value = None
    if value is not None and (kind in ("", FORM_TYPE) or "json" in kind or kind == "text/plain"):
        return replace(request, body=value)
    if kind.startswith("multipart/"):
        return replace(request, gap="multipart/form-data")
    if kind in ("", FORM_TYPE) and "=" in text and text.lstrip()[0] not in "{[<":
        return with_form(request, parse_qsl(text, keep_blank_values=True))
    if "xml" in kind or text.lstrip().startswith("<"):
        return replace(request, gap="XML")
    if "json" in kind or text.lstrip()[0] in "{[":
        return replace(request, gap="JSON that cannot be read")
    return replace(
        request, gap=f"content of the type {kind}" if kind else "content of an unknown type"
    )


def with_form(request: Recorded, pairs: Sequence[tuple[str, str]]) -> Recorded:
    """A request with a form as its body, if there are any pairs."""
    return replace(request, body=list(pairs), is_form=True) if pairs else request


def _joined(before: Operation, after: Operation) -> Operation:
    """One operation for two requests of one method and path; what is not in both is optional."""
    known = {(each.place, each.key): each for each in before.inputs}
    for each in after.inputs:
        known.setdefault((each.place, each.key), each)
    return replace(
        before,
        inputs=tuple(known.values()),
        gaps=tuple(dict.fromkeys((*before.gaps, *after.gaps))),
        sign_ins=tuple(dict.fromkeys((*before.sign_ins, *after.sign_ins))),
    )


def _foreign_scheme(url: str) -> str:
    """The scheme of a URL that is not HTTP; empty for all others."""
    match = _SCHEME_OF_URL.match(url)
    scheme = match[1].lower() if match else ""
    return "" if scheme in ("http", "https") else scheme


def _name_of_host(base_url: str) -> str:
    host = urlsplit(re.sub(r"\{\{.*?\}\}", "", base_url)).hostname or ""
    labels = [each for each in host.split(".") if each not in ("api", "www", "")]
    return spoken(labels[-2] if len(labels) > 1 else labels[0]) if labels else ""


class _Reader:
    """Turns requests into operations, and gathers what they share."""

    def __init__(self) -> None:
        self.schemes: dict[str, Scheme] = {}
        self.settings: dict[str, Setting] = {}
        self.notes: list[Gap] = []

    def operation(self, request: Recorded) -> Operation:
        method = request.method.upper()
        address = request.url.strip()
        address = _VARIABLE_SCHEME.sub("https://", address)
        if "://" not in address and not address.startswith("{{"):
            address = f"http{'' if _OWN_MACHINE.match(address) else 's'}://{address}"
        address, _, _ = address.partition("#")
        address, _, query = address.partition("?")
        schemes = list(request.schemes)
        base_url, path, of_path, has_user = self._address(address)
        if has_user:
            schemes.append(Scheme("basic", SchemeKind.BASIC))
        inputs = [*of_path]
        fixed: list[tuple[str, str]] = []
        for name, value in request.headers:
            self._add_header(name, value, inputs, fixed, schemes)
        self._add_query(query, inputs, schemes)
        gaps = list(self._body(request, method, inputs))
        if request.is_form and method in _WITH_BODY:
            fixed.append(("Content-Type", FORM_TYPE))
        if not request.url.strip():
            gaps.append(Gap("", "it names no URL", is_needed=True))
        if scheme := _foreign_scheme(address):
            gaps.append(Gap("", f"it is sent by {scheme}, not by HTTP", is_needed=True))
        if method not in _METHODS:
            gaps.append(Gap("", f"a connector has no method {method}", is_needed=True))
        has_cookie = any(name.lower() == "cookie" for name, _ in request.headers)
        if has_cookie and schemes:
            gaps.append(Gap("header.Cookie", "the cookies of a browser, beside another sign-in"))
        elif has_cookie:
            schemes.append(
                Scheme("Cookie", SchemeKind.API_KEY, Place.HEADER, "Cookie", label="Cookie")
            )
        return Operation(
            method,
            path,
            base_url,
            summary=request.name,
            description=request.description,
            tags=request.tags,
            inputs=tuple(_once(inputs)),
            headers=tuple(fixed),
            sign_ins=self._sign_ins(schemes),
            gaps=tuple(gaps),
        )

    def _sign_ins(self, schemes: list[Scheme]) -> tuple[SignIn, ...]:
        for each in schemes:
            self.schemes.setdefault(each.name, each)
        names = dict.fromkeys(each.name for each in schemes)
        return (tuple((name, ()) for name in names),) if names else ()

    # --- the URL -----------------------------------------------------------------------------

    def _address(self, address: str) -> tuple[str, str, list[Input], bool]:
        """Base URL, path, the inputs of the path, and whether a user is named before the host."""
        if address.startswith("{{"):
            end = address.index("}}") + 2 if "}}" in address else len(address)
            origin, rest, user = address[:end], address[end:], ""
            if rest and not rest.startswith("/"):
                origin, rest = "", rest.lstrip("/")
        else:
            scheme, _, rest = address.partition("://")
            authority, slash, rest = rest.partition("/")
            user, _, host = authority.rpartition("@")
            origin, rest = f"{scheme.lower()}://{host}", slash + rest
        origin = VARIABLE.sub(self._setting, origin)
        if not is_url_template(origin) or not origin.startswith(
            ("http://", "https://", "{{authFields.")
        ):
            self.settings["base_url"] = Setting(
                "base_url", "Server address", "Such as https://api.example.com."
            )
            origin = "{{authFields.base_url}}"
        segments = [each for each in rest.split("/") if each]
        first = 0
        while first < len(segments) - 1 and _BASE.fullmatch(segments[first]):
            first += 1
        secrets = [index for index, each in enumerate(segments) if _is_secret(each)]
        first = max([first, *(index + 1 for index in secrets)])
        base = "".join(f"{self._of_base(each)}/" for each in segments[:first])
        inputs: list[Input] = []
        shown = [
            self._segment(segment, before, inputs)
            for before, segment in zip(["", *segments[first:]], segments[first:], strict=False)
        ]
        end_slash = "/" if rest.endswith("/") and shown else ""
        return f"{origin.rstrip('/')}/{base}", f"/{'/'.join(shown)}{end_slash}", inputs, bool(user)

    def _setting(self, match: re.Match[str]) -> str:
        key = identifier(match[1], "server")
        is_whole = match.start() == 0
        label, description = spoken(match[1]), ""
        if is_whole:
            label, description = "Server address", "Such as https://api.example.com."
        self.settings[key] = Setting(key, label, description)
        return f"{{{{authFields.{key}}}}}"

    def _segment(self, segment: str, before: str, inputs: list[Input]) -> str:
        """A segment of the path, a parameter in the place of what is one value of many."""
        placeholder = _PLACEHOLDER.fullmatch(segment)
        if placeholder:
            name = next(filter(None, placeholder.groups()))
            return self._parameter(name, inputs)
        if VARIABLE.search(segment) or not _ID.fullmatch(unquote(segment)):
            # Every second part is the name of a variable.
            parts = VARIABLE.split(segment)
            parts[::2] = [re.sub("[{}]", "", part) for part in parts[::2]]
            parts[1::2] = [self._parameter(name, inputs) for name in parts[1::2]]
            return "".join(parts)
        owner = (
            singular(words(before)[-1]) if _WORDS.fullmatch(before) and words(before) else "value"
        )
        return self._parameter(f"{owner}_id", inputs)

    def _of_base(self, segment: str) -> str:
        """A segment of the base URL: what only one person may know becomes a setting."""
        if _is_secret(segment):
            description = "The part of the address that only you know, as it is in your request."
            self.settings["token"] = Setting("token", "Token", description, masked=True)
            return "{{authFields.token}}"
        return VARIABLE.sub(self._setting, segment)

    def _parameter(self, name: str, inputs: list[Input]) -> str:
        taken = {each.key for each in inputs}
        name = re.sub(r"\W+", "_", name).strip("_") or "value"
        name = name.lower() if name.isupper() else name
        key, number = name, 2
        while key in taken:
            key, number = f"{name}_{number}", number + 1
        inputs.append(Input(key, Place.PATH, required=True))
        return f"{{{key}}}"

    # --- headers and query -------------------------------------------------------------------

    def _add_header(
        self,
        name: str,
        value: str,
        inputs: list[Input],
        fixed: list[tuple[str, str]],
        schemes: list[Scheme],
    ) -> None:
        low = name.lower()
        if not _HEADER_NAME.fullmatch(name):
            return
        if low == "authorization":
            schemes.append(_of_authorization(value))
        elif speaks_of_secret(name) and low not in ("cookie", "postman-token", "set-cookie"):
            schemes.append(Scheme(name, SchemeKind.API_KEY, Place.HEADER, name))
        elif (
            low in ("accept", "content-type")
            and _SPECIAL_KIND.fullmatch(value)
            and value != "application/json"
        ):
            fixed.append((name, value))
        elif _NOISE.fullmatch(name):
            return
        elif looks_like_secret(value):
            schemes.append(Scheme(name, SchemeKind.API_KEY, Place.HEADER, name))
        elif _FIXED_HEADER.search(name) and _HEADER_VALUE.fullmatch(value):
            fixed.append((name, value))
        else:
            inputs.append(Input(name, Place.HEADER))

    def _add_query(self, query: str, inputs: list[Input], schemes: list[Scheme]) -> None:
        for key, value in parse_qsl(query, keep_blank_values=True):
            if not key or VARIABLE.search(key):
                continue
            if speaks_of_secret(key) or looks_like_secret(value):
                schemes.append(Scheme(key, SchemeKind.API_KEY, Place.QUERY, key))
            else:
                inputs.append(Input(key, Place.QUERY, _type_of_text(value)))

    # --- the body ----------------------------------------------------------------------------

    def _body(self, request: Recorded, method: str, inputs: list[Input]) -> Iterator[Gap]:
        if request.gap:
            yield Gap("body", request.gap, is_needed=True)
        elif request.body is None:
            return
        elif method not in _WITH_BODY:
            yield Gap("body", f"{method} sends none")
        elif request.is_form:
            for key, value in request.body:
                if key and not _NOT_IN_KEY.search(key):
                    inputs.append(_of_body(key, _type_of_text(value)))
                else:  # It is not repeated here, as it may be a value that was taken for a name.
                    yield Gap("body", "a name that no key can be")
        elif isinstance(request.body, dict):
            yield from _flattened(request.body, (), inputs)
        else:
            kind = "an array" if isinstance(request.body, list) else "a single value"
            yield Gap("body", f"{kind}, where a connector sends an object", is_needed=True)


def _is_secret(segment: str) -> bool:
    """Whether a segment of a path is a key, as in the addresses of webhooks."""
    plain = unquote(segment)
    if _PLAIN_ID.fullmatch(plain) or "@" in plain or VARIABLE.search(plain):
        return False
    return looks_like_secret(plain) or (len(plain) >= _LONG and bool(_ID.fullmatch(plain)))


def _flattened(
    owner: dict[str, Json], above: tuple[str, ...], inputs: list[Input]
) -> Iterator[Gap]:
    for name, value in owner.items():
        way = (*above, name)
        key = ".".join(way)
        if not name or "." in name or _NOT_IN_KEY.search(name):
            yield Gap(f"body.{key}", "a name that no key can be")
        elif isinstance(value, dict) and value and len(way) < _DEEPEST:
            yield from _flattened(value, way, inputs)
        elif isinstance(value, list) and any(isinstance(each, dict | list) for each in value):
            yield Gap(f"body.{key}", "an array of objects")
        else:
            inputs.append(_of_body(key, type_of(value)))


def _of_body(key: str, kind: str) -> Input:
    return Input(key, Place.BODY, kind, masked=speaks_of_secret(key.rsplit(".", maxsplit=1)[-1]))


def _of_authorization(value: str) -> Scheme:
    match = _SCHEME.match(value.strip())
    scheme = match["scheme"] if match else ""
    if scheme.lower() == "bearer":
        return Scheme("bearer", SchemeKind.BEARER)
    if scheme.lower() == "basic":
        return Scheme("basic", SchemeKind.BASIC)
    if scheme.lower() in ("digest", "aws4-hmac-sha256", "oauth", "ntlm", "negotiate", "hawk"):
        return Scheme(scheme, SchemeKind.UNSUPPORTED, reason=f"a signature of the kind {scheme}")
    is_word = scheme and not looks_like_secret(scheme) and scheme.isalpha()
    prefix = f"{scheme} " if is_word and len(scheme) < 16 else ""  # noqa: PLR2004 -- longer than any name
    return Scheme("Authorization", SchemeKind.API_KEY, Place.HEADER, "Authorization", prefix)


def _type_of_text(value: str) -> str:
    if value in ("true", "false"):
        return "boolean"
    return "integer" if re.fullmatch(r"0|[1-9]\d{0,8}", value) else "string"


def _once(inputs: Iterable[Input]) -> list[Input]:
    """Each input once; one that is repeated is an array."""
    found: dict[tuple[Place, str], Input] = {}
    for each in inputs:
        identity = each.place, each.key
        is_repeated = identity in found and each.place in (Place.QUERY, Place.BODY)
        found[identity] = replace(each, type="array") if is_repeated else each
    return list(found.values())
