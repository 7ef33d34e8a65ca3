"""What a release would be, before it is made."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from connector_lsp.analysis.comparison import Comparison, compare

if TYPE_CHECKING:
    from connector_lsp.library.library import Draft, Library
    from connector_lsp.library.snapshot import Record, Snapshot


@dataclass(frozen=True, slots=True)
class Plan:
    """What a release would be.

    Attributes:
        draft: what is released.
        snapshot: the library before.
        origin: the record that the draft came from; None for the first release.
        comparison: what changed since.
        is_new: whether there is anything to record.

    """

    draft: Draft
    snapshot: Snapshot
    origin: Record | None
    comparison: Comparison
    is_new: bool

    @property
    def title(self) -> str:
        """What it would be called, such as ``Shop v3``; as it is, where it is nothing new."""
        if self.origin is None:
            return f"{self.draft.name} v1"
        if not self.is_new:
            return self.origin.title
        return f"{self.draft.name} v{self.snapshot.next_version(self.origin.group)}"


def plan_release(library: Library, draft: Draft) -> Plan:
    """What releasing a draft would be.

    Raises:
        LibraryError: the library cannot be read.

    """
    snapshot = library.read()
    origin = library.origin(draft, snapshot)
    if origin is None:
        return Plan(draft, snapshot, None, Comparison(()), is_new=True)
    comparison = compare(json.loads(origin.text), json.loads(draft.text))
    is_new = not library.is_released(draft, origin, snapshot)
    return Plan(draft, snapshot, origin, comparison, is_new)
