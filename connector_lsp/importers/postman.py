"""Postman collections 2.0 and 2.1 (https://schema.postman.com)."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import quote

from connector_lsp.importers.api import Place, Scheme, SchemeKind
from connector_lsp.importers.prose import plain, scalar
from connector_lsp.importers.recorded import VARIABLE, Recorded, to_api, with_body, with_form

if TYPE_CHECKING:
    from collections.abc import Iterator

    from connector_lsp.analysis.syntax import Json
    from connector_lsp.importers.api import Api
    from connector_lsp.importers.source import Source

_ADDRESS = re.compile(r"https?://[^\s{}]+", re.IGNORECASE)
_DEEPEST = 50
_LABEL_LENGTH = 120


def recognizes(source: Source) -> bool:
    """Whether a source is a collection."""
    if not source.is_structured:
        return False
    root = _root(source)
    return isinstance(root.get("item"), list) and isinstance(root.get("info"), dict)


def read(source: Source) -> Api:
    """The API that the requests of a collection are made to.

    Raises:
        ImportFailure: there is no request in it.

    """
    root = _root(source)
    variables = {
        scalar(each.get("key")): each["value"]
        for each in _objects(root.get("variable"))
        if not each.get("disabled")
        # Only addresses: what else stands there may be a secret.
        and isinstance(each.get("value"), str)
        and _ADDRESS.fullmatch(each["value"].strip("/ "))
    }
    requests = list(_requests(root, variables, _schemes(root.get("auth")), (), 0))
    info = root["info"]
    return to_api(plain(info.get("name"), 80), requests, _description(info.get("description")))


def _root(source: Source) -> dict[str, Json]:
    inner = source.value.get("collection")
    return inner if isinstance(inner, dict) else source.value


def _requests(
    owner: dict[str, Json],
    variables: dict[str, str],
    inherited: tuple[Scheme, ...],
    tags: tuple[str, ...],
    depth: int,
) -> Iterator[Recorded]:
    for each in _objects(owner.get("item")):
        schemes = inherited if each.get("auth") is None else _schemes(each.get("auth"))
        name = plain(each.get("name"), _LABEL_LENGTH)
        if isinstance(each.get("item"), list):
            if depth < _DEEPEST:
                yield from _requests(each, variables, schemes, (*tags, name), depth + 1)
            continue
        request = each.get("request")
        if isinstance(request, str):
            request = {"url": request}
        if isinstance(request, dict):
            yield _recorded(request, name, variables, schemes, tags)


def _recorded(
    request: dict[str, Json],
    name: str,
    variables: dict[str, str],
    inherited: tuple[Scheme, ...],
    tags: tuple[str, ...],
) -> Recorded:
    auth, method = request.get("auth"), request.get("method")
    recorded = Recorded(
        method if isinstance(method, str) and method else "GET",
        VARIABLE.sub(
            lambda match: variables.get(match[1].strip(), match[0]), _url(request.get("url"))
        ),
        tuple(_headers(request.get("header"))),
        name=name,
        description=_description(request.get("description")),
        tags=tags,
        schemes=inherited if auth is None else _schemes(auth),
    )
    if recorded.schemes:
        headers = (each for each in recorded.headers if each[0].lower() != "authorization")
        recorded = replace(recorded, headers=tuple(headers))
    kind = next((value for key, value in recorded.headers if key.lower() == "content-type"), "")
    return _with_body(recorded, _object(request.get("body")), kind)


def _with_body(recorded: Recorded, body: dict[str, Json], kind: str) -> Recorded:
    match body.get("mode"):
        case "raw" if isinstance(body.get("raw"), str):
            language = _object(_object(body.get("options")).get("raw")).get("language")
            named = {"json": "application/json", "xml": "application/xml"}.get(scalar(language), "")
            return with_body(recorded, body["raw"], kind or named)
        case "urlencoded":
            return with_form(recorded, list(_enabled_pairs(body.get("urlencoded"))))
        case "formdata" if any(_enabled_pairs(body.get("formdata"))):
            return replace(recorded, gap="multipart/form-data")
        case "file":
            return replace(recorded, gap="a file")
        case "graphql":
            return replace(recorded, body={"query": "", "variables": {}})
    return recorded


def _url(value: Json) -> str:
    if isinstance(value, str):
        return value
    url = _object(value)
    raw, enabled = url.get("raw"), [key for key, _ in _enabled_pairs(url.get("query"))]
    if not isinstance(raw, str):
        query = "&".join(f"{quote(key, errors='replace')}=" for key in enabled)
        return f"{_address(url)}?{query}"
    # What is disabled stands there in some collections.
    off = {scalar(each.get("key")) for each in _objects(url.get("query"))} - {*enabled}
    address, mark, query = raw.partition("?")
    kept = [each for each in query.split("&") if each.partition("=")[0] not in off]
    return f"{address}{mark}{'&'.join(kept)}"


def _address(url: dict[str, Json]) -> str:
    """A URL without its query, from its parts."""
    scheme, port = url.get("protocol"), url.get("port")
    scheme = f"{scheme}://" if isinstance(scheme, str) and scheme else ""
    port = f":{port}" if isinstance(port, str) and port else ""
    path = _joined(url.get("path"), "/").lstrip("/")
    return f"{scheme}{_joined(url.get('host'), '.')}{port}/{path}"


def _joined(parts: Json, separator: str) -> str:
    """A host or path: one text, or a list of texts and of objects with a text."""
    if not isinstance(parts, list):
        return parts if isinstance(parts, str) else ""
    texts = (each.get("value") if isinstance(each, dict) else each for each in parts)
    return separator.join(each for each in texts if isinstance(each, str))


def _headers(value: Json) -> Iterator[tuple[str, str]]:
    """The headers of a request, which may be one text, as they are sent."""
    if isinstance(value, str):
        lines = (line.partition(":") for line in value.splitlines())
        yield from ((name.strip(), text.strip()) for name, colon, text in lines if colon)
    yield from _enabled_pairs(value)


def _enabled_pairs(items: Json) -> Iterator[tuple[str, str]]:
    for each in _objects(items):
        key, value = each.get("key"), each.get("value")
        if isinstance(key, str) and key and not each.get("disabled"):
            yield key, value if isinstance(value, str) else ""


def _schemes(auth: Json) -> tuple[Scheme, ...]:
    """How a collection, folder or request signs in."""
    kind = scalar(_object(auth).get("type"))
    match kind:
        case "bearer":
            return (Scheme("bearer", SchemeKind.BEARER),)
        case "basic":
            return (Scheme("basic", SchemeKind.BASIC),)
        case "apikey":
            settings = _settings(auth, "apikey")
            name = settings.get("key") or "X-API-Key"
            place = Place.QUERY if settings.get("in") == "query" else Place.HEADER
            return (Scheme(name, SchemeKind.API_KEY, place, name),)
        case "oauth2":
            return (_oauth2(_settings(auth, "oauth2")),)
        case "" | "noauth" | "inherit":
            return ()
    return (Scheme(kind, SchemeKind.UNSUPPORTED, reason=f"the type {kind} of Postman"),)


def _oauth2(settings: dict[str, str]) -> Scheme:
    kind = settings.get("grant_type", "authorization_code")
    authorization_url, token_url = settings.get("authUrl", ""), settings.get("accessTokenUrl", "")
    scopes = tuple(settings.get("scope", "").split())
    if kind.startswith("authorization_code") and all(
        map(_ADDRESS.fullmatch, (authorization_url, token_url))
    ):
        return Scheme(
            "oauth2", SchemeKind.AUTHORIZATION_CODE, authorization_url=authorization_url,
            token_url=token_url, scopes=scopes,
        )  # fmt: skip
    if kind == "client_credentials" and _ADDRESS.fullmatch(token_url):
        return Scheme("oauth2", SchemeKind.CLIENT_CREDENTIALS, token_url=token_url, scopes=scopes)
    # A collection seldom says more; the token that it asks for can be entered itself.
    return Scheme("oauth2", SchemeKind.BEARER, label="Access token")


def _settings(auth: Json, name: str) -> dict[str, str]:
    """The settings of a kind of sign-in: a list of pairs in 2.1, an object in 2.0."""
    found = _object(auth).get(name)
    if isinstance(found, dict):
        return {key: value for key, value in found.items() if isinstance(value, str)}
    return dict(_enabled_pairs(found))


def _description(value: Json) -> str:
    return plain(value.get("content") if isinstance(value, dict) else value)


def _object(value: Json) -> dict[str, Json]:
    return value if isinstance(value, dict) else {}


def _objects(value: Json) -> list[dict[str, Json]]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []
