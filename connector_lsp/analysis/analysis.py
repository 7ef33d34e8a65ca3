"""A document and all that is known about it: what features are asked with.

An `Analysis` never changes; `with_edit` gives another that keeps what the edit left alone.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from connector_lsp.analysis.connector import Connector
from connector_lsp.analysis.diagnostics.check import (
    Checker,
    is_doubtful,
    with_space_around,
    without_superseded,
)
from connector_lsp.analysis.diagnostics.locate import locate, names_section
from connector_lsp.analysis.diagnostics.registry import RULES
from connector_lsp.analysis.diagnostics.rule import Finding, Part
from connector_lsp.analysis.document import SKELETON, Document
from connector_lsp.analysis.editing import with_edit
from connector_lsp.analysis.places import PLACEHOLDER
from connector_lsp.analysis.text import Edit, Range

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from connector_lsp.analysis.diagnostics.rule import Related, Severity
    from connector_lsp.analysis.schema import Schema


class Diagnostic(NamedTuple):
    """A finding in its place.

    Attributes:
        code: the rule's code.
        severity: how grave it is, after the user's own choice.
        message: what is wrong and what would be right.
        range: where, in the text.
        is_unnecessary: whether what it marks could be taken away.
        related: other places that belong to it, with what is there.
        section: the index of the section that it is in.
        finding: the finding itself.

    """

    code: str
    severity: Severity
    message: str
    range: Range
    is_unnecessary: bool
    related: tuple[tuple[Range, str], ...]
    section: int
    finding: Finding


@dataclass(frozen=True, slots=True, eq=False)
class Analysis:
    """A document, its meaning and its faults.

    Attributes:
        document: the text in sections.
        checker: what it is checked against.
        connector: what its sections define and refer to.
        across: by section, what rules about several sections say.
        flagged: the sections of which there may be something to say; only the keys count.
        beside_faults: the sections next to a syntax fault in the skeleton.

    """

    document: Document
    checker: Checker
    connector: Connector
    across: Mapping[int, tuple[Finding, ...]]
    flagged: Mapping[int, None]
    beside_faults: frozenset[int]

    @classmethod
    def open(cls, text: str, checker: Checker) -> Analysis:
        """The analysis of `text`, any text."""
        document = Document.open(text, checker.container, find_out=checker.check)
        return cls._of(document, checker)

    @classmethod
    def _of(cls, document: Document, checker: Checker) -> Analysis:
        connector = Connector.of(document)
        across: dict[int, list[Finding]] = checker.check_whole(document)
        for index, finding in checker.check_across(document, connector):
            across.setdefault(index, []).append(finding)
        frozen = {index: tuple(findings) for index, findings in across.items()}
        flagged: dict[int, None] = {}
        if document.skeleton.once(checker.check) or SKELETON in frozen:
            flagged[SKELETON] = None
        for index, section in enumerate(document.sections):
            if section.once(checker.check) or index in frozen:
                flagged[index] = None
        return cls(document, checker, connector, frozen, flagged, _beside_faults(document))

    def with_checker(self, checker: Checker) -> Analysis:
        """The analysis of the same text, divided in the same way, against another checker."""
        return Analysis._of(self.document, checker)

    @property
    def schema(self) -> Schema:
        """The schema in force."""
        return self.checker.schema

    @property
    def text(self) -> str:
        """The whole text."""
        return self.document.text

    def with_edit(self, edit: Edit) -> Analysis:
        """The analysis of the text after `edit`."""
        document, old = with_edit(self.document, edit), self.document
        change = document.change
        if change is None or not self.checker.is_sectioned or not _are_same(document, old):
            return Analysis._of(document, self.checker)
        facts = self.checker.facts
        after = document.sections[change.start : change.new_end]
        before = old.sections[change.start : change.old_end]
        if any(facts(new) != facts(old) for new, old in zip(after, before, strict=True)):
            return Analysis._of(document, self.checker)
        # Whether there is something to say of them is for those to find out who ask for it.
        changed = set(range(change.start, change.new_end))
        beside_faults = self.beside_faults
        if document.skeleton is not old.skeleton:
            changed.add(SKELETON)
            beside_faults = _beside_faults(document)
        changed -= self.flagged.keys()
        flagged = {**self.flagged, **dict.fromkeys(changed)} if changed else self.flagged
        return Analysis(document, self.checker, self.connector, self.across, flagged, beside_faults)

    # --- findings ----------------------------------------------------------------------------

    def findings(self, index: int, unsound: frozenset[str]) -> tuple[Finding, ...]:
        """All that there is to say of one section; `SKELETON` for what lies between them.

        Args:
            index: the section.
            unsound: `unsound`, which is the same for all sections.

        """
        section = self.document.section(index)
        own = section.once(self.checker.check)
        across = self.across.get(index, ())
        if index in self.beside_faults:
            own = tuple(each for each in own if each.path or each.part is not Part.OPENING)
            across = tuple(each for each in across if each.path or each.part is not Part.OPENING)
        if not across:
            return own
        if section.faults:
            across = tuple(each for each in across if not is_doubtful(section, each))
        if unsound:
            # What is not there may be in what is broken.
            across = tuple(each for each in across if not RULES[each.code].is_silenced_by(unsound))
        return without_superseded(own + across)

    @property
    def unsound(self) -> frozenset[str]:
        """The root members that hold a syntax fault; the empty name for the skeleton."""
        document = self.document
        unsound = {str(document.paths[index][0]) for index in document.broken}
        if document.skeleton.faults:
            unsound.add("")
        return frozenset(unsound)

    def diagnostics(
        self, overrides: Mapping[str, Severity | None] | None = None
    ) -> list[Diagnostic]:
        """All findings in their places, in the order of the text.

        Args:
            overrides: the severities that a user chose, by code; None switches a rule off.

        """
        unsound = self.unsound
        found = [
            diagnostic
            for index in sorted(self.flagged)
            for diagnostic in self.placed(index, self.findings(index, unsound), overrides or {})
        ]
        return sorted(found, key=lambda diagnostic: diagnostic.range)

    def placed(
        self,
        index: int,
        findings: Iterable[Finding],
        overrides: Mapping[str, Severity | None],
    ) -> Iterator[Diagnostic]:
        """The `findings` about one section in their places."""
        for finding in findings:
            rule = RULES[finding.code]
            severity = overrides.get(finding.code, finding.severity or rule.severity)
            if severity is None:
                continue
            related = tuple(
                (
                    self._place(index if other.section is None else other.section, other),
                    other.message,
                )
                for other in finding.related
            )
            where = self._place(index, finding)
            yield Diagnostic(
                finding.code, severity, finding.message, where, rule.is_unnecessary, related,
                index, finding,
            )  # fmt: skip

    def _place(self, index: int, part: Finding | Related) -> Range:
        if names_section(part) and index != SKELETON:
            return self.document.key_range(index)
        section = self.document.section(index)
        where = self.document.absolute_range(index, *locate(section, part))
        if index == SKELETON and isinstance(part, Finding) and _is_missing_behind(part):
            return Range(max(where.start, where.end - 1), where.end)
        return where


def _are_same(document: Document, old: Document) -> bool:
    """Whether two documents have as many sections, in the same places of the connector."""
    return document.paths is old.paths or document.paths == old.paths


def _beside_faults(document: Document) -> frozenset[int]:
    """The sections next to a syntax fault in the skeleton."""
    skeleton, slots = document.skeleton, document.slots
    found: set[int] = set()
    for fault in skeleton.faults:
        start, end = with_space_around(skeleton.text, fault.start, fault.end)
        first = bisect_left(slots, start - len(PLACEHOLDER))
        found.update(range(first, bisect_right(slots, end)))
    return frozenset(found)


def _is_missing_behind(finding: Finding) -> bool:
    """Whether a syntax fault marks one character because something is missing behind it.

    In the skeleton that may be a placeholder, and the section that it stands for is long.
    """
    span, fix = finding.span, finding.data
    is_character = span is not None and span[1] - span[0] == 1
    return is_character and isinstance(fix, Edit) and span is not None and fix.start >= span[1]
