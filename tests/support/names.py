"""A connector and its test cases with a cursor, and what is named there, as readable text."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from connector_lsp.analysis.analysis import Analysis
from connector_lsp.analysis.cases import actions_of
from connector_lsp.analysis.diagnostics.check import Checker
from connector_lsp.analysis.diagnostics.check_cases import CaseChecker
from connector_lsp.analysis.names import Unit
from connector_lsp.resources import builtin_schema, cases_schema

if TYPE_CHECKING:
    from collections.abc import Iterable

    from connector_lsp.analysis.names import Occurrence

CURSOR = "<|>"

CONNECTOR = """{
  "schema": "10.0",
  "auth_components": {
    "type": "oauth2",
    "clientId": "{{clientId}}",
    "clientSecret": "{{clientSecret}}"
  },
  "requiredSettings": {
    "authFields": [
      { "label": "API key", "key": "api_key", "masked": true },
      { "label": "Shop", "key": "shop" }
    ]
  },
  "auth_request": { "type": "bearer", "token": "{{authFields.api_key}}" },
  "testConnection": { "endpoint": "/things", "method": "GET" },
  "endpoints": {
    "GET": {
      "/things": { "url": "https://{{authFields.shop}}.example.com/" },
      "/things/{id}": { "url": "https://{{ authFields.shop }}.example.com/" }
    },
    "POST": {
      "/things": { "url": "https://{{authFields.shop}}.example.com/" }
    }
  },
  "actions": [
    {
      "modelId": "thing",
      "actionId": "list",
      "endpoint": "/things",
      "method": "GET",
      "actionFields": [{ "key": "id", "label": "ID" }]
    },
    {
      "modelId": "thing",
      "actionId": "get",
      "endpoint": "/things/{id}",
      "method": "GET",
      "headers": { "X-Id": "{{urlFields.id}}", "X-Key": "{{authFields.api_key}}" },
      "urlFields": [{ "key": "id", "label": "ID" }]
    },
    {
      "modelId": "thing",
      "actionId": "peek",
      "endpoint": "/things/{id}",
      "method": "GET",
      "urlFields": [{ "key": "id", "label": "ID" }]
    },
    {
      "modelId": "thing",
      "actionId": "create",
      "endpoint": "/things",
      "method": "POST",
      "headers": { "X-Name": "{{actionFields.name}}" },
      "actionFields": [{ "key": "name", "label": "Name" }, { "key": "colour", "label": "Colour" }]
    }
  ]
}
"""

CASES = """{
  "cases": [
    { "name": "one", "action": "thing/get", "urlFields": { "id": "1" } },
    { "name": "new", "action": "thing/create", "actionFields": { "name": "x" } },
    { "name": "test", "action": "testConnection" }
  ]
}
"""


@cache
def checker() -> Checker:
    """The checker with the built-in schema."""
    return Checker(builtin_schema())


def make_unit(connector: str, cases: str | None = None) -> Unit:
    """A connector and its test cases."""
    analysis = Analysis.open(connector, checker())
    if cases is None:
        return Unit(analysis)
    case_checker = CaseChecker(cases_schema(), actions_of(analysis.document))
    return Unit(analysis, Analysis.open(cases, case_checker))


def at(piece: str, text: str = CONNECTOR) -> int:
    """The offset of the cursor in a piece of a text, which stands there once without it."""
    plain = piece.replace(CURSOR, "")
    assert text.count(plain) == 1, f"{plain} stands there {text.count(plain)} times"
    return text.index(plain) + piece.index(CURSOR)


def show(unit: Unit, found: Iterable[Occurrence]) -> list[str]:
    """Each place as its file, line and line's text, what is marked in guillemets."""
    lines = []
    for each in found:
        analysis = unit.cases if each.in_cases else unit.connector
        assert analysis
        text, (start, end) = analysis.text, each.range
        first = text.rfind("\n", 0, start) + 1
        last = text.find("\n", end)
        line = f"{text[first:start]}«{text[start:end]}»{text[end:last]}".strip()
        lines.append(
            f"{'cases ' if each.in_cases else ''}{text.count(chr(10), 0, start) + 1}: {line}"
        )
    return lines
