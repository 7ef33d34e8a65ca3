"""Signing in by OAuth, and signing requests: the only module that imports Authlib.

Of Authlib it is the protocol layer that is used: building and signing. Every step is an exchange,
and every request goes through `Sender.send`. Importing this module loads Authlib, so whoever needs
it imports it when somebody signs in.

The client authenticates at the token endpoint by Basic first, RFC 6749 section 2.3.1, and in the
body if that is refused, because many APIs take only one of the two; each try is an exchange.
"""

from __future__ import annotations

import asyncio
import time
from base64 import b64encode
from dataclasses import dataclass, field, replace
from secrets import token_hex, token_urlsafe
from typing import TYPE_CHECKING, Final, TypeAlias
from urllib.parse import parse_qsl, quote_plus, urlsplit

from authlib.common.urls import add_params_to_uri
from authlib.oauth1.rfc5849.parameters import prepare_headers
from authlib.oauth1.rfc5849.signature import (
    hmac_sha1_signature,
    normalize_base_string_uri,
    normalize_parameters,
)
from authlib.oauth1.rfc5849.util import escape
from authlib.oauth2.rfc6749.parameters import prepare_grant_uri, prepare_token_request
from authlib.oauth2.rfc7636 import create_s256_code_challenge

from connector_lsp.debugger.callback import listen
from connector_lsp.debugger.exchange import Exchange, Request, Timing
from connector_lsp.debugger.failures import DebuggerError, SignInError
from connector_lsp.debugger.headers import merge
from connector_lsp.debugger.oauth_errors import refusal, refuses_client
from connector_lsp.debugger.oauth_settings import OAuth1Settings, OAuth2Settings
from connector_lsp.debugger.oauth_token import (
    OAUTH1,
    Token,
    read_oauth1_token,
    read_token,
    secrets_in,
    try_answer,
)

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable, Mapping

    from connector_lsp.debugger.callback import Callback
    from connector_lsp.debugger.exchange import Headers, Response, Sends
OpenURL: TypeAlias = "Callable[[str], Awaitable[None]]"
"""Opens a page in the user's browser; it need not wait for the page."""

PATIENCE: Final = 300.0
"""How long a sign-in waits for the browser to come back, in seconds."""

_FORM: Final = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class SignIn:
    """How a sign-in ended: with a token or with a failure.

    Attributes:
        exchanges: its steps, as far as it came.
        secrets: every secret that turned up; whoever shows or writes `exchanges` hides them.
        token: what authorizes requests from now on.
        failure: why there is none.

    """

    exchanges: tuple[Exchange, ...] = field(repr=False)
    secrets: frozenset[str] = field(repr=False)
    token: Token | None = None
    failure: DebuggerError | None = None


async def sign_in(  # noqa: PLR0913 -- what it takes, and where it shows itself
    settings: OAuth2Settings | OAuth1Settings,
    sender: Sends,
    open_url: OpenURL,
    *,
    port: int = 0,
    patience: float = PATIENCE,
    report: Callable[[str], None] = lambda _: None,
) -> SignIn:
    """Sign in: by authorization code with PKCE, by client credentials, or by OAuth 1.

    Args:
        settings: what the connector says about it.
        sender: what its requests are sent with.
        open_url: opens a page in the user's browser; what it raises ends the sign-in.
        port: where the browser comes back to, on 127.0.0.1; 0 for any port that is free.
        patience: how long to wait for that, in seconds.
        report: is told what is being done, in words without a full stop.

    Returns:
        The token, or a failure; the steps in both cases.

    Raises:
        asyncio.CancelledError: the task was cancelled; nothing listens any more.

    """
    own = {settings.client_secret}
    if isinstance(settings, OAuth1Settings):
        own |= {settings.token, settings.token_secret}
    steps = _Steps(sender, {each for each in (*settings.secrets, *own) if each}, report)
    browser = _Browser(open_url, port, patience)
    token: Token | None = None
    failure: DebuggerError | None = None
    try:
        if isinstance(settings, OAuth1Settings):
            token = await _three_legged(settings, steps, browser)
        elif settings.authorization_url:
            token = await _authorization_code(settings, steps, browser)
        else:
            token = await _client_credentials(settings, steps)
    except DebuggerError as error:
        # Its traceback would keep alive, and show, all that stands in these frames.
        failure = error.with_traceback(None)
        failure.__cause__ = failure.__context__ = None
    return SignIn(tuple(steps.exchanges), frozenset(steps.secrets), token, failure)


