"""Signing in by OAuth 2, with token endpoints that answer whatever a server can."""

import asyncio
import base64
import hashlib
import socket
import time
from urllib.parse import parse_qs, parse_qsl

import pytest

from connector_lsp.debugger.failures import RefusedError, SignInError, StoppedError
from connector_lsp.debugger.limits import Limits
from connector_lsp.debugger.oauth import SignIn, sign_in
from connector_lsp.debugger.oauth_settings import OAuth2Settings
from connector_lsp.debugger.send import Sender
from tests.support.http import Answer, Heard, Server, response, serve
from tests.support.oauth import (
    ACCESS_TOKEN,
    CLIENT_SECRET,
    CODE,
    GOOD,
    ID_TOKEN,
    REFRESH_TOKEN,
    Browser,
    answers,
    parameters,
    run_sign_in,
)

PAGE = "https://login.example.test/authorize?tenant=a%20b"


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """The machine's own proxies are no matter of these tests."""
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


def settings(server: Server, secret: str = CLIENT_SECRET, page: str = PAGE) -> OAuth2Settings:
    """A client of a server."""
    return OAuth2Settings("the client", secret, page, server.url("/token"), "read write")


async def run(answer: Answer, browser: Browser | None = None, **changes: str) -> SignIn:
    """A sign-in at a server that answers so."""
    async with serve(answer) as server:
        return await run_sign_in(settings(server, **changes), browser)


def check_failure(signed_in: SignIn, message: str, next_step: str = "") -> None:
    """The sign-in failed with this message, and tells what to do."""
    assert signed_in.token is None
    assert type(signed_in.failure) is SignInError, signed_in.failure
    assert message in signed_in.failure.message
    assert next_step in signed_in.failure.next_step
    assert not signed_in.failure.message.endswith(".")
    assert signed_in.failure.__traceback__ is None
    text = f"{signed_in.failure!r} {signed_in.failure.next_step} {signed_in!r}"
    assert "pl4nted" not in text


# --- the flow ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("page", "said"),
    [
        (PAGE, ["Waiting for the browser", "Exchanging the code for a token"]),
        ("", ["Asking for a token"]),
    ],
)
async def test_each_step_is_told_in_words(page: str, said: list[str]):
    """Whoever waits knows for what."""
    heard: list[str] = []
    async with serve(answers(GOOD)) as server, Sender() as sender:
        await sign_in(settings(server, page=page), sender, Browser().open, report=heard.append)

    assert heard == said


async def test_authorization_request():
    """The page gets all that RFC 6749, 4.1.1, and RFC 7636, 4.3, ask for, beside its own query."""
    browser = Browser()
    signed_in = await run(answers(GOOD), browser)

    assert browser.opened == signed_in.exchanges[0].request.url
    assert browser.opened.startswith("https://login.example.test/authorize?tenant=a+b&")
    asked = parameters(browser.opened)
    challenge, state, redirect = (
        asked.pop(name) for name in ("code_challenge", "state", "redirect_uri")
    )
    assert asked == {
        "tenant": "a b",
        "response_type": "code",
        "client_id": "the client",
        "scope": "read write",
        "code_challenge_method": "S256",
    }
    assert len(challenge) == 43
    assert len(state) >= 32
    assert redirect.startswith("http://127.0.0.1:")
    assert redirect.endswith("/callback")


async def test_token_request():
    """The code goes to the token endpoint with the verifier; the client says who it is by Basic."""
    browser = Browser()
    async with serve(answers(GOOD)) as server:
        signed_in = await run_sign_in(settings(server), browser)

    [heard] = server.heard
    asked = parameters(browser.opened)
    form = dict(parse_qsl(heard.body.decode()))
    verifier = form.pop("code_verifier")
    assert heard.line == "POST /token"
    assert heard.headers["accept"] == "application/json"
    assert heard.headers["content-type"] == "application/x-www-form-urlencoded"
    basic = base64.b64encode(f"the+client:{CLIENT_SECRET}".encode()).decode()
    assert heard.headers["authorization"] == f"Basic {basic}"
    assert form == {
        "grant_type": "authorization_code",
        "code": CODE,
        "redirect_uri": asked["redirect_uri"],
    }
    digest = hashlib.sha256(verifier.encode()).digest()
    assert asked["code_challenge"] == base64.urlsafe_b64encode(digest).decode().rstrip("=")
    assert 43 <= len(verifier) <= 128
    assert signed_in.secrets == {
        *(CLIENT_SECRET, basic, verifier, CODE),
        *(ACCESS_TOKEN, REFRESH_TOKEN, ID_TOKEN),
    }
    assert signed_in.exchanges[2].request.secrets == {CLIENT_SECRET, basic, verifier, CODE}


