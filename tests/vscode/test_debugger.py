"""The Debugger in the real VS Code: signing in, running, reading what came back."""

from __future__ import annotations

import asyncio
import itertools
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.support import vscode
from tests.support.debugger import api, connector
from tests.support.http import Answer, Heard, Server, repeats, response, says
from tests.support.oidc_provider import oidc_provider
from tests.support.vscode import ELSEWHERE, CodeServer, Window

pytestmark = pytest.mark.e2e

SECRET = "typed-by-hand-9f3A"
THING = b'{"id": 7, "name": "from-loopback", "tags": ["bright", "warm"]}'
JSON = [("Content-Type", "application/json")]


def opened(window: Window, name: str, server: Server, **more: object) -> None:
    """Open a connector of the API on loopback."""
    window.open(name, json.dumps(connector(server.url(""), **more), indent=2))
    window.show(name, '"authFields"')


def sign_in(window: Window) -> None:
    """Click the lens of the sign-in, fill in its form and send it off."""
    window.lens("Sign in")
    view = window.view()
    window.enter("API key", SECRET)
    view.get_by_role("button", name="Sign in", exact=True).click()
    expect(view.get_by_text("Signed in,")).to_be_visible()


def numbered() -> Answer:
    """Answers each request with its number."""
    numbers = itertools.count(1)

    async def answer(_: Heard, writer: asyncio.StreamWriter) -> None:
        body = json.dumps({"number": next(numbers), "name": "Lamp"}).encode()
        writer.write(response(body, headers=JSON))
        await writer.drain()

    return answer


def run(window: Window, action: str) -> None:
    """Open the form of an action, if it is not, and send it off."""
    view = window.view()
    row = view.get_by_role("button", name=action)
    if row.get_attribute("aria-expanded") == "false":
        row.click()
    form = view.get_by_role("form", name=action)
    form.get_by_role("button", name="Test", exact=True).click()


def test_from_a_lens_to_the_response(window: Window) -> None:
    """A lens opens the form of its action; filled in and tested, it shows what the API sent."""
    with api(says(response(THING, headers=JSON))) as server:
        opened(window, "run.connector.json", server)
        expect(window.status("Not signed in")).to_be_visible()
        sign_in(window)
        expect(window.status("Signed in")).to_have_attribute(
            "aria-label", "Claris Connector: no errors and no warnings, signed in"
        )
        window.picture("debugger-signed-in")

        window.show("run.connector.json", '"actionId": "create"')
        window.lens("Run action test")
        view = window.view()
        view.get_by_label("Name", exact=True).fill("Lamp")
        view.get_by_label("Count", exact=True).fill("12")
        view.get_by_label("PIN", exact=True).fill("4711")
        form = view.get_by_role("form", name="Create a thing")
        form.get_by_role("button", name="Test", exact=True).click()

        panel = view.get_by_role("tabpanel")
        expect(panel.get_by_text("200 OK")).to_be_visible()
        expect(panel.get_by_text("from-loopback")).to_be_visible()
        window.picture("debugger-response")
        view.get_by_role("tab", name="Request").click()
        expect(panel.get_by_text(server.url("/things"))).to_be_visible()
        window.picture("debugger-request")
        assert SECRET not in panel.inner_text()

    (heard,) = server.heard
    assert heard.line == "POST /things"
    assert json.loads(heard.body) == {"name": "Lamp", "count": 12, "pin": "4711"}
    assert heard.headers["authorization"] == f"Bearer {SECRET}"


def test_a_connector_that_is_not_open_is_run(
    server: CodeServer, browser: Browser, tmp_path: Path
) -> None:
    """Where nothing has started the server yet, the view does."""
    (tmp_path / "closed.connector.json").write_text(json.dumps(connector("https://x.example")))
    window = vscode.open_window(browser, server, tmp_path)
    window.command("Claris Connector: Run Action…")
    window.pick("closed.connector.json")
    window.pick("Create a thing")
    form = window.view().get_by_role("form", name="Create a thing")
    expect(form.get_by_label("Name", exact=True)).to_be_visible()
    window.page.close()

    window = vscode.open_window(browser, server, tmp_path)
    window.command("Claris Connector: Show Debugger")
    window.pick("closed.connector.json")
    expect(window.view().get_by_text("Not signed in")).to_be_visible()
    window.page.close()


