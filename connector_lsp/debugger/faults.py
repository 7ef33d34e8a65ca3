"""What was at fault with a run, and where in the connector: pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from connector_lsp.debugger.failures import (
    ConnectorError,
    InputError,
    SecretError,
    SignInError,
    StatusError,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from connector_lsp.analysis.syntax import Path
    from connector_lsp.debugger.exchange import Exchange
    from connector_lsp.debugger.failures import DebuggerError
    from connector_lsp.debugger.model import Action, ConnectorModel

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
_REFUSALS = (401, 403)
"""To credentials that a server does not accept; the connector may have words for it."""

_SUCCESS, _REDIRECT, _CLIENT_ERROR, _SERVER_ERROR = 200, 300, 400, 500


def try_failure(
    exchanges: Sequence[Exchange], model: ConnectorModel, action: Action | None
) -> DebuggerError | None:
    """Why the last exchange is no success; None where it is one.

    Args:
        exchanges: of a run.
        model: the connector.
        action: what was run; None is the connection test.

    """
    last = exchanges[-1]
    response = last.response
    if last.failure is not None or response is None:
        return last.failure
    if _SUCCESS <= response.status < _REDIRECT:
        return None
    advice = _ADVICE.get(response.status, "The response may say why")
    if action is None and response.status in _REFUSALS:
        said = [each.error_text for each in model.auth_fields if each.masked and each.error_text]
        advice = " ".join(said) or advice
    if response.status >= _SERVER_ERROR:
        advice = "The fault is with the server: run it again later, or look at what it says"
    elif response.status < _CLIENT_ERROR:
        advice = "Let the endpoint's url name the place where the data is"
    status = f"{response.status} {response.reason}".strip()
    return StatusError(f"The server answered {status}", advice)


def place_of(
    failure: DebuggerError | None, model: ConnectorModel, action: Action | None, default: Path
) -> Path:
    """The way to what is at fault.

    Args:
        failure: why a run did not work; None where it did.
        model: the connector.
        action: what was run, if it was an action.
        default: the way to what was run.

    """
    match failure:
        case ConnectorError(path=path):
            return path
        case SecretError() | SignInError():
            return ("requiredSettings",)
        case InputError(problems=(problem, *_)):
            for field in (*model.auth_fields, *(action.fields if action else ())):
                if (field.scope, field.key) == (problem.scope, problem.key):
                    return field.path
    return default
