"""The part of the demo in which a connector is run, against an API of the demo's own."""

from __future__ import annotations

import asyncio
import json
import time
from secrets import token_urlsafe
from typing import TYPE_CHECKING

from connector_lsp.analysis.analysis import Analysis
from connector_lsp.analysis.diagnostics.check_cases import CaseChecker
from connector_lsp.cli.case_lines import Layout, result_lines, summary
from connector_lsp.cli.demo_api import demo_api
from connector_lsp.cli.exchange_view import show_exchanges
from connector_lsp.cli.test import title_of
from connector_lsp.debugger.cases import read_cases
from connector_lsp.debugger.needs import Credentials
from connector_lsp.debugger.read_model import read_model
from connector_lsp.debugger.run_cases import Result, run_cases
from connector_lsp.debugger.run_connector import ConnectorRun
from connector_lsp.debugger.send import Sender
from connector_lsp.resources import cases_schema, samples

if TYPE_CHECKING:
    from collections.abc import Sequence

    from connector_lsp.cli.screen import Screen
    from connector_lsp.debugger.cases import Case
    from connector_lsp.debugger.exchange import Exchange, Request
    from connector_lsp.debugger.model import Action

_URL_OF_SAMPLE = "https://api.example.com/v1/"

CASES = """\
{
  "cases": [
    { "name": "Test connection", "action": "testConnection" },
    {
      "name": "a new contact",
      "action": "contact/create",
      "actionFields": { "name": "Bo Lind", "email": "bo@example.com", "address.city": "Oslo" },
      "expect": { "status": 201, "body": { "/address/city": { "equals": "Oslo" } } },
      "capture": { "id": "/id" }
    },
    {
      "name": "it is found by its name",
      "action": "contact/list",
      "actionFields": { "search": "bo lind" },
      "expect": { "body": { "/contacts/0/id": { "equals": "{{captures.id}}" } } }
    },
    {
      "name": "it is deleted",
      "action": "contact/delete",
      "urlFields": { "id": "{{captures.id}}" },
      "expect": { "status": 204 }
    },
    {
      "name": "then it is gone",
      "action": "contact/get",
      "urlFields": { "id": "{{captures.id}}" },
      "expect": { "status": 404 }
    }
  ]
}
"""
"""The test cases of the default sample."""


def show_debugger(screen: Screen) -> None:
    """Sign in to the default sample, run it, show request and response, then its test cases."""
    api_key = token_urlsafe(12)
    with demo_api(api_key) as url:
        text = samples()["default"].replace(_URL_OF_SAMPLE, url)
        cases = read_cases(Analysis.open(CASES, CaseChecker(cases_schema()))).cases
        run = ConnectorRun(
            read_model(json.loads(text)),
            Credentials({"api_key": api_key, "region": "eu"}, {}),
            {"authFields.api_key": api_key},
        )
        screen.heading("Signed in: an action, run against a real API")
        screen.say(f"A small API behind an API key, at {url} while this lasts.", "dim")
        screen.space()
        began = time.perf_counter()
        results = asyncio.run(_results(cases, run))
        took = time.perf_counter() - began
    show_exchanges(screen, run.redactor.exchanges(results[1].exchanges))
    screen.heading("The same in CI: test cases, beside the connector")
    layout = Layout.of(cases, screen.width)
    for result in results:
        screen.ansi(result_lines(result, layout))
    screen.space()
    screen.ansi([summary(results, took)])
    screen.space()


async def _results(cases: Sequence[Case], run: ConnectorRun) -> list[Result]:
    async with Sender() as sender:

        async def send(_: Case, request: Request, action: Action | None) -> tuple[Exchange, ...]:
            return await sender.send(request, title_of(action))

        events = run_cases(cases, run.answered_by(send), {}, run.hide)
        return [event async for event in events if isinstance(event, Result)]