def test_a_wrong_input_is_said_at_its_field_before_anything_is_sent(window: Window) -> None:
    """The form stays as it was filled in."""
    with api(says(response(THING, headers=JSON))) as server:
        opened(window, "wrong.connector.json", server)
        sign_in(window)
        view = window.view()
        view.get_by_role("button", name="Create a thing").click()
        view.get_by_label("Count", exact=True).fill("many")
        form = view.get_by_role("form", name="Create a thing")
        form.get_by_role("button", name="Test", exact=True).click()

        expect(view.get_by_text("Expected a whole number, such as 12", exact=True)).to_be_visible()
        expect(view.get_by_label("Count", exact=True)).to_have_value("many")
        window.picture("debugger-wrong-input")
        view.get_by_role("button", name="Go to field").nth(1).click()
        text = (window.folder / "wrong.connector.json").read_text("utf-8")
        line = text[: text.index('"key": "count"')].count("\n") + 1
        expect(window.status(f"Ln {line}, Col")).to_be_visible()
    assert not server.heard


def test_a_failure_leads_back_to_its_action(window: Window) -> None:
    """And what the API said against it stands there as long as it is looked at."""
    missing = response(b'{"error": "gone"}', "404 Not Found", JSON)
    with api(says(missing)) as server:
        opened(window, "missing.connector.json", server)
        sign_in(window)
        run(window, "List things")
        panel = window.view().get_by_role("tabpanel")
        expect(panel.get_by_text("404 Not Found").first).to_be_visible()
        window.picture("debugger-failure")
        panel.get_by_role("button", name="Return to editor").click()
        expect(window.editor.locator(".view-line", has_text="List things")).to_be_visible()
        text = (window.folder / "missing.connector.json").read_text("utf-8")
        line = text[: text.index('"label": "List things"')].count("\n") + 1
        expect(window.status(f"Ln {line}, Col")).to_be_visible()


def test_a_run_is_taken_along(window: Window) -> None:
    """Compared, opened, saved, exported, copied, kept as a test case, and found again later."""
    with api(numbered()) as server:
        opened(window, "along.connector.json", server)
        sign_in(window)
        view = window.view()
        panel = view.get_by_role("tabpanel")
        for number in (1, 2):
            run(window, "List things")
            expect(panel.locator(".row", has_text=f'"number": {number}')).to_be_visible()

        view.get_by_role("button", name="Compare").click()
        expect(window.diff().locator(".editor.original")).to_contain_text('"number": 1')
        expect(window.diff().locator(".editor.modified")).to_contain_text('"number": 2')
        window.picture("debugger-compare")
        view.get_by_role("button", name="Open body in an editor").click()
        expect(window.tab("response.json")).to_be_visible()

        view.get_by_role("button", name="Save body to a file").click()
        window.save_as(window.folder / "saved.json")
        assert json.loads((window.folder / "saved.json").read_bytes())["number"] == 2
        view.get_by_role("button", name="HAR").click()
        window.save_as(window.folder / "saved.har")
        har = (window.folder / "saved.har").read_text("utf-8")
        assert json.loads(har)["log"]["entries"][0]["request"]["url"] == server.url("/things")
        assert SECRET not in har
        view.get_by_role("button", name="cURL").click()
        expect(view.get_by_role("status").get_by_text("cURL command copied")).to_be_visible()
        assert server.url("/things") in window.clipboard()

        view.get_by_role("button", name="Save as test case").click()
        view.get_by_role("button", name="Save", exact=True).click()
        view.get_by_role("button", name="Open test case").click()
        cases = json.loads(window.wait_for_text("along.tests.json", "List things"))
        assert [each["action"] for each in cases["cases"]] == ["thing/list"]

        view.get_by_role("tab", name=re.compile("History")).click()
        view.get_by_role("list", name="History").get_by_role("button").nth(1).click()
        expect(panel.locator(".row", has_text='"number": 1')).to_be_visible()
        view.get_by_role("button", name="Sign out", exact=True).click()
        expect(view.get_by_text("Not signed in")).to_be_visible()

        other = connector(server.url(""), name="Another")
        window.open("other.connector.json", json.dumps(other, indent=2))
        chosen = view.get_by_role("combobox", name="Connector").locator("option:checked")
        expect(chosen).to_contain_text("Another")


