"""Signing in by OAuth 1, and signing requests."""

import asyncio
import base64
import hashlib
import hmac
import re
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from connector_lsp.debugger import oauth
from connector_lsp.debugger.exchange import Request
from connector_lsp.debugger.failures import SignInError
from connector_lsp.debugger.oauth import sign_request
from connector_lsp.debugger.oauth_settings import OAuth1Settings
from connector_lsp.debugger.oauth_token import Token
from tests.support.http import Heard, response, serve
from tests.support.oauth import Browser, parameters, run_sign_in

SECRET, TOKEN_SECRET = "pl4nted-consum3r", "pl4nted-tok3n"
SETTINGS = OAuth1Settings("key", SECRET)
TOKEN = Token("pl4nted-acc3ss", "oauth1", token_secret=TOKEN_SECRET)


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """The machine's own proxies are no matter of these tests."""
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


def oauth_parameters(header: str) -> dict[str, str]:
    """The parameters of an ``Authorization`` header."""
    assert header.startswith("OAuth ")
    return {name: unquote(value) for name, value in re.findall(r'(\w+)="([^"]*)"', header)}


def expected_signature(
    method: str, url: str, pairs: list[tuple[str, str]], secrets: tuple[str, str]
) -> str:
    """The signature of RFC 5849, 3.4, worked out anew; `url` as it stands in the base string."""
    coded = sorted((quote(name, "~"), quote(value, "~")) for name, value in pairs)
    joined = "&".join(f"{name}={value}" for name, value in coded)
    base = "&".join(quote(part, "~") for part in (method, url, joined))
    key = "&".join(quote(secret, "~") for secret in secrets)
    digest = hmac.new(key.encode(), base.encode(), hashlib.sha1).digest()
    return base64.b64encode(digest).decode()


def test_rfc_example(monkeypatch):
    """The example of RFC 5849, 1.2, has the signature that stands there."""
    monkeypatch.setattr(oauth, "token_hex", lambda _: "chapoH")
    monkeypatch.setattr(oauth.time, "time", lambda: 137131202.9)
    settings = OAuth1Settings("dpf43f3p2l4k3l03", "kd94hf93k423kf44")
    token = Token("nnch734d00sl2jdk", "oauth1", token_secret="pfkkdhi9sl3r4s00")
    url = "http://photos.example.net/photos?file=vacation.jpg&size=original"
    given = oauth_parameters(sign_request(Request("GET", url), settings, token).headers[0][1])
    signature = given.pop("oauth_signature")
    assert given == {
        "oauth_consumer_key": "dpf43f3p2l4k3l03",
        "oauth_token": "nnch734d00sl2jdk",
        "oauth_signature_method": "HMAC-SHA1",
        "oauth_timestamp": "137131202",
        "oauth_nonce": "chapoH",
        "oauth_version": "1.0",
    }
    pairs = [*given.items(), ("file", "vacation.jpg"), ("size", "original")]
    secrets = ("kd94hf93k423kf44", "pfkkdhi9sl3r4s00")
    assert signature == expected_signature(
        "GET", "http://photos.example.net/photos", pairs, secrets
    )
    # The RFC itself signs without a version.
    without = [pair for pair in pairs if pair[0] != "oauth_version"]
    rfc = expected_signature("GET", "http://photos.example.net/photos", without, secrets)
    assert rfc == "MdpQcU8iPSUjWoN/UDMsK2sui9I="


@given(st.lists(st.tuples(st.text(), st.text())), st.text(), st.text())
def test_signature(pairs, secret, token):
    """Any query and any secrets are signed as a server works it out from what arrives."""
    query = urlencode(pairs)
    request = Request("PUT", f"HTTPS://API.example.test:443/a%20b;c?{query}", body=b"a=1")
    owner = Token(token, "oauth1", token_secret=secret)
    signed = sign_request(request, OAuth1Settings("k&y", secret), owner)
    given = oauth_parameters(dict(signed.headers)["Authorization"])
    signature = given.pop("oauth_signature")
    pairs = [*given.items(), *parse_qsl(query, keep_blank_values=True)]
    url = "https://api.example.test/a%20b;c"
    assert signature == expected_signature("PUT", url, pairs, (secret, secret))


def test_signed_request():
    """A form is part of what is signed; all else of the request stays, and secrets are known."""
    form = (("content-type", "application/x-www-form-urlencoded;charset=UTF-8"), ("X-A", "1"))
    request = Request("POST", "https://a.test/", form, b"c2&a3=2+q", frozenset({"own"}))
    signed = sign_request(request, SETTINGS, TOKEN)
    given = oauth_parameters(dict(signed.headers)["Authorization"])
    signature = given.pop("oauth_signature")
    pairs = [*given.items(), ("c2", ""), ("a3", "2 q")]
    assert signature == expected_signature("POST", "https://a.test/", pairs, (SECRET, TOKEN_SECRET))
    assert (signed.method, signed.url, signed.body) == ("POST", request.url, request.body)
    assert signed.headers[:2] == form
    assert signed.secrets == {"own", SECRET, TOKEN_SECRET, TOKEN.access_token}


