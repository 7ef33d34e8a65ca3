"""What can be run of a connector: auth fields, actions, the connection test, as plain values.

`read_model.py` makes them of a connector as JSON, whatever is in it. `require` raises the faults
that matter to a run.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias

from connector_lsp.analysis.cases import CONNECTION_TEST
from connector_lsp.analysis.suggestions import Vocabulary
from connector_lsp.debugger.failures import ConnectorError

if TYPE_CHECKING:
    from connector_lsp.analysis.syntax import Json, Path

OAUTH1, OAUTH2 = "oauth1", "oauth2"
WITH_TOKEN = (OAUTH1, OAUTH2)
"""The authentication types for which a sign-in sends something."""


@dataclass(frozen=True, slots=True)
class Template:
    """A string of the connector that reaches a request, with ``{{…}}`` to be filled in.

    Attributes:
        text: the string.
        path: the way from the root to it.

    """

    text: str
    path: Path

    def part(self, text: str) -> Template:
        """A stretch of it, which has the same place."""
        return replace(self, text=text)


NamedTemplates: TypeAlias = tuple[tuple[str, Template], ...]
"""Headers or query parameters as the connector has them, each name once."""


@dataclass(frozen=True, slots=True)
class Field:
    """A value that a person is asked for.

    Attributes:
        scope: ``authFields``, ``urlFields`` or ``actionFields``.
        key: its name in the scope.
        path: the way from the root to it.
        type: as the connector has it, any text; empty for none.
        label: what it is called; the key where the connector has no label.
        description: help for the one who fills it in.
        required: whether it must have a value.
        choices: the values to choose from, each with the text shown for it; empty for any value.
        default: the JSON value that it starts with; None for none.
        masked: whether what is typed is hidden.
        error_text: what to say if its value is wrong; empty for our own words.

    """

    scope: str
    key: str
    path: Path
    type: str = ""
    label: str = ""
    description: str = ""
    required: bool = False
    choices: tuple[tuple[str, str], ...] = ()
    default: Json = None
    masked: bool = False
    error_text: str = ""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where the requests of one method and path go.

    Attributes:
        path: the way from the root to it.
        url: the base URL, to which the endpoint's own path is appended.
        headers: sent with every request to it.
        params: query parameters sent with every request to it.

    """

    path: Path
    url: Template
    headers: NamedTemplates = ()
    params: NamedTemplates = ()


@dataclass(frozen=True, slots=True)
class Call:
    """Which request an action or the connection test makes.

    Attributes:
        path: the way from the root to the action or the connection test.
        method: as the connector has it; empty where it is missing.
        endpoint: the path of an endpoint declared for the method; None where there is none.
        url: the whole URL, which a connection test may name instead of an endpoint.
        headers: sent with this request only.
        params: query parameters sent with this request only.

    """

    path: Path
    method: str
    endpoint: Template | None
    url: Template | None = None
    headers: NamedTemplates = ()
    params: NamedTemplates = ()


@dataclass(frozen=True, slots=True)
class Action:
    """Something that a flow can do with the app.

    Attributes:
        model_id: what it works on; with `action_id` it identifies the action.
        action_id: what it does.
        label: what it is called; the two ids where the connector has no label.
        help_text: what it does and returns.
        call: the request that it makes.
        url_fields: what it asks for to fill in its path.
        action_fields: what else it asks for.

    """

    model_id: str
    action_id: str
    label: str
    help_text: str
    call: Call
    url_fields: tuple[Field, ...] = ()
    action_fields: tuple[Field, ...] = ()

    @property
    def name(self) -> str:
        """The name by which test cases call it."""
        return f"{self.model_id}/{self.action_id}"

    @property
    def fields(self) -> tuple[Field, ...]:
        """All fields that it asks for."""
        return self.url_fields + self.action_fields


@dataclass(frozen=True, slots=True)
class AuthRequest:
    """How each request carries the credentials.

    Attributes:
        type: as the connector has it; empty where it is missing.
        token: of ``bearer``.
        username: of ``basic``.
        password: of ``basic``.
        headers: sent with every request, whatever the type.
        params: query parameters sent with every request, whatever the type.

    """

    type: str
    token: Template | None = None
    username: Template | None = None
    password: Template | None = None
    headers: NamedTemplates = ()
    params: NamedTemplates = ()


@dataclass(frozen=True, slots=True)
class ConnectorModel:
    """A connector as the debugger sees it.

    Attributes:
        name: what it is called; empty where it has no name.
        auth_type: the type of its ``auth_components``, such as ``none`` or ``oauth2``.
        auth_fields: what Sign In asks for.
        auth_request: how its requests carry the credentials.
        endpoints: by method and path.
        actions: those that have both ids, in their order.
        test: the request of its connection test; None where there is none.
        faults: what could not be read, with its path.
        secrets: the names that its sign-in by OAuth has bare in double braces.
        has_browser_sign_in: whether that sign-in has the user agree in a browser.

    """

    name: str
    auth_type: str
    auth_fields: tuple[Field, ...]
    auth_request: AuthRequest
    endpoints: dict[tuple[str, str], Endpoint]
    actions: tuple[Action, ...]
    test: Call | None
    faults: tuple[ConnectorError, ...]
    secrets: tuple[str, ...] = ()
    has_browser_sign_in: bool = False

    def find_action(self, name: str) -> Action | None:
        """The action that is called ``modelId/actionId``; None for the connection test.

        Raises:
            ConnectorError: there is none.

        """
        if name == CONNECTION_TEST:
            return None
        for action in self.actions:  # Either ID may hold a slash, too.
            if action.name == name:
                return action
        names = (*(action.name for action in self.actions), CONNECTION_TEST)
        raise ConnectorError(
            f'No action is called "{name}"{Vocabulary(names).did_you_mean(name)}',
            f"Name one as modelId/actionId, or {CONNECTION_TEST}",
            ("actions",),
        )

    def require(self, *paths: Path) -> None:
        """Make sure that all values at, above and below `paths` could be read.

        Raises:
            ConnectorError: one could not.

        """
        for fault in self.faults:
            for path in paths:
                common = min(len(path), len(fault.path))
                if path[:common] == fault.path[:common]:
                    raise ConnectorError(fault.message, fault.next_step, fault.path)


def is_unicode(text: str) -> bool:
    """Whether a text can be written in UTF-8: it has no unpaired surrogate, as JSON may."""
    return text.isascii() or not any("\ud800" <= character <= "\udfff" for character in text)
