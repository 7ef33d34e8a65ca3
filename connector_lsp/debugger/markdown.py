"""Pieces of Markdown that show a text as it is, whatever is in it; pure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_THOUSAND = 1000
_FENCES = re.compile(r"(?:^|[\r\n])[ \t]*(`{3,})")


def block(language: str, text: str) -> Iterator[str]:
    """A fenced block, its fence longer than any in the text (CommonMark 4.5)."""
    fences = _FENCES.findall(text) if "```" in text else ()
    longest = max(map(len, fences), default=2)
    fence = "`" * (longest + 1)
    yield f"{fence}{language}"
    yield text
    yield fence
    yield ""


def line(text: str) -> str:
    """A text as part of a line; markup in it stays text, as far as it could do harm."""
    return re.sub(r"(\\(?![\w\s])|[<`\[])", r"\\\1", " ".join(text.split()))


def code(text: str) -> str:
    """A text between the backticks of a code span."""
    return " ".join(text.replace("`", "'").split())


def milliseconds(seconds: float) -> str:
    """A time of so many seconds, as one reads it."""
    milliseconds = seconds * _THOUSAND
    return f"{milliseconds:.1f} ms" if milliseconds < 10 else f"{milliseconds:,.0f} ms"  # noqa: PLR2004


def size(count: int) -> str:
    """So many bytes, as one reads it."""
    if count < _THOUSAND:
        return f"{count} bytes"
    if count < _THOUSAND**2:
        return f"{count / _THOUSAND:.1f} kB"
    return f"{count / _THOUSAND**2:.1f} MB"
