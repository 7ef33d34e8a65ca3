"""What an object or array needs before it is right: skeletons to begin with.

A skeleton holds what the schema requires or recommends, all the way down; an array of objects holds
one.  What the schema gives as default, as one of its values or as an example fills it in.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from connector_lsp.analysis.diagnostics.check import assemble
from connector_lsp.analysis.features.meaning import endpoint_url
from connector_lsp.analysis.features.snippets import (
    Body,
    Items,
    Members,
    Stop,
    Template,
    as_plain,
    as_snippet,
    escaped,
    literal,
    render,
    string,
)
from connector_lsp.analysis.schema.model import MISSING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from connector_lsp.analysis.analysis import Analysis
    from connector_lsp.analysis.connector import Request
    from connector_lsp.analysis.features.json_context import Spot
    from connector_lsp.analysis.schema import Annotations, Schema
    from connector_lsp.analysis.schema.model import Pointer
    from connector_lsp.analysis.syntax import Json, Path

T = TypeVar("T")

_DEEPEST = 8
_MOST_STEPS = 8
_MOCK_URL = "https://api.example.com/v1/"

_REFERENCE = re.compile(r"(\{\{(?:\w+\.)?)([\w.$-]+)(\}\})")
_AUTH_REFERENCE = re.compile(r"(\{\{authFields\.)([\w.$-]+)(\}\})")


@dataclass(frozen=True, slots=True)
class Known:
    """What a connector defines, where the schema's examples can only guess.

    Attributes:
        analysis: the connector.
        beside: the object that a value will be part of, as far as it is there.

    """

    analysis: Analysis
    beside: Json = None

    @property
    def auth_keys(self) -> tuple[str, ...]:
        """The keys of its auth fields."""
        return tuple(self.analysis.connector.auth_fields)

    def adapted(self, text: str) -> str:
        """An example, referring to an auth field that exists where its own does not."""
        keys = self.auth_keys
        if not keys or "{{" not in text:
            return text
        return _AUTH_REFERENCE.sub(
            lambda match: match[1] + (match[2] if match[2] in keys else keys[0]) + match[3], text
        )

    def preferred(self, name: str) -> str | None:
        """The text for a property of which the connector itself knows the best one.

        For an action these are path and method of an endpoint, one that is not used yet if it can
        be, under the method or with the path that stands beside it.
        """
        if name == "url":
            return self._base_url()
        if name not in ("method", "endpoint"):
            return None
        users = self.analysis.connector.users
        requests = self._requests(*self.request)
        request = next((each for each in requests if each not in users), None)
        request = request or (requests[0] if requests else None)
        return request and request[0 if name == "method" else 1]

    def try_test(self) -> Body | None:
        """The connection test by the first endpoint that can be read."""
        for method, path in self._requests("GET", ""):
            endpoint = string("endpoint"), text_with_stop(path)
            return Members((endpoint, (string("method"), string(method))))
        return None

    def kept(self, key: object, beside: object, make: Callable[[], T]) -> T:
        """What `make` gives for `key`, which is the same while what it is made of is.

        Args:
            key: what is made, and from which part of the schema.
            beside: what it depends on beside the schema and what the connector defines.
            make: makes it.

        """
        state = (beside, self._base_url())  # A URL is none of the connector's facts.
        memo = self.analysis.connector.memo
        known: tuple[object, T] | None = memo.get(key)  # type: ignore[assignment]
        if known is None or known[0] != state:
            known = (state, make())
            memo[key] = known
        return known[1]

    @property
    def request(self) -> tuple[str, str]:
        """The method and the path that are part of the object; empty where they are not there."""
        return self._beside("method"), self._beside("endpoint")

    def _beside(self, name: str) -> str:
        value = self.beside.get(name) if isinstance(self.beside, dict) else None
        return value if isinstance(value, str) else ""

    def _requests(self, method: str, path: str) -> list[Request]:
        """The endpoints that are declared, under one method or with one path if that is given."""
        return [
            each
            for each in self.analysis.connector.endpoints
            if each[1].startswith("/") and method in ("", each[0]) and path in ("", each[1])
        ]

    def _base_url(self) -> str:
        request = next(iter(self.analysis.connector.endpoints), None)
        return (endpoint_url(self.analysis, request) if request else "") or _MOCK_URL


def absolute_path(analysis: Analysis, spot: Spot) -> Path:
    """The way to a spot from the root of the connector."""
    return (*analysis.document.path(spot.index), *spot.path)


def schema_at(analysis: Analysis, index: int, path: Path) -> tuple[list[Pointer], Json]:
    """The sub-schemas named for a place, and the value there.

    Args:
        analysis: the connector.
        index: a section, or the skeleton.
        path: the way from its root to the place.

    """
    document, schema = analysis.document, analysis.schema
    section = document.section(index)
    if not analysis.checker.is_sectioned:
        return schema.reach((), assemble(document), (*document.path(index), *path))
    pointer = schema.pointer_of(section.kind)
    return schema.reach(pointer, section.value, path) if pointer is not None else ([], MISSING)


def property_order(analysis: Analysis, index: int, path: Path) -> list[str]:
    """The names that an object may have, in the order of the schema.

    Args:
        analysis: the connector.
        index: a section, or the skeleton.
        path: the way from its root to the object.

    """
    pointers, value = schema_at(analysis, index, path)
    schema = analysis.schema
    nodes = schema.nodes(schema.expanded(pointers, value))
    return list(dict.fromkeys(name for node in nodes for name in node.get("properties", ())))


def member_text(
    analysis: Analysis, path: Path, name: str, *, snippets: bool, first_stop: int = 1
) -> str:
    r"""A new property with its skeleton.

    Args:
        analysis: the connector.
        path: the way from the root of the connector to the object that lacks it.
        name: its name.
        snippets: whether it may hold tab stops.
        first_stop: the number of the first one.

    Returns:
        ``"name": value``, its line breaks ``\n``, indented by tabs from nothing on.

    """
    found = analysis.document.try_find(path)
    pointers: list[Pointer] = []
    value: Json = None
    if found is not None:
        index = found[0]
        owners, value = schema_at(analysis, index, path[len(analysis.document.path(index)) :])
        pointers = analysis.schema.children(analysis.schema.expanded(owners, value), name)
    body = property_body(analysis.schema, pointers, Known(analysis, value), name)
    template = (*string(name), ": ", *render(body, "\n", "\t"))
    return as_snippet(template, first_stop) if snippets else as_plain(template)


def property_body(schema: Schema, pointers: Sequence[Pointer], known: Known, name: str) -> Body:
    """What a property is given when it is typed: its skeleton, but free text is left to type."""
    _, nodes, about = schema.unfilled(pointers)
    is_free = not (about.values or about.has_default or any("pattern" in node for node in nodes))
    if is_free and name != "url" and type_of(about, nodes) == "string":
        return '"', Stop(), '"'
    return required_body(schema, pointers, known, name)


def required_body(
    schema: Schema, pointers: Sequence[Pointer], known: Known, name: str = "", depth: int = 0
) -> Body:
    """The skeleton of a value.

    Args:
        schema: the schema.
        pointers: the sub-schemas named for the value.
        known: what can be referred to.
        name: the name of the property that it is the value of; empty for an item or the root.
        depth: how deep it lies in the whole skeleton.

    """
    _, nodes, about = schema.unfilled(pointers)
    if about.has_default and isinstance(about.default, (dict, list)):
        return literal(about.default)
    preferred = known.preferred(name)
    if about.values:
        return choice(about, preferred)
    if preferred is not None:
        return text_with_stop(preferred)
    test = known.try_test() if name == "testConnection" else None
    if test is not None:
        return test
    kind = type_of(about, nodes)
    if kind == "object":
        members = required_members(schema, pointers, {}, known, depth) if depth < _DEEPEST else ()
        return Members(members) if members else ("{", Stop(), "}")
    if kind == "array":
        return _required_items(schema, pointers, known, depth)
    return _scalar(about, kind, known)


def type_of(about: Annotations, nodes: Sequence[Mapping[str, Any]]) -> str:
    """The JSON type that a value of some sub-schemas most likely has."""
    if about.types:
        return about.types[0]
    if any("properties" in node or "required" in node for node in nodes):
        return "object"
    return "array" if any("items" in node for node in nodes) else "string"


def required_members(
    schema: Schema, pointers: Sequence[Pointer], value: Json, known: Known, depth: int = 0
) -> tuple[tuple[Template, Body], ...]:
    """The members that an object still needs, with their skeletons.

    Args:
        schema: the schema.
        pointers: the sub-schemas named for the object.
        value: what it holds already.
        known: what can be referred to.
        depth: how deep it lies in the whole skeleton.

    """
    members: list[tuple[Template, Body]] = []
    filled = dict(value) if isinstance(value, dict) else {}
    # What one member says may make others necessary.
    for _ in range(_MOST_STEPS):
        expanded = schema.expanded(pointers, filled)
        wanted = _wanted(schema, schema.nodes(expanded), filled)
        if not wanted:
            break
        for name in wanted:
            children = schema.children(expanded, name)
            beside = Known(known.analysis, filled)
            body = required_body(schema, children, beside, name, depth + 1)
            members.append((string(name), body))
            filled[name] = json.loads(as_plain(render(body)))
    return tuple(members)


def _wanted(schema: Schema, nodes: Sequence[Mapping[str, Any]], present: Json) -> list[str]:
    """The required and recommended properties that are not there, in the schema's order."""
    named = {name: about for node in nodes for name, about in node.get("properties", {}).items()}
    required = schema.required(nodes)
    recommended = {
        name
        for name, about in named.items()
        if isinstance(about, dict) and about.get("x-recommended")
    }
    ordered = [name for name in named if name in required or name in recommended]
    return [name for name in dict.fromkeys((*ordered, *required)) if name not in present]


