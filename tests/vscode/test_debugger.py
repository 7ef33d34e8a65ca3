"""The Debugger in the real VS Code: signing in, running, reading what came back."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.support.debugger import api, connector
from tests.support.http import Server, repeats, response, says
from tests.support.oidc_provider import oidc_provider
from tests.support.vscode import ELSEWHERE, Window

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
    view.get_by_label("API key", exact=True).fill(SECRET)
    view.get_by_role("button", name="Sign in", exact=True).click()
    expect(view.get_by_text("Signed in,")).to_be_visible()


def test_from_a_lens_to_the_response(window: Window) -> None:
    """A lens opens the form of its action; filled in and tested, it shows what the API sent."""
    with api(says(response(THING, headers=JSON))) as server:
        opened(window, "run.connector.json", server)
        sign_in(window)
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
    assert not server.heard


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
