"""What can be folded away: each object and array that takes more than one line."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from connector_lsp.analysis.document import SKELETON
from connector_lsp.analysis.syntax import NodeKind
from connector_lsp.analysis.text import LineIndex, PositionEncoding

if TYPE_CHECKING:
    from connector_lsp.analysis.analysis import Analysis
    from connector_lsp.analysis.document import Document
    from connector_lsp.analysis.section import Section


class Fold(NamedTuple):
    """Whole lines that can be folded.

    Attributes:
        start_line: the line that stays, from 0.
        end_line: the last one that goes.  That with the closing bracket stays, too.
        depth: how many values it lies in.

    """

    start_line: int
    end_line: int
    depth: int


def folding_ranges(analysis: Analysis, limit: int | None = None) -> list[Fold]:
    """The folds in the order of the text; of more than `limit` the outermost."""
    document = analysis.document
    folds = _around(document)
    for line, section, path in zip(document.lines, document.sections, document.paths, strict=True):
        depth = len(path)
        folds += [
            Fold(line + start, line + end, depth + inner)
            for start, end, inner in section.once(_folds)
        ]
    if limit is not None and len(folds) > limit:
        folds = sorted(folds, key=lambda fold: fold.depth)[: max(limit, 0)]
    return sorted(folds)


def _around(document: Document) -> list[Fold]:
    """The folds of what holds the sections."""
    lines = document.line_index()
    found = []
    for node in document.skeleton.root.walk() if document.skeleton.root else ():
        if node.kind in (NodeKind.OBJECT, NodeKind.ARRAY) and node.children:
            span = document.absolute_range(SKELETON, node.start, node.end)
            start, end = (lines.position(each, PositionEncoding.UTF32).line for each in span)
            if end - start > 1:
                found.append(Fold(start, end - 1, len(node.path())))
    return found


def _folds(section: Section) -> tuple[Fold, ...]:
    """The folds of a section, their lines counted from its first."""
    if section.root is None or ("\n" not in section.text and "\r" not in section.text):
        return ()
    lines = LineIndex(section.text)
    found = []
    stack = [(section.root, 0)]
    while stack:
        node, depth = stack.pop()
        if node.kind not in (NodeKind.OBJECT, NodeKind.ARRAY):
            continue
        start = lines.position(node.start, PositionEncoding.UTF32).line
        end = lines.position(node.end, PositionEncoding.UTF32).line
        if end - start > 1:
            found.append(Fold(start, end - 1, depth))
            inner = (child.value or child for child in node.children)
            stack.extend((child, depth + 1) for child in inner)
    return tuple(found)
