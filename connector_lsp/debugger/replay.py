"""Values in the place of secrets that are not there when recorded exchanges are replayed: pure.

A cassette has ``{{authFields.api_key}}`` where the value stood. A placeholder takes its place, and
the redactor turns that into the same mark; the marks in recorded responses are turned back into it,
so that expectations and captures hold as they did.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from connector_lsp.debugger.exchange import Exchange, Response

_BY_TYPE = {
    "": "replay-placeholder-{:03}",
    "string": "replay-placeholder-{:03}",
    "number": "900000{:03}",
    "integer": "900000{:03}",
    "date": "19{:02}-01-01",
}
_URL = "https://replay-placeholder-{:03}.invalid"


def try_placeholder(number: int, kind: str = "", *, is_url: bool = False) -> str | None:
    """A value that occurs nowhere else, or None for a type of which there is none.

    Args:
        number: which placeholder of the run it is, from 0.
        kind: the type of the field that it is for.
        is_url: whether a URL begins with it.

    """
    form = _URL if is_url else _BY_TYPE.get(kind)
    return form.format(number) if form else None


def restored(exchanges: Iterable[Exchange], values: Mapping[str, str]) -> tuple[Exchange, ...]:
    """Recorded exchanges with values in the place of their marks in the responses.

    Args:
        exchanges: as a cassette has them.
        values: those in use now, by the names that the redactor writes.

    """
    marks = {f"{{{{{name}}}}}": value for name, value in values.items()}
    return tuple(
        replace(each, response=_restored(each.response, marks)) if each.response else each
        for each in exchanges
    )


def _restored(response: Response, marks: Mapping[str, str]) -> Response:
    body = response.body
    is_json = body.lstrip()[:1] in (b"{", b"[", b'"')
    headers = response.headers
    for mark, value in marks.items():
        written = json.dumps(value)[1:-1] if is_json else value
        body = body.replace(mark.encode(), written.encode())
        headers = tuple((name, text.replace(mark, value)) for name, text in headers)
    return replace(response, headers=headers, body=body)
