"""What is to be run, and how often: knows nothing of how it is measured."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from .client import ServerSpec
from .scenarios import Row
from .servers import Pair


@dataclass(frozen=True)
class Effort:
    """How often the rows of a size are measured."""

    rounds: int
    """Each with fresh processes: JIT compilers and heaps take another course each time."""
    repeats: int
    """Samples of a row in each round."""
    warm_ups: int
    """Untimed repeats of a row before, in each round."""


#: By the number of lines up to which it holds.
_EFFORTS: Final = {
    1_000: Effort(rounds=5, repeats=21, warm_ups=30),
    10_000: Effort(rounds=3, repeats=21, warm_ups=10),
    math.inf: Effort(rounds=1, repeats=11, warm_ups=3),
}
_QUICK: Final = Effort(rounds=1, repeats=5, warm_ups=2)


@dataclass(frozen=True)
class Plan:
    """What to run."""

    servers: Pair[ServerSpec]
    sizes: Sequence[int]
    rows: Sequence[Row]
    seed: int = 1
    quick: bool = False
    result_ids: bool = True
    warm_ups: int | None = None
    """In place of those that fit the size."""

    @property
    def start_ups(self) -> int:
        """How often each server is started."""
        return 5 if self.quick else 15

    @property
    def openings(self) -> int:
        """How many processes of each server open a file, for each size."""
        return 3 if self.quick else 11

    @property
    def memory_rounds(self) -> int:
        """How many processes of each server have their memory measured, for each size.

        Many, as a lot depends on when a garbage collector last ran.
        """
        return 1 if self.quick else 9

    def effort(self, size: int) -> Effort:
        """Return how often the rows of a size are measured."""
        fitting = next(effort for lines, effort in _EFFORTS.items() if size <= lines)
        effort = _QUICK if self.quick else fitting
        return effort if self.warm_ups is None else replace(effort, warm_ups=self.warm_ups)
