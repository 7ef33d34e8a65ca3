"""What the cursor is on, in words.

What the schema says comes from `documentation.py`, what the connector itself says from
`meaning.py`; here it is decided which of them to ask.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from connector_lsp.analysis.connector import reaches_request
from connector_lsp.analysis.diagnostics.check import assemble
from connector_lsp.analysis.diagnostics.schema.invalid_version import repaired
from connector_lsp.analysis.diagnostics.wording import shown
from connector_lsp.analysis.document import SKELETON
from connector_lsp.analysis.features.documentation import code, describe_value, render
from connector_lsp.analysis.features.meaning import (
    describe_destination,
    describe_endpoint,
    describe_parameter,
    describe_reference,
    describe_use,
    without_secrets,
)
from connector_lsp.analysis.features.request_preview import preview_request
from connector_lsp.analysis.placement import join_url
from connector_lsp.analysis.schema import Annotations
from connector_lsp.analysis.syntax import NodeKind, innermost_node, value_at
from connector_lsp.analysis.template import find_expressions, find_path_parameters

if TYPE_CHECKING:
    from connector_lsp.analysis.analysis import Analysis
    from connector_lsp.analysis.syntax import Json, Node, Path
    from connector_lsp.analysis.text import Range

_RULE = "\n\n---\n\n"


@dataclass(frozen=True, slots=True)
class Hover:
    """What there is to say of a place.

    Attributes:
        contents: Markdown.
        range: the stretch of the text that it is about.

    """

    contents: str
    range: Range


@dataclass(frozen=True, slots=True)
class _Place:
    """What lies at an offset.

    Attributes:
        analysis: the connector.
        index: the section, or `SKELETON`.
        node: the value or property name in the section's tree.
        inner: the way from the section to the value, or to the property's value.
        path: the same way from the root.
        is_key: whether it is a property's name.

    """

    analysis: Analysis
    index: int
    node: Node
    inner: Path
    path: Path
    is_key: bool


def hover(analysis: Analysis, offset: int) -> Hover | None:
    """What `offset` is on; None where there is nothing to say, as in white space."""
    index, local = analysis.document.locate(offset)
    node = innermost_node(analysis.document.section(index).root, local)
    if node is None or node.kind is NodeKind.PROPERTY:
        return None
    start, end = node.start, node.end
    if node.kind in (NodeKind.OBJECT, NodeKind.ARRAY):
        if local <= start + 1:
            end = start + 1
        elif local >= end - 1:
            start = end - 1
        else:
            return None
    inner = node.path()
    is_key = node.parent is not None and node.parent.key is node
    place = _Place(analysis, index, node, inner, analysis.document.path(index) + inner, is_key)
    if node.kind is NodeKind.STRING:
        part = _part_of_string(place, local)
        if part is not None:
            return part
    own = _own(place)
    about = [own, _preview(place)] if own else [_preview(place), _described(place)]
    contents = _RULE.join(filter(None, about))
    where = analysis.document.absolute_range(index, start, end)
    return Hover(contents, where) if contents else None


# --- parts of strings ----------------------------------------------------------------------------


def _part_of_string(place: _Place, local: int) -> Hover | None:
    """The template expression or path parameter that the cursor is on."""
    path = place.path
    is_path = _is_endpoint_path(place)
    if not is_path and (place.is_key or not reaches_request(path)):
        return None
    document = place.analysis.document
    first = place.node.start + 1
    raw = document.section(place.index).text[first : place.node.end]
    for expression in find_expressions(raw):
        if expression.start <= local - first <= expression.end:
            contents = describe_reference(place.analysis, path, expression)
            start, end = first + expression.start, first + expression.end
            return Hover(contents, document.absolute_range(place.index, start, end))
    for parameter in find_path_parameters(raw) if is_path else ():
        if parameter.start <= local - first <= parameter.end:
            written = raw[parameter.start : parameter.end]
            contents = describe_parameter(place.analysis, path, parameter, written)
            start, end = first + parameter.start, first + parameter.end
            return Hover(contents, document.absolute_range(place.index, start, end))
    return None


def _is_endpoint_path(place: _Place) -> bool:
    """Whether a string is the path of an endpoint: where it is declared, or where it is used."""
    match place.path:
        case ("endpoints", str(), str()):
            return place.is_key
        case ("actions", int(), "endpoint") | ("testConnection", "endpoint"):
            return not place.is_key
    return False


# --- what the connector says ---------------------------------------------------------------------


def _own(place: _Place) -> str | None:
    """What replaces the schema's words: an endpoint's address."""
    if place.node.kind is not NodeKind.STRING or not _is_endpoint_path(place):
        return None
    if place.is_key:
        return describe_endpoint(place.analysis, str(place.path[1]), str(place.path[2]))
    owner = _owner(place)
    method = owner.get("method")
    return describe_endpoint(
        place.analysis, method if isinstance(method, str) else None, place.node.scalar
    )


def _described(place: _Place) -> str:
    """What the schema says, behind what there is to say of this very value."""
    about = [_value_line(place), _about_value(place), _schema_says(place)]
    return _RULE.join(filter(None, about))


def _preview(place: _Place) -> str | None:
    """The request that an action or the connection test would send, at what names it."""
    match place.path:
        case ("actions", int(), "label" | "actionId" | "endpoint") | (
            "testConnection",
            "endpoint" | "url",
        ) if not place.is_key:
            request = preview_request(place.analysis, place.index)
            return f"Sends\n\n```http\n{request.render()}\n```" if request else None
    return None


def _about_value(place: _Place) -> str | None:
    """What stands before the schema's words: what this very value does."""
    if place.is_key:
        return None
    value = place.node.scalar
    match place.path:
        case ("schema",):
            meant = repaired(value)
            if meant is None or meant == value:
                return None
            return f"{code(shown(value))} is no version: write {code(shown(meant))}"
        case ("endpoints", str(method), str(path), "url") if isinstance(value, str):
            return f"**{method}** {code(join_url(without_secrets(value), path))}"
        case ("requiredSettings", "authFields", int(), "key") if isinstance(value, str):
            return describe_use(place.analysis, value)
        case ("actions", int(), "actionFields" | "urlFields" as scope, int(), "key") if isinstance(
            value, str
        ):
            action = place.analysis.document.section(place.index).value
            field = _owner(place)
            if isinstance(action, dict) and field.get("key") == value:
                return describe_destination(action, scope, field)
    return None


