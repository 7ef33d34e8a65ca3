"""Add the properties that an object lacks."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from connector_lsp.analysis.features.actions.fix import Fix
from connector_lsp.analysis.features.edits import add_child
from connector_lsp.analysis.features.skeletons import member_text
from connector_lsp.analysis.syntax import try_find_node

if TYPE_CHECKING:
    from collections.abc import Iterator

    from connector_lsp.analysis.analysis import Analysis, Diagnostic
    from connector_lsp.analysis.syntax import Node
    from connector_lsp.analysis.text import Edit

CODE = "missing-property"


def add_missing(analysis: Analysis, missing: list[Diagnostic], *, snippets: bool) -> Iterator[Fix]:
    """The fix that adds the properties that an object lacks, all in one edit."""
    first = missing[0]
    owner = try_find_node(analysis.document.section(first.section).root, first.finding.path)
    if owner is None:
        return  # The whole broken text was read otherwise than this section alone.
    title = f'Add "{first.finding.data}"' if len(missing) == 1 else "Add all missing properties"
    make = partial(_edits, analysis, missing, owner, snippets=snippets)
    yield Fix(title, make, is_preferred=len(missing) > 1, is_snippet=snippets, code=CODE)


def add_all_missing(
    analysis: Analysis, touched: list[Diagnostic], everything: list[Diagnostic], *, snippets: bool
) -> Iterator[Fix]:
    """For each object that lacks more than one property, one fix that adds them all."""
    objects = dict.fromkeys(
        (each.section, each.finding.path) for each in touched if each.code == CODE
    )
    for section, path in objects:
        missing = [
            each
            for each in everything
            if each.code == CODE and (each.section, each.finding.path) == (section, path)
        ]
        if len(missing) > 1:
            yield from add_missing(analysis, missing, snippets=snippets)


def _edits(
    analysis: Analysis, missing: list[Diagnostic], owner: Node, *, snippets: bool
) -> list[Edit]:
    document, first = analysis.document, missing[0]
    path = (*document.path(first.section), *first.finding.path)
    members = [
        member_text(
            analysis, path, each.finding.data, snippets=snippets, first_stop=10 * position + 1
        )
        for position, each in enumerate(missing)
    ]
    return [add_child(document, first.section, owner, members)]
