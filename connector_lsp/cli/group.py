"""The command ``connector-lsp`` with its subcommands, none of which is imported before it runs."""

from __future__ import annotations

import errno
import sys
from importlib import import_module
from keyword import iskeyword
from typing import TYPE_CHECKING

import click

from connector_lsp import __version__
from connector_lsp.cli import FAILED, INTERRUPTED
from connector_lsp.cli.excerpt import visible

if TYPE_CHECKING:
    from collections.abc import Mapping

COMMANDS: Mapping[str, str] = {
    "new": "Make a connector to start from.",
    "import": "Make a connector from the description of an API, or a request.",
    "check": "Check connectors, in the shell or in CI.",
    "fmt": "Format connectors and their test cases, in the shell or in CI.",
    "run": "Run one action of a connector, and show request and response.",
    "test": "Run the test cases of a connector.",
    "release": "Give out a connector for Claris Connect, and record it.",
    "compare": "Tell what changed in a connector, and what that does to flows.",
    "library": "Show and keep the records of what was released.",
    "explain": "Tell what a diagnostic means and how to repair it.",
    "demo": "Show on this terminal what the server does in an editor.",
    "schema": "Print the JSON Schema of connectors.",
    "serve": "Run the language server, as an editor does.",
}
"""The commands and what they do; each is in the module of its name.

A name that is a word of Python's has an underscore behind it.
"""


class LazyGroup(click.Group):
    """A group whose commands are named in `COMMANDS` and imported when asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands' names, in the order of the help text."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command called `cmd_name`, imported now."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        name = f"{cmd_name}_" if iskeyword(cmd_name) else cmd_name
        module = import_module(f"connector_lsp.cli.{name}")
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the help text's list of commands without importing any."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; what stops it from outside is told in a line."""
        try:
            return super().invoke(ctx)
        except (KeyboardInterrupt, click.Abort):
            click.echo("\nconnector-lsp: interrupted", err=True)
            ctx.exit(INTERRUPTED)
        except OSError as error:
            if error.errno == errno.EPIPE:
                raise  # Whoever read the output has enough; click ends quietly.
            place = f"{error.filename}: " if error.filename else ""
            reason = (error.strerror or str(error)).lower()
            click.echo(f"connector-lsp: {visible(place)}{reason}", err=True)
            ctx.exit(FAILED)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command that `args` begin with; one that is misspelt is guessed at."""
        name = args[0] if args else ""
        if name not in COMMANDS and not name.startswith("-"):
            from difflib import get_close_matches

            meant = get_close_matches(name, COMMANDS, n=1)
            advice = f" Did you mean {meant[0]!r}?" if meant else ""
            ctx.fail(f"No such command {name!r}.{advice}")
        return super().resolve_command(ctx, args)


_EPILOG = """\
\b
Examples:
  connector-lsp new weather                makes weather.connector.json
  connector-lsp import openapi.yaml -o my.connector.json
  connector-lsp check                      every *.connector.json below here
  connector-lsp run my.connector.json      what can be run of it
  connector-lsp test my.connector.json     the cases of my.tests.json
  connector-lsp release my.connector.json  its JSON for Claris Connect

connector-lsp COMMAND --help tells all about one of them, with examples.
"""


@click.group(
    cls=LazyGroup, epilog=_EPILOG, context_settings={"help_option_names": ["-h", "--help"]}
)
@click.version_option(__version__, "-V", "--version", message="%(prog)s %(version)s")
def cli() -> None:
    """Check, complete and explain Claris Connect custom connectors."""
    for stream in (sys.stdout, sys.stderr):
        # A character that the terminal's encoding lacks is no reason to stop.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