def _required_items(schema: Schema, pointers: Sequence[Pointer], known: Known, depth: int) -> Body:
    array = schema.unfilled(pointers)
    children = schema.children(array.expanded, 0)
    _, nodes, about = schema.unfilled(children)
    holds_objects = bool(nodes) and type_of(about, nodes) == "object"
    needs_some = any(node.get("minItems", 0) for node in array.nodes)
    if depth < _DEEPEST and (holds_objects or needs_some):
        return Items((required_body(schema, children, known, "", depth + 1),))
    return "[", Stop(), "]"


# --- scalars -------------------------------------------------------------------------------------


def choice(about: Annotations, likeliest: Json = None) -> Body:
    """One of the values that are allowed, the likeliest first."""
    preferred = [likeliest] if likeliest in about.values else []
    preferred += [about.default] if about.has_default else []
    preferred += [example for example in about.examples if example in about.values]
    first = preferred[0] if preferred else about.values[0]
    if len(about.values) == 1:
        return literal(first)
    if all(isinstance(value, str) for value in about.values):
        return '"', Stop(escaped(first), tuple(map(escaped, about.values))), '"'
    return (Stop(_json(first), tuple(map(_json, about.values))),)


def _scalar(about: Annotations, kind: str, known: Known) -> Body:
    snippets = [each["body"] for each in about.snippets if isinstance(each.get("body"), str)]
    candidates = [*([about.default] if about.has_default else []), *snippets, *about.examples]
    if kind == "boolean":
        first = next((each for each in candidates if isinstance(each, bool)), False)
        return (Stop(_json(first), (_json(first), _json(not first))),)
    if kind in ("number", "integer"):
        numbers = (each for each in candidates if isinstance(each, (int, float)))
        return (Stop(_json(next((each for each in numbers if not isinstance(each, bool)), 0))),)
    if kind == "null":
        return ("null",)
    text = next((each for each in candidates if isinstance(each, str)), "")
    return text_with_stop(known.adapted(text))


def text_with_stop(text: str) -> Template:
    """A JSON string to be typed over; of a reference only the key."""
    match = _REFERENCE.fullmatch(text)
    if match is None:
        return '"', Stop(escaped(text)), '"'
    return f'"{match[1]}', Stop(match[2]), f'{match[3]}"'


def _json(value: Json) -> str:
    return json.dumps(value, ensure_ascii=False)
