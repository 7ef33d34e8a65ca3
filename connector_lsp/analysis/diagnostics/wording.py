"""How values and choices are spoken of in messages."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from connector_lsp.analysis.syntax import Json

_LONGEST = 40
_MOST = 8

_TYPE_NAMES = {
    "object": "an object",
    "array": "an array",
    "string": "a string",
    "number": "a number",
    "integer": "a whole number",
    "boolean": "true or false",
    "null": "null",
}


def type_name(name: str) -> str:
    """A JSON Schema type in words."""
    return _TYPE_NAMES.get(name, name)


def shown(value: Json) -> str:
    """A value as it is written in JSON, if it is short, else what it is."""
    if isinstance(value, dict):
        return "an object"
    if isinstance(value, list):
        return "an array"
    text = _encode(value)
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


_encode = json.JSONEncoder(ensure_ascii=False).encode


def excerpt(text: str) -> str:
    """`text` on one line, and not too long."""
    text = " ".join(text.split())
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def enumeration(words: Sequence[str]) -> str:
    """``a, b or c``; the first few of many."""
    if len(words) > _MOST:
        words = [*words[:_MOST], "…"]
        return ", ".join(words)
    return " or ".join(filter(None, (", ".join(words[:-1]), *words[-1:])))
