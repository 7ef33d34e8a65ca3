"""The places in the file at hand that name what the cursor is on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from connector_lsp.analysis.features.references import find_references
from connector_lsp.analysis.names import Unit

if TYPE_CHECKING:
    from connector_lsp.analysis.names import Occurrence


def highlights(unit: Unit, offset: int, *, in_cases: bool = False) -> list[Occurrence]:
    """Those of the references that are in the file that `offset` is of."""
    seen = unit if in_cases else Unit(unit.connector)
    found = find_references(seen, offset, in_cases=in_cases)
    return [each for each in found if each.in_cases == in_cases]
