"""Where a value stands in a text that is known to be JSON, without making a tree of it.

A tree of a section takes ten times as long as finding one value, and a connector with a thousand
findings has a thousand of those to find.
"""

from __future__ import annotations

import re
from json.decoder import JSONDecoder
from json.scanner import make_scanner
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from connector_lsp.analysis.syntax.nodes import Path

_read = make_scanner(JSONDecoder())  # type: ignore[arg-type] # typeshed confuses two classes
_KEY = re.compile(r'[ \t\n\r,]*"([^"\\]*(?:\\.[^"\\]*)*)"[ \t\n\r]*:[ \t\n\r]*')
_BEFORE_ITEM = re.compile(r"[ \t\n\r,]*")
_OPENING = re.compile(r"[ \t\n\r]*")


class Span(NamedTuple):
    """Where a value stands, and the name in front of it.

    Attributes:
        start: the offset of the value's first character.
        end: the offset behind its last one.
        key_start: the offset of the name's first quotation mark; -1 for an item or the root.
        key_end: the offset behind its last one.

    """

    start: int
    end: int
    key_start: int = -1
    key_end: int = -1


def skim(text: str, path: Path) -> Span | None:
    """Where the value at `path` stands in `text`, which is JSON without duplicate names."""
    start = _end_of_match(_OPENING, text, 0)
    key_start = key_end = -1
    for part in path:
        found = _member(text, start, part) if isinstance(part, str) else _item(text, start, part)
        if found is None:
            return None
        key_start, key_end, start = found
    return Span(start, _read(text, start)[1], key_start, key_end)


def _member(text: str, start: int, name: str) -> tuple[int, int, int] | None:
    """The name and the value's start of a member of the object at `start`."""
    at = start + 1
    while text[start] == "{" and (key := _KEY.match(text, at)):
        written = key[1]
        if (written if "\\" not in written else _read(f'"{written}"', 0)[0]) == name:
            return key.start(1) - 1, key.end(1) + 1, key.end()
        at = _read(text, key.end())[1]
        at = _end_of_match(_OPENING, text, at)
    return None


def _item(text: str, start: int, index: int) -> tuple[int, int, int] | None:
    """The start of an item of the array at `start`."""
    at = _end_of_match(_BEFORE_ITEM, text, start + 1)
    for _ in range(index):
        if text[start] != "[" or text[at] == "]":
            return None
        at = _end_of_match(_BEFORE_ITEM, text, _read(text, at)[1])
    return (-1, -1, at) if text[start] == "[" and text[at] != "]" else None


def _end_of_match(pattern: re.Pattern[str], text: str, at: int) -> int:
    """Where a pattern that matches anything ends."""
    match = pattern.match(text, at)
    return match.end() if match else at
