"""``connector-lsp schema``."""

from __future__ import annotations

import click

from connector_lsp.resources import schema_path, schema_text

_EPILOG = """\
\b
Examples:
  connector-lsp schema > my.schema.json
  connector-lsp check --schema my.schema.json
"""


@click.command(epilog=_EPILOG)
@click.option("--path", is_flag=True, help="Print where the file is instead of what is in it.")
def command(*, path: bool) -> None:
    """Print the JSON Schema that connectors are checked against.

    To check against one of your own, change a copy and name it with --schema.
    """
    if path:
        click.echo(str(schema_path()))
    else:
        click.echo(schema_text(), nl=False)
