"""``connector-lsp explain``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import click

from connector_lsp.analysis.diagnostics.registry import RULES
from connector_lsp.analysis.suggestions import Vocabulary
from connector_lsp.cli.completing import complete_code
from connector_lsp.cli.terminal import SEVERITY_COLOURS, new_console

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import Console
    from rich.text import Text

    from connector_lsp.analysis.diagnostics.rule import Rule

_GROUPS = {
    "syntax": "Syntax: the text is not JSON",
    "schema": "Schema: a value is not what its place asks for",
    "connector": "Connector: what it says does not fit together, or will not work",
    "cases": "Test cases: what they ask for is not there",
}


_EPILOG = """\
\b
Examples:
  connector-lsp explain
  connector-lsp explain missing-property
"""


@click.command(epilog=_EPILOG)
@click.argument("code", required=False, shell_complete=complete_code)
def command(code: str | None) -> None:
    """Tell what a diagnostic means and how to repair it.

    Without a CODE, all diagnostics are listed.
    """
    console = new_console()
    if code is None:
        _list_all(console)
        return
    rule = RULES.get(code)
    if rule is None:
        raise click.UsageError(_unknown(code))
    if console.is_terminal:
        _show(console, rule)
    else:
        click.echo(f"# {rule.code}\n\n{_facts(rule)}\n\n{rule.explanation}")


def _unknown(code: str) -> str:
    advice = Vocabulary(RULES).did_you_mean(code)
    return f"there is no diagnostic {code!r}{advice or '; `connector-lsp explain` lists them all'}"


def _facts(rule: Rule) -> str:
    return f"Default severity: {rule.severity.label}. Group: {rule.group}."


# --- all of them ---------------------------------------------------------------------------------


def _list_all(console: Console) -> None:
    longest = max(len(code) for code in RULES)
    if not console.is_terminal:
        for rule in RULES.values():
            click.echo(f"{rule.code:{longest}}  {rule.severity.label:11}  {plain(rule.summary)}")
        return
    from rich.table import Table
    from rich.text import Text

    for group, title in _GROUPS.items():
        table = Table.grid(padding=(0, 2), expand=False)
        table.add_column(width=longest)
        table.add_column(width=len("information"))
        table.add_column()
        for rule in RULES.values():
            if rule.group == group:
                colour = SEVERITY_COLOURS[rule.severity]
                table.add_row(
                    Text(rule.code, style="bold"),
                    Text(rule.severity.label, style=colour),
                    _inline(rule.summary),
                )
        console.print()
        console.print(Text(title, style="bold blue"))
        console.print(table)
    console.print()
    console.print(Text("connector-lsp explain CODE tells more of one.", style="dim"))


# --- one of them ---------------------------------------------------------------------------------


def _show(console: Console, rule: Rule) -> None:
    from rich.text import Text

    colour = SEVERITY_COLOURS[rule.severity]
    console.print()
    console.print(Text.assemble((rule.code, f"bold {colour}"), ("  " + _facts(rule), "dim")))
    for kind, block in _blocks(rule.explanation):
        console.print()
        if kind == "code":
            for line in block.split("\n"):
                console.print(Text(f"    {line}"), soft_wrap=True)
        elif block in ("Wrong:", "Right:"):
            console.print(Text(block, style="bold red" if block == "Wrong:" else "bold green"))
        else:
            console.print(_inline(block), width=min(console.width, 88))
    console.print()


def _blocks(markdown: str) -> Iterator[tuple[str, str]]:
    """The paragraphs of an explanation and its indented blocks, the lines of the former joined."""
    for block in re.split(r"\n{2,}(?! {4})|\n{2,}(?= {4})", markdown):
        if block.startswith("    "):
            yield "code", "\n".join(line.removeprefix("    ") for line in block.split("\n"))
        else:
            yield "prose", " ".join(block.split())


def _inline(markdown: str) -> Text:
    """Prose with its code spans in another colour."""
    from rich.text import Text

    pieces = re.split(r"`([^`]+)`", markdown)
    return Text.assemble(
        *((piece, "cyan" if number % 2 else "") for number, piece in enumerate(pieces))
    )


def plain(markdown: str) -> str:
    """Prose without the marks of code spans."""
    return markdown.replace("`", "")
