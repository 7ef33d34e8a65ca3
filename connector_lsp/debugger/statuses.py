"""What a response's status means to somebody who runs a connector: pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from connector_lsp.debugger.failures import StatusError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from connector_lsp.debugger.exchange import Exchange
    from connector_lsp.debugger.failures import DebuggerError

_ADVICE = {
    400: "The response says what the server wants; check the inputs and how they are sent",
    401: "Check the credentials and auth_request, sign in again and run it again",
    403: "Check that the credentials have the right to do this",
    404: "Check the endpoint's url and path, and the inputs that are in it",
    405: "Check the action's method: the server does not take it here",
    415: "Check the Content-Type header: the server does not take this one",
    422: "The response says what the server wants; check the inputs",
    429: "Wait before running it again: the server limits how often it is asked",
}
_SUCCESS, _REDIRECT, _CLIENT_ERROR, _SERVER_ERROR = 200, 300, 400, 500


def try_failure(exchanges: Sequence[Exchange]) -> DebuggerError | None:
    """Why the last exchange is no success; None where it is one."""
    last = exchanges[-1]
    response = last.response
    if last.failure is not None or response is None:
        return last.failure
    if _SUCCESS <= response.status < _REDIRECT:
        return None
    advice = _ADVICE.get(response.status, "The response may say why")
    if response.status >= _SERVER_ERROR:
        advice = "The fault is with the server: run it again later, or look at what it says"
    elif response.status < _CLIENT_ERROR:
        advice = "Let the endpoint's url name the place where the data is"
    status = f"{response.status} {response.reason}".strip()
    return StatusError(f"The server answered {status}", advice)