async def test_token():
    """The token has its end and its scope, and shows itself to nobody."""
    before = time.time()
    signed_in = await run(answers(GOOD))

    token = signed_in.token
    assert token
    assert token.access_token == ACCESS_TOKEN
    assert token.expires_at
    assert before + 3600 <= token.expires_at <= time.time() + 3600
    assert (token.token_type, token.scope) == ("bearer", "read")
    assert "pl4nted" not in f"{signed_in!r} {token!r}"


async def test_new_secrets_each_time():
    """No two sign-ins share state or verifier."""
    async with serve(answers(GOOD)) as server:
        browsers = [Browser(), Browser()]
        for browser in browsers:
            await run_sign_in(settings(server), browser)
    for name in ("state", "code_challenge"):
        assert len({parameters(each.opened)[name] for each in browsers}) == 2


async def test_public_client():
    """A client without a secret gives its name in the body, and is asked for no other way."""
    async with serve(answers({"error": "invalid_client"}, "401 Unauthorized")) as server:
        signed_in = await run_sign_in(settings(server, secret=""))

    [heard] = server.heard
    assert "authorization" not in heard.headers
    assert parse_qs(heard.body.decode())["client_id"] == ["the client"]
    check_failure(signed_in, "The client ID or the client secret is wrong")


async def test_client_credentials():
    """Without a page to agree on, no browser is opened: RFC 6749, 4.4."""
    browser = Browser()
    async with serve(answers(GOOD)) as server:
        signed_in = await run_sign_in(settings(server, page=""), browser)

    [heard] = server.heard
    assert signed_in.token
    assert browser.opened == ""
    assert parse_qs(heard.body.decode()) == {
        "grant_type": ["client_credentials"],
        "scope": ["read write"],
    }


@pytest.mark.parametrize(
    ("refusal", "status"),
    [
        ({"error": "invalid_client"}, "401 Unauthorized"),
        ({"error": "invalid_client"}, "400 Bad Request"),
        ({"error": "invalid_request", "error_description": "no client_id"}, "400 Bad Request"),
        ({"error": "incorrect_client_credentials"}, "200 OK"),
        ("<html>Sign in</html>", "401 Unauthorized"),
    ],
)
async def test_client_in_the_body(refusal, status):
    """Where Basic is refused, the client says who it is in the body; both tries are shown."""

    async def answer(heard: Heard, writer: asyncio.StreamWriter) -> None:
        is_post = f"client_secret={CLIENT_SECRET}".encode() in heard.body
        assert is_post is ("authorization" not in heard.headers)
        await answers(GOOD if is_post else refusal, "200 OK" if is_post else status)(heard, writer)

    signed_in = await run(answer)

    assert signed_in.token
    assert [each.title for each in signed_in.exchanges][2:] == ["Token request"] * 2


async def test_both_ways_refused():
    """If the body is refused, too, the first reason is told; any other reason counts."""

    def answer(second: str) -> Answer:
        async def choose(heard: Heard, writer: asyncio.StreamWriter) -> None:
            is_first = "authorization" in heard.headers
            error = "invalid_request" if is_first else second
            await answers({"error": error}, "400 Bad Request")(heard, writer)

        return choose

    check_failure(await run(answer("invalid_client")), "The request was not understood")
    check_failure(await run(answer("invalid_scope")), "A scope is not known")


# --- what the browser comes back with ------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "message", "next_step"),
    [
        ({"state": "other"}, "state of another sign-in", "Sign in again"),
        ({"state": None}, "state of another sign-in", "Sign in again"),
        ({"state": "other", "error": "access_denied"}, "state of another sign-in", ""),
        ({"code": None}, "without a code", "authorizationURL"),
        ({"error": "access_denied"}, "denied on the sign-in page (access_denied)", "agree"),
        ({"error": "access_denied", "state": None}, "denied on the sign-in page", "agree"),
        (
            {"error": "invalid_scope", "error_description": "no x."},
            "(invalid_scope: no x)",
            "scope",
        ),
        ({"error": "unauthorized_client"}, "This client may not sign in", "Allow this grant"),
        ({"error": "unsupported_response_type"}, "does not give codes", "authorizationURL"),
        ({"error": "server_error"}, "cannot answer now", "again"),
        ({"error": "temporarily_unavailable"}, "cannot answer now", "again"),
        ({"error": "invalid_request"}, "was not understood", "tokenURL"),
        ({"error": "login_required"}, "refused the sign-in (login_required)", ""),
        ({"error": CLIENT_SECRET, "error_description": CLIENT_SECRET}, "refused the sign-in", ""),
        ({"error": "ü", "error_description": "a\r\nb" * 500}, "refused the sign-in (a b", ""),
    ],
)
async def test_refused_in_the_browser(given, message, next_step):
    """Whatever comes back but a code ends the sign-in, there and in the browser, with its reason."""
    browser = Browser(given | ({"code": None} if "error" in given else {}))
    async with serve(answers(GOOD)) as server:
        signed_in = await run_sign_in(settings(server), browser)

    check_failure(signed_in, message, next_step)
    assert server.heard == []
    assert [each.title for each in signed_in.exchanges][1:] == ["Authorization response"]
    page = (await browser.page()).text
    assert "Sign-in failed" in page
    assert "pl4nted" not in page


