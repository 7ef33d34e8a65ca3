"""``fetch(url, options)`` as browsers copy it: the options are JSON."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from connector_lsp.analysis.text import Range
from connector_lsp.importers.failures import BrokenSourceError
from connector_lsp.importers.recorded import Recorded, with_body

if TYPE_CHECKING:
    from connector_lsp.analysis.syntax import Json
    from connector_lsp.importers.source import Source

_CALL = re.compile(r"\bfetch\s*\(\s*")
_COMMA = re.compile(r"\s*,\s*")


def read(source: Source) -> list[Recorded]:
    """The requests of all calls.

    Raises:
        BrokenSourceError: the arguments are no JSON.

    """
    requests, at = [], 0
    while call := _CALL.search(source.text, at):
        request, at = _request(source, call.end())
        requests.append(request)
    return requests


def _request(source: Source, at: int) -> tuple[Recorded, int]:
    """The request whose arguments begin at an offset, and where they end."""
    url, at = _decoded(source, at)
    comma = _COMMA.match(source.text, at)
    options, at = _decoded(source, comma.end()) if comma else ({}, at)
    if not isinstance(url, str) or not isinstance(options, dict):
        raise _no_json(source, at)
    found = options.get("headers")
    headers = {
        name: value
        for name, value in (found if isinstance(found, dict) else {}).items()
        if isinstance(value, str)
    }
    method, body = options.get("method"), options.get("body")
    request = Recorded(method if isinstance(method, str) else "GET", url, tuple(headers.items()))
    kind = next((value for name, value in headers.items() if name.lower() == "content-type"), "")
    return (with_body(request, body, kind) if isinstance(body, str) else request), at


def _decoded(source: Source, at: int) -> tuple[Json, int]:
    try:
        return json.JSONDecoder().raw_decode(source.text, at)
    except ValueError as error:
        raise _no_json(source, getattr(error, "pos", at)) from None
    except RecursionError:
        raise _no_json(source, at) from None


def _no_json(source: Source, at: int) -> BrokenSourceError:
    at = min(at, len(source.text))
    message = "Expected JSON, as browsers copy a call of fetch"
    return BrokenSourceError(message, source.path, source.text, Range(at, at))
