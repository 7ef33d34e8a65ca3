"""JSON values of requests and responses: parts by JSON Pointer, how two differ, how one is shown.

A JSON Pointer is that of RFC 6901, as a string.
"""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from connector_lsp.analysis.syntax import Json

MISSING: Any = object()
"""Stands for a value that is not there."""

Hide: TypeAlias = "Callable[[str], str]"
"""Puts something harmless in the place of the secrets in a text."""

LONGEST = 120
"""How many characters of a value are shown."""

_INDEX = re.compile(r"0|[1-9][0-9]*", re.ASCII)
_MOST_NAMES = 5


class NotFoundError(LookupError):
    """There is nothing at a JSON Pointer; the message says how far it leads."""


def find(value: Json, pointer: str, hide: Hide = str) -> Json:
    """The part of `value` at `pointer`, RFC 6901 section 4.

    Args:
        value: a JSON value.
        pointer: a JSON Pointer.
        hide: as for `shown`, for what the error says.

    Raises:
        NotFoundError: there is none.

    """
    at = ""
    for part in pointer.split("/")[1:]:
        name = part.replace("~1", "/").replace("~0", "~")
        if isinstance(value, dict) and name in value:
            value = value[name]
        elif isinstance(value, list) and _INDEX.fullmatch(part) and _number(part) < len(value):
            value = value[int(part)]
        else:
            raise NotFoundError(f"nothing: {_ends_at(value, at, hide)}")
        at += f"/{part}"
    return value


def _number(digits: str) -> float:
    """An index; one of thousands of digits, which `int` refuses, is beyond any array."""
    return int(digits) if len(digits) < LONGEST else math.inf


def _ends_at(value: Json, at: str, hide: Hide) -> str:
    """What is at the last part of a pointer that there is."""
    place = at or "the body"
    if isinstance(value, list):
        return f"{place} has {len(value)} item{'s' * (len(value) != 1)}"
    if not isinstance(value, dict):
        return f"{place} is {shown(value, hide)}"
    if not value:
        return f"{place} is an empty object"
    names = [shown(name, hide, longest=40) for name in list(value)[:_MOST_NAMES]]
    return f"{place} has {', '.join(names)}{', …' * (len(value) > _MOST_NAMES)}"


def child(pointer: str, part: str | int) -> str:
    """The pointer to a member or item of what is at `pointer`."""
    return f"{pointer}/{str(part).replace('~', '~0').replace('/', '~1')}"


@dataclass(frozen=True, slots=True)
class Difference:
    """A place at which two values differ; `MISSING` is what only the other one has."""

    pointer: str
    before: Json
    now: Json


def differences(before: Json, now: Json, pointer: str = "") -> Iterator[Difference]:
    """Where `now` is not `before`, the innermost places.

    Numbers are the same if their values are; true and 1 are not.
    """
    if isinstance(before, dict) and isinstance(now, dict):
        for name in dict.fromkeys((*before, *now)):
            place = child(pointer, name)
            yield from differences(before.get(name, MISSING), now.get(name, MISSING), place)
    elif isinstance(before, list) and isinstance(now, list):
        for number in range(max(len(before), len(now))):
            old, new = (each[number] if number < len(each) else MISSING for each in (before, now))
            yield from differences(old, new, child(pointer, number))
    elif isinstance(before, bool) is not isinstance(now, bool) or before != now:
        yield Difference(pointer, before, now)


def json_types(value: Json) -> tuple[str, ...]:
    """The JSON types of a value, the narrowest first: a whole number is of two."""
    if value is None:
        return ("null",)
    if isinstance(value, bool):
        return ("boolean",)
    if isinstance(value, (int, float)):
        return ("integer", "number") if value == value // 1 else ("number",)
    if isinstance(value, str):
        return ("string",)
    return ("array",) if isinstance(value, list) else ("object",)


def shown(value: Json, hide: Hide = str, *, longest: int = LONGEST, around: int = 0) -> str:
    """A value as JSON on one line, shortened.

    Args:
        value: a JSON value, or `MISSING`.
        hide: what puts something harmless in the place of secrets: before a text is cut, as half a
            secret would not be recognised.
        longest: how many characters may be shown of it.
        around: of a long string, the offset of the character that must be among them.

    """
    if value is MISSING:
        return "nothing"
    if isinstance(value, str):
        value = hide(value)
        start = max(0, min(around - longest // 2, len(value) - longest))
        end = start + longest
        cut = _written(value[start:end])
        return f"{'…' * (start > 0)}{cut}{'…' * (end < len(value))}"
    text = ""
    # Piece by piece: of ten megabytes a line is wanted, and of a thousand brackets the first few.
    for piece in _pieces(value, hide):
        text += piece
        if len(text) > longest:
            return f"{text[:longest]}…"
    return text


def _pieces(value: Json, hide: Hide) -> Iterator[str]:
    """The text of a JSON value."""
    if isinstance(value, dict):
        yield "{"
        for number, (name, member) in enumerate(value.items()):
            yield f"{', ' * (number > 0)}{_written(hide(name))}: "
            yield from _pieces(member, hide)
        yield "}"
    elif isinstance(value, list):
        yield "["
        for number, item in enumerate(value):
            yield ", " * (number > 0)
            yield from _pieces(item, hide)
        yield "]"
    else:
        yield _written(hide(value)) if isinstance(value, str) else hide(json.dumps(value))


def _written(text: str) -> str:
    """A string in JSON; half of a surrogate pair, which no encoding takes, is replaced."""
    return json.dumps(text, ensure_ascii=False).encode("utf-8", "replace").decode()


def first_difference(before: str, now: str) -> int:
    """The offset of the first character in which two strings differ."""
    length = min(len(before), len(now))
    return next((at for at in range(length) if before[at] != now[at]), length)
