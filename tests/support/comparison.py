"""Changes of a connector, made by editing pieces of one text, as readable lines."""

from __future__ import annotations

import json

from connector_lsp.analysis.comparison import Comparison, compare
from connector_lsp.analysis.comparison.reports import SIGNS

CONNECTOR = """\
{
  "schema": "10.0",
  "name": "Shop",
  "auth_components": { "type": "none" },
  "requiredSettings": {
    "authFields": [
      { "key": "api_key", "label": "API key", "masked": true },
      { "key": "region", "label": "Region", "choices": { "eu": "Europe", "us": "USA" } }
    ]
  },
  "auth_request": { "type": "bearer", "token": "{{authFields.api_key}}" },
  "testConnection": { "endpoint": "/me", "method": "GET" },
  "endpoints": {
    "GET": {
      "/me": { "url": "https://api.example.com/v1/" },
      "/orders/{id}": { "url": "https://api.example.com/v1/" },
      "/spare": { "url": "https://api.example.com/v1/" }
    },
    "POST": {
      "/orders": { "url": "https://api.example.com/v1/", "headers": { "Accept": "text/json" } }
    }
  },
  "actions": [
    {
      "modelId": "order", "actionId": "get", "label": "Get an order",
      "endpoint": "/orders/{id}", "method": "GET",
      "urlFields": [{ "key": "id", "label": "Order ID", "type": "string", "required": true }]
    },
    {
      "modelId": "order", "actionId": "create", "label": "Create an order",
      "endpoint": "/orders", "method": "POST",
      "actionFields": [
        { "key": "item", "label": "Item", "type": "string", "required": true },
        { "key": "count", "label": "How many", "type": "integer", "default": 1 },
        { "key": "speed", "label": "Delivery", "type": "string", "choices": { "s": "Slow", "f": "Fast" } }
      ]
    }
  ]
}
"""


def edited(*edits: tuple[str, str], text: str = CONNECTOR) -> str:
    """The text with each piece, of which there is one, replaced."""
    for piece, replacement in edits:
        assert text.count(piece) == 1, f"{piece!r} is there {text.count(piece)} times"
        text = text.replace(piece, replacement)
    json.loads(text)
    return text


def changes(before: str, after: str) -> str:
    """What `compare` finds, a line for each change: impact, sign, subject and what."""
    return lines(compare(json.loads(before), json.loads(after)))


def lines(comparison: Comparison) -> str:
    """The changes of a comparison, a line each."""
    return "\n".join(
        f"{each.impact} {SIGNS[each.rule.kind]} {each.subject}: {each.what}"
        for each in comparison.changes
    )
