"""A test case that is added to a file: to begin with, or of what was entered elsewhere."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from connector_lsp.analysis.cases import (
    CONNECTION_TEST,
    EMPTY,
    INPUT_SCOPES,
    action_name,
    facts_of,
    fields_of,
)
from connector_lsp.analysis.document import SKELETON
from connector_lsp.analysis.features.edits import add_child, list_text
from connector_lsp.analysis.features.formatting import keep_layout
from connector_lsp.analysis.syntax import NodeKind
from connector_lsp.analysis.text import Edit, Range

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from connector_lsp.analysis.document import Document
    from connector_lsp.analysis.syntax import Json

_NOT_IN_NAME = re.compile(r"[^A-Z0-9]+")


@dataclass(frozen=True, slots=True)
class Entered:
    """What a case is made of.

    Attributes:
        name: what it is to be called; with a number behind it if another is called so.
        inputs: what was entered, by scope and key.
        is_secret: tells whether a value must not be written.

    """

    name: str
    inputs: Mapping[str, Mapping[str, Json]] = field(repr=False)
    is_secret: Callable[[Json], bool]


def has_place(document: Document) -> bool:
    """Whether there is a place for another case: not where a file is something else."""
    root = document.skeleton.root
    if root is None:
        return True
    cases = document.try_find(("cases",))
    if cases is not None:
        return cases[1].kind is NodeKind.ARRAY
    return root.kind is NodeKind.OBJECT and not any(root.properties("cases"))


def try_add_case(
    document: Document, action: Mapping[str, Json] | None, entered: Entered | None = None
) -> Sequence[Edit] | None:
    """The edits that add a case for an action to a test cases file; None if it has no place.

    All fields of the action are there, the required ones first, with their default or their first
    choice; a masked one refers to an environment variable.  What has nothing to propose is empty,
    which is as good as not there.  A file in the canonical layout stays in it.

    Args:
        document: the file; an empty text for a new one.
        action: the action as it stands in the connector; None for the connection test.
        entered: what to write in the place of proposals; what is secret refers to the environment.

    """
    if not has_place(document):
        return None
    names = {section.once(facts_of).name for section in document.sections}
    case = _written(_case(action, names, entered))
    return keep_layout(document, [_added(document, case)])


def added_case(document: Document) -> Range:
    """Where the case is that was added last, as an empty stretch before its first member."""
    number = sum(path[:1] == ("cases",) and len(path) > 1 for path in document.paths) - 1
    found = document.try_find(("cases", number))
    start = document.absolute(found[0], found[1].start) if found else 0
    at = max(start, document.text.find('"', start))
    return Range(at, at)


def _added(document: Document, case: str) -> Edit:
    cases, root = document.try_find(("cases",)), document.skeleton.root
    if cases is not None:
        return add_child(document, *cases, [case])
    if root is None:
        whole = _written({"cases": [json.loads(case)]}, "  ")
        return Edit(0, len(document.text), f"{whole}\n")
    return add_child(document, SKELETON, root, [list_text("cases", [case])])


def _written(value: Json, indent: str = "\t") -> str:
    return json.dumps(value, indent=indent, ensure_ascii=False)


def _case(
    action: Mapping[str, Json] | None, names: set[str | None], entered: Entered | None
) -> dict[str, Json]:
    """A case as it is written, called in another way than those that there are."""
    if action is None:
        name, called, inputs = "Test connection", CONNECTION_TEST, {}
    else:
        called = action_name(action) or ""
        label = action.get("label")
        name = label if isinstance(label, str) and label else called
        inputs = {
            scope: _of_entered(action, scope, entered) if entered else _proposals(action, scope)
            for scope in INPUT_SCOPES
        }
    if entered and entered.name.strip() and not entered.is_secret(entered.name):
        name = entered.name.strip()
    number, base = 1, name
    while name in names:
        number += 1
        name = f"{base} {number}"
    filled = {scope: values for scope, values in inputs.items() if values}
    return {"name": name, "action": called, **filled, "expect": {"status": "2xx"}}


def _of_entered(action: Mapping[str, Json], scope: str, entered: Entered) -> dict[str, Json]:
    """What was entered, as it may be written.

    What is empty is as good as not there, unless the field's default would take its place.
    """
    fields = fields_of(action, scope)
    written: dict[str, Json] = {}
    for key, value in entered.inputs.get(scope, {}).items():
        field = fields.get(key, {})
        if value in EMPTY:
            if field.get("default") not in EMPTY:
                written[key] = value
        elif field.get("masked") is True or entered.is_secret(value):
            written[key] = _reference(key)
        else:
            written[key] = value
    return written


def _proposals(action: Mapping[str, Json], scope: str) -> dict[str, Json]:
    return {key: _proposal(key, field) for key, field in _required_first(action, scope)}


def _required_first(action: Mapping[str, Json], scope: str) -> list[tuple[str, Mapping[str, Json]]]:
    fields = fields_of(action, scope).items()
    return sorted(fields, key=lambda item: item[1].get("required") is not True)


def _proposal(key: str, field: Mapping[str, Json]) -> Json:
    """What is filled in at first."""
    if field.get("masked") is True:
        return _reference(key)
    if "default" in field:
        return field["default"]
    choices = field.get("choices")
    return next(iter(choices), "") if isinstance(choices, dict) else ""


def _reference(key: str) -> str:
    """What stands for a value that is not written: an environment variable called after its key."""
    variable = _NOT_IN_NAME.sub("_", key.upper()).strip("_") or "SECRET"
    return f"{{{{env.{'_' * variable[0].isdigit()}{variable}}}}}"
