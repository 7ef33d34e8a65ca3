"""Add the properties that an object lacks."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from connector_lsp.analysis.features.actions.fix import Fix
from connector_lsp.analysis.features.edits import add_members
from connector_lsp.analysis.features.skeletons import member_text, property_order
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
    document, index = analysis.document, missing[0].section
    own = missing[0].finding.path
    path = (*document.path(index), *own)
    order = property_order(analysis, index, own)
    names = sorted(
        (each.finding.data for each in missing),
        key=lambda name: order.index(name) if name in order else len(order),
    )
    members = [
        (name, member_text(analysis, path, name, snippets=snippets, first_stop=10 * place + 1))
        for place, name in enumerate(names)
    ]
    return add_members(document, index, owner, members, order)
