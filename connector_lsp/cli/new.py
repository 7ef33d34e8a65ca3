"""``connector-lsp new``."""

from __future__ import annotations

import os
from pathlib import Path

import click

from connector_lsp.analysis.recognition import FILE_SUFFIX
from connector_lsp.cli.completing import complete_sample
from connector_lsp.cli.project import UnusableError
from connector_lsp.cli.terminal import is_coloured, terminal_width, wrapped
from connector_lsp.resources import DEFAULT_SAMPLE, StartingPoint, starting_points

_EPILOG = """\
\b
Examples:
  connector-lsp new weather                 weather.connector.json
  connector-lsp new weather --sample key-in-query
  connector-lsp new weather --sample empty
  connector-lsp new --list
"""


@click.command(epilog=_EPILOG)
@click.argument("name", required=False, metavar="[NAME]")
@click.option(
    "--sample",
    default=DEFAULT_SAMPLE,
    show_default=True,
    metavar="SAMPLE",
    shell_complete=complete_sample,
    help="Which connector to start from, see --list.",
)
@click.option("--list", "is_list", is_flag=True, help="List the samples.")
def command(*, name: str | None, sample: str, is_list: bool) -> None:
    """Make NAME.connector.json to start from, with mock values to be replaced.

    A file that is there already is left alone.
    """
    found = {each.name: each for each in starting_points()}
    if is_list:
        _list(list(found.values()))
        return
    if name is None:
        raise click.UsageError("Missing argument 'NAME': what the connector is called")
    if sample not in found:
        raise click.UsageError(f"There is no sample {sample!r}. There are: {', '.join(found)}")
    stem = name.removesuffix(FILE_SUFFIX).removesuffix(".json")
    if not os.path.basename(stem).strip(". "):  # noqa: PTH119 -- a Path has no slash at its end
        raise click.UsageError(f"{name!r} is no name of a connector, such as weather")
    path = Path(stem + FILE_SUFFIX)
    text = found[sample].named(path).text
    try:
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError:
        raise UnusableError(f"{path}: there is such a file already, and it stays") from None
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise UnusableError(f"{path}: cannot be made: {reason}") from None
    click.echo(f"Made {path} from the sample {sample}")


def _list(found: list[StartingPoint]) -> None:
    """All samples, each with what it shows."""
    width = max(len(sample.name) for sample in found)
    room = max(terminal_width() - width - 2, 20)
    for sample in found:
        name = click.style(f"{sample.name:{width}}", bold=True)
        click.echo(f"{name}  {sample.title}", color=is_coloured())
        for line in wrapped(sample.description, room):
            click.echo(f"{'':{width}}  {click.style(line, dim=True)}", color=is_coloured())
