"""What is different between two responses: pure."""

from __future__ import annotations

import json
import re
from contextlib import suppress
from dataclasses import dataclass
from difflib import unified_diff
from itertools import islice, takewhile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from connector_lsp.debugger.exchange import Response

_CONTEXT = 3
_MOST_LINES = 2000
"""How many different lines are compared one by one; more would take a time that grows squared."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """What is different; empty where nothing is.

    Attributes:
        status: both status codes, or None if they are the same.
        headers: names in lower case with the values on both sides, None for none.
        body: a unified diff, of pretty-printed JSON where both are JSON.

    """

    status: tuple[int, int] | None
    headers: tuple[tuple[str, str | None, str | None], ...]
    body: str


def compare(before: Response, after: Response) -> Comparison:
    """Compare two responses; members of JSON objects in any order are the same."""
    statuses = (before.status, after.status)
    old, new = _headers(before), _headers(after)
    return Comparison(
        status=None if before.status == after.status else statuses,
        headers=tuple(
            (name, old.get(name), new.get(name))
            for name in sorted(old.keys() | new.keys())
            if old.get(name) != new.get(name)
        ),
        body="" if before.body == after.body else _difference(before.body, after.body),
    )


def _headers(response: Response) -> dict[str, str]:
    values: dict[str, list[str]] = {}
    for name, value in response.headers:
        values.setdefault(name.lower(), []).append(value)
    return {name: ", ".join(each) for name, each in values.items()}


def _difference(before: bytes, after: bytes) -> str:
    try:
        old, new = before.decode("utf-8"), after.decode("utf-8")
    except UnicodeDecodeError:
        return f"-{len(before)} bytes, no text\n+{len(after)} bytes, no text\n"
    with suppress(ValueError, RecursionError):  # Else they are compared as they are.
        old, new = _pretty(old), _pretty(new)
    return text_difference(old, new)


def text_difference(before: str, after: str) -> str:
    """A unified diff of two texts, without names of files; empty if they are the same."""
    return "".join(f"{line}\n" for line in _lines(before.split("\n"), after.split("\n")))


def _lines(old: list[str], new: list[str]) -> Iterable[str]:
    """The lines of the diff; between too many, the whole middle is said to be exchanged."""
    same = sum(1 for _ in takewhile(_is_same, zip(old, new, strict=False)))
    old, new = old[max(same - _CONTEXT, 0) :], new[max(same - _CONTEXT, 0) :]
    ends = zip(reversed(old[_CONTEXT:]), reversed(new[_CONTEXT:]), strict=False)
    behind = max(sum(1 for _ in takewhile(_is_same, ends)) - _CONTEXT, 0)
    old, new = old[: len(old) - behind], new[: len(new) - behind]
    if len(old) + len(new) > _MOST_LINES:
        return (*(f"-{line}" for line in old), *(f"+{line}" for line in new))
    first = max(same - _CONTEXT, 0)
    hunks = islice(unified_diff(old, new, lineterm="", n=_CONTEXT), 2, None)  # Without file names.
    return (_moved(line, first) for line in hunks)


def _is_same(lines: tuple[str, str]) -> bool:
    return lines[0] == lines[1]


def _moved(line: str, lines: int) -> str:
    """The head of a hunk with its line numbers moved on; any other line as it is."""
    if not line.startswith("@@"):
        return line
    return re.sub(r"(?<=[-+])\d+", lambda number: str(int(number[0]) + lines), line)


def _pretty(text: str) -> str:
    return json.dumps(json.loads(text), indent=2, sort_keys=True, ensure_ascii=False)
