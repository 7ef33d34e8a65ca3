"""JSON laid out over lines, whatever its size; pure."""

from __future__ import annotations

import json
import re
from json.decoder import scanstring  # type: ignore[attr-defined]
from json.scanner import make_scanner
from typing import TYPE_CHECKING, Final, NoReturn

if TYPE_CHECKING:
    from collections.abc import Callable

_STRING = r'"[^"\\]*(?:\\.[^"\\]*)*"'
# A member or item of valid JSON, as far as it is a scalar or empty, and what follows: the fewer
# pieces, the sooner.
_PIECE = re.compile(
    rf"""(?:({_STRING})\s*:\s*)?
    ({_STRING}|[^\s"{{}}\[\],:]+|\{{\s*\}}|\[\s*\])?\s*
    ([,{{\[}}\]]?)\s*""",
    re.VERBOSE,
)
_INDENT: Final = "  "

# Ten megabytes of an ordinary answer have 600,000 commas and take 0.7 s; beyond this it takes more
# than a second.  The second figure bounds what indentation adds to it, in levels.
_MAX_COMMAS: Final = 1_500_000
_MAX_LEVELS: Final = 20_000_000
_MAX_DEPTH: Final = 200
_LARGE: Final = 2_000_000
"""From so many characters on a text is large."""
_ROW_DEPTH: Final = 2
"""In an object that lies so deep in a large text, each member is a row; an item always is one."""
_LONGEST_ROW: Final = 50_000
_MAX_PARTS: Final = 1_000_000
"""Twice as many as there may be rows."""
_WHITE_SPACE = " \t\n\r"
_SPACE = re.compile(r"[ \t\n\r]*")


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number of JSON")


# Numbers stay text: they need no value here, and one of many digits would take long or be refused.
_DECODER = json.JSONDecoder(parse_int=str, parse_float=str, parse_constant=_refuse_constant)
_scan: Callable[[str, int], tuple[object, int]] = make_scanner(_DECODER)  # type: ignore[arg-type]


def is_large(text: str) -> bool:
    """Whether `try_pretty_json` leaves what lies deep in it as it came."""
    return len(text) >= _LARGE


def try_pretty_json(text: str) -> str | None:
    """JSON laid out over lines; numbers, strings and repeated keys stay as they are written.

    Of a large one (`is_large`) only the outer levels are, as nobody reads ten megabytes in full.

    Returns:
        The text, or None if it is so large or nested so deeply that it would take too long.

    Raises:
        ValueError: it is no JSON by RFC 8259.

    """
    try:
        if is_large(text):
            return _rows(text)
        _DECODER.decode(text)
    except RecursionError:
        return None
    return _laid_out(text)


def _laid_out(text: str, base: int = 0) -> str | None:
    """Valid JSON with every member and item on a line of its own; None if it would take too long.

    Args:
        text: the JSON.
        base: how deep it stands in other JSON.

    """
    commas = text.count(",")
    if commas > _MAX_COMMAS:
        return None
    max_depth = min(_MAX_DEPTH, _MAX_LEVELS // (commas + 1))
    depth = 0
    breaks = ["\n" + _INDENT * level for level in range(base, base + max_depth + 1)]
    parts: list[str] = []
    add = parts.append
    for match in _PIECE.finditer(text):
        name, value, mark = match.groups("")
        if value and value[0] in "{[":
            value = value[0] + value[-1]
        if name:
            value = f"{name}: {value}"
        if mark == ",":
            add(f"{value},{breaks[depth]}")
        elif not mark:
            add(value)
        elif mark in "{[":
            depth += 1
            if depth > max_depth:
                return None
            add(value + mark + breaks[depth])
        else:
            depth -= 1
            add(value + breaks[depth] + mark)
    return "".join(parts)


# --- large ones ----------------------------------------------------------------------------------


class _TooManyRowsError(Exception):
    """It would take long, and nobody would read them."""


def _rows(text: str) -> str | None:
    """JSON of which the outer levels are laid out, and each item is a row as it came.

    The reader of the standard library finds where a row ends, and that it is valid, in C.

    Returns:
        The text, or None if there are too many rows.

    Raises:
        ValueError: it is no JSON.

    """
    parts: list[str] = []
    try:
        start = _behind_space(text, 0)
        end = _behind_space(text, _add_value(text, start, 0, parts, is_row=False))
    except _TooManyRowsError:
        _DECODER.decode(text)
        return None
    except (StopIteration, IndexError):
        end = -1
    if end != len(text):
        _DECODER.decode(text)  # Says where it is wrong.
        raise ValueError("no JSON")
    return "".join(parts)


def _add_value(text: str, at: int, depth: int, parts: list[str], *, is_row: bool) -> int:
    """Lay out the value at an offset, or add it as a row; return the offset behind it."""
    opening = text[at]
    if is_row or opening not in "{[":
        end = _scan(text, at)[1]
        row = text[at:end]
        parts.append((len(row) > _LONGEST_ROW and _laid_out(row, depth)) or row)
        return end
    closing = "}" if opening == "{" else "]"
    at = _behind_space(text, at + 1)
    if text[at] == closing:
        parts.append(opening + closing)
        return at + 1
    separator = f"{opening}\n{_INDENT * (depth + 1)}"
    is_row = opening == "[" or depth == _ROW_DEPTH
    while True:
        parts.append(separator)
        if opening == "{":
            at = _add_name(text, at, parts)
        at = _behind_space(text, _add_value(text, at, depth + 1, parts, is_row=is_row))
        if text[at] == closing:
            parts.append(f"\n{_INDENT * depth}{closing}")
            return at + 1
        if text[at] != ",":
            raise StopIteration
        if len(parts) > _MAX_PARTS:
            raise _TooManyRowsError
        at = _behind_space(text, at + 1)
        separator = f",\n{_INDENT * (depth + 1)}"


def _add_name(text: str, at: int, parts: list[str]) -> int:
    """Add the name of a member, and return the offset of its value."""
    if text[at] != '"':
        raise StopIteration
    end = scanstring(text, at + 1)[1]
    colon = _behind_space(text, end)
    if text[colon] != ":":
        raise StopIteration
    parts.append(f"{text[at:end]}: ")
    return _behind_space(text, colon + 1)


def _behind_space(text: str, at: int) -> int:
    if at < len(text) and text[at] not in _WHITE_SPACE:
        return at
    match = _SPACE.match(text, at)
    return match.end() if match else at
