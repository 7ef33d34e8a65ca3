"""The command ``connector-lsp`` with its subcommands, none of which is imported before it runs."""

from __future__ import annotations

import sys
from importlib import import_module
from keyword import iskeyword
from typing import TYPE_CHECKING

import click

from connector_lsp import __version__

if TYPE_CHECKING:
    from collections.abc import Mapping

COMMANDS: Mapping[str, str] = {
    "new": "Make a connector to start from.",
    "check": "Check connectors, in the shell or in CI.",
    "fmt": "Format connectors and their test cases, in the shell or in CI.",
    "test": "Run the test cases of a connector.",
    "import": "Make a connector from the description of an API, or a request.",
    "run": "Run one action of a connector, and show request and response.",
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
  connector-lsp new weather               weather.connector.json, with mock values
  connector-lsp check                     every *.connector.json below this folder
  connector-lsp fmt --check               whether all of them are formatted
  connector-lsp import openapi.yaml -o my.connector.json
  connector-lsp test my.connector.json    the cases of my.tests.json, against the real API
  connector-lsp run my.connector.json     what can be run of it
  connector-lsp release my.connector.json its JSON for Claris Connect, and a record of it
  connector-lsp explain missing-property  what a diagnostic means
  connector-lsp demo my.connector.json    what an editor would show of a file
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
