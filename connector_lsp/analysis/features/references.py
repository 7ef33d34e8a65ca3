"""From a name to every place that names the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from connector_lsp.analysis.mentions import Form
from connector_lsp.analysis.names import occurrences, try_find_symbol

if TYPE_CHECKING:
    from connector_lsp.analysis.names import Occurrence, Unit


def find_references(
    unit: Unit, offset: int, *, in_cases: bool = False, with_definitions: bool = True
) -> list[Occurrence]:
    """The places in both files that name what an offset of one of them names."""
    found = try_find_symbol(unit, offset, in_cases=in_cases)
    return [
        each
        for each in (occurrences(unit, found[0]) if found else ())
        if each.form is not Form.METHOD and (with_definitions or not each.is_definition)
    ]
