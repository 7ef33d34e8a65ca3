"""Names that are typed at once: a path parameter and the keys of the URL fields that fill it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from connector_lsp.analysis.mentions import Form, Kind
from connector_lsp.analysis.names import occurrences, try_find_symbol

if TYPE_CHECKING:
    from connector_lsp.analysis.names import Unit
    from connector_lsp.analysis.text import Range

WORD_PATTERN = r"[A-Za-z_][A-Za-z0-9_]*"
"""What may be typed: a name that can stand in a path in either form."""

_PARAMETERS = (Form.BRACES, Form.COLON)


def linked_editing_ranges(unit: Unit, offset: int) -> list[Range]:
    """The ranges in the connector that hold one text and are to go on doing so.

    None where a test case fills in the field, as a client types into one file only: there a rename
    does it.
    """
    found = try_find_symbol(unit, offset)
    if found is None or found[0].kind is not Kind.URL_FIELD or unit.connector is None:
        return []
    places, text = occurrences(unit, found[0]), unit.connector.text
    written = {text[each.range.start : each.range.end] for each in places if not each.in_cases}
    if len(written) != 1 or any(each.in_cases for each in places):
        return []
    if not any(each.form in _PARAMETERS for each in places):
        return []
    return [each.range for each in places]