def test_own_authorization():
    """A signature takes the place of another ``Authorization``, and is different each time."""
    request = Request("GET", "https://a.test/", (("AUTHORIZATION", "Bearer x"),))
    first, second = (sign_request(request, SETTINGS, TOKEN).headers for _ in range(2))
    assert len(first) == 1
    assert first[0][1].startswith("OAuth ")
    assert first != second


class Visitor(Browser):
    """A browser that comes back from the authorization page of OAuth 1."""

    async def visit(self, url: str) -> httpx.Response:
        """Come back to `callback`."""
        given = parameters(url) | {"oauth_verifier": "pl4nted-verifi3r"} | self.changes
        query = urlencode({name: value for name, value in given.items() if value is not None})
        async with httpx.AsyncClient(trust_env=False) as client:
            return await client.get(f"{self.callback}?{query}")

    callback = ""


def provider(visitor: Visitor, second: str = "oauth_token=a1&oauth_token_secret=pl4nted-s"):
    """A server of OAuth 1 that tells the visitor where to go back to, and checks signatures."""

    async def answer(heard: Heard, writer: asyncio.StreamWriter) -> None:
        given = oauth_parameters(heard.headers["authorization"])
        signature = given.pop("oauth_signature")
        method, _, path = heard.line.partition(" ")
        is_first = path == "/request"
        url = f"http://{heard.headers['host']}{path}"
        secrets = (SECRET, "" if is_first else "pl4nted-temp")
        assert signature == expected_signature(method, url, list(given.items()), secrets)
        if is_first:
            visitor.callback = given["oauth_callback"]
            body = "oauth_token=t1&oauth_token_secret=pl4nted-temp&oauth_callback_confirmed=true"
        else:
            assert (given["oauth_token"], given["oauth_verifier"]) == ("t1", "pl4nted-verifi3r")
            body = second
        writer.write(response(body.encode()))

    return answer


async def run(visitor: Visitor, **changes: str) -> oauth.SignIn:
    """A sign-in at that server."""
    async with serve(provider(visitor, **changes)) as server:
        urls = (server.url("/request"), "https://a.test/authorize?x=1", server.url("/access"))
        return await run_sign_in(OAuth1Settings("key", SECRET, *urls), visitor)


async def test_sign_in():
    """The three steps of RFC 5849, 2, each shown, give a token to sign with."""
    visitor = Visitor()
    signed_in = await run(visitor)

    assert signed_in.token == Token("a1", "oauth1", token_secret="pl4nted-s"), signed_in.failure
    assert parameters(visitor.opened) == {"x": "1", "oauth_token": "t1"}
    assert urlsplit(visitor.callback).hostname == "127.0.0.1"
    assert [each.title for each in signed_in.exchanges] == [
        "Request token request",
        "Authorization request",
        "Authorization response",
        "Token request",
    ]
    assert signed_in.secrets >= {SECRET, "pl4nted-temp", "pl4nted-s", "pl4nted-verifi3r", "a1"}
    assert "Signed in" in (await visitor.page()).text


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"denied": "t1", "oauth_token": None}, "The access was denied"),
        ({"oauth_problem": "user_refused"}, "The access was denied"),
        ({"oauth_token": "other"}, "token of another sign-in"),
        ({"oauth_token": None}, "token of another sign-in"),
        ({"oauth_verifier": None}, "without oauth_verifier"),
    ],
)
async def test_refused_in_the_browser(given, message):
    """Whatever else the browser comes back with has its own message."""
    signed_in = await run(Visitor(given))
    assert type(signed_in.failure) is SignInError
    assert message in signed_in.failure.message
    assert signed_in.token is None


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        ("oauth_problem=token_rejected", "refused the sign-in (token_rejected)"),
        ("<html>", "a page of HTML"),
        ("oauth_token=a", "no oauth_token_secret"),
    ],
)
async def test_refused_by_the_token_endpoint(answer, message):
    """So has whatever the server answers in place of a token."""
    signed_in = await run(Visitor(), second=answer)
    assert type(signed_in.failure) is SignInError
    assert message in signed_in.failure.message


async def test_token_without_sign_in():
    """Without URLs there is nobody to ask: the token of the connector is used, or none."""
    with_token = OAuth1Settings("key", SECRET, token="t", token_secret=TOKEN_SECRET)
    signed_in = await run_sign_in(with_token, Browser())
    assert signed_in.token == Token("t", "oauth1", token_secret=TOKEN_SECRET)
    assert signed_in.exchanges == ()
    assert signed_in.secrets == {SECRET, "t", TOKEN_SECRET}

    alone = (await run_sign_in(SETTINGS, Browser())).token
    assert alone
    signed = sign_request(Request("GET", "https://a.test/"), SETTINGS, alone)
    assert "oauth_token" not in signed.headers[0][1]
