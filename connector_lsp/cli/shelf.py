"""The library, for the commands that read it or write to it."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from connector_lsp.cli.excerpt import visible
from connector_lsp.cli.project import UnusableError
from connector_lsp.cli.sources import PATH
from connector_lsp.library.author import find_author
from connector_lsp.library.errors import InUseError, LibraryError
from connector_lsp.library.library import Library
from connector_lsp.library.place import VARIABLE, find_library

if TYPE_CHECKING:
    from collections.abc import Iterator

    from connector_lsp.library.snapshot import Record, Snapshot

library_option = click.option(
    "--library",
    "folder",
    type=PATH,
    metavar="FOLDER",
    help=f"The library. Without it, the folder that {VARIABLE} names, else .connectors around the "
    "connector, as far as its repository goes, else one in your data directory.",
)


def open_library(start: str | Path, chosen: str | None) -> Library:
    """The library for a connector or a folder."""
    path = Path(start)
    folder = find_library(path if path.is_dir() else path.parent, chosen or "")
    return Library(folder, find_author(folder), partial(datetime.now, UTC))


@contextmanager
def explained() -> Iterator[None]:
    """Says what the library cannot do as commands say such things."""
    try:
        yield
    except InUseError as error:
        flows = "".join(f"\n  {flow}" for flow in error.flows)
        count = f"{len(error.flows)} flow{'s' * (len(error.flows) > 1)}"
        raise UnusableError(
            f"{error.title} is used in {count}:{flows}\n"
            "Remove it from these flows and say so with connector-lsp library forget-flow, or "
            "delete it with --force"
        ) from None
    except LibraryError as error:
        raise UnusableError(f"{visible(error.message)}\n{visible(error.next_step)}") from None


def told(snapshot: Snapshot) -> None:
    """Warn of what is not as it was written."""
    for path, problem in snapshot.problems:
        click.echo(f"connector-lsp: {near(path)}: {visible(problem)}", err=True)


def near(path: Path) -> str:
    """A path as it is called from the working folder, where that is shorter."""
    try:
        return visible(str(path.absolute().relative_to(Path.cwd())))
    except ValueError:
        return visible(str(path))


def day(record: Record) -> str:
    """When a record was made, in this place's time."""
    return f"{record.release.date.astimezone():%Y-%m-%d}"


def by(record: Record) -> str:
    """Who made a record, without the address."""
    return record.release.author.partition(" <")[0]
