"""Where the last runs failed: diagnostics that go with the next run or the next edit there."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from connector_lsp.server import to_lsp

if TYPE_CHECKING:
    from collections.abc import Iterable

    from connector_lsp.analysis.analysis import Analysis
    from connector_lsp.analysis.document import Document
    from connector_lsp.analysis.section import Section
    from connector_lsp.analysis.syntax import Json, Path
    from connector_lsp.analysis.text import PositionEncoding

SOURCE = "connector-lsp debugger"
"""What the diagnostics of runs name as their source."""

_INFORMATION = 3


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
    """All marks of one source, by document and by what was run."""

    def __init__(self, source: str = SOURCE) -> None:
        self._source = source
        self._marks: dict[str, dict[str, Mark]] = {}

    def clear(self, uri: str, action: str) -> None:
        """What is about to run, or has worked, is at no fault."""
        self._marks.get(uri, {}).pop(action, None)

    def replace(self, uri: str, analysis: Analysis, found: Iterable[tuple[Path, str]]) -> None:
        """Mark all these places, each with what is said of it, and no others."""
        self._marks.pop(uri, None)
        for number, (path, message) in enumerate(found):
            self.set(uri, str(number), analysis, path, message)

    def set(self, uri: str, action: str, analysis: Analysis, path: Path, message: str) -> None:
        """Mark the value at `path`, or the nearest around it."""
        # Not before `initialize` is answered.
        from connector_lsp.analysis.features.locate import find_nearest

        document = analysis.document
        index, inner = find_nearest(document, path)
        mark = Mark(document.section(index), inner, index, message)
        self._marks.setdefault(uri, {})[action] = mark

    def has(self, uri: str) -> bool:
        """Whether there may be marks in a document."""
        return bool(self._marks.get(uri))

    def items(self, uri: str, analysis: Analysis, encoding: PositionEncoding) -> list[str]:
        """The marks of a document as JSON; those whose section has changed are dropped."""
        from connector_lsp.analysis.features.locate import telling_range

        document, marks = analysis.document, self._marks.get(uri, {})
        items = []
        for action, mark in tuple(marks.items()):
            index = _try_index(document, mark)
            if index is None:
                del marks[action]
                continue
            item: dict[str, Json] = {
                "range": to_lsp.raw_range(
                    document.line_index(),
                    telling_range(document, index, mark.path),
                    encoding,
                ),
                "severity": _INFORMATION,
                "source": self._source,
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
