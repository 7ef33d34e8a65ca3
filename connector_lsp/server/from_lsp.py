"""From the protocol's terms to ours."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types

from connector_lsp.analysis.text import LineIndex, Position, PositionEncoding, Range

if TYPE_CHECKING:
    from connector_lsp.analysis.syntax import Json


class InvalidParamsError(ValueError):
    """Parameters that are not of the shape that the protocol gives them."""


class RequestFailedError(ValueError):
    """What is asked for cannot be done; the message tells the user why (LSP `RequestFailed`)."""


class ContentModifiedError(RequestFailedError):
    """What is asked about is no more as the client knew it (LSP `ContentModified`)."""


def document_uri(params: dict[str, Json]) -> str:
    """The document's URI of raw parameters; empty if there is none."""
    item = params.get("textDocument")
    return str(item.get("uri", "")) if isinstance(item, dict) else ""


def positions(params: dict[str, Json]) -> list[Position]:
    """The positions of raw `SelectionRangeParams`.

    Raises:
        InvalidParamsError: one is missing or of a wrong type.

    """
    try:
        return [position(each) for each in params["positions"]]
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise InvalidParamsError from error


def required_range(index: LineIndex, params: dict[str, Json], encoding: PositionEncoding) -> Range:
    """The range of raw parameters as offsets.

    Raises:
        InvalidParamsError: it is missing or of a wrong type.

    """
    try:
        return range_(index, params["range"], encoding)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise InvalidParamsError from error


def required_ranges(
    index: LineIndex, params: dict[str, Json], encoding: PositionEncoding
) -> list[Range]:
    """The ranges of raw parameters as offsets: all of ``ranges``, or else the one ``range``.

    Raises:
        InvalidParamsError: one is missing or of a wrong type.

    """
    try:
        found = params["ranges"] if "ranges" in params else [params["range"]]
        return [range_(index, each, encoding) for each in found]
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise InvalidParamsError from error


def text_document_position(params: dict[str, Json]) -> tuple[str, Position]:
    """The document's URI and the position of raw `TextDocumentPositionParams`.

    Raises:
        InvalidParamsError: one is missing or of a wrong type.

    """
    try:
        return str(params["textDocument"]["uri"]), position(params["position"])
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise InvalidParamsError from error


def position(value: dict[str, Json]) -> Position:
    """A raw `Position`."""
    return Position(int(value.get("line", 0)), int(value.get("character", 0)))


def range_(index: LineIndex, value: dict[str, Json], encoding: PositionEncoding) -> Range:
    """A raw `Range` as offsets; one that ends before it starts is turned round."""
    start, end = value.get("start") or {}, value.get("end") or {}
    first = index.offset(position(start), encoding)
    second = first if start == end else index.offset(position(end), encoding)
    return Range(min(first, second), max(first, second))


def offset(index: LineIndex, lsp_position: types.Position, encoding: PositionEncoding) -> int:
    """A `Position` as an offset."""
    return index.offset(Position(lsp_position.line, lsp_position.character), encoding)
