"""Test cases and responses for the tests of the debugger."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from connector_lsp.analysis.analysis import Analysis
from connector_lsp.analysis.diagnostics.check_cases import CaseChecker
from connector_lsp.debugger.cases import Case, CaseFile, read_cases
from connector_lsp.debugger.exchange import Exchange, Request, Response, Timing
from connector_lsp.resources import cases_schema

if TYPE_CHECKING:
    from connector_lsp.analysis.cases import Actions

JSON_TYPE = ("Content-Type", "application/json")


def read(text: str, actions: Actions | None = None) -> CaseFile:
    """The cases of a text."""
    return read_cases(Analysis.open(text, CaseChecker(cases_schema(), actions)))


def cases(*members: dict[str, Any]) -> tuple[Case, ...]:
    """Cases with nothing wrong with them; names and actions of those that have none are made up."""
    filled = [
        {"name": f"case {number}", "action": "order/get", **each}
        for number, each in enumerate(members, 1)
    ]
    found = read(json.dumps({"cases": filled}))
    assert found.problems == ()
    return found.cases


def response(body: Any = None, status: int = 200, *headers: tuple[str, str]) -> Response:
    """A response with a body of JSON."""
    content = b"" if body is None else json.dumps(body).encode()
    return Response(status, "OK", (JSON_TYPE, *headers), content, len(content))


def exchange(request: Request | None = None, answer: Response | None = None) -> Exchange:
    """An exchange that went well."""
    request = request or Request("GET", "https://api.example.com/orders")
    return Exchange("Get an order", request, Timing(1.0, total=0.5), answer or response({}))
