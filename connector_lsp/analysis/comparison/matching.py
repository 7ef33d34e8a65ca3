"""Which item of one list is which of another: the same name, or so alike that it was renamed."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, TypeVar

from rapidfuzz import fuzz

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Sequence
    from collections.abc import Set as AbstractSet

T = TypeVar("T")

ALIKE = 0.7
"""From this likeness on, of 1, two items that have different names are the same one renamed."""

_MOST_PAIRS = 10_000
"""Where more pairs would have to be weighed, everything was exchanged and nothing renamed."""


def pair(
    before: Sequence[T],
    after: Sequence[T],
    name: Callable[[T], Hashable],
    likeness: Callable[[T, T], float],
) -> list[tuple[int | None, int | None]]:
    """The indexes of items that belong together; None on the side where there is none.

    Swapping `before` and `after` swaps the sides of each pair and changes nothing else, as long as
    `likeness` is symmetric.

    Returns:
        the pairs in the order of `after`, then what is there no more in the order of `before`.

    """
    places = defaultdict[object, list[int]](list)
    for index, item in enumerate(after):
        places[name(item)].append(index)
    found: dict[int, int] = {}
    for index, item in enumerate(before):
        same = places[name(item)]
        if same:
            found[index] = same.pop(0)
    found |= _renamed(before, after, found, likeness)
    back = {second: first for first, second in found.items()}
    pairs: list[tuple[int | None, int | None]] = [(back.get(at), at) for at in range(len(after))]
    return pairs + [(at, None) for at in range(len(before)) if at not in found]


def _renamed(
    before: Sequence[T],
    after: Sequence[T],
    found: dict[int, int],
    likeness: Callable[[T, T], float],
) -> dict[int, int]:
    """The pairs among what has no partner, the likest first."""
    taken = set(found.values())
    left = [at for at in range(len(before)) if at not in found]
    right = [at for at in range(len(after)) if at not in taken]
    if len(left) * len(right) > _MOST_PAIRS:
        return {}
    weighed = [
        # Rounded, as sums of the same parts may differ in the last place. No two pairs that share
        # an item are equal in the rest, so that the order is the same from either side.
        (-round(likeness(before[i], after[j]), 6), abs(i - j), i + j, i, j)
        for i in left
        for j in right
    ]
    renamed: dict[int, int] = {}
    for weight, _, _, i, j in sorted(weighed):
        if -weight < ALIKE:
            break
        if i not in renamed and j not in taken:
            renamed[i] = j
            taken.add(j)
    return renamed


def text_likeness(one: object, other: object) -> float:
    """How alike two texts are, from 0 to 1; the same from both sides."""
    if not isinstance(one, str) or not isinstance(other, str):
        return float(one == other)
    return fuzz.ratio(*sorted((one.casefold(), other.casefold()))) / 100


def set_likeness(one: AbstractSet[object], other: AbstractSet[object]) -> float:
    """The share of what both have in what either has; 1 for two empty sets."""
    return len(one & other) / len(one | other) if one or other else 1.0