@dataclass(slots=True, repr=False)
class _Steps:
    """The steps of a sign-in so far, and the secrets that turned up in them."""

    sender: Sends
    secrets: set[str]
    report: Callable[[str], None]
    exchanges: list[Exchange] = field(default_factory=list)

    def learn(self, *values: str | None) -> None:
        self.secrets.update(filter(None, values))

    def note(self, title: str, url: str) -> None:
        """Add a step that the browser takes."""
        request = Request("GET", url, secrets=frozenset(self.secrets))
        self.exchanges.append(Exchange(title, request, Timing(time.time())))

    async def send(self, title: str, request: Request) -> tuple[Response, float]:
        """What a token endpoint answers, and when it was asked, in seconds since the epoch.

        Raises:
            SendError: nothing, or not all.

        """
        request = replace(
            request,
            headers=(("Accept", "application/json"), *request.headers),
            secrets=frozenset(self.secrets),
        )
        exchanges = await self.sender.send(request, title)
        self.exchanges += exchanges
        last = exchanges[-1]
        if last.failure is not None:
            raise last.failure
        assert last.response is not None  # noqa: S101 - Without a failure there is one.
        self.learn(*secrets_in(try_answer(last.response)))
        return last.response, last.timing.started


@dataclass(frozen=True, slots=True)
class _Browser:
    """How to have the user agree."""

    open_url: OpenURL
    port: int
    patience: float

    async def visit(self, callback: Callback, url: str, steps: _Steps) -> dict[str, str]:
        """Open a page, and wait for the parameters that the browser comes back with.

        Raises:
            SignInError: it does not come back in time.

        """
        steps.note("Authorization request", url)
        steps.report("Waiting for the browser")
        opening = asyncio.ensure_future(self.open_url(url))
        try:
            async with asyncio.timeout(self.patience):
                # Some editors answer only when the page is closed, or never.
                await asyncio.wait(
                    (opening, callback.received), return_when=asyncio.FIRST_COMPLETED
                )
                if opening.done():
                    await opening
                back = await callback.received
        except TimeoutError:
            raise SignInError(
                f"The browser did not come back within {_duration(self.patience)}",
                "Sign in again and agree in the browser; if its page showed an error, register "
                f"exactly {callback.url} at the third party, and keep its port as callback port",
            ) from None
        finally:
            opening.cancel()
        given = dict(parse_qsl(urlsplit(back).query))
        steps.learn(given.get("code"), given.get("oauth_verifier"), *secrets_in(given))
        steps.note("Authorization response", back)
        return given


def _duration(seconds: float) -> str:
    minute = 60
    return f"{seconds / minute:g} min" if seconds >= minute else f"{seconds:g} s"


async def _authorization_code(settings: OAuth2Settings, steps: _Steps, browser: _Browser) -> Token:
    """The authorization code grant, RFC 6749 section 4.1, with PKCE, RFC 7636."""
    verifier, state = token_urlsafe(64), token_urlsafe(32)
    steps.learn(verifier)
    async with listen(browser.port) as callback:
        url = prepare_grant_uri(
            settings.authorization_url,
            settings.client_id,
            "code",
            callback.url,
            settings.scope or None,
            state,
            code_challenge=create_s256_code_challenge(verifier),
            code_challenge_method="S256",
        )
        given = await browser.visit(callback, url, steps)
        code = _code(given, state, callback.url, steps.secrets)
        steps.report("Exchanging the code for a token")
        form = prepare_token_request(
            "authorization_code", redirect_uri=callback.url, code=code, code_verifier=verifier
        )
        return await _request_token(settings, steps, form, callback.url)


def _code(given: Mapping[str, str], state: str, redirect_uri: str, secrets: set[str]) -> str:
    """The code in what the browser came back with.

    Raises:
        SignInError: it has none that can be used.

    """
    # Some leave the state out of an error, which then can do no harm.
    if given.get("state", state if "error" in given else "") != state:
        raise SignInError(
            "The browser came back with the state of another sign-in, or without one",
            "Sign in again, and in the page that opens then; if it happens each time, check "
            "authorizationURL",
        )
    if error := refusal(given, redirect_uri, secrets):
        raise error
    if not given.get("code"):
        raise SignInError(
            "The browser came back without a code",
            "Check authorizationURL: it must be that of the authorization code grant",
        )
    return given["code"]


async def _client_credentials(settings: OAuth2Settings, steps: _Steps) -> Token:
    """The client credentials grant, RFC 6749 section 4.4."""
    steps.report("Asking for a token")
    form = prepare_token_request("client_credentials", scope=settings.scope)
    return await _request_token(settings, steps, form, "")


async def _request_token(
    settings: OAuth2Settings, steps: _Steps, form: str, redirect_uri: str
) -> Token:
    """The token that a form gives, with the client authenticated in a way that is accepted.

    Raises:
        SignInError: there is none.

    """
    failure: SignInError | None = None
    for body, headers in _authenticated(settings, form):
        steps.learn(*(value.rpartition(" ")[2] for _, value in headers))
        content_type = ("Content-Type", _FORM)
        request = Request("POST", settings.token_url, (content_type, *headers), body.encode())
        response, started = await steps.send("Token request", request)
        answer = try_answer(response)
        is_refused = refuses_client(response, answer)
        try:
            if error := refusal(answer, redirect_uri, steps.secrets):
                raise error
            return read_token(response, answer, started)
        except SignInError as error:
            # The second refusal may only say that this way of authenticating is not the right one.
            failure = failure if failure and is_refused else error
        if not is_refused:
            break
    assert failure is not None  # noqa: S101 - There is at least one try.
    raise failure


