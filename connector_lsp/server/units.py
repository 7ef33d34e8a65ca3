"""A connector and its test cases as one unit, and places in it as the protocol wants them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from connector_lsp.analysis.names import Unit
from connector_lsp.analysis.text import LineIndex, indentation
from connector_lsp.server import from_lsp, siblings, to_lsp

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from connector_lsp.analysis.analysis import Analysis
    from connector_lsp.analysis.names import Occurrence
    from connector_lsp.analysis.syntax import Json
    from connector_lsp.analysis.text import Edit
    from connector_lsp.server.app import ConnectorServer


_ANNOTATION = "change"


@dataclass(frozen=True, slots=True)
class Place:
    """What a request about a position asks of.

    Attributes:
        unit: both files, as they are open, or else on disk.
        uris: their names, the connector's first.
        in_cases: whether the position is in the test cases.
        offset: the position in that file.

    """

    unit: Unit
    uris: tuple[str, str]
    in_cases: bool
    offset: int

    @property
    def uri(self) -> str:
        """The file that is asked about."""
        return self.uris[self.in_cases]

    def lines(self, *, in_cases: bool) -> LineIndex:
        """Converts offsets of one of the files; one that is not there yet is empty."""
        analysis = self.unit.cases if in_cases else self.unit.connector
        return analysis.document.line_index() if analysis is not None else LineIndex("")

    def text(self, *, in_cases: bool) -> str:
        """The text of one of the files; empty for one that is not there yet."""
        analysis = self.unit.cases if in_cases else self.unit.connector
        return analysis.text if analysis is not None else ""


def try_find_place(server: ConnectorServer, params: dict[str, Json]) -> Place | None:
    """The place that raw `TextDocumentPositionParams` speak of; None in a file of somebody else.

    Raises:
        InvalidParamsError: something is missing or of a wrong type.

    """
    uri, position = from_lsp.text_document_position(params)
    analysis = server.documents.analysis(uri)
    if analysis is None:
        return None
    offset = analysis.document.line_index().offset(position, server.client.encoding)
    return place_at(server, uri, analysis, offset)


def place_at(server: ConnectorServer, uri: str, analysis: Analysis, offset: int) -> Place:
    """The place at an offset of an open file."""
    documents = server.documents
    if siblings.is_cases(uri):
        connector_uri = documents.try_connector_uri(uri) or ""
        unit = Unit(documents.connector(connector_uri), analysis)
        return Place(unit, (connector_uri, uri), in_cases=True, offset=offset)
    cases_uri = siblings.cases_uri(uri)
    unit = Unit(analysis, documents.cases(cases_uri))
    return Place(unit, (uri, cases_uri), in_cases=False, offset=offset)


def locations(
    server: ConnectorServer, place: Place, found: Iterable[Occurrence]
) -> list[dict[str, Json]]:
    """Places as raw `Location`s."""
    return [
        {
            "uri": place.uris[each.in_cases],
            "range": to_lsp.raw_range(
                place.lines(in_cases=each.in_cases), each.range, server.client.encoding
            ),
        }
        for each in found
    ]


@dataclass(frozen=True, slots=True)
class Annotation:
    """What a client may tell of an edit before it applies it (LSP `ChangeAnnotation`)."""

    label: str
    description: str
    needs_confirmation: bool


def workspace_edit(
    server: ConnectorServer,
    place: Place,
    edits: tuple[Sequence[Edit], Sequence[Edit]],
    annotation: Annotation | None = None,
    *,
    are_snippets: bool = False,
) -> dict[str, Json]:
    """Edits of the connector and of its test cases as a raw `WorkspaceEdit`.

    Test cases that are not there yet are made.

    Args:
        server: what tells versions, and what the client can take.
        place: where they were asked for.
        edits: those of the connector, and those of its test cases.
        annotation: what to tell of them.
        are_snippets: whether their texts hold tab stops.

    """
    client = server.client
    marks = annotation is not None and client.annotations and client.versioned_edits
    changes: dict[str, list[Json]] = {}
    for in_cases, found in enumerate(edits):
        if not found:
            continue
        lines, text = place.lines(in_cases=bool(in_cases)), place.text(in_cases=bool(in_cases))
        changes[place.uris[in_cases]] = [
            {
                "range": to_lsp.raw_range(lines, each, client.encoding),
                **_text(text, each, is_snippet=are_snippets),
                **({"annotationId": _ANNOTATION} if marks else {}),
            }
            for each in found
        ]
    if not client.versioned_edits:
        return {"changes": changes}
    operations: list[Json] = [
        {"textDocument": {"uri": uri, "version": _version(server, uri)}, "edits": each}
        for uri, each in changes.items()
    ]
    if edits[1] and place.unit.cases is None:
        create = {"kind": "create", "uri": place.uris[1], "options": {"ignoreIfExists": True}}
        operations.insert(-1, create)
    if annotation is None or not marks:
        return {"documentChanges": operations}
    told = {
        "label": annotation.label,
        "needsConfirmation": annotation.needs_confirmation,
        "description": annotation.description,
    }
    return {"documentChanges": operations, "changeAnnotations": {_ANNOTATION: told}}


def _text(text: str, edit: Edit, *, is_snippet: bool) -> dict[str, Json]:
    """What an edit of `text` puts there; VS Code indents snippets, and cannot be told not to."""
    if is_snippet:
        base = indentation(text[: edit.start], edit.start)
        return {"snippet": {"kind": "snippet", "value": to_lsp.snippet(edit.text, base)}}
    return {"newText": edit.text}


def _version(server: ConnectorServer, uri: str) -> int | None:
    """The version of an open file; None for one on disk."""
    document = server.documents.try_get(uri)
    return document.version if document else None
