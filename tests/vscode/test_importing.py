"""From the description of an API to a connector in VS Code."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import expect

from tests.support.debugger import connector
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


def test_the_open_editor_goes_into_an_open_connector(window: Window) -> None:
    """The cursor is at what was added, and the message says what was left out, all of it."""
    window.open("b.connector.json", json.dumps(connector("https://api.example.com"), indent=2))
    window.open("more.yaml", DESCRIPTION)
    window.command("Claris Connector: Import API Description…")
    window.rows.filter(has_text="The Open Editor").click()
    for title in ("GET /orders", "POST /photos"):
        window.rows.filter(has_text=title).first.click()
    window.press("Enter")
    into = window.rows.filter(has_text="b.connector.json")
    expect(into).to_be_visible()
    window.focus()  # Whoever looks into the editor before has the question still.
    into.click()

    expect(window.notifications).to_contain_text("content of the type image/png")
    window.notifications.get_by_role("button", name="OK").click()
    text = window.wait_for_text("b.connector.json", '"label": "All orders"')
    line = text[: text.index('"label": "All orders"')].count("\n") + 1
    expect(window.status(f"Ln {line}, Col")).to_be_visible()
    window.picture("import-added")


def test_a_source_that_is_none_leads_to_another_one(window: Window) -> None:
    """The message says what was expected, and the sources are offered again."""
    window.open("c.connector.json", json.dumps(connector("https://api.example.com"), indent=2))
    window.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    for text, said in (("", "The clipboard has no text"), ("Hello", "Expected an OpenAPI")):
        window.page.evaluate("text => navigator.clipboard.writeText(text)", text)
        window.command("Claris Connector: Import API Description…")
        window.rows.filter(has_text="The Clipboard").click()
        expect(window.notifications.first).to_contain_text(said)
        window.picture("import-no-source")
        window.notifications.get_by_role("button", name="Choose Another…").click()
        expect(window.rows.filter(has_text="A File…")).to_be_visible()
        window.press("Escape")


def test_the_clipboard_goes_into_the_connector_at_hand(window: Window) -> None:
    """A cURL command becomes an action; what the connector has stays, and no secret comes in."""
    text = json.dumps(connector("https://api.example.com"), indent=2)
    window.open("a.connector.json", text)
    window.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    curl = "curl https://api.example.com/orders -H 'Authorization: Bearer sk-pasted'"
    window.page.evaluate("text => navigator.clipboard.writeText(text)", curl)
    window.command("Claris Connector: Import API Description…")
    window.rows.filter(has_text="The Clipboard").click()
    into = window.rows.filter(has_text="a.connector.json")
    expect(into).to_contain_text("what it has stays as it is")
    window.picture("import-target")
    into.click()

    expect(window.notifications).to_contain_text("Imported 1 action")
    window.picture("import-into")
    written = json.loads(window.wait_for_text("a.connector.json", "/orders"))
    assert [each["label"] for each in written["actions"][:2]] == ["List things", "Create a thing"]
    assert len(written["actions"]) == 3
    assert "sk-pasted" not in json.dumps(written)
