"""``connector-lsp compare``."""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING

import click

from connector_lsp.analysis.comparison import Comparison, Impact, compare
from connector_lsp.cli.completing import complete_side
from connector_lsp.cli.excerpt import visible
from connector_lsp.cli.project import read_project
from connector_lsp.cli.shelf import by, day, explained, library_option, open_library
from connector_lsp.cli.sources import STDIN
from connector_lsp.cli.terminal import is_coloured, terminal_width
from connector_lsp.library.library import Draft

if TYPE_CHECKING:
    from connector_lsp.analysis.syntax import Json
    from connector_lsp.library.library import Library
    from connector_lsp.library.snapshot import Record, Snapshot

FOUND = 1
_ANY = "any"


class Format(Enum):
    """The formats of the output."""

    TEXT = "text"
    JSON = "json"
    MARKDOWN = "markdown"


_EPILOG = """\
\b
Each of them is a file or a record of the library:
  shop.connector.json   a file; - for stdin
  shop                  the latest record of a connector
  shop@2                one of its versions
  3fa85f64              a record by its id

\b
Exit code:
  0  nothing changed that is as grave as --fail-on
  1  something did
  2  wrong usage, or one of them cannot be read

\b
Examples:
  connector-lsp compare shop.connector.json --fail-on breaking
  connector-lsp compare shop@1 shop@2
  git show main:my.connector.json | connector-lsp compare - my.connector.json
  connector-lsp compare shop.connector.json --format markdown > comment.md
"""


@click.command(epilog=_EPILOG)
@click.argument("first", metavar="[BEFORE]", shell_complete=complete_side)
@click.argument("second", required=False, metavar="AFTER", shell_complete=complete_side)
@click.option(
    "--format",
    "form",
    type=click.Choice([form.value for form in Format]),
    default=Format.TEXT.value,
    show_default=True,
    help="text for people, json for programs, markdown for pull requests.",
)
@click.option(
    "--fail-on",
    type=click.Choice([Impact.BREAKING.value, Impact.VISIBLE.value, _ANY]),
    help="The mildest impact that makes the exit code 1. Without it, changes are no failure.",
)
@library_option
def command(
    *, first: str, second: str | None, form: str, fail_on: str | None, folder: str | None
) -> None:
    """Tell what changed in a connector, and what that does to the flows that use it.

    Alone, a file is compared with the record that it came from. A change is breaking if a flow that
    uses it would fail or must be rebuilt, visible if flows go on and people or the API see a
    difference, else invisible.
    """
    library = open_library(second or first, folder)
    with explained():
        snapshot = library.read()
        after = _side(second or first, snapshot)
        before = _side(first, snapshot) if second else _origin(after, library, snapshot)
    comparison = compare(before.value, after.value) if before else Comparison(())
    click.echo(_render(comparison, before, after, Format(form)), nl=False, color=is_coloured())
    least = Impact.INVISIBLE if fail_on == _ANY else Impact(fail_on) if fail_on else None
    is_found = least is not None and comparison.has(least)
    click.get_current_context().exit(FOUND if is_found else 0)


@dataclass(frozen=True, slots=True)
class _Side:
    """One of the two.

    Attributes:
        title: what it is, for people.
        name: what the connector is called.
        value: the connector.
        text: its text; of a file, as it is written.
        path: its file; None for a record.
        record: the record; None for a file.

    """

    title: str
    name: str
    value: Json
    text: str
    path: Path | None
    record: Record | None


def _side(name: str, snapshot: Snapshot) -> _Side:
    """A file, or else a record."""
    is_file = Path(name).exists() and not Path(name).is_dir()
    if name == STDIN or is_file or name.endswith(".json"):
        project = read_project(name)
        path = None if name == STDIN else Path(name)
        value = json.loads(project.text)
        return _Side(project.path, project.name, value, project.text, path, None)
    return _of_record(snapshot.find(name))


def _of_record(record: Record) -> _Side:
    record.require_intact()
    title = f"v{record.release.version} ({day(record)}, {by(record)})"
    return _Side(title, record.release.name, json.loads(record.text), record.text, None, record)


def _origin(side: _Side, library: Library, snapshot: Snapshot) -> _Side | None:
    """What a draft came from, or a record; None for what was never released."""
    if side.record:
        found = snapshot.try_parent(side.record)
    else:
        text = json.dumps(side.value, indent=2, ensure_ascii=False) + "\n"
        found = library.origin(Draft(side.path, text), snapshot)
        if found:
            snapshot.require_only(found)
    return _of_record(found) if found else None


def _render(comparison: Comparison, before: _Side | None, after: _Side, form: Format) -> str:
    from connector_lsp.analysis.comparison.reports import as_json, as_markdown

    old = before.title if before else ""
    match form:
        case Format.JSON:
            return json.dumps(as_json(comparison, old, after.title), indent=2) + "\n"
        case Format.MARKDOWN if before:
            return as_markdown(comparison, after.name, old, after.title)
        case Format.MARKDOWN:
            return f"# {after.name}\n\n{after.title} was never released: nothing to compare with.\n"
        case Format.TEXT if before:
            return _text(comparison, before, after)
    return f"{visible(after.title)} was never released: there is nothing to compare with\n"


def _text(comparison: Comparison, before: _Side, after: _Side) -> str:
    from connector_lsp.cli.comparison_lines import comparison_lines

    name = click.style(visible(after.name), bold=True)
    head = f"{name}: {visible(before.title)} → {visible(after.title)}"
    return "\n".join((head, "", *comparison_lines(comparison, terminal_width()), ""))
