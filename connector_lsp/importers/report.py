"""What came of an import: the actions, and what was left out and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


class Made(NamedTuple):
    """An operation that became an action."""

    operation: str
    model_id: str
    action_id: str
    label: str


class LeftOut(NamedTuple):
    """What the connector does not hold.

    Attributes:
        operation: such as ``GET /contacts``; empty for the API as a whole.
        part: what of it, such as ``body.files``; empty for the operation itself.
        reason: why.

    """

    operation: str
    part: str
    reason: str


@dataclass(frozen=True, slots=True)
class Report:
    """What came of an import.

    Attributes:
        made: the actions, in their order.
        refused: the operations that are no actions.
        gaps: parts of actions that are missing, and what else a person should know of them.
        notes: the same of the API as a whole.
        clashes: what an existing connector has already, in another way; it was kept.
        test: the operation that tests the connection; empty for none.
        not_chosen: how many operations were not asked for.

    """

    made: tuple[Made, ...] = ()
    refused: tuple[LeftOut, ...] = ()
    gaps: tuple[LeftOut, ...] = ()
    notes: tuple[LeftOut, ...] = ()
    clashes: tuple[LeftOut, ...] = ()
    test: str = ""
    not_chosen: int = 0

    @property
    def is_empty(self) -> bool:
        """Whether no operation became an action, and none was there as one."""
        return not self.made and not any(each.operation for each in self.clashes)
