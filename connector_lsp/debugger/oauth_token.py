"""The access token, and the answer of a token endpoint that has it: pure.

RFC 6749 sections 5.1 and 5.2, with what is usual beyond them: a form instead of JSON (GitHub), an
error with status 200 (GitHub, Slack), no ``token_type`` (Shopify), a lifetime in quotation marks.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qsl

from connector_lsp.debugger.content import read_content
from connector_lsp.debugger.failures import SignInError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from connector_lsp.analysis.syntax import Json
    from connector_lsp.debugger.exchange import Response

OAUTH1: Final = "oauth1"
"""The type of a token of OAuth 1."""

_SECRET_MEMBERS: Final = ("access_token", "refresh_token", "id_token", "oauth_token_secret")
_FORM_MEMBERS: Final = ("access_token", "error", "oauth_token", "oauth_problem")

# Slack names the owner of a token instead; it is sent as a bearer token all the same.
_BEARER: Final = frozenset({"bearer", "bot", "user"})
_ERROR: Final = 400
_LONGEST_LIFE: Final = 10.0**10


@dataclass(frozen=True, slots=True)
class Token:
    """What a sign-in gave.

    Attributes:
        access_token: what authorizes requests.
        token_type: ``bearer``, or ``oauth1``.
        expires_at: until when it is good, in seconds since the epoch; None if nobody said.
        scope: the permissions that it stands for; empty if nobody said.
        token_secret: what requests are signed with in OAuth 1.

    """

    access_token: str = field(repr=False)
    token_type: str = "bearer"  # noqa: S105 - The name of a scheme.
    expires_at: float | None = None
    scope: str = ""
    token_secret: str = field(default="", repr=False)

    def require_valid(self, now: float) -> None:
        """Make sure that it has not expired.

        Args:
            now: in seconds since the epoch.

        Raises:
            SignInError: it has.

        """
        if self.expires_at is not None and now >= self.expires_at:
            raise SignInError(
                "The access token has expired",
                "Sign in again; Claris Connect does not support refresh tokens either",
            )


def try_answer(response: Response) -> Mapping[str, Json] | None:
    """The members that a token endpoint answered with, in JSON or a form; None for all else."""
    text = _text(response)
    try:
        answer = json.loads(text)
    except (ValueError, RecursionError):
        answer = dict(parse_qsl(text))
        if "<" in text or answer.keys().isdisjoint(_FORM_MEMBERS):
            return None
    return answer if isinstance(answer, dict) else None


def secrets_in(answer: Mapping[str, Json] | None) -> Iterator[str]:
    """The tokens in an answer, at any depth of objects (Slack)."""
    for name, value in (answer or {}).items():
        if isinstance(value, dict):
            yield from secrets_in(value)
        elif name in _SECRET_MEMBERS and isinstance(value, str):
            yield value


def read_token(response: Response, answer: Mapping[str, Json] | None, started: float) -> Token:
    """The token of OAuth 2 in an answer that is no error of OAuth.

    Args:
        response: what the token endpoint answered.
        answer: its members, by `try_answer`.
        started: when it was asked, in seconds since the epoch: the token's life begins then.

    Raises:
        SignInError: there is none, or none that can be used.

    """
    answer = _success(response, answer, "tokenURL")
    token_type = answer.get("token_type") or "bearer"
    if not isinstance(token_type, str) or token_type.lower() not in _BEARER:
        raise SignInError(
            "The access token is of a type that the debugger cannot send: expected bearer",
            "Look at token_type in the answer; the API may offer bearer tokens, too",
        )
    scope = answer.get("scope")
    return Token(
        _needed(answer, "access_token", "tokenURL and scope"),
        expires_at=_try_end(answer.get("expires_in"), started),
        scope=scope if isinstance(scope, str) else "",
    )


def read_oauth1_token(response: Response, answer: Mapping[str, Json] | None) -> Token:
    """The token of OAuth 1 in an answer that is no error, RFC 5849 sections 2.1 and 2.3.

    Raises:
        SignInError: there is none.

    """
    where = "requestTokenURL and accessTokenURL"
    answer = _success(response, answer, where)
    token, secret = (_needed(answer, each, where) for each in ("oauth_token", "oauth_token_secret"))
    return Token(token, OAUTH1, token_secret=secret)


def _success(
    response: Response, answer: Mapping[str, Json] | None, where: str
) -> Mapping[str, Json]:
    status = f"{response.status} {response.reason}".rstrip()
    if answer is None:
        raise SignInError(
            f"The token endpoint answered {status} with {_kind(response)}, not with a token",
            f"Look at its answer, and check {where}: a page for people is no address for tokens",
        )
    if response.status >= _ERROR:
        raise SignInError(
            f"The token endpoint answered {status} and no reason that OAuth knows",
            f"Look at its answer, and check {where}",
        )
    return answer


def _needed(answer: Mapping[str, Json], name: str, where: str) -> str:
    value = answer.get(name)
    if isinstance(value, str) and value:
        return value
    raise SignInError(
        f"The token endpoint's answer has no {name}", f"Look at its answer, and check {where}"
    )


def _try_end(life: Json, started: float) -> float | None:
    """When a life of so many seconds ends; None if it is no number to rely on."""
    try:
        seconds = float(life) if isinstance(life, (str, int, float)) else 0.0
    except (ValueError, OverflowError):
        return None
    return started + seconds if 0 < seconds < _LONGEST_LIFE else None


def _kind(response: Response) -> str:
    """What an answer is that cannot be read."""
    text = _text(response)
    if response.is_cut:
        return "more than the debugger reads"
    if not text:
        return "nothing"
    media_type = (response.header("content-type") or "").partition(";")[0].strip().lower()
    if media_type in ("text/html", "application/xhtml+xml") or text[:1] == "<":
        return "a page of HTML"
    return {"json": "other JSON", "binary": "binary data"}.get(read_content(response).kind, "text")


def _text(response: Response) -> str:
    return response.body.decode("utf-8-sig", "replace").strip()
