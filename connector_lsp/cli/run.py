"""``connector-lsp run``."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING

import click

from connector_lsp import __version__
from connector_lsp.analysis.cases import CONNECTION_TEST, INPUT_SCOPES
from connector_lsp.analysis.template import ACTION_FIELDS
from connector_lsp.cli.completing import complete_action
from connector_lsp.cli.excerpt import visible
from connector_lsp.cli.project import UnusableError, read_project, write_file
from connector_lsp.cli.sign_in import gather
from connector_lsp.cli.sources import PATH
from connector_lsp.cli.terminal import is_coloured, new_console, terminal_width, wrapped
from connector_lsp.cli.test import (
    FOUND,
    TEST_TITLE,
    limits,
    timeout_option,
    title_of,
)
from connector_lsp.debugger.cases import Case, references_in, resolve
from connector_lsp.debugger.expectations import Expectations
from connector_lsp.debugger.failures import ConnectorError, DebuggerError, InputError
from connector_lsp.debugger.needs import Credentials
from connector_lsp.debugger.run_connector import ConnectorRun

if TYPE_CHECKING:
    from collections.abc import Sequence

    from connector_lsp.analysis.syntax import Json
    from connector_lsp.cli.project import Project
    from connector_lsp.debugger.exchange import Exchange, Request
    from connector_lsp.debugger.limits import Limits
    from connector_lsp.debugger.model import Field

_SUCCESS = range(200, 300)


class _KeyValue(click.ParamType["tuple[str, str]"]):
    """``key=value``."""

    name = "key=value"

    def convert(
        self, value: str, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, str]:
        """The key and the value."""
        key, equals, text = value.partition("=")
        if not equals:
            # What was typed may be a secret.
            self.fail("expected key=value, such as --input city=Oslo", param, ctx)
        return key, text


_EPILOG = """\
\b
Exit code:
  0  the status is 2xx
  1  it is another, or no response came
  2  wrong usage, wrong inputs, a file that cannot be used, a missing value

A value can be {{env.NAME}}, which stands for an environment variable and is kept secret. The values
of the sign-in come from where connector-lsp test takes them. All output has names in their place.

\b
Examples:
  connector-lsp run weather.connector.json
  connector-lsp run weather.connector.json testConnection
  connector-lsp run weather.connector.json station/get --input id=7
  connector-lsp run weather.connector.json station/list --raw | jq .stations
  connector-lsp run weather.connector.json station/list --curl
