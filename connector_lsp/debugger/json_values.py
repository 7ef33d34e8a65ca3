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

_LONGEST_SIDE = 200_000
"""The same of a value that is compared with another: more is nothing to read."""

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
    return _beginning(_pieces(value, hide), longest)


def sides(before: Json, now: Json, hide: Hide = str) -> tuple[str, str]:
    """Two values that differ as texts to be compared line by line, of equal parts equal lines.

    Two strings are as they are, since the lines in them count; any other values are JSON, laid out.

    Args:
        before: a JSON value, or `MISSING`.
        now: another, or `MISSING`.
        hide: as for `shown`.

    """
    if isinstance(before, str) and isinstance(now, str):
        return _cut(hide(before)), _cut(hide(now))
    now = _in_order_of(before, now)
    first, second = (
        "" if each is MISSING else _beginning(_pieces(each, hide, "\n"), _LONGEST_SIDE)
        for each in (before, now)
    )
    return first, second


def _in_order_of(before: Json, now: Json) -> Json:
    """`now` with its members in the order in which `before` has them, and equals as there."""
    if isinstance(before, dict) and isinstance(now, dict):
        names = [name for name in before if name in now]
        names += [name for name in now if name not in before]
        return {name: _in_order_of(before.get(name, MISSING), now[name]) for name in names}
    if isinstance(before, list) and isinstance(now, list):
        others = before + [MISSING] * len(now)
        return [_in_order_of(old, new) for old, new in zip(others, now, strict=False)]
    is_same = isinstance(before, bool) is isinstance(now, bool) and before == now
    return before if is_same else now


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST_SIDE else f"{text[:_LONGEST_SIDE]}…"


def _beginning(pieces: Iterator[str], longest: int) -> str:
    """The text that pieces make, cut.

    Piece by piece: of ten megabytes a line is wanted, and of a thousand brackets the first few.
    """
    parts: list[str] = []
    room = longest
    for piece in pieces:
        parts.append(piece[:room])
        room -= len(piece)
        if room < 0:
            return "".join((*parts, "…"))
    return "".join(parts)


def _pieces(value: Json, hide: Hide, line: str = "") -> Iterator[str]:
    """The text of a JSON value; over lines if `line` has the break and the indentation before it.

    The pieces of a string are no part of a secret, as `hide` sees all of it.
    """
    inner = f"{line}  " if line else ""
    between = f",{inner}" if line else ", "
    if isinstance(value, dict) and value:
        for number, (name, member) in enumerate(value.items()):
            yield f"{between if number else '{' + inner}{_written(hide(name))}: "
            yield from _pieces(member, hide, inner)
        yield f"{line}}}"
    elif isinstance(value, list) and value:
        for number, item in enumerate(value):
            yield between if number else f"[{inner}"
            yield from _pieces(item, hide, inner)
        yield f"{line}]"
    else:
        yield _written(hide(value)) if isinstance(value, str) else hide(json.dumps(value))


def _written(text: str) -> str:
    """A string in JSON; half of a surrogate pair, which no encoding takes, is replaced."""
    return json.dumps(text, ensure_ascii=False).encode("utf-8", "replace").decode()


def first_difference(before: str, now: str) -> int:
    """The offset of the first character in which two strings differ."""
    length = min(len(before), len(now))
    return next((at for at in range(length) if before[at] != now[at]), length)
