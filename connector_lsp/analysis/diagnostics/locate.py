"""Where a finding stands in its section."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from connector_lsp.analysis.diagnostics.rule import Finding, Part, Related
from connector_lsp.analysis.syntax import try_find_node, try_find_property
from connector_lsp.analysis.syntax.skim import Span, skim

if TYPE_CHECKING:
    from collections.abc import Sequence

    from connector_lsp.analysis.document import Section
    from connector_lsp.analysis.syntax import Path


def locate(section: Section, finding: Finding | Related) -> tuple[int, int]:
    """The offsets in `section` that a finding marks."""
    if finding.span is not None:
        return finding.span
    found = _try_find(section, finding.path)
    if found is None and finding.path:
        found = _try_find(section, finding.path[:-1])
    if found is None:
        return 0, min(1, len(section.text))
    if finding.part in (Part.KEY, Part.PROPERTY) and found.key_start >= 0:
        return found.key_start, found.end if finding.part is Part.PROPERTY else found.key_end
    if finding.part is Part.OPENING:
        return found.start, min(found.start + 1, found.end)
    if isinstance(finding, Finding) and finding.within:
        return _within(section.text, found, finding.within, finding.occurrence)
    return found.start, found.end


def names_section(finding: Finding | Related) -> bool:
    """Whether a finding marks the name in front of its section, which is outside of it."""
    return finding.part is Part.KEY and not finding.path and finding.span is None


def _try_find(section: Section, path: Path) -> Span | None:
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


def _within(text: str, found: Span, piece: str, occurrence: int) -> tuple[int, int]:
    """Where `piece` stands in a string, however it is escaped; all of the string if it does not."""
    start = found.start + 1
    end = max(start, found.end - text.endswith('"', start, found.end))
    starts: Sequence[int] = range(start, end + 1)
    decoded = text[start:end]
    if "\\" in decoded:
        written = list(_CHARACTER.finditer(text, start, end))
        starts = [*(each.start() for each in written), end]
        decoded = "".join(map(_decoded, written))
    at = -1
    for _ in range(occurrence + 1):
        at = decoded.find(piece, at + 1)
        if at < 0:
            return found.start, found.end
    return starts[at], starts[at + len(piece)]


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
