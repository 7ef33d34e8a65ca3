"""``connector-lsp import``."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from connector_lsp.cli.beside import fetch, is_url, reader_of
from connector_lsp.cli.excerpt import visible
from connector_lsp.cli.project import UnusableError, read_source
from connector_lsp.cli.sources import PATH, STDIN
from connector_lsp.cli.terminal import is_coloured, terminal_width
from connector_lsp.files import decode_foreign, write_whole
from connector_lsp.importers import (
    BrokenSourceError,
    ImportFailure,
    Selection,
    Source,
    import_into,
    import_text,
    is_importable,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from connector_lsp.importers import Imported
    from connector_lsp.importers.api import Operation

NOTHING = 1

_EPILOG = """\
\b
Exit code:
  0  the connector is written; what was left out is listed
  1  nothing is: the source is broken, or none of it fits or can be an action
  2  wrong usage, or a file that cannot be read or written

SOURCE is a file, a URL (with --allow-network), - for stdin, or a command itself, in quotes.

\b
Sources:
  OpenAPI 2.0 (Swagger), 3.0 and 3.1, in JSON or YAML
  curl for any shell, Invoke-RestMethod, fetch: what browsers copy
  HAR 1.2, as browsers save their network log
  a Postman collection 2.0 or 2.1

Of a recorded request only names and types get into the connector, so no credential does.

\b
Examples:
  connector-lsp import openapi.yaml -o weather.connector.json
  connector-lsp import openapi.yaml --tag Deals --into crm.connector.json
  connector-lsp import openapi.yaml --choose -o crm.connector.json
  connector-lsp import "curl https://example.com/deals" -o crm.connector.json
"""


@click.command("import", epilog=_EPILOG)
@click.argument("source", type=PATH, metavar="SOURCE")
@click.option(
    "-o",
    "--output",
    type=PATH,
    metavar="FILE",
    help="Where to write the connector; else to stdout.",
)
@click.option(
    "--into",
    type=PATH,
    metavar="FILE",
    help="Add to this connector what it lacks. Its text stays as it is; what clashes is listed.",
)
@click.option(
    "--name",
    default="",
    metavar="NAME",
    help="What the connector is called, instead of its source's name.",
)
@click.option(
    "--tag",
    "tags",
    multiple=True,
    metavar="TAG",
    help="Only operations with this tag. Can be given many times, as can the next three.",
)
@click.option(
    "--path",
    "paths",
    multiple=True,
    metavar="PATH",
    help="Only operations with this path; * is any text.",
)
@click.option(
    "--method", "methods", multiple=True, metavar="METHOD", help="Only operations with this method."
)
@click.option(
    "--operation-id",
    "ids",
    multiple=True,
    metavar="ID",
    help="Only the operation with this operationId.",
)
@click.option(
    "--choose", is_flag=True, help="Choose among the operations that fit, on the terminal."
)
@click.option(
    "--allow-network", is_flag=True, help="Fetch SOURCE and what it refers to where that is a URL."
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="The format of the report.",
)
def command(  # noqa: PLR0913 -- the options of a command
    *,
    source: str,
    output: str | None,
    into: str | None,
    name: str,
    tags: Sequence[str],
    paths: Sequence[str],
    methods: Sequence[str],
    ids: Sequence[str],
    choose: bool,
    allow_network: bool,
    form: str,
) -> None:
    """Make a connector from the description of an API, or from a request.

    With the operations that are wanted: all, or those that fit each kind of option that is given.
    """
    if into and name:
        raise click.UsageError(
            "--name is for a new connector, and --into keeps the name of its own"
        )
    _check_output(output, into)
    selection = Selection(
        tuple(tags), tuple(paths), tuple(methods), tuple(ids), _chooser(source, choose=choose)
    )
    read = _source(source, allow_network=allow_network)
    existing = read_source(into) if into else None
    try:
        if existing:
            imported = import_into(existing.text, existing.path, read, selection)
        else:
            imported = import_text(read, name, selection)
    except BrokenSourceError as error:
        click.echo(_broken(error), nl=False, color=is_coloured())
        click.get_current_context().exit(NOTHING)
    except ImportFailure as error:
        click.echo(f"connector-lsp: {visible(read.path)}: {visible(str(error))}", err=True)
        click.get_current_context().exit(NOTHING)
    target = output or into
    is_empty = imported.report.is_empty
    if not is_empty:
        _write(target, existing.encoded(imported.text) if existing else imported.text.encode())
    _report(imported, target, form=form, is_merged=bool(into))
    click.get_current_context().exit(NOTHING if is_empty else 0)


def _check_output(output: str | None, into: str | None) -> None:
    if (
        output
        and os.path.lexists(output)
        and not (into and Path(output).resolve() == Path(into).resolve())
    ):
        raise UnusableError(
            f"{output}: there is such a file already, and it stays\n"
            f"Name another file, or add to this one with --into {output}"
        )


def _chooser(
    source: str, *, choose: bool
) -> Callable[[Sequence[Operation]], Sequence[Operation]] | None:
    if not choose:
        return None
    if source == STDIN or not sys.stdin.isatty():
        raise click.UsageError(
            "--choose asks on a terminal; elsewhere use --tag, --path, --method or --operation-id"
        )
    from connector_lsp.cli.choosing import choose_operations

    return choose_operations


def _source(source: str, *, allow_network: bool) -> Source:
    """What SOURCE stands for.

    Raises:
        UnusableError: it cannot be read.

    """
    command = Source("command", source, reader_of("", allow_network=allow_network))
    if not os.path.lexists(source) and any(map(str.isspace, source)) and is_importable(command):
        return command
    if is_url(source):
        if not allow_network:
            raise UnusableError(
                f"{source}: it is on the network, which --allow-network would allow"
            )
        try:
            return Source(source, fetch(source), reader_of(source, allow_network=True))
        except OSError as error:
            raise UnusableError(f"{source}: {error}") from None
    if not source:
        raise click.UsageError("SOURCE is empty: name a file, or - for stdin")
    if source != STDIN and Path(source).is_dir():
        raise UnusableError(f"{source}: this is a folder; name a file in it")
    found = read_source(source, decode_foreign)
    beside = "" if source == STDIN else source
    return Source(found.path, found.text, reader_of(beside, allow_network=allow_network))


def _write(target: str | None, data: bytes) -> None:
    """Write the connector at once or not at all."""
    if target is None:
        sys.stdout.buffer.write(data)
        return
    try:
        write_whole(target, data)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise UnusableError(f"{target}: cannot be written: {reason}") from None


def _report(imported: Imported, target: str | None, *, form: str, is_merged: bool) -> None:
    """Say what came of it: on stderr if the connector itself is on stdout."""
    from connector_lsp.cli import import_report

    if form == "json":
        text = import_report.as_json(imported.report, target)
    else:
        stream = sys.stderr if target is None else sys.stdout
        width = terminal_width(stream)
        text = import_report.as_text(imported.report, target, width, is_merged=is_merged)
    click.echo(text, nl=False, err=target is None, color=is_coloured())


def _broken(error: BrokenSourceError) -> str:
    """The place where a source is broken, as `check` shows one."""
    from connector_lsp.analysis.diagnostics.rule import Severity
    from connector_lsp.analysis.text import LineIndex
    from connector_lsp.cli.findings import FileReport, Problem
    from connector_lsp.cli.formats.as_text import problem_lines

    problem = Problem(error.code, Severity.ERROR, str(error), error.range)
    report = FileReport(error.path, error.text, LineIndex(error.text), (problem,))
    return "\n".join(problem_lines(report, problem, terminal_width())) + "\n"