def _owner(place: _Place) -> dict[str, Json]:
    """The object whose member the value is."""
    section = place.analysis.document.section(place.index)
    try:
        owner = value_at(section.value, place.inner[:-1])
    except (KeyError, IndexError, TypeError):
        return {}
    return owner if isinstance(owner, dict) else {}


# --- what the schema says ------------------------------------------------------------------------


def _value_line(place: _Place) -> str | None:
    """What an allowed value means."""
    if place.is_key or place.node.children:
        return None
    meaning = describe_value(_annotations(place), place.node.scalar)
    return f"{code(shown(place.node.scalar))}: {meaning}" if meaning else None


def _schema_says(place: _Place) -> str:
    last = place.path[-1] if place.path else ""
    name = last if isinstance(last, str) else ""
    about = _annotations(place)
    if not place.is_key and describe_value(about, place.node.scalar):
        about = replace(about, value_descriptions={})  # The one that matters is said already.
    return render(about, name=name, required=_is_required(place))


def _annotations(place: _Place) -> Annotations:
    return Annotations.of(_applicable(place.analysis, place.index, place.inner))


def _is_required(place: _Place) -> bool | None:
    """Whether the object needs the property; None for an item or a name that is free."""
    if not place.path or not isinstance(place.path[-1], str):
        return None
    name = place.path[-1]
    if place.inner:
        around = _applicable(place.analysis, place.index, place.inner[:-1])
    else:
        around = _applicable(place.analysis, SKELETON, place.path[:-1])
    if name in place.analysis.schema.required(around):
        return True
    return False if any(name in schema.get("properties", {}) for schema in around) else None


def _applicable(analysis: Analysis, index: int, inner: Path) -> list[dict[str, Json]]:
    """The sub-schemas that apply at a place of a section, the nearest first."""
    schema, document = analysis.schema, analysis.document
    if not analysis.checker.is_sectioned:
        return schema.applicable((), assemble(document), document.path(index) + inner)
    section = document.section(index)
    pointer = schema.pointer_of(section.kind)
    return [] if pointer is None else schema.applicable(pointer, section.value, inner)
