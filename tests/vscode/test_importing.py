"""From the description of an API to a connector in VS Code."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.support.vscode import Window

pytestmark = pytest.mark.e2e

DESCRIPTION = """\
openapi: 3.0.0
info: {title: Shop}
servers: [{url: "https://shop.example.com"}]
paths:
  /orders: {get: {operationId: listOrders, summary: All orders, tags: [orders]}}
  /orders/{id}: {delete: {summary: Cancel an order, tags: [orders], deprecated: true}}
  /photos: {post: {requestBody: {required: true, content: {image/png: {}}}}}
"""


def test_a_description_becomes_a_connector(window: Window) -> None:
    """Of the open editor; the operations are chosen, and those that cannot be are named."""
    window.open("api.yaml", DESCRIPTION)
    window.command("Claris Connector: Import API Description…")
    window.rows.filter(has_text="The Open Editor").click()
    chosen = window.rows.filter(has_text="GET /orders").first
    expect(chosen).to_contain_text("All orders")
    expect(window.rows.last).to_contain_text("not possible: body: content of the type image/png")
    window.picture("import-operations")
    chosen.click()
    window.press("Enter")

    expect(window.editor).to_contain_text('"label": "All orders"')
    expect(window.editor).not_to_contain_text("Cancel an order")
    expect(window.notifications).to_contain_text("Imported 1 action")
    expect(window.squiggle()).to_have_count(0)
    window.picture("import-done")
    window.command("View: Revert and Close Editor")
    window.focus()