async def test_timeout():
    """Nobody waits for ever; what to register is told, and nothing listens any more."""

    class Absent(Browser):
        async def visit(self, url: str) -> None:
            """See an error of the third party, and close the page."""

    browser = Absent()
    async with serve(answers(GOOD)) as server:
        signed_in = await run_sign_in(settings(server), browser, patience=0.1)

    redirect = parameters(browser.opened)["redirect_uri"]
    check_failure(signed_in, "did not come back within 0.1 s", f"register exactly {redirect}")
    with pytest.raises(ConnectionError):
        await asyncio.open_connection("127.0.0.1", int(redirect.rpartition(":")[2].split("/")[0]))


async def test_page_not_opened():
    """If the editor cannot open the page, the sign-in ends with what it says."""

    async def refuse(_: str) -> None:
        raise StoppedError

    async with serve(answers(GOOD)) as server, Sender() as sender:
        signed_in = await sign_in(settings(server), sender, refuse)
    assert type(signed_in.failure) is StoppedError


async def test_editor_that_never_answers():
    """An editor may leave open whether it opened the page; the browser coming back is enough."""
    browser = Browser()

    async def open_url(url: str) -> None:
        await browser.open(url)
        await asyncio.sleep(3600)

    async with serve(answers(GOOD)) as server, Sender() as sender:
        signed_in = await sign_in(settings(server), sender, open_url, patience=10)
    assert signed_in.token


@pytest.mark.parametrize("moment", ["browser", "token"])
async def test_cancel(moment):
    """Cancelled while the browser or the token endpoint is waited for, nothing is left open."""
    opened: asyncio.Future[str] = asyncio.Future()

    class Watched(Browser):
        async def open(self, url: str) -> None:
            opened.set_result(url)
            if moment == "token":
                await super().open(url)

    async def hang(_: Heard, __: asyncio.StreamWriter) -> None:
        await asyncio.sleep(3600)

    browser = Watched()
    async with serve(hang) as server:
        task = asyncio.create_task(run_sign_in(settings(server), browser))
        url = await opened
        if moment == "token":
            await server.asked.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        if moment == "token":
            assert "Sign-in stopped" in (await browser.page()).text
    port = int(parameters(url)["redirect_uri"].rpartition(":")[2].partition("/")[0])
    with pytest.raises(ConnectionError):
        await asyncio.open_connection("127.0.0.1", port)


async def test_port_in_use():
    """A callback port that is in use ends the sign-in before anything is opened."""
    browser = Browser()
    with socket.create_server(("127.0.0.1", 0)) as used:
        async with serve(answers(GOOD)) as server:
            signed_in = await run_sign_in(settings(server), browser, port=used.getsockname()[1])
    check_failure(signed_in, "is in use", "another callback port")
    assert (browser.opened, signed_in.exchanges) == ("", ())


