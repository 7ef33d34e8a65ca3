"""All that is to be said of a section, and where.

Syntax comes from the parser, violations from the schema, the rest from the rules.  What only
follows from a syntax fault is not said: an object that the fault is in is not judged at all.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from connector_lsp.analysis.connector import facts_of
from connector_lsp.analysis.diagnostics.registry import CONNECTOR_RULES, RULES, SECTION_CHECKS
from connector_lsp.analysis.diagnostics.rule import Finding, Part, Related
from connector_lsp.analysis.diagnostics.schema import word_violation
from connector_lsp.analysis.diagnostics.schema.judged import Judged
from connector_lsp.analysis.places import CONNECTOR, Container
from connector_lsp.analysis.syntax import NodeKind, try_find_node

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from connector_lsp.analysis.connector import Connector
    from connector_lsp.analysis.document import Document
    from connector_lsp.analysis.schema import Schema, SchemaViolation
    from connector_lsp.analysis.section import Section
    from connector_lsp.analysis.syntax import Json, Node, Path, SyntaxFault


class Checker:
    """Checks sections against one schema and the rules."""

    def __init__(self, schema: Schema, container: Container = CONNECTOR) -> None:
        """Check against `schema` what is divided as `container` says."""
        self.schema = schema
        self.container = container
        self.is_sectioned = schema.is_sectioned(container)
        self.check: Callable[[Section], tuple[Finding, ...]] = self._check
        """What there is to say of a section by itself; to be asked with `Section.once`."""

    @cached_property
    def _skeleton_schema(self) -> Schema:
        return self.schema.skeleton_schema(self.container)

    def _check(self, section: Section) -> tuple[Finding, ...]:
        found = self._violations(section)
        for check in SECTION_CHECKS.get(section.kind[0], ()) if section.kind else ():
            found += check(section)
        if section.faults:
            found = [finding for finding in found if not is_doubtful(section, finding)]
            found = [*map(_of_fault, section.faults), *found]
        return without_superseded(tuple(found)) if found else ()

    def _violations(self, section: Section) -> list[Finding]:
        """What the schema says of a section, if it can be asked section by section."""
        if not self.is_sectioned or not section.has_value:
            return []
        schema = self.schema if section.kind else self._skeleton_schema
        pointer = schema.pointer_of(section.kind)
        violations = schema.violations(pointer, section.value) if pointer is not None else ()
        if pointer is None or not violations:
            return []
        judged = Judged(schema, pointer, section.value)
        return [
            finding
            for violation in violations
            if not _is_about_placeholder(section, judged, violation)
            for finding in word_violation(judged, violation)
        ]

    def facts(self, section: Section) -> object:
        """What rules across sections read of a section: while it is equal, they say the same."""
        return section.once(facts_of)

    def check_across(
        self,
        document: Document,  # noqa: ARG002 -- for documents that are no connectors
        connector: Connector,
    ) -> Iterator[tuple[int, Finding]]:
        """What rules across sections say, each finding with its section."""
        for rule in CONNECTOR_RULES:
            if rule.check_connector:
                yield from rule.check_connector(connector)

    def check_whole(self, document: Document) -> dict[int, list[Finding]]:
        """What a schema that must see the whole document says, by section."""
        if self.is_sectioned:
            return {}
        return whole_violations(self.schema, document)


def _of_fault(fault: SyntaxFault) -> Finding:
    """A syntax fault as a finding."""
    related = Related(None, (), Part.VALUE, _RELATED.get(fault.code, ""), fault.related)
    return Finding(
        fault.code,
        fault.message,
        span=(fault.start, fault.end),
        related=(related,) if fault.related else (),
        data=fault.fix,
    )


def _is_about_placeholder(section: Section, judged: Judged, violation: SchemaViolation) -> bool:
    """Whether a violation is one of what stands in the skeleton for a section."""
    is_part = not section.kind and bool(violation.path)
    return is_part and not isinstance(judged.at(violation.path), (dict, list))


_RELATED = {
    "duplicate-key": "First occurrence",
    "missing-bracket": "Its counterpart",
}


def is_doubtful(section: Section, finding: Finding) -> bool:
    """Whether a finding may only follow from a syntax fault: one lies in the object concerned."""
    scope = _scope(section.root, finding)
    if scope is None:
        return True
    if finding.part is Part.OPENING:
        return is_beside_fault(section, scope.start, scope.end)
    return any(scope.start <= fault.end and fault.start <= scope.end for fault in section.faults)


def is_beside_fault(section: Section, start: int, end: int) -> bool:
    """Whether a syntax fault lies in a stretch of a section or next to it.

    What an object lacks may stand behind a bracket that closes it too early: ``{}`` and then
    members, indented as if they were inside.
    """
    start, end = with_space_around(section.text, start, end)
    return any(start <= fault.end and fault.start <= end for fault in section.faults)


def with_space_around(text: str, start: int, end: int) -> tuple[int, int]:
    """A stretch of a text with the white space on both sides."""
    while start and text[start - 1] in _WHITE_SPACE:
        start -= 1
    while end < len(text) and text[end] in _WHITE_SPACE:
        end += 1
    return start, end


_WHITE_SPACE = " \t\n\r"


def _scope(root: Node | None, finding: Finding) -> Node | None:
    """The object or array that a finding is about."""
    path: Path = finding.path
    while True:
        node = try_find_node(root, path)
        holds_others = node is not None and node.kind in (NodeKind.OBJECT, NodeKind.ARRAY)
        if holds_others and (path != finding.path or finding.part in (Part.OPENING, Part.VALUE)):
            return node
        if not path:
            return root
        path = path[:-1]


def whole_violations(schema: Schema, document: Document) -> dict[int, list[Finding]]:
    """What `schema` says of a whole document, by the section that it concerns."""
    value = assemble(document)
    found: dict[int, list[Finding]] = {}
    by_path = {path: index for index, path in enumerate(document.paths)}
    for violation in schema.violations((), value):
        index = next(
            (
                by_path[violation.path[:length]]
                for length in range(len(violation.path) + 1)
                if violation.path[:length] in by_path
            ),
            -1,
        )
        section, depth = document.section(index), len(document.path(index))
        for finding in word_violation(Judged(schema, (), value, depth), violation):
            moved = finding._replace(path=finding.path[depth:])
            if not section.faults or not is_doubtful(section, moved):
                found.setdefault(index, []).append(moved)
    return found


def assemble(document: Document) -> Json:
    """The value of a whole document, its sections' values in the place of their placeholders."""
    values = [section.value for section in document.sections]
    root = document.skeleton.root
    return _filled(root, dict(zip(document.slots, values, strict=True))) if root else None


def _filled(node: Node, values: Mapping[int, Json]) -> Json:
    """The value of a node of the skeleton; `values` are those of the sections by their slots."""
    if node.start in values:
        return values[node.start]
    if node.kind is NodeKind.ARRAY:
        return [_filled(item, values) for item in node.children]
    if node.kind is NodeKind.OBJECT:
        members = ((each.name(), each.value) for each in node.children)
        return {name: _filled(value, values) for name, value in members if value is not None}
    return node.scalar


def without_superseded(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """`findings` without those about a place of which a more special rule speaks."""
    superseded = {
        (code, finding.path) for finding in findings for code in RULES[finding.code].supersedes
    }
    if not superseded:
        return findings
    return tuple(each for each in findings if (each.code, each.path) not in superseded)
