"""A library as a page of Markdown; pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from connector_lsp.analysis.comparison.reports import escaped

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from connector_lsp.library.snapshot import Record, Snapshot


def library_page(snapshot: Snapshot, folder: Path) -> str:
    """All records, connector by connector.

    Args:
        snapshot: what is in the library.
        folder: where it is.

    """
    return "\n".join(_lines(snapshot, folder))


def _lines(snapshot: Snapshot, folder: Path) -> Iterator[str]:
    yield "# Released connectors"
    yield ""
    yield f"{escaped(str(folder))}"
    yield ""
    if not snapshot.groups:
        yield "Nothing was released yet."
        yield ""
    for path, problem in snapshot.problems:
        yield f"- **{escaped(path.name)}**: {escaped(problem)}"
    if snapshot.problems:
        yield ""
    for group in snapshot.groups:
        yield f"## {escaped(snapshot.latest(group).release.name)}"
        yield ""
        yield "| record | released | by | state | flows | note |"
        yield "|---|---|---|---|---|---|"
        for record in snapshot.groups[group]:
            yield f"| {' | '.join(_cells(record, snapshot))} |"
        yield ""


def _cells(record: Record, snapshot: Snapshot) -> Iterator[str]:
    release = record.release
    yield f"[{escaped(snapshot.address(record))}]({record.file.as_uri()})"
    yield f"{release.date.astimezone():%Y-%m-%d %H:%M}"
    yield escaped(release.author.partition(" <")[0])
    yield escaped(record.problem) or record.state
    yield escaped(", ".join(record.flows))
    yield escaped(release.note)
