"""How the records of a library look: as a list, one with all about it, and for programs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from connector_lsp.cli.excerpt import visible
from connector_lsp.cli.shelf import by, day, near
from connector_lsp.cli.terminal import wrapped

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from connector_lsp.library.snapshot import Record, Snapshot


_NARROWEST_NOTE = 12


def record_json(record: Record, snapshot: Snapshot) -> dict[str, Any]:
    """A record for programs."""
    release = record.release
    return {
        "id": record.id,
        "address": record.address,
        "name": release.name,
        "version": release.version,
        "date": release.date.isoformat(),
        "author": release.author,
        "note": release.note,
        "flows": list(record.flows),
        "state": record.state,
        "parent": parent.id if (parent := snapshot.try_parent(record)) else None,
        "twins": [each.id for each in snapshot.twins(record)],
        "source": release.source,
        "sha256": release.content,
        "file": str(record.file),
        "problem": record.problem or None,
    }


def table(records: Sequence[Record], snapshot: Snapshot, width: int) -> Iterator[str]:
    """A line for each record, the columns as wide as they must be, the note in what is left.

    Args:
        records: which.
        snapshot: the library that they are in.
        width: how many cells a line may take.

    """
    from rich.cells import cell_len

    rows = [
        (
            f"{each.group}@{each.release.version}",
            visible(each.release.name),
            day(each),
            visible(by(each)),
            _status(each, snapshot),
        )
        for each in records
    ]
    widths = [max(map(cell_len, column)) for column in zip(*rows, strict=True)]
    for record, row in zip(records, rows, strict=True):
        colour = "red" if record.problem else "yellow" if snapshot.twins(record) else None
        styled = [
            click.style(row[0], bold=True, dim=record.is_deleted),
            *row[1:4],
            click.style(row[4], fg=colour) if colour else row[4],
        ]
        gaps = [" " * (column - cell_len(text)) for text, column in zip(row, widths, strict=True)]
        line = "  ".join(map(str.__add__, styled, gaps))
        left = sum(widths) + 2 * len(widths)
        note = [click.style(part, dim=True) for part in _note(record, width - left)]
        yield f"{line}  {note[0]}" if note else line.rstrip()
        yield from (" " * left + part for part in note[1:])


def _note(record: Record, room: int) -> list[str]:
    note = record.release.note
    return wrapped(note, max(room, _NARROWEST_NOTE)) if note else []


def _status(record: Record, snapshot: Snapshot) -> str:
    """What one has to know before one uses a record."""
    flows = len(record.flows)
    parts = [
        "tampered with" if record.problem else "",
        f"released at once, {record.id}" if snapshot.twins(record) else "",
        "deleted" if record.is_deleted else "",
        f"in {flows} flow{'s' * (flows > 1)}" if flows else "",
    ]
    return ", ".join(filter(None, parts))


def card(record: Record, snapshot: Snapshot) -> Iterator[str]:
    """All about a record."""
    release = record.release
    date = f"{release.date.astimezone():%Y-%m-%d %H:%M}"
    parent = snapshot.try_parent(record)
    twins = snapshot.twins(record)
    rows = {
        "Name": f"{release.name} v{release.version}",
        "Id": record.id,
        "Released": f"{date} by {release.author}",
        "Note": release.note,
        "State": record.state,
        "Flows": ", ".join(record.flows) or "none that is known",
        "Came from": f"{parent.title} ({parent.id})" if parent else "",
        "At once with": ", ".join(f"{each.id} by {each.release.author}" for each in twins),
        "Draft": release.source,
        "File": near(record.file),
        "SHA-256": release.content,
        "Problem": record.problem,
    }
    colours = {"At once with": "yellow", "Problem": "red"}
    for label, text in rows.items():
        if text:
            shown = click.style(visible(text), fg=colours.get(label))
            yield f"{click.style(f'{label:<12}', bold=True)}  {shown}"
