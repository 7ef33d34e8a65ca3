"""Signing in by OAuth from an editor: the browser opens, and what it brings back authorizes runs."""

import asyncio
import socket
import threading
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from tests.support.debugger import EDITOR, bench
from tests.support.oauth import Person
from tests.support.oidc_provider import oidc_provider
from tests.support.server import ClientError

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def issuer():
    """The URL of a real OAuth 2 server, which also has the API."""
    with oidc_provider() as url:
        yield url


def connector(issuer: str, **more) -> dict:
    """A connector of that API; its client ID is a secret with a name."""
    return {
        "schema": "10.0",
        "name": "Guarded",
        "auth_components": {
            "type": "oauth2",
            "clientId": "{{clientId}}",
            "authorizationURL": f"{issuer}/auth",
            "tokenURL": f"{issuer}/token",
            "scope": "openid api:read",
        }
        | more,
        "requiredSettings": {"authFields": []},
        "auth_request": {"type": "none"},
        "testConnection": {"endpoint": "/me", "method": "GET"},
        "endpoints": {"GET": {"/me": {"url": issuer}}},
        "actions": [],
    }


def sign_in(b):
    """The result of the lens, and the pages that it opened in the browser, where a person agrees."""
    opened, threads = [], []

    def show(params):
        if params.get("external"):
            opened.append(params["uri"])
            visit = threading.Thread(target=lambda: asyncio.run(Person().visit(params["uri"])))
            visit.start()
            threads.append(visit)
        return {"success": True}

    b.editor.answers["window/showDocument"] = show
    result = b.command("signIn")
    for thread in threads:
        thread.join(30)
    return result, opened


def test_the_lens_signs_in_and_runs_are_authorized(issuer, tmp_path):
    """The connection test is refused before, works after, and is refused again when signed out."""
    variables = {"CONNECTOR_GUARDED_CLIENTID": "native"}
    with bench(tmp_path, connector(issuer), variables=variables) as b:
        before = b.command("testAuthentication")
        assert before["runs"][0]["failure"]["message"] == "There is no access token yet"
        result, opened = sign_in(b)
        assert (result["isSignedIn"], result["failure"]) == (True, None)
        assert len(opened) == 1
        after = b.command("testAuthentication")
        assert after["runs"][0]["message"] == "Test connection successful"
        b.command("signOut")
        assert b.command("testAuthentication")["runs"][0]["isSuccess"] is False


def test_a_refused_client_says_so(issuer, tmp_path):
    """The page of the steps opens, and the place is marked."""
    variables = {"CONNECTOR_GUARDED_CLIENTID": "service", "CONNECTOR_GUARDED_SECRET": "wrong-one"}
    document = connector(issuer, authorizationURL="", clientSecret="{{secret}}")
    with bench(tmp_path, document, variables=variables) as b:
        result, opened = sign_in(b)
        assert opened == []
        assert result["isSignedIn"] is False
        assert result["failure"]["nextStep"]
        message = b.shown()[-1]["message"]
        assert message.startswith("Guarded: ")
        assert any(each["uri"].endswith(".md") for each in b.shown("window/showDocument"))
        everything = b"".join([b.editor.written, b.editor.stderr, *b.files().values()])
        assert b"wrong-one" not in everything
        assert urlencode({"x": "wrong-one"}).encode() not in everything


def test_a_form_signs_in_and_sees_each_step(issuer, tmp_path):
    """The secret comes from the form; the steps are told in words, and their exchanges are shown."""
    announced = EDITOR | {"experimental": {"connectorLsp": {"notifications": True}}}
    with bench(tmp_path, connector(issuer), capabilities=announced) as b:
        threads = []

        def show(params):
            visit = threading.Thread(target=lambda: asyncio.run(Person().visit(params["uri"])))
            visit.start()
            threads.append(visit)
            return {"success": True}

        b.editor.answers["window/showDocument"] = show
        values = {"clientId": "native"}
        result = b.editor.result(
            "connector/signIn", {"uri": b.uri, "values": values, "workDoneToken": "s"}
        )
        for thread in threads:
            thread.join(30)
        assert (result["isSignedIn"], result["failure"]) == (True, None)
        assert [each["title"] for each in result["steps"]["exchanges"]] == [
            "Authorization request", "Authorization response", "Token request",
        ]  # fmt: skip
        said = [each["value"] for each in b.shown("$/progress") if each["token"] == "s"]
        assert [each.get("message") for each in said] == [
            None, "Looking up the secrets", "Waiting for the browser",
            "Exchanging the code for a token", "Done",
        ]  # fmt: skip
        (told,) = b.shown("connector/didRun")
        assert (told["run"]["action"], told["run"]["id"]) == ("signIn", result["steps"]["id"])
        assert b.shown("connector/didChangeState")[-1]["isSignedIn"] is True
        run = b.editor.result("connector/run", {"uri": b.uri, "action": "testConnection"})
        assert run["message"] == "Test connection successful"


def test_a_form_that_waits_for_the_browser_can_be_stopped(tmp_path):
    """Nobody comes back: the user stops it, and nothing listens any more."""
    with bench(tmp_path, connector("http://127.0.0.1:1")) as b:
        opened = []
        b.editor.answers["window/showDocument"] = lambda params: opened.append(params["uri"])
        params = {"uri": b.uri, "values": {"clientId": "native"}, "workDoneToken": "s"}
        number = b.begin("connector/signIn", params)
        b.editor.wait_for(
            lambda m: (
                m.get("method") == "$/progress"
                and m["params"]["value"].get("message") == "Waiting for the browser"
            )
        )
        b.editor.notify("window/workDoneProgress/cancel", {"token": "s"})
        result = b.wait(number)["result"]
        assert (result["isSignedIn"], result["steps"]) == (False, None)
        assert result["failure"]["kind"] == "StoppedError"
        (redirect,) = parse_qs(urlsplit(opened[0]).query)["redirect_uri"]
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", urlsplit(redirect).port))


@pytest.mark.parametrize("has_answer", [True, False])
def test_a_browser_that_does_not_open_ends_the_sign_in(tmp_path, has_answer):
    """An editor that says so, or refuses, is told of in words."""

    def refuse(_):
        if has_answer:
            return {"success": False}
        raise ClientError

    with bench(tmp_path, connector("http://127.0.0.1:1")) as b:
        b.editor.answers["window/showDocument"] = refuse
        params = {"uri": b.uri, "values": {"clientId": "native"}}
        result = b.editor.result("connector/signIn", params)
    assert result["failure"]["message"] == "The editor did not open the browser"