"""


@click.command(epilog=_EPILOG)
@click.argument("file", type=PATH, metavar="NAME.connector.json")
@click.argument("action", required=False, metavar="[ACTION]", shell_complete=complete_action)
@click.option(
    "--input",
    "inputs",
    type=_KeyValue(),
    multiple=True,
    metavar="KEY=VALUE",
    help="Fill in a field of the action. Can be given many times.",
)
@click.option("--curl", is_flag=True, help="Print the request as a curl command, and send nothing.")
@click.option(
    "--har", type=PATH, metavar="FILE", help="Also write all requests and responses as HAR 1.2."
)
@click.option(
    "--save-body", type=PATH, metavar="FILE", help="Also write the response's body to a file."
)
@click.option("--raw", is_flag=True, help="Print the response's body and nothing else.")
@timeout_option
def command(  # noqa: PLR0913 -- the options of a command
    *,
    file: str,
    action: str | None,
    inputs: Sequence[tuple[str, str]],
    curl: bool,
    har: str | None,
    save_body: str | None,
    raw: bool,
    timeout: float,
) -> None:
    """Run one action of a connector, and show request and response.

    ACTION is modelId/actionId, or testConnection. Without one, all that can be run is listed.
    Nothing is kept of a run but the files that are named; the history is that of an editor.
    """
    if curl and (har or save_body or raw):
        raise click.UsageError("--curl sends nothing, so there is no response for another option")
    project = read_project(file)
    if action is None:
        _list_actions(project)
        return
    case = _case(project, action, inputs)
    gathered = gather(project, _references(case), {} if curl else None)
    run = ConnectorRun(
        project.model, Credentials.of(gathered.needs), gathered.secrets, gathered.sign
    )
    try:
        resolved = resolve(case, gathered.environment, {})
        found = project.model.find_action(action)
        request = run.request(found, resolved.inputs)
    except DebuggerError as error:
        raise UnusableError(_explained(project, run.redactor.failure(error))) from None
    if curl:
        from connector_lsp.debugger.export import as_curl

        click.echo(as_curl(request, gathered.variables))
        return
    exchanges = asyncio.run(_send(request, title_of(found), limits(timeout)))
    clean = run.redactor.exchanges(exchanges)
    response = clean[-1].response
    if raw:
        _show_raw(clean[-1])
    else:
        _show(clean)
    if har is not None:
        _write_har(har, exchanges, run)
    if save_body is not None and response is not None:
        write_file(save_body, response.body)
    failed = clean[-1].failure is not None or response is None or response.status not in _SUCCESS
    click.get_current_context().exit(FOUND if failed else 0)


def _list_actions(project: Project) -> None:
    """All that can be run, each with its fields; those in brackets can be left out."""
    rows: list[tuple[str, str, tuple[Field, ...]]] = []
    if project.model.test:
        rows.append((CONNECTION_TEST, TEST_TITLE, ()))
    rows += [(action.name, action.label, action.fields) for action in project.model.actions]
    if not rows:
        raise UnusableError(f"{project.path}: there is nothing to run in it")
    width = max(len(visible(name)) for name, *_ in rows)
    for name, label, fields in rows:
        title = click.style(f"{visible(name):{width}}", bold=True)
        click.echo(f"{title}  {visible(label)}", color=is_coloured())
        keys = ", ".join(_asked(field) for field in fields)
        for line in wrapped(keys, max(terminal_width() - width - 2, 20)) if fields else ():
            click.echo(f"{'':{width}}  {click.style(line, dim=True)}", color=is_coloured())


def _asked(field: Field) -> str:
    return field.key if field.required else f"[{field.key}]"


def _case(project: Project, action: str, inputs: Sequence[tuple[str, str]]) -> Case:
    """What is to be run, as a case without expectations."""
    scopes: dict[str, str] = {}
    try:
        found = project.model.find_action(action)
    except ConnectorError as error:
        raise UnusableError(_explained(project, error)) from None
    for field in found.fields if found else ():
        scopes.setdefault(field.key, field.scope)
        scopes[f"{field.scope}.{field.key}"] = field.scope
    values: dict[str, dict[str, Json]] = {scope: {} for scope in INPUT_SCOPES}
    for name, value in inputs:
        scope = scopes.get(name, ACTION_FIELDS)
        values[scope][name.removeprefix(f"{scope}.")] = value
    return Case(TEST_TITLE, action, values, Expectations(), (), ())


def _references(case: Case) -> dict[str, str]:
    """The environment variables that the inputs refer to; as they are typed, all are text."""
    return {name: "" for scope in INPUT_SCOPES for name, _ in references_in(case.inputs[scope])}


def _explained(project: Project, error: DebuggerError) -> str:
    """What is wrong, inputs one a line, and what to do."""
    if not isinstance(error, InputError):
        return f"{visible(project.path)}: {visible(error.message)}\n{error.next_step}"
    rows = [f"  {each.key}: {each.message}" for each in error.problems]
    head = f"{visible(project.path)}: {len(rows)} input{'s' * (len(rows) > 1)} to correct"
    return "\n".join((head, *map(visible, rows), error.next_step))


async def _send(request: Request, title: str, allowed: Limits) -> tuple[Exchange, ...]:
    """The exchanges that come of a request."""
    from connector_lsp.debugger.send import Sender

    async with Sender(allowed) as sender:
        return await sender.send(request, title)


def _show(exchanges: Sequence[Exchange]) -> None:
    from connector_lsp.cli.exchange_view import show_exchanges
    from connector_lsp.cli.screen import Screen

    screen = Screen(new_console())
    screen.space()
    show_exchanges(screen, exchanges)


def _show_raw(exchange: Exchange) -> None:
    """The body on stdout, and on stderr why it is not there, or not all of it."""
    response = exchange.response
    click.echo(response.body if response else b"", nl=False)
    if exchange.failure:
        click.echo(f"connector-lsp: {exchange.failure.message}", err=True)
    elif response and response.is_cut:
        size = f"{len(response.body):,} bytes"
        click.echo(f"connector-lsp: the body is cut off after {size}", err=True)


def _write_har(path: str, exchanges: Sequence[Exchange], run: ConnectorRun) -> None:
    from connector_lsp.debugger.export import as_har

    har = as_har(exchanges, run.redactor, __version__)
    write_file(path, json.dumps(har, indent=2, ensure_ascii=False) + "\n")
