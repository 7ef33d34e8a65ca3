"""Diagnostics as JSON, made once per section.

A thousand diagnostics take 5 ms to serialise and a keystroke changes those of one section at most,
so each section's JSON is kept with the section, for as long as it lies where it did.
"""

from __future__ import annotations

import json
from bisect import bisect_left
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from connector_lsp.analysis.diagnostics.locate import names_section
from connector_lsp.analysis.document import SKELETON
from connector_lsp.analysis.text import LineIndex, PositionEncoding, Range, line_start
from connector_lsp.server.publisher import SOURCE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from connector_lsp.analysis.analysis import Analysis, Diagnostic
    from connector_lsp.analysis.diagnostics.rule import Finding, Severity
    from connector_lsp.server.client import ClientFeatures

_UNNECESSARY = 1
_encode = json.JSONEncoder(separators=(",", ":")).encode


def items_json(
    analysis: Analysis,
    uri: str,
    severities: Mapping[str, Severity | None],
    client: ClientFeatures,
) -> str:
    """The diagnostics of a document: a JSON array of LSP `Diagnostic`s."""
    renderer = _Renderer(analysis, uri, severities, client)
    change = analysis.document.change
    if change is None:
        return f"[{','.join(renderer.sections_json(sorted(analysis.flagged)))}]"
    beside = analysis.beside_faults
    first = min((change.start, *beside))
    end = max((change.new_end, *(index + 1 for index in beside)))
    before, behind = renderer.around(first, end)
    own = renderer.sections_json([i for i in range(first, end) if i in analysis.flagged])
    between = renderer.section_json(SKELETON) if SKELETON in analysis.flagged else ""
    return f"[{','.join(filter(None, (between, before, *own, behind)))}]"


def result_id(items: str) -> str:
    """A name for a set of diagnostics: the same ones have the same name."""
    return f"{hash(items):x}"  # Of this process: after a restart, the name is another one.


@cache
def help_uri(code: str) -> str:
    """Where a rule is explained: a file that comes with the program, so it can be read offline."""
    here = Path(__file__).resolve().parent.parent
    packaged = here / "docs" / "diagnostics" / f"{code}.md"
    source = here.parent / "docs" / "diagnostics" / f"{code}.md"
    found = next((path for path in (packaged, source) if path.is_file()), None)
    return found.as_uri() if found else ""


class _Kept(NamedTuple):
    """A section's JSON, and what it was made of."""

    own: tuple[Finding, ...]
    across: tuple[Finding, ...] | None
    is_beside_fault: bool
    line: int
    before: str
    """What stands before the section on its first line."""
    findings: tuple[Finding, ...]
    json: str


class _Around(NamedTuple):
    """What stands before and behind the JSON of some sections, and what it was made of."""

    state: tuple[object, ...]
    before: str
    behind: str


def _depends_on_others(findings: tuple[Finding, ...], before: str) -> bool:
    """Whether findings speak of places that move when other sections do."""
    return any(
        (names_section(finding) and not before.strip())
        or any(other.section is not None for other in finding.related)
        for finding in findings
    )


