"""Connectors for the features that show a document's structure."""

from __future__ import annotations

from textwrap import dedent

from connector_lsp.analysis.analysis import Analysis
from connector_lsp.analysis.text import Range
from tests.support.diagnostics import checker

CONNECTOR = dedent(
    """\
    {
      "schema": "10.0",
      "link": "https://www.example.com/docs.",
      "auth_components": { "type": "none" },
      "requiredSettings": {
        "authFields": [
          { "label": "API key", "key": "api_key", "masked": true },
          { "key": "region" }
        ]
      },
      "auth_request": { "type": "bearer", "token": "{{authFields.api_key}}" },
      "testConnection": { "endpoint": "/models", "method": "GET" },
      "endpoints": {
        "GET": {
          "/models": { "url": "https://api.example.com/v1/" },
          "/models/{id}": { "url": "https://{{authFields.region}}.example.com/" }
        },
        "POST": {
          "/chat": { "url": "https://api.example.com/v1/", "headers": { "X-Key": "{{authFields.typo}}" } }
        }
      },
      "actions": [
        {
          "modelId": "model", "actionId": "get", "label": "Get a model",
          "endpoint": "/models/{id}", "method": "GET",
          "urlFields": [{ "key": "id", "label": "Model" }, { "key": "part", "label": "Part" }]
        },
        {
          "modelId": "chat", "actionId": "create", "label": "Chat",
          "endpoint": "/chat", "method": "POST",
          "actionFields": [
            { "key": "model", "label": "Model" },
            { "key": "options.max", "label": "Most", "type": "number" }
          ]
        }
      ]
    }
    """
)
"""One of each kind of thing."""


def analysis_of(text: str = CONNECTOR) -> Analysis:
    """What is known about a text."""
    return Analysis.open(text, checker())


def piece(text: str, span: Range) -> str:
    """The stretch of a text, its white space in one."""
    return " ".join(text[span.start : span.end].split())
