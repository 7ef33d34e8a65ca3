"""``connector-lsp library`` and its commands."""

from __future__ import annotations

import json
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING

import click

from connector_lsp.analysis.recognition import FILE_SUFFIX
from connector_lsp.cli.completing import complete_record
from connector_lsp.cli.excerpt import visible
from connector_lsp.cli.project import UnusableError
from connector_lsp.cli.record_lines import card, record_json, table
from connector_lsp.cli.shelf import explained, library_option, near, open_library, told
from connector_lsp.cli.sources import PATH
from connector_lsp.cli.terminal import is_coloured, terminal_width
from connector_lsp.library.place import make_library

if TYPE_CHECKING:
    from collections.abc import Sequence

FOUND = 1
VERSION = 1
"""Of the JSON: counts up when a member is renamed or taken away."""


class Format(Enum):
    """The formats of the output."""

    TEXT = "text"
    JSON = "json"


_format_option = click.option(
    "--format",
    "form",
    type=click.Choice([form.value for form in Format]),
    default=Format.TEXT.value,
    show_default=True,
    help="text for people, json for programs.",
)

_EPILOG = """\
A RECORD is named by its connector (shop: the latest), by a version of it (shop@2), or by its id.

\b
Examples:
  connector-lsp library init            a library for this repository
  connector-lsp library list
  connector-lsp library show shop@2
  connector-lsp library copy shop@2 shop-again.connector.json
  connector-lsp library note-flow shop "Orders to sheet"
  connector-lsp library delete shop@1
"""


class _InOrder(click.Group):
    """A group that lists its commands in the order in which they are written here."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands' names."""
        del ctx
        return list(self.commands)


@click.group(cls=_InOrder, epilog=_EPILOG)
def command() -> None:
    """Show and keep the records of what was released.

    A record is never changed: what happens to it is written beside it, each time into a file of its
    own, so that a team can share a library in git.
    """


@command.command("init")
@click.argument("folder", default=".", type=PATH, metavar="[FOLDER]")
def init(*, folder: str) -> None:
    """Make a library for this repository, in .connectors."""
    with explained():
        made = make_library(Path(folder))
    click.echo(f"Made {near(made)}: commit it with the rest")


@command.command("list")
@_format_option
@click.option("--all", "is_all", is_flag=True, help="Also what was deleted.")
@library_option
def list_records(*, form: str, is_all: bool, folder: str | None) -> None:
    """List what was released, the latest first."""
    library = open_library(".", folder)
    with explained():
        snapshot = library.read()
    if Format(form) is Format.JSON:
        content = {
            "version": VERSION,
            "library": str(library.folder),
            "records": [record_json(each, snapshot) for each in snapshot.records],
            "problems": [{"path": str(p), "problem": what} for p, what in snapshot.problems],
        }
        click.echo(json.dumps(content, indent=2))
        return
    shown = [each for each in snapshot.records if is_all or not each.is_deleted]
    for line in table(shown, snapshot, terminal_width()):
        click.echo(line, color=is_coloured())
    hidden = len(snapshot.records) - len(shown)
    if not snapshot.records:
        click.echo(f"Nothing was released yet into {near(library.folder)}")
    elif hidden:
        note = f"{hidden} deleted, see --all"
        click.echo(click.style(note, dim=True), color=is_coloured())
    told(snapshot)


@command.command("show")
@click.argument("record", metavar="RECORD", shell_complete=complete_record)
@_format_option
@click.option("--json", "is_raw", is_flag=True, help="Print the connector's JSON and nothing else.")
@library_option
def show(*, record: str, form: str, is_raw: bool, folder: str | None) -> None:
    """Show a record: who released it when, its note, its flows."""
    library = open_library(".", folder)
    with explained():
        snapshot = library.read()
        found = snapshot.find(record)
        if is_raw:
            found.require_intact()
    if is_raw:
        click.echo(found.text, nl=False)
    elif Format(form) is Format.JSON:
        click.echo(json.dumps(record_json(found, snapshot), indent=2))
    else:
        for line in card(found, snapshot):
            click.echo(line, color=is_coloured())


@command.command("copy")
@click.argument("record", metavar="RECORD", shell_complete=complete_record)
@click.argument("file", required=False, type=PATH, metavar="[FILE]")
@library_option
def copy(*, record: str, file: str | None, folder: str | None) -> None:
    """Copy a record to a new draft.

    The draft knows the record that it came from. FILE is NAME.connector.json in this folder if it
    is not given. A file that is there stays.
    """
    library = open_library(file or ".", folder)
    with explained():
        found = library.read().find(record)
        found.require_intact()
        path = Path(file or f"{found.group}{FILE_SUFFIX}")
        if path.exists():
            raise UnusableError(f"{path}: there is such a file already, and it stays")
        # First the note: without a file it does no harm, a file without it would forget its origin.
        library.note_copy(found, path)
    try:
        with path.open("x", encoding="utf-8", newline="\n") as draft:
            draft.write(found.text)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise UnusableError(f"{path}: cannot be made: {reason}") from None
    click.echo(f"Made {path} from {visible(found.title)}")


@command.command("delete")
@click.argument("record", metavar="RECORD", shell_complete=complete_record)
@click.option("--force", is_flag=True, help="Even if flows use it; that is noted, too.")
@library_option
def delete(*, record: str, force: bool, folder: str | None) -> None:
    """Note that a connector was deleted in Claris Connect.

    The record stays. While flows are noted that use it, it is refused, as Claris Connect does.
    """
    library = open_library(".", folder)
    with explained():
        found = library.read().find(record)
        library.delete(found, is_forced=force)
    beside = f", although it is used in {', '.join(found.flows)}" if found.flows else ""
    click.echo(visible(f"{found.title} is deleted{beside}"))


@command.command("note-flow")
@click.argument("record", metavar="RECORD", shell_complete=complete_record)
@click.argument("flows", nargs=-1, required=True, metavar="FLOW...")
@library_option
def note_flow(*, record: str, flows: Sequence[str], folder: str | None) -> None:
    """Note that flows use a connector.

    So nobody deletes it unawares, and the next release names the flows to put it back into.
    """
    library = open_library(".", folder)
    with explained():
        found = library.read().find(record)
        library.note_flow(found, *flows)
    known = ", ".join(dict.fromkeys((*found.flows, *flows)))
    click.echo(visible(f"{found.title} is used in {known}"))


@command.command("forget-flow")
@click.argument("record", metavar="RECORD", shell_complete=complete_record)
@click.argument("flows", nargs=-1, required=True, metavar="FLOW...")
@library_option
def forget_flow(*, record: str, flows: Sequence[str], folder: str | None) -> None:
    """Note that flows use a connector no more."""
    library = open_library(".", folder)
    with explained():
        found = library.read().find(record)
        library.forget_flow(found, *flows)
    left = ", ".join(flow for flow in found.flows if flow not in flows)
    click.echo(visible(f"{found.title} is used in {left or 'no flow that is known'}"))


@command.command("verify")
@library_option
def verify(*, folder: str | None) -> None:
    """Make sure that every record is as it was written.

    If one is not, it is named with what is wrong, and the exit code is 1.
    """
    library = open_library(".", folder)
    with explained():
        snapshot = library.read()
    told(snapshot)
    number = len(snapshot.records)
    if snapshot.problems:
        click.get_current_context().exit(FOUND)
    click.echo(f"{number} record{'s' * (number != 1)}, all as they were written")