def test_a_remembered_secret_outlives_the_server(window: Window) -> None:
    """It is in the secret storage, and in no file: neither of VS Code nor of the connector."""
    secret = "remembered-by-hand-5c1E"
    with api(says(response(THING, headers=JSON))) as server:
        opened(window, "remember.connector.json", server)
        window.lens("Sign in")
        view = window.view()
        window.enter("API key", secret)
        view.get_by_label("Remember on this computer").check()
        view.get_by_role("button", name="Sign in", exact=True).click()
        expect(view.get_by_text("Signed in,")).to_be_visible()
        window.command("Claris Connector: Restart Server")
        expect(view.get_by_text("Not signed in")).to_be_visible()

        view.get_by_role("button", name="Sign in…").click()
        view.get_by_role("button", name="Sign in", exact=True).click()
        expect(view.get_by_text("Signed in,")).to_be_visible()
        run(window, "List things")
        expect(view.get_by_role("tabpanel").get_by_text("200 OK")).to_be_visible()
        assert server.heard[0].headers["authorization"] == f"Bearer {secret}"
        everything = [*window.server.data.parent.rglob("*"), *window.folder.rglob("*")]
        written = [each for each in everything if each.is_file()]
        assert [each for each in written if secret.encode() in each.read_bytes()] == []

        view.get_by_role("button", name="Change…").click()
        view.get_by_role("button", name="Sign out and forget").click()
        expect(view.get_by_text("Not signed in")).to_be_visible()
        view.get_by_role("button", name="Sign in", exact=True).click()
        expect(view.get_by_text("A value is needed", exact=True)).to_be_visible()
        expect(view.get_by_label("API key", exact=True)).to_have_attribute("aria-invalid", "true")


def test_a_request_that_hangs_is_cancelled(window: Window) -> None:
    """The connection is closed, and the form can be used again."""
    with api(repeats(b"HTTP/1.1 200 OK\r\n\r\n", b"-", 0.01)) as server:
        opened(window, "hanging.connector.json", server)
        sign_in(window)
        view = window.view()
        view.get_by_role("button", name="List things").click()
        form = view.get_by_role("form", name="List things")
        form.get_by_role("button", name="Test", exact=True).click()
        window.wait_until(server.asked.is_set, "the request")
        window.picture("debugger-running")
        view.get_by_role("button", name="Cancel").click()
        window.wait_until(server.gone.is_set, "the end of the connection")
        expect(form.get_by_role("button", name="Test", exact=True)).to_be_visible()


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    """A real OAuth 2 server, which also has the API."""
    with oidc_provider() as url:
        yield url


def test_a_sign_in_by_oauth_goes_through_the_browser(window: Window, issuer: str) -> None:
    """The provider's own pages open, and what they give authorizes the connection test."""
    document = connector(
        issuer,
        name="Guarded",
        auth_components={
            "type": "oauth2",
            "clientId": "native",
            "authorizationURL": f"{issuer.replace('127.0.0.1', ELSEWHERE)}/auth",
            "tokenURL": f"{issuer}/token",
            "scope": "openid api:read",
        },
        requiredSettings={"authFields": []},
        auth_request={"type": "none"},
        actions=[],
    )
    window.open("oauth.connector.json", json.dumps(document, indent=2))
    window.show("oauth.connector.json", '"authFields"')
    window.lens("Sign in")
    view = window.view()
    with window.page.context.expect_page() as opening:
        view.get_by_role("button", name="Sign in in the browser").click()
        window.page.get_by_role("button", name="Open", exact=True).click()
    page = opening.value
    page.get_by_placeholder("Enter any login").fill("ada")
    page.get_by_placeholder("and password").fill("any")
    page.get_by_role("button", name="Sign-in").click()
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_text("Signed in")).to_be_visible()
    page.close()

    expect(view.get_by_text("Signed in,")).to_be_visible()
    steps = view.get_by_role("list", name="Steps of the sign-in").get_by_role("listitem")
    expect(steps).to_contain_text(["in the browser", "in the browser", "200"])
    window.picture("debugger-oauth")
    view.get_by_role("button", name="Test", exact=True).click()
    expect(view.get_by_role("tabpanel").get_by_text("200 OK")).to_be_visible()


def test_a_server_that_dies_during_a_run_is_started_again(window: Window) -> None:
    """It is said what was lost, and the next run works."""
    with api(repeats(b"HTTP/1.1 200 OK\r\n\r\n", b"-", 0.01)) as server:
        opened(window, "dying.connector.json", server)
        sign_in(window)
        view = window.view()
        view.get_by_role("button", name="List things").click()
        form = view.get_by_role("form", name="List things")
        form.get_by_role("button", name="Test", exact=True).click()
        window.wait_until(server.asked.is_set, "the request")
        window.server.kill_language_servers()

        expect(window.notifications.first).to_contain_text("was started again")
        expect(window.notifications.first).to_contain_text("What was running has been ended")
        window.picture("server-died")
        window.lens("Sign in")
        sign_in(window)
