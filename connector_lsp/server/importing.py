"""Importing into an open connector: what a file or a command describes, or the text itself."""

from __future__ import annotations

import asyncio
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from lsprotocol import types
from pygls.uris import to_fs_path

from connector_lsp.analysis.text import Edit, LineIndex
from connector_lsp.beside import read_below
from connector_lsp.files import decode_foreign
from connector_lsp.importers import (
    ImportFailure,
    Selection,
    Source,
    import_into,
    import_text,
    read,
)
from connector_lsp.importers.selection import ALL
from connector_lsp.server import to_lsp
from connector_lsp.server.commands import show

if TYPE_CHECKING:
    from collections.abc import Sequence

    from connector_lsp.analysis.syntax import Json
    from connector_lsp.importers import Imported
    from connector_lsp.importers.api import Api, Operation
    from connector_lsp.importers.report import Report
    from connector_lsp.server.app import ConnectorServer

_MOST_TOLD = 5


async def import_source(
    server: ConnectorServer, uri: str, rest: Sequence[str]
) -> dict[str, Json] | None:
    """Import into the connector `uri`; nothing is fetched from the network.

    Args:
        server: the conversation.
        uri: an open connector.
        rest: the URI of a source or the source itself; without it the text of the connector is the
            source, which the connector takes the place of. Then the titles of the operations that
            are wanted, such as ``GET /pets``; without any, all are.

    Returns:
        the numbers of actions and of operations left out; None if nothing was imported.

    """
    document = server.documents.try_get(uri)
    if document is None:
        show(server, types.MessageType.Error, "Open the connector to import into first")
        return None
    before = document.text
    try:
        imported = await asyncio.to_thread(_imported, uri, before, rest)
    except ImportFailure as failure:
        show(server, types.MessageType.Error, f"Nothing was imported: {failure}")
        return None
    report = imported.report
    if report.is_empty:
        show(server, types.MessageType.Error, _summary(report))
        return None
    edit = to_lsp.text_edit(
        LineIndex(before), _difference(before, imported.text), server.client.encoding
    )
    changes: dict[str, list[types.TextEdit]] = {uri: [edit]}
    params = types.ApplyWorkspaceEditParams(
        types.WorkspaceEdit(changes=changes),
        "Import",
    )
    answer: Json = await server.workspace_apply_edit_async(params)  # As it came, see `protocol`.
    if not isinstance(answer, dict) or not answer.get("applied"):
        show(server, types.MessageType.Error, "The editor did not take the connector")
        return None
    show(server, types.MessageType.Info, _summary(report))
    return {"actions": len(report.made), "leftOut": len(report.refused)}


def read_api(uri: str, source: str) -> Api:
    """The API that a source is about, to be read in a thread.

    Args:
        uri: the file that the source lies beside, if it is no file itself.
        source: its URI, or the source itself.

    Raises:
        ImportFailure: it is about none.

    """
    return read(_named(to_fs_path(uri) or uri, source))


def _imported(uri: str, text: str, rest: Sequence[str]) -> Imported:
    """What becomes of the connector's text.

    Raises:
        ImportFailure: nothing.

    """
    path = to_fs_path(uri) or uri
    if not rest:
        return import_text(_source(path, text))
    source, *titles = rest
    selection = Selection(choose=partial(_titled, titles)) if titles else ALL
    if not text.strip():
        return import_text(_named(path, source), selection=selection)
    return import_into(text, Path(path).name, _named(path, source), selection)


def _titled(titles: Sequence[str], operations: Sequence[Operation]) -> list[Operation]:
    return [each for each in operations if each.title in titles]


def _named(path: str, named: str) -> Source:
    if not named.startswith("file:"):
        return _source(path, named)
    source = to_fs_path(named) or named
    try:
        return _source(source, decode_foreign(Path(source).read_bytes()))
    except (OSError, ValueError) as error:
        raise ImportFailure(f"{Path(source).name} cannot be read: {error}") from None


def _source(path: str, text: str) -> Source:
    folder = Path(path).parent
    return Source(Path(path).name, text, lambda reference: read_below(folder, reference))


def _difference(before: str, after: str) -> Edit:
    """The one edit between two texts, without what both begin and end with."""
    most = min(len(before), len(after))
    start = next((at for at in range(most) if before[at] != after[at]), most)
    end = next(
        (at for at in range(most - start) if before[-1 - at] != after[-1 - at]), most - start
    )
    return Edit(start, len(before) - end, after[start : len(after) - end])


def _summary(report: Report) -> str:
    count = len(report.made)
    headline = f"Imported {count} action{'' if count == 1 else 's'}"
    if report.is_empty:
        headline = "Nothing was imported: no operation can be an action"
    told = [*report.refused, *report.clashes, *report.gaps, *report.notes]
    lines = [headline, *(": ".join(filter(None, each)) for each in told[:_MOST_TOLD])]
    if len(told) > _MOST_TOLD:
        lines.append(f"… and {len(told) - _MOST_TOLD} more; connector-lsp import lists them all")
    return "\n".join(lines)
