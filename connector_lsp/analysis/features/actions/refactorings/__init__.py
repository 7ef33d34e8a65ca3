"""Refactorings: changes at a place where nothing need be wrong.

Each is a module that has ``KIND`` and ``offers(place)``, and a line in `REFACTORINGS`.  What it
offers is correct where it is offered: it has no new findings and breaks nothing.  Where it would,
it is not offered, or with the reason to those who asked for refactorings by their kind.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from connector_lsp.analysis.features.actions.refactorings import (
    add_action,
    add_test_case,
    extract_credential,
    extract_path_parameter,
    extract_shared_value,
    sort_by_name,
)
from connector_lsp.analysis.features.actions.refactorings.place import Place, Refactoring

if TYPE_CHECKING:
    from collections.abc import Iterator

    from connector_lsp.analysis.features.actions.action import CodeAction, Wish
    from connector_lsp.analysis.names import Unit

REFACTORINGS = {
    "extract-shared-value": Refactoring(extract_shared_value.KIND, extract_shared_value.offers),
    "extract-credential": Refactoring(extract_credential.KIND, extract_credential.offers),
    "extract-path-parameter": Refactoring(
        extract_path_parameter.KIND, extract_path_parameter.offers
    ),
    "sort-by-name": Refactoring(sort_by_name.KIND, sort_by_name.offers),
    "add-action": Refactoring(add_action.KIND, add_action.offers),
    "add-test-case": Refactoring(add_test_case.KIND, add_test_case.offers),
}
"""Every refactoring by its name."""


def refactorings_at(unit: Unit, offset: int, wish: Wish) -> Iterator[tuple[str, CodeAction]]:
    """What can be changed at an offset of the connector, each with the name of its refactoring."""
    if unit.connector is None:
        return
    place = Place(unit, unit.connector, offset, new_cases=wish.new_cases)
    for name, refactoring in REFACTORINGS.items():
        if wish.wants(refactoring.kind):
            for action in refactoring.offers(place):
                if wish.disabled or not action.disabled:
                    yield name, action
