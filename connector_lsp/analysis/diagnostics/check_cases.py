"""All that is to be said of a test cases file, and where."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from connector_lsp.analysis.cases import CASES, Actions, Cases, facts_of
from connector_lsp.analysis.diagnostics.check import Checker
from connector_lsp.analysis.diagnostics.registry import CASE_RULES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from connector_lsp.analysis.connector import Connector
    from connector_lsp.analysis.diagnostics.rule import Finding
    from connector_lsp.analysis.document import Document
    from connector_lsp.analysis.schema import Schema
    from connector_lsp.analysis.section import Section


class CaseChecker(Checker):
    """Checks test cases against their schema and against a connector's actions."""

    def __init__(
        self, schema: Schema, actions: Actions | None = None, *, are_whole: bool = True
    ) -> None:
        """Check against `schema`, and against `actions` unless they are not known.

        Args:
            schema: that of test cases.
            actions: those of the connector, also to be completed.
            are_whole: whether they are all there; in a text that is being typed they may not be.

        """
        super().__init__(schema, CASES)
        self.actions = actions
        self.are_whole = are_whole
        self.check = _checker(schema).check

    def facts(self, section: Section) -> object:
        """What rules across cases read of one."""
        return section.once(facts_of)

    def check_across(
        self,
        document: Document,
        connector: Connector,  # noqa: ARG002 -- the document is none
    ) -> Iterator[tuple[int, Finding]]:
        """What rules about cases say, each finding with its section."""
        # What is not there may be in what is broken.
        cases = Cases.of(document, self.actions if self.are_whole else None)
        for rule in CASE_RULES:
            if rule.check_cases:
                yield from rule.check_cases(cases)


@cache
def _checker(schema: Schema) -> Checker:
    """One for all connectors: what it says of a section is kept when the actions change."""
    return Checker(schema, CASES)
