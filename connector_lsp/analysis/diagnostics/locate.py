"""Where a finding stands in its section."""

from __future__ import annotations

from typing import TYPE_CHECKING

from connector_lsp.analysis.diagnostics.rule import Finding, Part, Related
from connector_lsp.analysis.spans import read_string, try_find_span

if TYPE_CHECKING:
    from connector_lsp.analysis.section import Section
    from connector_lsp.analysis.syntax.skim import Span


def locate(section: Section, finding: Finding | Related) -> tuple[int, int]:
    """The offsets in `section` that a finding marks."""
    if finding.span is not None:
        return finding.span
    found = try_find_span(section, finding.path)
    if found is None and finding.path:
        found = try_find_span(section, finding.path[:-1])
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


def _within(text: str, found: Span, piece: str, occurrence: int) -> tuple[int, int]:
    """Where `piece` stands in a string, however it is escaped; all of the string if it does not."""
    decoded, starts = read_string(text, found.start, found.end)
    at = -1
    for _ in range(occurrence + 1):
        at = decoded.find(piece, at + 1)
        if at < 0:
            return found.start, found.end
    return starts[at], starts[at + len(piece)]
