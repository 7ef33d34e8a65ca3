"""Runs the actions and test cases of one connector with one set of credentials.

Who answers a request, a server or a cassette, is the caller's matter; so is where the values come
from. What turns out to be secret on the way is hidden from then on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from connector_lsp.analysis.template import AUTH_FIELDS
from connector_lsp.debugger.background import in_background
from connector_lsp.debugger.expectations import take
from connector_lsp.debugger.redact import Redactor
from connector_lsp.debugger.request import build_request

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable, Mapping

    from connector_lsp.debugger.cases import Case, Inputs, Resolved
    from connector_lsp.debugger.exchange import Exchange, Request
    from connector_lsp.debugger.model import Action, ConnectorModel
    from connector_lsp.debugger.needs import Credentials
    from connector_lsp.debugger.run_cases import Run

Answer: TypeAlias = "Callable[[Case, Request, Action | None], Awaitable[tuple[Exchange, ...]]]"
"""Gives what comes of a case's request; without an action it is that of the connection test."""


def captured_secrets(
    case: Case, exchanges: tuple[Exchange, ...], redactor: Redactor
) -> dict[str, str]:
    """What a case captures from where a secret stands, such as a token: it stays one where it goes.

    Args:
        case: the case.
        exchanges: what came of it, with its secrets.
        redactor: hides what is known to be secret.

    """
    response = exchanges[-1].response if exchanges and case.captures else None
    if response is None:
        return {}
    kept, _ = take(case.captures, response)
    seen, _ = take(case.captures, redactor.response(response))
    return {
        name: value
        for name, value in kept.items()
        if isinstance(value, str) and seen.get(name) != value
    }


class ConnectorRun:
    """Builds the requests of one connector, and knows what to hide of what comes of them.

    Attributes:
        values: the secrets by the names that the redactor writes, such as ``authFields.api_key``.

    """

    def __init__(
        self,
        model: ConnectorModel,
        credentials: Credentials,
        secrets: Mapping[str, str],
        sign: Callable[[Request], Request] | None = None,
    ) -> None:
        """Begin.

        Args:
            model: the connector.
            credentials: the values that it needs.
            secrets: all that must be hidden, by name.
            sign: signs a request before it is sent, as OAuth 1 wants it; it may refuse.

        """
        self._model = model
        self._credentials = credentials
        self._sign = sign
        self._others: frozenset[str] = frozenset()
        self.values = dict(secrets)
        self.redactor = Redactor(self.values)

    def __repr__(self) -> str:
        return f"ConnectorRun({self.redactor!r})"

    def hide(self, text: str) -> str:
        """`text` without what is known to be secret by now."""
        return self.redactor.text(text)

    def request(self, action: Action | None, inputs: Inputs) -> Request:
        """The request of an action, or of the connection test; see `build_request`.

        Raises:
            DebuggerError: there is nothing that could be sent.

        """
        credentials = self._credentials
        request = build_request(
            self._model,
            action,
            {**inputs, AUTH_FIELDS: credentials.auth_fields},
            access_token=credentials.access_token,
            secrets=credentials.secrets,
        )
        if self._sign:
            request = self._sign(request)
        self._learn(others=request.secrets)
        return request

    def answered_by(self, answer: Answer) -> Run:
        """What runs cases, for `run_cases`, with the answers that `answer` gives."""

        async def run(case: Case, resolved: Resolved) -> tuple[Exchange, ...]:
            self._learn(others=resolved.secrets)
            action = self._model.find_action(case.action)
            request = self.request(action, resolved.inputs)
            exchanges = await answer(case, request, action)
            captured = await in_background(lambda: captured_secrets(case, exchanges, self.redactor))
            known = self.values.values()
            self._learn(
                {f"captures.{name}": each for name, each in captured.items() if each not in known}
            )
            return exchanges

        return run

    def _learn(self, values: Mapping[str, str] | None = None, others: Iterable[str] = ()) -> None:
        """Hide more from now on; a name that stood for another value leaves that one hidden."""
        values = values or {}
        before = {self.values[name] for name in values if name in self.values}
        known = self._others.union(before, others)
        if not values and known == self._others:
            return
        self._others = known
        self.values |= values
        self.redactor = Redactor(self.values, self._others)
