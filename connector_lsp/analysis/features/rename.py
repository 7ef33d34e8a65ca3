"""Give something another name, wherever it is named.

What would break is refused: a name that two things would then have, and one that cannot be written
in one of the places.  A broken part of the text does not stand in the way: what is whole in it is
renamed, too, and the sections beside it are read as ever.

``actionId`` is the name of one action.  ``modelId`` is the name that all actions of a model share:
it is renamed in all of them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from connector_lsp.analysis.diagnostics.wording import shown
from connector_lsp.analysis.features.snippets import escaped
from connector_lsp.analysis.mentions import Form, Kind
from connector_lsp.analysis.names import occurrences, try_find_symbol
from connector_lsp.analysis.resolution import fields_called
from connector_lsp.analysis.template import (
    FIELD_NAMES,
    SCOPES,
    find_expressions,
    find_path_parameters,
    find_unclosed,
)
from connector_lsp.analysis.text import Edit, PositionEncoding

if TYPE_CHECKING:
    from connector_lsp.analysis.analysis import Analysis
    from connector_lsp.analysis.names import Occurrence, Unit
    from connector_lsp.analysis.resolution import Symbol


class RenameRefusedError(ValueError):
    """Something cannot be renamed; the message says why, in one line."""


_KIND_NAMES = {
    **{Kind(scope): name for scope, name in FIELD_NAMES.items()},
    Kind.ENDPOINT: "endpoint",
    Kind.MODEL: "model",
    Kind.ACTION: "action",
    Kind.SECRET: "secret",
}
_IN_FORM = {
    Form.TEMPLATE: (re.compile(r"[\w$-]+(?:\.[\w$-]+)*"), "a template"),
    Form.BARE: (re.compile(r"(?:[^\W\d]|\$)[\w$-]*(?:\.[\w$-]+)*"), "a template"),
    Form.BRACES: (re.compile(r"[\w.-]+"), "a path, between braces"),
    Form.COLON: (re.compile(r"[A-Za-z_]\w*"), "a path, behind a colon"),
}
"""What a name may consist of where it is not a JSON string for itself."""

_PATH = re.compile(r"/\S*")


def prepare_rename(unit: Unit, offset: int, *, in_cases: bool = False) -> tuple[Occurrence, str]:
    """What an offset of one of the two files is on and would be renamed, and its name.

    Raises:
        RenameRefusedError: there is nothing there that can be renamed.

    """
    symbol, origin, _ = _find(unit, offset, in_cases=in_cases)
    return origin, symbol.name


def rename(
    unit: Unit, offset: int, new_name: str, *, in_cases: bool = False
) -> tuple[list[Edit], list[Edit]]:
    """The edits of the connector, and those of its test cases, that rename what is at an offset.

    Raises:
        RenameRefusedError: there is nothing that can be renamed, or not to that name.

    """
    symbol, _, found = _find(unit, offset, in_cases=in_cases)
    if new_name == symbol.name:
        return [], []
    _check_name(symbol, found, new_name)
    _check_collision(unit, symbol, new_name)
    text = escaped(new_name)
    edits = [(each.in_cases, Edit(*each.range, text)) for each in found]
    return [edit for cases, edit in edits if not cases], [edit for cases, edit in edits if cases]


def _find(
    unit: Unit, offset: int, *, in_cases: bool
) -> tuple[Symbol, Occurrence, list[Occurrence]]:
    """What is to be renamed, where the cursor is on it, and where else it is named."""
    at_cursor = try_find_symbol(unit, offset, in_cases=in_cases)
    if at_cursor is None or at_cursor[1].form is Form.METHOD:
        raise RenameRefusedError(
            "Nothing here has a name to change: put the cursor on the key of a field, a template, "
            "the path of an endpoint, or the ID of an action"
        )
    symbol, origin = at_cursor
    found = [each for each in occurrences(unit, symbol) if each.form is not Form.METHOD]
    if symbol.kind is not Kind.SECRET and not any(each.is_definition for each in found):
        raise RenameRefusedError(
            f"There is no {_KIND_NAMES[symbol.kind]} {shown(symbol.name)} to rename: "
            "nothing defines it"
        )
    return symbol, origin, found


def _check_name(symbol: Symbol, found: list[Occurrence], name: str) -> None:
    """Refuse a name that cannot stand where the old one does."""
    if not name.strip():
        raise RenameRefusedError("The new name is empty")
    if symbol.kind is Kind.ENDPOINT:
        _check_path(symbol.name, name)
        return
    if symbol.kind in (Kind.MODEL, Kind.ACTION) and "/" in name:
        raise RenameRefusedError(
            f"{shown(name)} cannot be an ID: test cases call an action modelId/actionId, so a "
            "slash would not be read as part of it"
        )
    forms = {each.form for each in found}
    if symbol.kind is Kind.AUTH_FIELD:
        forms.add(Form.TEMPLATE)  # It has no other use.
    for form, (pattern, place) in _IN_FORM.items():
        if form in forms and not pattern.fullmatch(name):
            raise RenameRefusedError(
                f"{shown(name)} cannot stand in {place}, where {shown(symbol.name)} does: use "
                "letters, digits and underscores"
            )
    if Form.BARE in forms and name.partition(".")[0] in SCOPES:
        raise RenameRefusedError(f"{shown(name)} would be read as a field of another scope")


def _check_path(old: str, new: str) -> None:
    if not _PATH.fullmatch(new):
        raise RenameRefusedError(
            f"{shown(new)} is no path: it begins with a slash and has no white space"
        )
    if _filled_in(old) != _filled_in(new):
        raise RenameRefusedError(
            "The path parameters and templates have to stay the same, as fields fill them: to "
            "rename one, put the cursor on it"
        )


def _filled_in(path: str) -> set[str]:
    """What a path leaves to fields: its parameters and templates, whole or not."""
    return {
        *(each.name for each in find_path_parameters(path)),
        *(each.body for each in find_expressions(path)),
        *(path[start:end] for start, end in find_unclosed(path)),
    }


def _check_collision(unit: Unit, symbol: Symbol, name: str) -> None:
    """Refuse a name that something has already, or that something refers to."""
    connector = unit.connector
    if connector is None:
        return
    for each in _symbols_called(connector, symbol, name):
        others = occurrences(unit, each)
        if not others:
            continue
        other = next((one for one in others if one.is_definition), others[0])
        analysis = unit.cases if other.in_cases else connector
        assert analysis is not None  # noqa: S101 -- it has the occurrence
        line = analysis.document.position(other.range.start, PositionEncoding.UTF32).line + 1
        where = f"line {line}" + (" of the test cases" if other.in_cases else "")
        what = f"{_KIND_NAMES[each.kind]} {shown(name)}"
        if other.is_definition:
            raise RenameRefusedError(f"There is another {what} already, in {where}")
        raise RenameRefusedError(f"Something refers to {what} already, in {where}")


def _symbols_called(connector: Analysis, symbol: Symbol, name: str) -> list[Symbol]:
    """What a symbol would be one with if it had another name."""
    if symbol.kind is Kind.ENDPOINT:
        return [symbol._replace(name=name, requests=((symbol.requests[0][0], name),))]
    if symbol.kind in (Kind.ACTION_FIELD, Kind.URL_FIELD):
        return fields_called(connector, symbol, name)
    return [symbol._replace(name=name)]