# --- what the token endpoint answers -------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "status", "message", "next_step"),
    [
        ({"error": "invalid_grant"}, 400, "The code was not accepted", "/callback"),
        ({"error": "bad_verification_code"}, 200, "The code was not accepted", "/callback"),
        ({"error": "redirect_uri_mismatch"}, 400, "callback URL is not one", "Register exactly"),
        (
            {"error": "invalid_grant", "error_description": "Redirect URI differs"},
            *(400, "callback URL is not one", "Register exactly http://127.0.0.1:"),
        ),
        ({"error": "invalid_client"}, 401, "The client ID or the client secret is wrong", "Enter"),
        ({"error": "invalid_scope"}, 400, "A scope is not known", "scope"),
        ({"error": "unauthorized_client"}, 400, "may not sign in", "Allow"),
        ({"error": "unsupported_grant_type"}, 400, "does not know this grant", "authorizationURL"),
        ({"error": {"message": "No", "code": 1}}, 400, "refused the sign-in (No)", "Look"),
        ({"error": "x", "error_description": f"not {CLIENT_SECRET}"}, 400, "sign-in (x)", "Look"),
        (
            {"error": "x", "error_description": f"{'no ' * 98}{CLIENT_SECRET}"},
            *(400, "sign-in (x)", "Look"),
        ),
        ("<!doctype html><p>Not here", 404, "answered 404 X with a page of HTML", "tokenURL"),
        ("<html>", 200, "answered 200 X with a page of HTML", "tokenURL"),
        ("", 200, "with nothing", "tokenURL"),
        ("token", 200, "with text", "tokenURL"),
        ("[1]", 200, "with other JSON", "tokenURL"),
        ("[" * 100_000, 200, "with other JSON", "tokenURL"),
        ("{" * 9 + "\x00", 200, "with binary data", "tokenURL"),
        ({"message": "no"}, 500, "answered 500 X and no reason", "tokenURL"),
        ({"token": "x"}, 200, "has no access_token", "tokenURL and scope"),
        ({"access_token": 7}, 200, "has no access_token", "tokenURL and scope"),
        (GOOD | {"token_type": "mac"}, 200, "expected bearer", "token_type"),
        (GOOD | {"token_type": ["x"]}, 200, "expected bearer", "token_type"),
    ],
)
async def test_refused_by_the_token_endpoint(answer, status, message, next_step):
    """Each answer that has no token has its own message, and the exchange is there to look at."""
    browser = Browser()
    kind = "application/octet-stream" if isinstance(answer, str) else "application/json"
    signed_in = await run(answers(answer, f"{status} X", kind), browser)

    check_failure(signed_in, message, next_step)
    last = signed_in.exchanges[-1]
    assert last.title == "Token request"
    assert last.response
    assert last.response.status == status
    assert "Sign-in failed" in (await browser.page()).text


@pytest.mark.parametrize(
    ("answer", "expires"),
    [
        ({"access_token": ACCESS_TOKEN}, None),
        (GOOD | {"expires_in": "60"}, 60),
        (GOOD | {"expires_in": 59.5}, 59.5),
        (GOOD | {"expires_in": "soon"}, None),
        (GOOD | {"expires_in": 0}, None),
        (GOOD | {"expires_in": 10**400}, None),
        (GOOD | {"expires_in": [1]}, None),
        (GOOD | {"token_type": "BEARER", "scope": ["a"]}, 3600),
        (f"access_token={ACCESS_TOKEN}&scope=repo%2Cgist&token_type=bearer", None),
        (f'\ufeff{{"access_token": "{ACCESS_TOKEN}"}}', None),
    ],
)
async def test_unusual_tokens(answer, expires):
    """What is usual beyond the RFC is accepted, whatever the type of the content says."""
    signed_in = await run(answers(answer, kind="text/plain"))

    assert signed_in.token, signed_in.failure
    assert signed_in.token.access_token == ACCESS_TOKEN
    if expires is None:
        assert signed_in.token.expires_at is None
    else:
        started = signed_in.exchanges[-1].timing.started
        assert signed_in.token.expires_at == pytest.approx(started + expires)


async def test_answer_without_end():
    """An answer that is too long to be read is said to be so."""
    async with serve(answers(GOOD)) as server, Sender(Limits(body=10)) as sender:
        signed_in = await sign_in(settings(server, page=""), sender, Browser().open)
    check_failure(signed_in, "with more than the debugger reads")


async def test_expired_token():
    """There are no refresh tokens: who has an expired token signs in again."""
    signed_in = await run(answers(GOOD | {"expires_in": 10}))
    token = signed_in.token
    assert token
    assert token.expires_at
    token.require_valid(token.expires_at - 1)
    with pytest.raises(SignInError, match="The access token has expired") as caught:
        token.require_valid(token.expires_at)
    assert caught.value.next_step.startswith("Sign in again")


async def test_tokens_deep_in_the_answer():
    """Secrets are found at any depth, to be hidden."""
    deep = {"ok": True, "authed_user": {"access_token": "pl4nted-d33p"}}
    signed_in = await run(answers(deep))
    check_failure(signed_in, "has no access_token")
    assert "pl4nted-d33p" in signed_in.secrets


async def test_refused_connection():
    """A token endpoint that is not there fails as any request does, with its exchange."""
    async with serve(answers(GOOD)) as server:
        pass
    signed_in = await run_sign_in(settings(server, page=""))
    assert type(signed_in.failure) is RefusedError
    assert signed_in.exchanges[0].failure is signed_in.failure


async def test_redirect_to_another_host():
    """A redirect of the token endpoint to another host carries nothing of the sign-in there."""
    async with serve(answers(GOOD)) as other:
        location = [("Location", other.url("/token", host="localhost"))]
        moved = response(b"", "302 Found", location)

        async def answer(_: Heard, writer: asyncio.StreamWriter) -> None:
            writer.write(moved)

        signed_in = await run(answer)

    assert [each.title for each in signed_in.exchanges][2:] == ["Token request", "Redirect"]
    assert b"pl4nted" not in other.everything()
    assert b"authorization" not in other.everything().lower()
