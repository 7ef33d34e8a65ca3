"""The request that an action would send, with placeholders for values; nothing is sent.

It follows `placement.py` as the debugger does (a test holds the two together) but asks for no
inputs and refuses nothing: what the connector does not say is left out.  Literal text that may be a
credential is not shown.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from connector_lsp.analysis.features.meaning import endpoint_url, without_secrets
from connector_lsp.analysis.placement import BODY_METHODS, join_url, nested
from connector_lsp.analysis.template import ACTION_FIELDS, URL_FIELDS, find_path_parameters

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from connector_lsp.analysis.analysis import Analysis
    from connector_lsp.analysis.syntax import Json

_HIDDEN = "…"
_AUTHORIZATION = "Authorization"
_OPEN_HEADERS = frozenset({"accept", "accept-language", "content-type", "user-agent"})
_WRITTEN = ("string", "date")


@dataclass(frozen=True, slots=True)
class RequestPreview:
    """A request with placeholders.

    Attributes:
        method: its method.
        url: its address and query, templates as they are written.
        headers: names and values in the order in which they are sent.
        body: JSON with placeholders, indented; empty for none.

    """

    method: str
    url: str
    headers: tuple[tuple[str, str], ...]
    body: str

    def render(self) -> str:
        """The request as text, in the manner of HTTP/1.1 (RFC 9112)."""
        head = [f"{self.method} {self.url}", *(f"{name}: {text}" for name, text in self.headers)]
        return "\n".join((*head, "", self.body) if self.body else head)


def preview_request(analysis: Analysis, index: int) -> RequestPreview | None:
    """The request of the action, or of the connection test, in the section `index`.

    None if it names no endpoint that is declared, nor a URL itself.
    """
    request, call = analysis.connector.facts[index].request, _object(analysis, index)
    if request is not None:
        declared = analysis.connector.endpoints.get(request, ())
        base = endpoint_url(analysis, request)
        if not declared or not base:
            return None
        endpoint = _object(analysis, declared[0])
        method, path = request
        url = join_url(without_secrets(base), without_secrets(path))
    else:
        own_method, own_url = call.get("method"), call.get("url")
        if not isinstance(own_method, str) or not isinstance(own_url, str):
            return None
        method, url, path, endpoint = own_method, without_secrets(own_url), "", {}
    auth = _member(analysis, "auth_request")
    used = {key for key in _keys(call, URL_FIELDS) if _uses(analysis, index, path, key)}
    spare = [(key, _field(URL_FIELDS, key)) for key in _keys(call, URL_FIELDS) if key not in used]
    of_action = [(key, _field(ACTION_FIELDS, key)) for key in _keys(call, ACTION_FIELDS)]
    has_body = method.upper() in BODY_METHODS and bool(of_action)
    if method.upper() not in BODY_METHODS:
        spare += of_action
    levels = (_pairs(each, "params") for each in (auth, endpoint, call))
    query = "&".join(f"{name}={text}" for name, text in _merged((spare, *levels), fold=False))
    parts = [part for part in (url, query) if part]
    content_type = [("Content-Type", "application/json")] if has_body else []
    headers = _merged(
        (
            content_type,
            _credentials(analysis, auth),
            *(_pairs(each, "headers") for each in (auth, endpoint, call)),
        ),
        fold=True,
    )
    body = _body(call) if has_body else ""
    return RequestPreview(
        method.upper(), ("&" if "?" in url else "?").join(parts), tuple(headers), body
    )


def _object(analysis: Analysis, index: int) -> dict[str, Json]:
    value = analysis.document.sections[index].value
    return value if isinstance(value, dict) else {}


def _member(analysis: Analysis, name: str) -> dict[str, Json]:
    index = analysis.connector.members.get(name)
    return {} if index is None else _object(analysis, index)


def _field(scope: str, key: str) -> str:
    return "{{" + f"{scope}.{key}" + "}}"


def _fields(call: dict[str, Json], scope: str) -> Iterator[dict[str, Json]]:
    items = call.get(scope)
    for item in items if isinstance(items, list) else ():
        if isinstance(item, dict) and isinstance(item.get("key"), str) and item["key"]:
            yield item


def _keys(call: dict[str, Json], scope: str) -> list[str]:
    return list(dict.fromkeys(field["key"] for field in _fields(call, scope)))


def _uses(analysis: Analysis, index: int, path: str, key: str) -> bool:
    """Whether the path, or a template of this request, has a URL field already."""
    if any(parameter.name == key for parameter in find_path_parameters(path)):
        return True
    connector = analysis.connector
    request = connector.facts[index].request
    indexes = [index, connector.members.get("auth_request")]
    indexes += connector.endpoints.get(request, [])[:1] if request else []
    return any(
        key in reference.expression.names(URL_FIELDS)
        for each in indexes
        if each is not None
        for reference in connector.facts[each].references
    )


def _pairs(holder: dict[str, Json], name: str) -> list[tuple[str, str]]:
    value = holder.get(name)
    if not isinstance(value, dict):
        return []
    return [
        (str(key), _shown(str(key), text)) for key, text in value.items() if isinstance(text, str)
    ]


def _shown(name: str, text: str) -> str:
    """A value without what may be a credential: a template, or a header that never holds one."""
    line = " ".join(text.split())
    return line if "{{" in line or name.lower() in _OPEN_HEADERS else _HIDDEN


def _credentials(analysis: Analysis, auth: dict[str, Json]) -> list[tuple[str, str]]:
    """The header that the type of ``auth_request`` makes."""
    match auth.get("type"):
        case "bearer":
            return [(_AUTHORIZATION, f"Bearer {_shown('', str(auth.get('token', '')))}")]
        case "basic":
            pair = ":".join(
                _shown("", str(auth.get(each, ""))) for each in ("username", "password")
            )
            return [(_AUTHORIZATION, f"Basic base64({pair})")]
    if _member(analysis, "auth_components").get("type") == "oauth2":
        return [(_AUTHORIZATION, "Bearer {{access_token}}")]
    return []


def _merged(levels: Iterable[Iterable[tuple[str, str]]], *, fold: bool) -> list[tuple[str, str]]:
    """Pairs of all levels, a later one in the place of an earlier one of its name.

    Args:
        levels: the pairs of each.
        fold: whether names are the same in upper and lower case, as those of headers are.

    """
    merged: dict[str, tuple[str, str]] = {}
    for level in levels:
        for name, text in level:
            merged[name.lower() if fold else name] = (name, text)
    return list(merged.values())


_BARE = "\ue000"
"""Begins a placeholder that stands in no quotes."""


def _body(call: dict[str, Json]) -> str:
    """The JSON body: the placeholder of a text in quotes, that of any other value without."""
    body: dict[str, Json] = {}
    for field in _fields(call, ACTION_FIELDS):
        mark = "" if field.get("type", "string") in _WRITTEN else _BARE
        _merge(body, nested(field["key"], mark + _field(ACTION_FIELDS, field["key"])))
    written = json.dumps(body, ensure_ascii=False, indent=2)
    return re.sub(f'"{_BARE}([^\n]*)"', r"\1", written)


def _merge(into: dict[str, Json], more: dict[str, Json]) -> None:
    for name, value in more.items():
        there = into.get(name)
        if isinstance(there, dict) and isinstance(value, dict):
            _merge(there, value)
        else:
            into[name] = value
