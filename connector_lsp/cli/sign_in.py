"""The values that a connector needs: from the environment, the keyring, or whoever is asked.

OAuth 2.0: an access token is a value like any other here, so that CI can bring its own. A sign-in
that fetches one belongs into `gather`, before it is found missing.
"""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from connector_lsp.analysis.cases import ENVIRONMENT
from connector_lsp.cli.excerpt import visible
from connector_lsp.cli.project import UnusableError
from connector_lsp.debugger.failures import SecretError
from connector_lsp.debugger.needs import needs_of
from connector_lsp.debugger.replay import try_placeholder
from connector_lsp.debugger.secrets import Keyring, SecretStore, environment_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from connector_lsp.cli.project import Project
    from connector_lsp.debugger.needs import Need


@dataclass(frozen=True, slots=True, repr=False)
class Gathered:
    """Values from outside.

    Attributes:
        needs: those of the connector, by `Need.name`.
        environment: the environment variables, those that test cases refer to among them.
        secrets: all that must be hidden, by the names that the redactor writes.
        variables: the same by environment variable, as an export wants them.

    """

    needs: Mapping[str, str]
    environment: Mapping[str, str]
    secrets: Mapping[str, str]
    variables: Mapping[str, str]


def gather(
    project: Project, references: Mapping[str, str], *, with_placeholders: bool = False
) -> Gathered:
    """All values that a run needs; whoever sits at the terminal is asked for what is missing.

    Args:
        project: the connector.
        references: the environment variables that inputs refer to, each with the type of its field.
        with_placeholders: put something in the place of secrets that are missing, for a run that
            sends nothing; nobody is asked.

    Raises:
        UnusableError: values are missing; it names all of them.

    """
    needs = needs_of(project.model)
    keyring = None if with_placeholders else Keyring()
    store = SecretStore(project.name, project.owner, keyring)
    try:
        values = store.find_some(need.name for need in needs)
    except SecretError as error:
        raise UnusableError(f"{project.path}: {error.message}\n{error.next_step}") from None
    environment = dict(os.environ)
    if with_placeholders:
        _add_placeholders(values, environment, needs, references)
    missing = [need for need in needs if need.is_required and need.name not in values]
    unset = [name for name in references if name not in environment]
    if missing and not with_placeholders and _can_ask():
        values |= {need.name: _ask(need) for need in missing}
        missing = []
    if missing or unset:
        raise UnusableError(_what_is_missing(project, missing, unset))
    secret = {
        need.name: values[need.name] for need in needs if need.is_secret and need.name in values
    }
    referred = {name: environment[name] for name in references}
    return Gathered(
        values,
        environment,
        secret | {f"{ENVIRONMENT}.{name}": value for name, value in referred.items()},
        {environment_name(project.name, name): value for name, value in secret.items()} | referred,
    )


def _add_placeholders(
    values: dict[str, str],
    environment: dict[str, str],
    needs: Iterable[Need],
    references: Mapping[str, str],
) -> None:
    number = 0
    for need in needs:
        if need.name in values or not need.is_secret or not need.is_required or need.choices:
            continue
        placeholder = try_placeholder(number, need.type, is_url=need.is_url)
        if placeholder is not None:
            values[need.name] = placeholder
            number += 1
    for name, kind in references.items():
        placeholder = None if name in environment else try_placeholder(number, kind)
        if placeholder is not None:
            environment[name] = placeholder
            number += 1


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
