"""Where a finding stands in its section."""

from __future__ import annotations

from typing import TYPE_CHECKING

from connector_lsp.analysis.diagnostics.rule import Finding, Part, Related
from connector_lsp.analysis.syntax import try_find_node, try_find_property
from connector_lsp.analysis.syntax.skim import Span, skim

if TYPE_CHECKING:
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


def _try_find(section: Section, path: Path) -> Span | None:
    """Where the value at `path` stands; a property without a value is its name."""
    if section.is_json and not section.reading.repeats_key:
        return skim(section.text, path)
    member = try_find_property(section.root, path)
    node = try_find_node(section.root, path) or (member.key if member else None)
    if node is None:
        return None
    if member is None or member.key is None:
        return Span(node.start, node.end)
    return Span(node.start, node.end, member.key.start, member.key.end)


def _within(text: str, found: Span, piece: str, occurrence: int) -> tuple[int, int]:
    """Where `piece` stands in a string as it is written; all of the string if it is escaped."""
    at = found.start
    for _ in range(occurrence + 1):
        at = text.find(piece, at + 1, found.end)
        if at < 0:
            return found.start, found.end
    return at, at + len(piece)
