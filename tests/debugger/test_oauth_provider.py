"""Signing in at a real OAuth 2 server, by its login form, as a browser would."""

from collections.abc import Iterator
from urllib.parse import urlencode

import httpx
import pytest

from connector_lsp.debugger.failures import SignInError
from connector_lsp.debugger.oauth_settings import OAuth2Settings
from connector_lsp.debugger.send import Sender
from tests.support.oauth import Browser, Person, parameters, run_sign_in
from tests.support.oidc_provider import oidc_provider

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    """The URL of the server."""
    with oidc_provider() as url:
        yield url


def native(issuer: str) -> OAuth2Settings:
    """A public client of it, as programs on a user's machine are."""
    return OAuth2Settings("native", "", f"{issuer}/auth", f"{issuer}/token", "openid api:read")


async def test_sign_in(issuer):
    """The token of a sign-in by authorization code and PKCE opens the API; each step is there."""
    person = Person()
    signed_in = await run_sign_in(native(issuer), person)

    token = signed_in.token
    assert token, signed_in.failure
    assert signed_in.failure is None
    authorize, back, exchange = signed_in.exchanges
    assert [each.title for each in signed_in.exchanges] == [
        "Authorization request",
        "Authorization response",
        "Token request",
    ]
    assert parameters(authorize.request.url)["code_challenge_method"] == "S256"
    assert parameters(back.request.url)["state"] == parameters(authorize.request.url)["state"]
    assert exchange.response
    assert exchange.response.status == 200
    assert token.expires_at == pytest.approx(exchange.timing.started + 60, abs=2)
    assert token.scope == "openid api:read"
    assert {token.access_token, parameters(back.request.url)["code"]} < signed_in.secrets
    page = await person.page()
    assert "Signed in" in page.text
    async with httpx.AsyncClient(trust_env=False) as client:
        headers = {"Authorization": f"Bearer {token.access_token}"}
        answer = await client.get(f"{issuer}/me", headers=headers)
    assert answer.json() == {"sub": "ada"}


async def test_denied_consent(issuer):
    """Who cancels on the server's page reads that, in the browser too."""
    person = Person(agrees=False)
    signed_in = await run_sign_in(native(issuer), person)

    assert signed_in.token is None
    assert isinstance(signed_in.failure, SignInError)
    assert signed_in.failure.message.startswith(
        "The access was denied on the sign-in page (access_denied"
    )
    assert "The access was denied" in (await person.page()).text


async def test_replayed_code(issuer):
    """A code works once: the second time it is refused, in the debugger's flow and by itself."""
    first = await run_sign_in(native(issuer), Person())
    assert first.token
    code = parameters(first.exchanges[1].request.url)["code"]

    replayed = await run_sign_in(native(issuer), Browser({"code": code}))
    async with Sender() as sender:
        [again] = await sender.send(first.exchanges[2].request, "Token request")

    assert replayed.failure
    assert replayed.failure.message.startswith("The code was not accepted")
    assert again.response
    assert (again.response.status, b"invalid_grant" in again.response.body) == (400, True)


async def test_wrong_verifier(issuer):
    """A code that belongs to another verifier is refused."""

    class Other(Person):
        async def visit(self, url: str) -> httpx.Response:
            changed = parameters(url) | {"code_challenge": "x" * 43}
            return await super().visit(f"{issuer}/auth?{urlencode(changed)}")

    signed_in = await run_sign_in(native(issuer), Other())

    assert signed_in.token is None
    assert signed_in.failure
    assert "invalid_grant" in signed_in.failure.message


async def test_unregistered_callback(issuer):
    """The server's page tells of a wrong callback URL; the debugger says what to register."""

    class Other(Person):
        async def visit(self, url: str) -> httpx.Response:
            changed = parameters(url) | {"redirect_uri": "http://127.0.0.1/elsewhere"}
            return await super().visit(f"{issuer}/auth?{urlencode(changed)}")

    person = Other()
    signed_in = await run_sign_in(native(issuer), person, patience=0.5)

    assert "redirect_uri" in (await person.page()).text
    assert signed_in.failure
    assert "did not come back" in signed_in.failure.message
    assert parameters(person.opened)["redirect_uri"] in signed_in.failure.next_step


async def test_client_credentials(issuer):
    """A client with a secret of any characters that RFC 6749 allows gets its token."""
    secret = "pl4nted s3cret/+%41"
    signed_in = await run_sign_in(
        OAuth2Settings("service", secret, "", f"{issuer}/token", "api:read")
    )

    assert signed_in.token, signed_in.failure
    assert signed_in.token.scope == "api:read"
    assert [each.title for each in signed_in.exchanges] == ["Token request"]
    assert secret in signed_in.secrets


async def test_wrong_client_secret(issuer):
    """A wrong secret is refused in both ways, and said once."""
    signed_in = await run_sign_in(OAuth2Settings("service", "wrong", "", f"{issuer}/token"))

    assert signed_in.failure
    assert signed_in.failure.message.startswith("The client ID or the client secret is wrong")
    assert len(signed_in.exchanges) == 2
