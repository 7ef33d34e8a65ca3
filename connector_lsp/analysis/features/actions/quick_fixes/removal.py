"""Take away what should not be there."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from connector_lsp.analysis.diagnostics.rule import Part
from connector_lsp.analysis.features.actions.fix import fix, try_member
from connector_lsp.analysis.features.edits import remove_child
from connector_lsp.analysis.syntax import NodeKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from connector_lsp.analysis.analysis import Analysis, Diagnostic
    from connector_lsp.analysis.features.actions.fix import Fix


def remove(analysis: Analysis, diagnostic: Diagnostic) -> Iterator[Fix]:
    """Remove the property that a finding is about, if it is about all of it."""
    member = try_member(analysis, diagnostic)
    is_whole = diagnostic.finding.part is not Part.VALUE
    if member is not None and member.parent is not None and is_whole:
        make = partial(remove_child, analysis.document, diagnostic.section, member.parent, member)
        yield fix(f'Remove "{member.name()}"', make)


def remove_duplicate(analysis: Analysis, diagnostic: Diagnostic) -> Iterator[Fix]:
    """Remove the property that a duplicate-key fault marks."""
    span = diagnostic.finding.span
    root = analysis.document.section(diagnostic.section).root
    for node in root.walk() if root else ():
        if node.key and node.parent and (node.key.start, node.key.end) == span:
            make = partial(remove_child, analysis.document, diagnostic.section, node.parent, node)
            yield fix(f'Remove this "{node.name()}"', make)


def remove_section(analysis: Analysis, diagnostic: Diagnostic) -> Iterator[Fix]:
    """Remove the whole section that a finding is in, such as an auth field that nobody uses."""
    document = analysis.document
    path = document.path(diagnostic.section)
    found = document.try_find(path[:-1]) if path else None
    if found is None:
        return
    index, owner = found
    part = path[-1]
    children = [
        child
        for number, child in enumerate(owner.children)
        if (child.name() == part if child.kind is NodeKind.PROPERTY else number == part)
    ]
    for child in children[-1:]:
        title = f'Remove "{part}"' if isinstance(part, str) else "Remove it"
        yield fix(title, partial(remove_child, document, index, owner, child))
