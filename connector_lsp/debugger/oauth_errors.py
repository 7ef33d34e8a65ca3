"""What an error of OAuth means, and what to do: pure.

RFC 6749 sections 4.1.2.1 and 5.2, and the names that large providers made up.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from connector_lsp.debugger.failures import SignInError
from connector_lsp.debugger.redirect import reveals

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from connector_lsp.analysis.syntax import Json
    from connector_lsp.debugger.exchange import Response

# Who only looks into the body misses the client's ID there.
_REFUSED_CLIENT: Final = frozenset(
    {"invalid_client", "incorrect_client_credentials", "invalid_request"}
)
_UNAUTHORIZED: Final = 401

_WRONG_CLIENT: Final = (
    "The client ID or the client secret is wrong, or sent in a way that is not accepted",
    "Enter both again as the third party shows them",
)
_MISMATCH: Final = (
    "The callback URL is not one that is registered for this client",
    "Register exactly {redirect} at the third party, and keep its port as callback port",
)
_DENIED: Final = (
    "The access was denied on the sign-in page",
    "Sign in again and agree, or ask for less with scope",
)
_BAD_CODE: Final = (
    "The code was not accepted: it is used up, expired, or of another client or callback URL",
    "Sign in again without waiting long; {redirect} must be registered as a callback URL",
)
_UNAVAILABLE: Final = (
    "The third party cannot answer now",
    "Try again in a minute",
)
_EXPLANATIONS: Final = {
    "access_denied": _DENIED,
    "user_refused": _DENIED,
    "invalid_client": _WRONG_CLIENT,
    "incorrect_client_credentials": _WRONG_CLIENT,
    "redirect_uri_mismatch": _MISMATCH,
    "invalid_redirect_uri": _MISMATCH,
    "invalid_grant": _BAD_CODE,
    "bad_verification_code": _BAD_CODE,
    "invalid_scope": (
        "A scope is not known, or not allowed for this client",
        "Correct scope, or allow it where the client is registered",
    ),
    "unauthorized_client": (
        "This client may not sign in in this way",
        "Allow this grant for it at the third party: without authorizationURL client credentials",
    ),
    "unsupported_grant_type": (
        "The token endpoint does not know this grant",
        "Add an authorizationURL if users have to agree, remove it if none does; check tokenURL",
    ),
    "unsupported_response_type": (
        "The sign-in page does not give codes",
        "Check authorizationURL; the third party may have another one for the code grant",
    ),
    "invalid_request": (
        "The request was not understood, or lacks something that the third party asks for",
        "Check authorizationURL, tokenURL and scope against its documentation",
    ),
    "server_error": _UNAVAILABLE,
    "temporarily_unavailable": _UNAVAILABLE,
}

_CODE = re.compile(r"[\x20-\x21\x23-\x5b\x5d-\x7e]{1,60}")
_MOST: Final = 300


def refuses_client(response: Response, answer: Mapping[str, Json] | None) -> bool:
    """Whether a token endpoint may have refused how the client said who it is."""
    error = (answer or {}).get("error")
    return response.status == _UNAUTHORIZED or (isinstance(error, str) and error in _REFUSED_CLIENT)


def refusal(
    answer: Mapping[str, Json] | None, redirect_uri: str, secrets: Iterable[str]
) -> SignInError | None:
    """The error in an answer; None if it has none.

    Args:
        answer: the members of a token endpoint's answer, or the parameters that came back; None
            for what has no members.
        redirect_uri: the callback URL; empty where there is none.
        secrets: the values that its texts must not show.

    """
    answer = answer or {}
    error = answer.get("error") or answer.get("oauth_problem")
    if not error:
        return None
    details = error if isinstance(error, dict) else answer
    code = error if isinstance(error, str) and _CODE.fullmatch(error) else ""
    described = str(details.get("error_description") or details.get("message") or "")
    description = " ".join(described.split())
    # Before it is cut: half a secret would not be recognised.
    told = (each for each in (code, description) if each and not reveals(each, secrets))
    said = ": ".join(each[:_MOST].rstrip(".") for each in told)
    message, next_step = _EXPLANATIONS.get(
        code, ("The third party refused the sign-in", "Look at what it answered, and sign in again")
    )
    if code in ("invalid_request", "invalid_grant") and "redirect" in description.lower():
        message, next_step = _MISMATCH
    return SignInError(
        f"{message} ({said})" if said else message,
        next_step.format(redirect=redirect_uri or "the callback URL"),
    )
