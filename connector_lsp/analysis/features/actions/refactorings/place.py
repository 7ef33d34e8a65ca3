"""Where a refactoring is asked for, and what one is."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from connector_lsp.analysis.document import SKELETON

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from connector_lsp.analysis.analysis import Analysis
    from connector_lsp.analysis.features.actions.action import ActionKind, CodeAction
    from connector_lsp.analysis.names import Unit
    from connector_lsp.analysis.syntax import Path


class Refactoring(NamedTuple):
    """A refactoring: of which kind all that it offers is, and what it offers at a place."""

    kind: ActionKind
    offers: Callable[[Place], Iterable[CodeAction]]


@dataclass(frozen=True, slots=True)
class Place:
    """An offset in a connector.

    Attributes:
        unit: the connector and its test cases.
        connector: the connector.
        offset: where the cursor is, or a selection begins.
        new_cases: whether a test cases file may be made, as there is none.

    """

    unit: Unit
    connector: Analysis
    offset: int
    new_cases: bool

    def is_sound(self, *members: str) -> bool:
        """Whether there is no syntax fault around the root's members, nor in one of `members`."""
        return not self.connector.unsound.intersection(("", *members))

    def at(self) -> tuple[int, Path]:
        """The section at the offset, and the way from it to the value or property there.

        In the skeleton the way is that from the root.
        """
        index, node = self.connector.document.innermost(self.offset)
        return index, node.path() if node is not None else ()

    def endpoint(self) -> int | None:
        """The section of the endpoint whose path or value is at the offset, or None."""
        document = self.connector.document
        index, _ = document.locate(self.offset)
        if index == SKELETON:
            index = bisect_left(document.starts, self.offset)
            is_last = index == len(document.starts)
            if is_last or not document.key_range(index).touches(self.offset):
                return None
        path = document.paths[index]
        is_endpoint = path[0] == "endpoints" and len(path) == len(("endpoints", "METHOD", "PATH"))
        return index if is_endpoint else None
