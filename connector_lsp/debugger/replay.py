"""Values in the place of secrets that are not there when recorded exchanges are replayed: pure.

A cassette has ``{{authFields.api_key}}`` where the value stood. A placeholder takes its place, and
the redactor turns that into the same mark; the marks in recorded responses are turned back into it,
so that expectations and captures hold as they did.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

from connector_lsp.analysis.template import find_expressions
from connector_lsp.debugger.cassette import CREDENTIALS, Player
from connector_lsp.debugger.headers import merge
from connector_lsp.debugger.model import OAUTH1
from connector_lsp.debugger.needs import needs_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from connector_lsp.debugger.cases import Case
    from connector_lsp.debugger.cassette import Cassette
    from connector_lsp.debugger.exchange import Exchange, Request, Response
    from connector_lsp.debugger.model import Action, ConnectorModel
    from connector_lsp.debugger.run_connector import Answer, ConnectorRun

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


def add_placeholders(
    values: dict[str, str],
    environment: dict[str, str],
    model: ConnectorModel,
    references: Mapping[str, str],
    recorded: Cassette,
) -> None:
    """Add a placeholder for each secret that is missing and for which there can be one.

    Args:
        values: those that are there, by `Need.name`; it gets more.
        environment: the environment variables; it gets more.
        model: the connector; a value that can be left out is only needed if it was recorded.
        references: the environment variables that cases refer to, each with its type.
        recorded: what will answer.

    """
    number = 0
    sent = _names_sent(model, recorded)
    for need in needs_of(model):
        is_needed = need.is_required or need.name in sent
        if need.name in values or not need.is_secret or not is_needed or need.choices:
            continue
        placeholder = try_placeholder(number, need.type, is_url=need.is_url)
        if placeholder is not None:
            values[need.name] = placeholder
            number += 1
    for name, kind in references.items():
        placeholder = None if name in environment else try_placeholder(number, kind)
        if placeholder is not None:
            environment[name] = placeholder
            number += 1


def _names_sent(model: ConnectorModel, recorded: Cassette) -> set[str]:
    """The names of the secrets that were in the recorded requests."""
    requests = [each.request for exchanges in recorded.values() for each in exchanges]
    headers = [header for each in requests for header in each.headers]
    texts = [text for each in requests for text in (each.url, each.body.decode("utf-8", "replace"))]
    texts += [value for _, value in headers]
    if any(name in CREDENTIALS for name, _ in headers):  # Of these the scheme alone is recorded.
        auth = model.auth_request
        own = (template for name, template in auth.headers if name.lower() in CREDENTIALS)
        carriers = (auth.token, auth.username, auth.password, *own)
        texts += [template.text for template in carriers if template]
    return {each.body for text in texts for each in find_expressions(text)}


def try_signature(model: ConnectorModel) -> Callable[[Request], Request] | None:
    """What signs requests as they are recorded of OAuth 1: with its scheme, and no secret."""
    return _signed if model.auth_type == OAUTH1 else None


def _signed(request: Request) -> Request:
    signature = (("Authorization", "OAuth replay-placeholder"),)
    return replace(request, headers=merge((request.headers, signature)))


def with_captures(secrets: Mapping[str, str], cases: Iterable[Case]) -> dict[str, str]:
    """Secrets, and a placeholder for each capture of the cases.

    A captured secret is a mark in the cassette, which has to stand for something again.
    """
    names = sorted({capture.name for case in cases for capture in case.captures})
    numbered = enumerate(names, start=len(secrets))
    return {
        **secrets,
        **{f"captures.{name}": try_placeholder(number) or "" for number, name in numbered},
    }


def player(recorded: Cassette, run: ConnectorRun) -> Answer:
    """What answers the requests of `run` with what was recorded; it raises `ReplayError`."""

    async def play(case: Case, request: Request, _: Action | None) -> tuple[Exchange, ...]:
        exchanges = Player(case.name, recorded.get(case.name, ()), run.redactor.exchange)
        return restored(exchanges.answer(request), run.values)

    return play


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
