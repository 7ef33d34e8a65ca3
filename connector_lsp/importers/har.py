"""HAR 1.2, what browsers save of the network (http://www.softwareishard.com/blog/har-12-spec/)."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from connector_lsp.importers.api import Gap
from connector_lsp.importers.failures import ImportFailure
from connector_lsp.importers.recorded import Recorded, to_api, with_body, with_form

if TYPE_CHECKING:
    from collections.abc import Iterator

    from connector_lsp.analysis.syntax import Json
    from connector_lsp.importers.api import Api
    from connector_lsp.importers.source import Source

# What a page is made of, rather than what it asks an API for.
_OF_A_PAGE = re.compile(
    r"text/(?:html|css|javascript)|(?:application|text)/(?:x-)?javascript|image/|font/|audio/|video/"
    r"|application/(?:font|wasm|x-font|vnd\.ms-fontobject)",
    re.IGNORECASE,
)
_WEB = re.compile(r"https?://", re.IGNORECASE)


def recognizes(source: Source) -> bool:
    """Whether a source is a HAR file."""
    return source.is_structured and isinstance(_log(source).get("entries"), list)


def read(source: Source) -> Api:
    """The API that the requests of a HAR file were made to.

    Raises:
        ImportFailure: there is no request to an API in it.

    """
    requests, skipped = [], 0
    for entry in _log(source)["entries"]:
        request = _object(_object(entry).get("request"))
        url, method = request.get("url"), request.get("method")
        is_web = isinstance(url, str) and _WEB.match(url)
        if not is_web or _is_of_page(_object(entry)) or method in ("OPTIONS", "CONNECT"):
            skipped += 1
        else:
            requests.append(_recorded(request))
    if not requests:
        raise ImportFailure("It has no request to an API, only parts of pages")
    api = to_api("", requests)
    if not skipped:
        return api
    what = "request" if skipped == 1 else "requests"
    note = Gap("", f"{skipped} {what} for parts of pages, such as scripts and pictures")
    return replace(api, notes=(*api.notes, note))


def _log(source: Source) -> dict[str, Json]:
    return _object(source.value.get("log"))


def _object(value: Json) -> dict[str, Json]:
    return value if isinstance(value, dict) else {}


def _is_of_page(entry: dict[str, Json]) -> bool:
    content = _object(_object(entry.get("response")).get("content"))
    kind = content.get("mimeType")
    return isinstance(kind, str) and bool(_OF_A_PAGE.match(kind))


def _recorded(request: dict[str, Json]) -> Recorded:
    method = request.get("method")
    recorded = Recorded(
        method if isinstance(method, str) else "GET",
        request["url"],
        tuple(_pairs(request.get("headers"))),
    )
    data = _object(request.get("postData"))
    kind, text, params = data.get("mimeType"), data.get("text"), data.get("params")
    kind = kind if isinstance(kind, str) else ""
    if isinstance(text, str) and text:
        return with_body(recorded, text, kind)
    pairs = list(_pairs(params))
    if pairs and not kind.startswith("multipart/"):
        return with_form(recorded, pairs)
    return with_body(recorded, "-", kind) if pairs else recorded


def _pairs(items: Json) -> Iterator[tuple[str, str]]:
    for each in items if isinstance(items, list) else ():
        name, value = _object(each).get("name"), _object(each).get("value")
        if isinstance(name, str):
            yield name, value if isinstance(value, str) else ""
