"""A run of an action, of the connection test or of a sign-in, as it is shown; pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from connector_lsp.analysis.cases import CONNECTION_TEST

if TYPE_CHECKING:
    from connector_lsp.analysis.syntax import Path
    from connector_lsp.debugger.exchange import Exchange, Response
    from connector_lsp.debugger.expectations import Unmet
    from connector_lsp.debugger.failures import DebuggerError
    from connector_lsp.debugger.model import Action

TEST_TITLE = "Test authentication"
"""What the connection test is called where an action has its label."""

SIGN_IN = "signIn"
"""What a sign-in by OAuth is called where an action has its name."""


@dataclass(frozen=True, slots=True)
class Run:
    """One run of an action or of the connection test, without secrets.

    Attributes:
        id: names it in the history; empty where nothing was sent.
        action: ``modelId/actionId``, ``testConnection``, or ``signIn``.
        title: the label of the action; of a test case also its name.
        exchanges: every step in order, the last being the result.
        failure: why it did not work; None where it did.
        unmet: the expectations of a test case that do not hold.
        path: the way to the place in the connector that is at fault, else to what was run.
        case: the name of the test case; empty for none.

    """

    id: str
    action: str
    title: str
    exchanges: tuple[Exchange, ...]
    failure: DebuggerError | None
    unmet: tuple[Unmet, ...]
    path: Path
    case: str = ""

    @property
    def is_success(self) -> bool:
        """Whether it worked: a status of 2xx, or what a test case expects."""
        return self.failure is None and not self.unmet

    @property
    def response(self) -> Response | None:
        """What came back in the end, complete or as far as it came."""
        return self.exchanges[-1].response if self.exchanges else None

    @property
    def message(self) -> str:
        """What became of it, in a line."""
        if self.failure is not None:
            return self.failure.message
        if self.unmet:
            return self.unmet[0].message
        if self.action == CONNECTION_TEST:
            return "Test connection successful"
        if self.action == SIGN_IN:
            return "Signed in"
        response = self.response
        return f"{response.status} {response.reason}".strip() if response else ""


def action_name(action: Action | None) -> str:
    """The name of an action, ``modelId/actionId``, or of the connection test."""
    return CONNECTION_TEST if action is None else action.name


def action_title(action: Action | None) -> str:
    """What an action, or the connection test, is called."""
    return TEST_TITLE if action is None else action.label