def _authenticated(settings: OAuth2Settings, form: str) -> list[tuple[str, Headers]]:
    """A form and its headers in each way in which the client can say who it is."""
    name, secret = quote_plus(settings.client_id), quote_plus(settings.client_secret)
    if not secret:
        return [(f"{form}&client_id={name}", ())]
    basic = b64encode(f"{name}:{secret}".encode()).decode()
    return [
        (form, (("Authorization", f"Basic {basic}"),)),
        (f"{form}&client_id={name}&client_secret={secret}", ()),
    ]


async def _three_legged(settings: OAuth1Settings, steps: _Steps, browser: _Browser) -> Token:
    """The three steps of RFC 5849 section 2; without URLs for them the token that is there."""
    if not settings.request_token_url:
        return Token(settings.token, OAUTH1, token_secret=settings.token_secret)
    async with listen(browser.port) as callback:
        steps.report("Asking for a temporary token")
        client = replace(settings, token="", token_secret="")
        asked = (("oauth_callback", callback.url),)
        temporary = await _request_oauth1_token(
            client, steps, "Request token request", settings.request_token_url, asked
        )
        url = add_params_to_uri(
            settings.authorization_url, [("oauth_token", temporary.access_token)]
        )
        given = await browser.visit(callback, url, steps)
        denied = {"error": "access_denied"} if "denied" in given else given
        if error := refusal(denied, callback.url, steps.secrets):
            raise error
        if given.get("oauth_token") != temporary.access_token:
            raise SignInError(
                "The browser came back with the token of another sign-in, or without one",
                "Sign in again, and in the page that opens then",
            )
        if not given.get("oauth_verifier"):
            raise SignInError(
                "The browser came back without oauth_verifier",
                "Check authorizationURL: it must be that of OAuth 1.0a",
            )
        steps.report("Exchanging the verifier for a token")
        return await _request_oauth1_token(
            replace(client, token=temporary.access_token, token_secret=temporary.token_secret),
            steps,
            "Token request",
            settings.access_token_url,
            (("oauth_verifier", given["oauth_verifier"]),),
        )


async def _request_oauth1_token(
    settings: OAuth1Settings, steps: _Steps, title: str, url: str, more: Headers
) -> Token:
    """The token, temporary or not, that a signed request gives.

    Raises:
        SignInError: there is none.

    """
    response, _ = await steps.send(title, _signed(Request("POST", url), settings, more))
    answer = try_answer(response)
    if error := refusal(answer, dict(more).get("oauth_callback", ""), steps.secrets):
        raise error
    token = read_oauth1_token(response, answer)
    steps.learn(token.access_token)
    return token


def sign_request(request: Request, settings: OAuth1Settings, token: Token) -> Request:
    """A request with its signature by HMAC-SHA1 in ``Authorization``, RFC 5849 section 3.

    Args:
        request: as it will be sent.
        settings: what the connector says about OAuth 1.
        token: from `sign_in`.

    """
    owner = replace(settings, token=token.access_token, token_secret=token.token_secret)
    signed = _signed(request, owner)
    secrets = {*settings.secrets, settings.client_secret, token.access_token, token.token_secret}
    return replace(signed, secrets=request.secrets | frozenset(filter(None, secrets)))


def _signed(
    request: Request, settings: OAuth1Settings, more: Iterable[tuple[str, str]] = ()
) -> Request:
    """A request signed with the secrets in `settings`; `more` are further ``oauth_`` parameters."""
    own = [
        ("oauth_consumer_key", settings.client_id),
        ("oauth_nonce", token_hex(16)),
        ("oauth_signature_method", "HMAC-SHA1"),
        ("oauth_timestamp", str(int(time.time()))),
        ("oauth_version", "1.0"),
        *more,
        *([("oauth_token", settings.token)] if settings.token else []),
    ]
    parameters = normalize_parameters([*own, *_signed_parameters(request)])
    parts = (request.method, normalize_base_string_uri(request.url), parameters)
    base = "&".join(escape(part) for part in parts)
    signature = hmac_sha1_signature(base, settings.client_secret, settings.token_secret)
    header = prepare_headers([*own, ("oauth_signature", signature)])
    return replace(request, headers=merge((request.headers, tuple(header.items()))))


def _signed_parameters(request: Request) -> list[tuple[str, str]]:
    """The parameters of a request that are part of its signature, RFC 5849 section 3.4.1.3.1."""
    types = [value for name, value in request.headers if name.lower() == "content-type"]
    is_form = any(each.partition(";")[0].strip().lower() == _FORM for each in types)
    sources = (urlsplit(request.url).query, request.body.decode("utf-8", "replace") * is_form)
    return [pair for each in sources for pair in parse_qsl(each, keep_blank_values=True)]
