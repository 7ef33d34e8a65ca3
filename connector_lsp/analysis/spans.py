"""Where a value, and a piece of a string, is written in a section."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from connector_lsp.analysis.syntax import try_find_node, try_find_property
from connector_lsp.analysis.syntax.skim import Span, skim

if TYPE_CHECKING:
    from collections.abc import Sequence

    from connector_lsp.analysis.section import Section
    from connector_lsp.analysis.syntax import Path


def try_find_span(section: Section, path: Path) -> Span | None:
    """Where the value at `path` stands; a property without a value is its name."""
    # Of the skeleton thousands of names may be asked for: a tree finds them faster.
    if section.kind and section.is_json and not section.reading.repeats_key:
        return skim(section.text, path)
    member = try_find_property(section.root, path)
    node = try_find_node(section.root, path) or (member.key if member else None)
    if node is None:
        return None
    if member is None or member.key is None:
        return Span(node.start, node.end)
    return Span(node.start, node.end, member.key.start, member.key.end)


def read_string(text: str, start: int, end: int) -> tuple[str, Sequence[int]]:
    """What the string written from `start` to `end`, with its quotation marks, says.

    Returns:
        the characters, and the offset at which each of them is written, one more for the end.

    """
    start += 1
    end = max(start, end - text.endswith('"', start, end))
    plain = text[start:end]
    if "\\" not in plain:
        return plain, range(start, end + 1)
    written = list(_CHARACTER.finditer(text, start, end))
    return "".join(map(_decoded, written)), [*(each.start() for each in written), end]


_CHARACTER = re.compile(
    r"\\u[dD][89abAB]\w\w\\u[dD][c-fC-F]\w\w|\\u[0-9a-fA-F]{4}|\\.|.", re.DOTALL
)


def _decoded(written: re.Match[str]) -> str:
    """The character that is written so; a bad escape is none that anybody looks for."""
    if len(written[0]) == 1:
        return written[0]
    try:
        return str(json.loads(f'"{written[0]}"'))
    except ValueError:
        return "\ufffd"
