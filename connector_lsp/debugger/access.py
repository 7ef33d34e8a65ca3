"""What a session gets at an API with: the user's secrets, and what signing in gave for them.

All of it is in memory; what is remembered is in the keyring. Knows no history and no runs.
"""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

from connector_lsp.analysis.template import AUTH_FIELDS
from connector_lsp.debugger import oauth_settings
from connector_lsp.debugger.background import in_background
from connector_lsp.debugger.failures import SignInError
from connector_lsp.debugger.model import OAUTH1, WITH_TOKEN
from connector_lsp.debugger.needs import (
    ACCESS_TOKEN,
    Credentials,
    name_of,
    names_of,
    needs_of,
    secret_names,
)
from connector_lsp.debugger.run_connector import ConnectorRun
from connector_lsp.debugger.secrets import SecretStore, environment_name

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from types import ModuleType

    from connector_lsp.analysis.syntax import Json
    from connector_lsp.debugger.exchange import Request, Sends
    from connector_lsp.debugger.model import ConnectorModel, Field
    from connector_lsp.debugger.needs import Need
    from connector_lsp.debugger.oauth import OpenURL, SignIn
    from connector_lsp.debugger.oauth_settings import OAuth1Settings
    from connector_lsp.debugger.oauth_token import Token


class Access:
    """The credentials of one connector, from its first use until signing out.

    Attributes:
        secrets: what was entered at Sign In or found elsewhere.

    """

    def __init__(self, name: str, secrets: SecretStore) -> None:
        """Begin signed out.

        Args:
            name: the connector's ``name``, or without one the name of its file.
            secrets: where values come from.

        """
        self.secrets = secrets
        self._name = name
        self._token: Token | None = None
        self._signing: OAuth1Settings | None = None

    @property
    def is_signed_in(self) -> bool:
        """Whether Sign In was used and Sign Out was not."""
        return self.signed_in_at is not None

    @property
    def signed_in_at(self) -> float | None:
        """When that was, in seconds since the epoch."""
        return self.secrets.signed_in_at

    async def sign_in(
        self, model: ConnectorModel, values: Mapping[str, str], *, remember: bool = False
    ) -> None:
        """Hold what the auth fields ask for; nothing is sent.  With OAuth, `authorize` follows.

        Args:
            model: the connector.
            values: what was entered, as for `enter`; what is missing is looked for in the
                environment and the keyring.
            remember: whether to put it into the keyring, too.

        Raises:
            SecretError: a value is missing, or the keyring cannot be used.
            SignInError: an access token is needed and there is none.

        """
        await self.enter(model, values, remember=remember)
        found = await asyncio.to_thread(self._values, model)
        self.secrets.sign_in(found, time.time())

    async def enter(
        self, model: ConnectorModel, values: Mapping[str, str], *, remember: bool = False
    ) -> None:
        """Hold values by the keys of the fields of the Sign In form.

        Raises:
            SecretError: they were to be remembered, and the keyring cannot be used.

        """
        names = {_secret(field.key): field.key for field in model.auth_fields}
        names |= {name: name for name in secret_names(model)}
        entered = {name: values[key] for name, key in names.items() if key in values}
        self.secrets.enter(entered)
        if remember:
            await asyncio.to_thread(self.secrets.remember, entered)

    async def authorize(  # noqa: PLR0913 -- what it takes, and where it shows itself
        self,
        model: ConnectorModel,
        connector: Json,
        sender: Sends,
        open_url: OpenURL,
        *,
        port: int = 0,
        report: Callable[[str], None] = lambda _: None,
    ) -> SignIn:
        """Sign in by OAuth with what was entered or can be found.

        What it gives is one more value, ``access_token``, in memory only.

        Args:
            model: the connector.
            connector: the value of the whole document.
            sender: what its requests are sent with.
            open_url: opens a page in the user's browser.
            port: where the browser comes back to, on 127.0.0.1; 0 for any that is free.
            report: is told what is being done, in words without a full stop.

        Raises:
            asyncio.CancelledError: it was stopped; nothing listens any more.
            DebuggerError: a value is missing, or the connector does not say how to sign in.

        """
        report("Looking up the secrets")
        oauth = await in_background(_import_oauth)
        found = await asyncio.to_thread(self._sign_in_values, model, connector)
        inputs = {AUTH_FIELDS: Credentials.of(found).auth_fields}
        settings = oauth_settings.read_settings(connector, inputs, found)
        result: SignIn = await oauth.sign_in(settings, sender, open_url, port=port, report=report)
        if result.token is not None:
            self._token = result.token
            self._signing = None
            if isinstance(settings, oauth_settings.OAuth1Settings):
                self._signing = settings
            self.secrets.sign_in({**found, ACCESS_TOKEN: result.token.access_token}, time.time())
        return result

    def sign_out(self) -> None:
        """Forget all secrets that are in memory."""
        self._token = self._signing = None
        self.secrets.sign_out()

    async def forget(self, model: ConnectorModel) -> None:
        """Take all that is remembered of a connector out of the keyring, and out of memory.

        Raises:
            SecretError: the keyring cannot be used.

        """
        await asyncio.to_thread(self.secrets.forget, names_of(model))

    def variable(self, field: Field) -> str:
        """The environment variable that the value of a field of the Sign In form may come from."""
        return environment_name(self._name, name_of(field))

    def has_value(self, field: Field) -> bool:
        """Whether the value of a field of the Sign In form is in memory."""
        return name_of(field) in self.secrets.known()

    # --- using it ------------------------------------------------------------------------------

    async def begin(self, model: ConnectorModel) -> ConnectorRun:
        """What builds the requests of a connector, with the values that can be found now.

        Raises:
            SecretError: the value of a required auth field is missing.
            SignInError: there is no access token.

        """
        found = await asyncio.to_thread(self._values, model)
        given, known = Credentials.of(found), self.secrets.known()
        token = self._token
        settings = self._signing if model.auth_type == OAUTH1 else None
        if token is None:
            return ConnectorRun(model, given, known)
        is_ours = token.access_token == found.get(ACCESS_TOKEN, "")
        oauth = await in_background(_import_oauth) if settings else None

        def sign(request: Request) -> Request:
            if is_ours:
                token.require_valid(time.time())
            signed: Request = oauth.sign_request(request, settings, token) if oauth else request
            return signed

        return ConnectorRun(model, given, known, sign)

    def _values(self, model: ConnectorModel) -> dict[str, str]:
        """All secrets that a request may need; may wait for the keyring.

        Raises:
            SecretError: the value of a required auth field is missing.
            SignInError: there is no access token.

        """
        needs = needs_of(model)
        found = self.secrets.find([need.name for need in needs if _is_required_field(need)])
        optional = [need.name for need in needs if need.name not in found]
        if model.auth_type in WITH_TOKEN and ACCESS_TOKEN not in optional:
            optional.append(ACCESS_TOKEN)
        found |= self.secrets.find_some(optional)
        if model.auth_type in WITH_TOKEN and self._token is None:
            if model.auth_type == OAUTH1:  # A token from elsewhere could not be signed with.
                raise SignInError("There is no access token yet", "Sign in and run again")
            if ACCESS_TOKEN not in found:
                variable = environment_name(self._name, ACCESS_TOKEN)
                raise SignInError(
                    "There is no access token yet",
                    f"Sign in, or set the environment variable {variable}, and run again",
                )
        return found

    def _sign_in_values(self, model: ConnectorModel, connector: Json) -> dict[str, str]:
        """The values of the auth fields, and of the secrets that the OAuth settings name.

        Raises:
            SecretError: one is missing.

        """
        fields = [need for need in needs_of(model) if need.name.startswith(_secret(""))]
        needed = [need.name for need in fields if _is_required_field(need)]
        found = self.secrets.find([*needed, *oauth_settings.secret_names(connector)])
        optional = [need.name for need in fields if need.name not in found]
        return found | self.secrets.find_some(optional)


def _import_oauth() -> ModuleType:
    """Authlib takes long to import; only a sign-in needs it."""
    from connector_lsp.debugger import oauth

    return oauth


def _secret(key: str) -> str:
    """The name of an auth field among secrets."""
    return f"{AUTH_FIELDS}.{key}"


def _is_required_field(need: Need) -> bool:
    """Whether it is an auth field without which nothing can be sent."""
    return need.is_required and need.name.startswith(_secret(""))
