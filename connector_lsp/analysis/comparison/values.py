"""JSON values of any shape, read and shown without ever failing."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from connector_lsp.analysis.syntax import Json

_LONGEST = 60
"""How many characters of a value are shown."""


def same(one: Json, other: Json) -> bool:
    """Whether two values are the same JSON, the order of members aside; true is not 1."""
    if one is other:
        return True
    if one != other:
        return False
    # To Python true is 1. Mostly the order is the same, too, and `repr` is the fastest to tell.
    return repr(one) == repr(other) or _canonical(one) == _canonical(other)


def _canonical(value: Json) -> str:
    return json.dumps(value, sort_keys=True)


def as_object(value: Json) -> dict[str, Json]:
    """`value` if it is an object, else an empty one."""
    return value if isinstance(value, dict) else {}


def as_list(value: Json) -> list[Json]:
    """`value` if it is an array, else an empty one."""
    return value if isinstance(value, list) else []


def as_text(value: Json) -> str:
    """`value` if it is a string, else an empty one."""
    return value if isinstance(value, str) else ""


def objects(value: Json) -> list[tuple[int, dict[str, Json]]]:
    """The objects in an array with their indexes."""
    return [(at, item) for at, item in enumerate(as_list(value)) if isinstance(item, dict)]


def changed_members(before: dict[str, Json], after: dict[str, Json]) -> Iterator[str]:
    """The names of members that are not the same, in the order of `after`, then of `before`."""
    for name in (*after, *(name for name in before if name not in after)):
        if (name in before) != (name in after) or not same(before.get(name), after.get(name)):
            yield name


def shown(value: Json) -> str:
    """A value as people read it in a line; a long one is cut."""
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def arrow(before: Json, after: Json) -> str:
    """Such as ``"Find" → "Find contacts"``; what was not there is a dash."""
    return f"{_or_dash(before)} → {_or_dash(after)}"


def _or_dash(value: Json) -> str:
    return "–" if value is None else shown(value)