class _Renderer:
    """Writes the diagnostics of one document for one client."""

    def __init__(
        self,
        analysis: Analysis,
        uri: str,
        severities: Mapping[str, Severity | None],
        client: ClientFeatures,
    ) -> None:
        self.analysis = analysis
        self.document = analysis.document
        self.uri = uri
        self.severities = severities
        self.client = client
        self.encoding: PositionEncoding = client.encoding
        self.unsound = analysis.unsound
        self._lines: LineIndex | None = None
        self._stays = True
        """Whether what was written so far stays where it is while a section behind it changes."""

    def around(self, first: int, end: int) -> tuple[str, str]:
        """The JSON of all sections before `first` and from `end` on.

        While only those between change, and no other comes to lie elsewhere, it stays as it is.
        """
        analysis, memo = self.analysis, self.analysis.connector.memo
        state = (
            self.document.around, first, end, self.unsound, self.uri, self.severities, self.client,
        )  # fmt: skip
        kept: _Around | None = memo.get(_Around)  # type: ignore[assignment]
        if kept and kept.state == state:
            return kept.before, kept.behind
        flagged = sorted(analysis.flagged)
        others = flagged[bisect_left(flagged, 0) : bisect_left(flagged, first)]
        before = ",".join(self.sections_json(others))
        behind = ",".join(self.sections_json(flagged[bisect_left(flagged, end) :]))
        if self._stays:
            memo[_Around] = _Around(state, before, behind)
        return before, behind

    def sections_json(self, indexes: list[int]) -> list[str]:
        """The diagnostics of the sections of which there are any."""
        return [text for index in indexes if (text := self.section_json(index))]

    def section_json(self, index: int) -> str:
        """The diagnostics of one section, joined by commas."""
        analysis, document = self.analysis, self.document
        if index == SKELETON:
            return self._render(index, analysis.findings(index, self.unsound))
        if index in document.loose:
            self._stays = False
        section, line = document.sections[index], document.lines[index]
        start = document.starts[index]
        own, across = section.once(analysis.checker.check), analysis.across.get(index)
        is_beside_fault = index in analysis.beside_faults
        before = document.text[line_start(document.text, start) : start]
        # What a section says of itself does not depend on what is broken elsewhere.
        key = (_Kept, self.unsound if across else None)
        kept: _Kept | None = section.memo.get(key)  # type: ignore[assignment]
        if kept and (kept.line, kept.before) != (line, before):
            kept = None
        if (
            kept
            and kept.own is own
            and kept.across is across
            and kept.is_beside_fault is is_beside_fault
        ):
            return kept.json
        findings = analysis.findings(index, self.unsound)
        text = kept.json if kept and kept.findings == findings else self._render(index, findings)
        if _depends_on_others(findings, before):
            self._stays = False
        else:
            section.memo[key] = _Kept(own, across, is_beside_fault, line, before, findings, text)
        return text

    def _render(self, index: int, findings: tuple[Finding, ...]) -> str:
        document = self.document
        own_lines = None
        if index != SKELETON:
            own_lines = LineIndex(document.text, [document.starts[index]], [document.lines[index]])
        rendered = []
        for diagnostic in self.analysis.placed(index, findings, self.severities):
            is_outside = own_lines is None or names_section(diagnostic.finding)
            span = self._range(diagnostic.range, None if is_outside else own_lines)
            rendered.append(self._item(diagnostic, span))
        return ",".join(rendered)

    def _range(self, span: Range, lines: LineIndex | None = None) -> str:
        """An LSP `Range`; `lines` knows where the section begins that the range lies in."""
        if lines is None:
            lines = self._lines = self._lines or self.document.line_index()
        line, column = lines.position(span.start, self.encoding)
        marked = self.document.text[span.start : span.end]
        if "\n" in marked or "\r" in marked:
            last, end = lines.position(span.end, self.encoding)
        else:
            last, end = line, column + self.encoding.length(marked)
        return (
            f'{{"start":{{"line":{line},"character":{column}}},'
            f'"end":{{"line":{last},"character":{end}}}}}'
        )

    def _item(self, diagnostic: Diagnostic, span: str) -> str:
        """A `Diagnostic` that marks the range `span`.  Written by hand: there may be thousands."""
        client = self.client
        members = [
            f'{{"range":{span},"severity":{diagnostic.severity.value}',
            _of_code(diagnostic.code, with_help=client.code_description),
            f'"message":{_encode(diagnostic.message)}',
        ]
        if diagnostic.is_unnecessary and client.diagnostic_tags:
            members.append(f'"tags":[{_UNNECESSARY}]')
        if diagnostic.related and client.related_information:
            uri = _encode(self.uri)
            related = ",".join(
                f'{{"location":{{"uri":{uri},"range":{self._range(where)}}},'
                f'"message":{_encode(message)}}}'
                for where, message in diagnostic.related
            )
            members.append(f'"relatedInformation":[{related}]')
        return f"{','.join(members)}}}"


@cache
def _of_code(code: str, *, with_help: bool) -> str:
    """The members that all diagnostics of a code have."""
    members = f'"code":{_encode(code)},"source":{_encode(SOURCE)}'
    if with_help and help_uri(code):
        members += f',"codeDescription":{{"href":{_encode(help_uri(code))}}}'
    return members
