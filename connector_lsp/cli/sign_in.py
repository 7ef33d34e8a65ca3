"""The values that a connector needs: from the environment, the keyring, or whoever is asked.

OAuth 2.0: an access token is a value like any other here, so that CI can bring its own. Without one
it is fetched: by client credentials anywhere, in a browser where somebody sits at a terminal.

OAuth 1: each request is signed, with the token that the connector names, or one fetched like that.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

import click

from connector_lsp.analysis.cases import ENVIRONMENT
from connector_lsp.analysis.template import AUTH_FIELDS
from connector_lsp.cli.excerpt import visible
from connector_lsp.cli.project import UnusableError
from connector_lsp.debugger.failures import DebuggerError, InputError, SecretError, SignInError
from connector_lsp.debugger.model import OAUTH1, OAUTH2
from connector_lsp.debugger.needs import ACCESS_TOKEN, Credentials, Need, needs_of
from connector_lsp.debugger.oauth_settings import (
    OAuth1Settings,
    OAuth2Settings,
    read_settings,
    secret_names,
)
from connector_lsp.debugger.redact import Redactor
from connector_lsp.debugger.replay import add_placeholders, try_signature
from connector_lsp.debugger.secrets import Keyring, SecretStore, environment_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from connector_lsp.cli.project import Project
    from connector_lsp.debugger.cassette import Cassette
    from connector_lsp.debugger.exchange import Request
    from connector_lsp.debugger.model import ConnectorModel
    from connector_lsp.debugger.oauth import SignIn


@dataclass(frozen=True, slots=True, repr=False)
class Gathered:
    """Values from outside.

    Attributes:
        needs: those of the connector, by `Need.name`.
        environment: the environment variables, those that test cases refer to among them.
        secrets: all that must be hidden, by the names that the redactor writes.
        variables: the same by environment variable, as an export wants them.
        sign: signs a request before it is sent; None where nothing has to be signed.

    """

    needs: Mapping[str, str]
    environment: Mapping[str, str]
    secrets: Mapping[str, str]
    variables: Mapping[str, str]
    sign: Callable[[Request], Request] | None = None


@dataclass(frozen=True, slots=True, repr=False)
class _SignedIn:
    """What a sign-in gives: secrets by name, the access token among them."""

    secrets: Mapping[str, str] = field(default_factory=dict)
    sign: Callable[[Request], Request] | None = None


def gather(
    project: Project, references: Mapping[str, str], recorded: Cassette | None = None
) -> Gathered:
    """All values that a run needs; whoever sits at the terminal is asked for what is missing.

    Args:
        project: the connector.
        references: the environment variables that inputs refer to, each with the type of its field.
        recorded: what answers a run that sends nothing: something takes the place of secrets that
            are missing, and nobody is asked. None for a run that sends.

    Raises:
        UnusableError: values are missing; it names all of them.

    """
    needs = needs_of(project.model)
    can_ask = recorded is None and _can_ask()
    keyring = Keyring() if recorded is None else None
    store = SecretStore(project.name, project.owner, keyring)
    try:
        values = store.find_some(need.name for need in needs)
    except SecretError as error:
        raise UnusableError(f"{project.path}: {error.message}\n{error.next_step}") from None
    environment = dict(os.environ)
    if can_ask:  # Before the sign-in, which may need them, and which gives the access token.
        asked = [need for need in _missing(needs, values) if need.name != ACCESS_TOKEN]
        values |= {need.name: _ask(need) for need in asked}
    signed_in = _SignedIn()
    if recorded is not None:
        add_placeholders(values, environment, project.model, references, recorded)
        signed_in = _SignedIn(sign=try_signature(project.model))
    elif _needs_sign_in(project.model, values):
        signed_in = _sign_in(project, values, store)
        fetched = signed_in.secrets
        values |= {name: fetched[name] for name in fetched if name == ACCESS_TOKEN}
    if can_ask:
        values |= {need.name: _ask(need) for need in _missing(needs, values)}
    missing = _missing(needs, values)
    unset = [name for name in references if name not in environment]
    if missing or unset:
        raise UnusableError(_what_is_missing(project, missing, unset))
    secret = {
        need.name: values[need.name] for need in needs if need.is_secret and need.name in values
    }
    secret |= signed_in.secrets
    referred = {name: environment[name] for name in references}
    return Gathered(
        values,
        environment,
        secret | {f"{ENVIRONMENT}.{name}": value for name, value in referred.items()},
        {environment_name(project.name, name): value for name, value in secret.items()} | referred,
        signed_in.sign,
    )


def _missing(needs: Iterable[Need], values: Mapping[str, str]) -> list[Need]:
    return [need for need in needs if need.is_required and need.name not in values]


# --- OAuth ---------------------------------------------------------------------------------------


def _needs_sign_in(model: ConnectorModel, values: Mapping[str, str]) -> bool:
    """Whether there is no access token yet, or each request has to be signed."""
    is_oauth2_without = model.auth_type == OAUTH2 and ACCESS_TOKEN not in values
    return model.auth_type == OAUTH1 or is_oauth2_without


def _sign_in(project: Project, values: Mapping[str, str], store: SecretStore) -> _SignedIn:
    """An access token, and the secrets that it took; nothing where nobody can agree to it.

    Raises:
        UnusableError: the sign-in failed, or a secret that it needs is missing.

    """
    connector = json.loads(project.text)
    auth_fields = dict(Credentials.of(values).auth_fields)
    found: dict[str, str] = {}
    hidden: frozenset[str] = frozenset()
    try:
        found = _secrets(secret_names(connector), values, store)
        settings = read_settings(connector, {AUTH_FIELDS: auth_fields}, found)
        if settings.authorization_url and not _can_ask():
            if isinstance(settings, OAuth1Settings):
                raise SignInError(
                    "Signing in by OAuth 1 needs somebody who agrees in a browser",
                    "Run this on a terminal, or name token and tokenSecret in auth_components",
                )
            return _SignedIn()
        result = asyncio.run(_send_sign_in(settings))
        hidden = result.secrets
        if result.failure is not None:
            raise result.failure
    except InputError:
        return _SignedIn()  # What is missing is named with everything else.
    except SecretError as error:
        variable = environment_name(project.name, ACCESS_TOKEN)
        raise UnusableError(
            f"{project.path}: {error.message}\n{error.next_step}; or bring a token in {variable}"
        ) from None
    except DebuggerError as error:
        told = Redactor(found, hidden).failure(error)
        raise UnusableError(f"{project.path}: {told.message}\n{told.next_step}") from None
    token = result.token
    if token is None:
        return _SignedIn(found)
    if isinstance(settings, OAuth2Settings):
        return _SignedIn({**found, ACCESS_TOKEN: token.access_token})
    from connector_lsp.debugger.oauth import sign_request

    return _SignedIn(found, partial(sign_request, settings=settings, token=token))


def _secrets(names: Iterable[str], values: Mapping[str, str], store: SecretStore) -> dict[str, str]:
    """The secrets that the sign-in itself needs; whoever sits at the terminal is asked for them.

    Args:
        names: those of the secrets.
        values: what was asked for before, which may have some.
        store: where the others are.

    Raises:
        SecretError: some are missing, and there is nobody.

    """
    if not _can_ask():
        return store.find(names)
    found = {**values, **store.find_some(names)}
    return {name: found[name] if name in found else _ask(Need(name, name)) for name in names}


async def _send_sign_in(settings: OAuth2Settings | OAuth1Settings) -> SignIn:
    from connector_lsp.debugger.oauth import sign_in
    from connector_lsp.debugger.send import Sender

    async with Sender() as sender:
        return await sign_in(settings, sender, _open_browser)


async def _open_browser(url: str) -> None:
    click.echo(f"Sign in in your browser: {url}", err=True)
    await asyncio.to_thread(click.launch, url)


# --- asking --------------------------------------------------------------------------------------


def _can_ask() -> bool:
    """Whether somebody sits there: a CI server may offer a terminal without anybody."""
    return sys.stdin.isatty() and sys.stderr.isatty() and not os.environ.get("CI")


def _ask(need: Need) -> str:
    """What the user enters, on stderr, so that stdout has nothing but the output."""
    answer: str = click.prompt(
        visible(need.label),
        type=click.Choice(need.choices) if need.choices else str,
        hide_input=need.is_masked,
        err=True,
    )
    return answer


def _what_is_missing(project: Project, needs: Iterable[Need], unset: Iterable[str]) -> str:
    """All of them at once, each with its variable."""
    rows = [
        (environment_name(project.name, need.name), ": ".join(filter(None, _described(need))))
        for need in needs
    ]
    rows += [(name, "named in the inputs") for name in unset]
    width = max(len(variable) for variable, _ in rows)
    lines = [f"  {variable:{width}}  {visible(what)}".rstrip() for variable, what in rows]
    names = "this environment variable" if len(rows) == 1 else "these environment variables"
    return "\n".join(
        (
            f"{visible(project.path)}: {len(rows)} value{'s' * (len(rows) > 1)} missing",
            *lines,
            f"Set {names}, or run this on a terminal, which asks for those of the sign-in",
        )
    )


def _described(need: Need) -> tuple[str, str]:
    return need.label, ", ".join(need.choices)
