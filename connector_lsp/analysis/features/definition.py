"""From a name to where it is defined."""

from __future__ import annotations

from typing import TYPE_CHECKING

from connector_lsp.analysis.mentions import Kind
from connector_lsp.analysis.names import occurrences, try_find_symbol

if TYPE_CHECKING:
    from connector_lsp.analysis.names import Occurrence, Unit


def goto_definition(unit: Unit, offset: int, *, in_cases: bool = False) -> list[Occurrence]:
    """The places that define what an offset of one of the two files names.

    An endpoint is defined where it is declared, a field in each action that has it.  A secret is
    defined outside of both files, so nowhere.  In a test case either part of an action's name leads
    to that action.
    """
    found = try_find_symbol(unit, offset, in_cases=in_cases)
    if found is None:
        return []
    symbol, origin = found
    if symbol.kind is Kind.MODEL:
        if not in_cases:
            return [origin]
        return goto_definition(unit, origin.range.end + len("/"), in_cases=True)
    return [each for each in occurrences(unit, symbol) if each.is_definition]
