"""Where the last runs failed: diagnostics that go with the next run or the next edit there."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from connector_lsp.server import to_lsp

if TYPE_CHECKING:
    from connector_lsp.analysis.analysis import Analysis
    from connector_lsp.analysis.document import Document, Section
    from connector_lsp.analysis.syntax import Json, Path
    from connector_lsp.analysis.text import PositionEncoding, Range

SOURCE = "connector-lsp debugger"
"""What these diagnostics name as their source."""

_INFORMATION = 3
_TELLING = ("key", "label", "actionId")
"""The members of which the first that is there is marked instead of a whole field or action."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A place at fault, as it was when the run failed.

    Attributes:
        section: the section that it is in; the mark goes when there is none like it any more.
        path: the way from the section to the place.
        index: which section it was.
        message: what went wrong.

    """

    section: Section
    path: Path
    index: int
    message: str


class Marks:
    """All marks, by document and by what was run."""

    def __init__(self) -> None:
        self._marks: dict[str, dict[str, Mark]] = {}

    def clear(self, uri: str, action: str) -> None:
        """What is about to run, or has worked, is at no fault."""
        self._marks.get(uri, {}).pop(action, None)

    def set(self, uri: str, action: str, analysis: Analysis, path: Path, message: str) -> None:
        """Mark the value at `path`, or the nearest around it."""
        from connector_lsp.analysis.document import SKELETON  # Not before `initialize` is answered.

        document = analysis.document
        while path and document.try_find(path) is None:
            path = path[:-1]
        found = document.try_find(path)
        index = found[0] if found else SKELETON
        inner = path[len(document.path(index)) :]
        mark = Mark(document.section(index), inner, index, message)
        self._marks.setdefault(uri, {})[action] = mark

    def has(self, uri: str) -> bool:
        """Whether there may be marks in a document."""
        return bool(self._marks.get(uri))

    def items(self, uri: str, analysis: Analysis, encoding: PositionEncoding) -> list[str]:
        """The marks of a document as JSON; those whose section has changed are dropped."""
        document, marks = analysis.document, self._marks.get(uri, {})
        items = []
        for action, mark in tuple(marks.items()):
            index = _try_index(document, mark)
            if index is None:
                del marks[action]
                continue
            item: dict[str, Json] = {
                "range": to_lsp.raw_range(
                    document.line_index(), _range(document, index, mark.path), encoding
                ),
                "severity": _INFORMATION,
                "source": SOURCE,
                "message": mark.message,
            }
            items.append(json.dumps(item, separators=(",", ":")))
        return items


def _try_index(document: Document, mark: Mark) -> int | None:
    """Where the section of a mark is now; None if it is not there as it was."""
    from connector_lsp.analysis.document import SKELETON

    def fits(section: Section) -> bool:
        return section is mark.section or (
            section.kind == mark.section.kind and section.text == mark.section.text
        )

    if mark.index == SKELETON:
        return SKELETON if fits(document.skeleton) else None
    if mark.index < len(document.sections) and fits(document.sections[mark.index]):
        return mark.index
    return next((at for at, section in enumerate(document.sections) if fits(section)), None)


def _range(document: Document, index: int, path: Path) -> Range:
    """What is marked of the value at `path` of a section: never more than a line."""
    from connector_lsp.analysis.document import SKELETON
    from connector_lsp.analysis.syntax import NodeKind, try_find_node, try_find_property

    root = document.section(index).root
    node, member = try_find_node(root, path), try_find_property(root, path)
    if node is None:
        return document.absolute_range(index, 0, 1)
    if node.kind is NodeKind.OBJECT:
        telling = (found for name in _TELLING if (found := try_find_node(node, (name,))))
        node = next(telling, node)
    if node.kind not in (NodeKind.OBJECT, NodeKind.ARRAY):
        return document.absolute_range(index, node.start, node.end)
    if member is not None and member.key is not None:
        return document.absolute_range(index, member.key.start, member.key.end)
    if index != SKELETON and not path and isinstance(document.path(index)[-1], str):
        return document.key_range(index)
    return document.absolute_range(index, node.start, node.start + 1)
