"""Schemas as the fields of a form.

A `View` is what a schema comes to once its references, ``allOf``, ``oneOf`` and ``anyOf`` are put
together; `flatten` turns the view of an object into fields with dotted keys. A schema that contains
itself ends where it does so the first time.
"""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass, field, replace
from functools import reduce
from typing import TYPE_CHECKING

from connector_lsp.analysis.diagnostics.connector.hardcoded_credential import (
    looks_like_secret,
    speaks_of_secret,
)
from connector_lsp.importers.api import Choices, Gap, Input, Place, type_of
from connector_lsp.importers.prose import plain, scalar, spoken
from connector_lsp.importers.references import Node, ReferenceFault

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from connector_lsp.analysis.syntax import Json
    from connector_lsp.importers.references import References

_DEEPEST = 6
"""How many levels of objects inside each other become fields; people fill them in one by one."""

MOST_FIELDS = 100
"""How many fields of one action a person may be asked for, beyond those that are required.

So many parts of a body are named that cannot be held, too, and three times so many objects looked
into: objects that all have each other in them are without end, and need not have a single field.
"""

_MOST_OBJECTS = MOST_FIELDS * 3
_LARGEST_DEFAULT = 250
_LONGEST_EXAMPLE = 60
_PLACEHOLDERS = ("string", "null", "none", "text")
_MOST_CHOICES = 250
_MOST_PARTS = 50
_MOST_AGAIN = 1000
"""How often the parts of one view may be looked at again, as those are that hold each other."""

_KEY = re.compile(r"[^\s{}\x00-\x1f\"]+(?: [^\s{}\x00-\x1f\"]+)*")
_SCALARS = ("string", "integer", "number", "boolean")
_NO_VARIANTS = ("null",)
_WRITTEN = re.compile(r"\s*(?:text/|[\w.-]+/(?:[\w.+-]+\+)?json\b)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class View:
    """What a schema comes to.

    Attributes:
        type: of JSON, or ``file``, or empty for any.
        format: such as ``date``.
        title: what it is called; empty for nothing.
        description: plain text.
        properties: by name, not yet viewed.
        required: the names of the properties that an object must have.
        items: what an array holds; None for anything.
        choices: the values to choose from.
        default: the value that it has without one; None for none.
        example: a text or number that it may have; None for none.
        is_read_only: whether only answers have it.
        note: what is lost of it; empty for nothing.
        fault: why nothing is known of it; empty if something is.

    """

    type: str = ""
    format: str = ""
    title: str = ""
    description: str = ""
    properties: Mapping[str, Node] = field(default_factory=dict)
    required: frozenset[str] = frozenset()
    items: Node | None = None
    choices: Choices = ()
    default: Json = None
    example: Json = None
    is_read_only: bool = False
    note: str = ""
    fault: str = ""

    @property
    def is_file(self) -> bool:
        """Whether it is the content of a file."""
        return self.type == "file" or (self.type in ("string", "") and self.format == "binary")


ANYTHING = View()


class Schemas:
    """Views the schemas of one source, each once."""

    def __init__(self, references: References) -> None:
        """View what `references` leads to."""
        self._references = references
        version = scalar(references.root.value.get("openapi"))
        # Before 3.1, what stands beside a reference was to be ignored.
        self._heeds_siblings = bool(version) and not version.startswith("3.0")
        # Both by identity, and with what has it, so that nothing made later can have the same.
        self._views: dict[int, tuple[Json, View]] = {}
        self._flattened: dict[int, tuple[View, tuple[Input, ...], tuple[Gap, ...]]] = {}
        self._cuts = 0
        self._seen: set[int] = set()
        self._again = 0

    # --- views -------------------------------------------------------------------------------

    def view(self, node: Node) -> View:
        """What a schema comes to; any value will do."""
        self._seen.clear()
        self._again = 0
        return self._view(node, frozenset())

    def _view(self, node: Node, inside: frozenset[int]) -> View:
        value = node.value
        if not isinstance(value, dict):
            return ANYTHING
        known = self._views.get(id(value))
        if known is not None:
            return known[1]
        self._again += id(value) in self._seen
        self._seen.add(id(value))
        if id(value) in inside or len(inside) > _MOST_PARTS or self._again > _MOST_AGAIN:
            self._cuts += 1  # What holds itself adds nothing.
            return ANYTHING
        cuts = self._cuts
        view = self._computed(node, inside | {id(value)})
        if not inside or cuts == self._cuts:  # Else it lacks what was cut on this way to it.
            self._views[id(value)] = (value, view)
        return view

    def _computed(self, node: Node, inside: frozenset[int]) -> View:
        value = node.value
        parts = []
        if isinstance(value.get("$ref"), str):
            try:
                target = self._references.follow(node)
            except ReferenceFault as fault:
                return View(fault=str(fault))
            view = self._view(target, inside)
            if len(value) == 1:
                return view
            if not self._heeds_siblings:
                # Whoever described this place beside the reference meant it to be read.
                said = plain(value.get("description"))
                return replace(view, description=said) if said else view
            parts.append(view)
        parts += [self._view(part, inside) for part in node.member("allOf").items()]
        view = reduce(_both, (*parts, _own_view(node)))
        for name in ("oneOf", "anyOf"):
            variants = [self._view(each, inside) for each in node.member(name).items()]
            if variants:
                view = _both(_either(variants), view)
        return view

    # --- fields ------------------------------------------------------------------------------

    def flatten(self, root: View) -> tuple[tuple[Input, ...], tuple[Gap, ...]]:
        """The fields of an object in a body, and what of it cannot be held.

        Required fields come first; in each half they stand in the order of the source, those that
        lie less deep being kept if there are too many.

        Args:
            root: a view of this object's; its fields are found once.

        """
        known = self._flattened.get(id(root))
        if known is None:
            known = self._flattened[id(root)] = (root, *_flatten(self, root))
        return known[1:]

    def part(
        self, owner: _Object, name: str, child: Node, *, is_needed: bool
    ) -> Input | Gap | _Object | None:
        """What becomes of a property: a field, a gap, or an object whose properties are next."""
        view = self.view(child)
        if view.is_read_only:
            return None
        names = (*owner.names, name)
        path = ".".join(("body", *names))
        if "." in name or not _KEY.fullmatch(name):
            reason = "a dot in a name would nest" if "." in name else "a name that no key can be"
            return Gap(path, reason, is_needed)
        if view.type == "object" and view.properties:
            if id(view) in owner.above:
                return Gap(path, "a schema that contains itself", is_needed)
            if len(names) >= _DEEPEST:
                return Gap(path, "objects too deep inside each other", is_needed)
            return _Object(names, (), view, is_needed=is_needed, above=owner.above | {id(view)})
        reason = self.why_not(view)
        if reason:
            return Gap(path, reason, is_needed)
        return self.input(".".join(names), Place.BODY, view, required=is_needed)

    def why_not(self, view: View, depth: int = 0) -> str:
        """Why a value cannot be asked for in one field; empty if it can.

        Args:
            view: of the value.
            depth: in how many arrays it is.

        """
        if depth > _DEEPEST:
            return "an array that contains itself"
        if view.fault:
            return view.fault
        if view.is_file:
            return "a file"
        if view.type == "array" and view.items is not None:
            items = self.view(view.items)
            if items.fault:
                return items.fault
            if items.is_file:
                return "files"
            if items.type == "object" or (items.type == "array" and self.why_not(items, depth + 1)):
                return "an array of objects"
        return ""

    def input(self, key: str, place: Place, view: View, *, required: bool) -> Input:
        """The field that asks for a value."""
        kind = _field_type(view)
        is_array = kind == "array"
        items = self.view(view.items) if is_array and view.items is not None else view
        choices = items.choices if not is_array or view.items is not None else ()
        default = _default(view.default, kind, () if is_array else view.choices)
        is_told = bool(choices) or default is not None or view.format == "password"
        return Input(
            key,
            place,
            kind,
            required,
            view.title,
            view.description if is_told else with_example(view.description, key, view.example),
            choices,
            default,
            masked=view.format == "password",
        )


@dataclass(frozen=True, slots=True)
class _Object:
    """An object on the way down, and the way to it."""

    names: tuple[str, ...]
    order: tuple[int, ...]
    view: View
    is_needed: bool
    above: frozenset[int]


def _flatten(  # noqa: C901, PLR0912 -- one walk, level by level
    schemas: Schemas, root: View
) -> tuple[tuple[Input, ...], tuple[Gap, ...]]:
    """As `Schemas.flatten`: level by level, so that what lies less deep is met first."""
    found: list[tuple[tuple[int, ...], Input]] = []
    gaps: list[tuple[tuple[int, ...], Gap]] = []
    level = [_Object((), (), root, is_needed=True, above=frozenset((id(root),)))]
    is_cut, unnamed, objects = False, 0, 0
    while level:
        below: list[_Object] = []
        for owner in level:
            if len(found) >= MOST_FIELDS and not owner.is_needed:
                is_cut = True
                continue
            for index, (name, child) in enumerate(owner.view.properties.items()):
                is_needed = owner.is_needed and name in owner.view.required
                if len(found) >= MOST_FIELDS and not is_needed:
                    is_cut = True
                    continue
                order = (*owner.order, index)
                part = schemas.part(owner, name, child, is_needed=is_needed)
                if isinstance(part, Gap) and len(gaps) >= MOST_FIELDS and not is_needed:
                    unnamed += 1
                elif isinstance(part, Gap):
                    gaps.append((order, part))
                elif isinstance(part, _Object) and objects >= _MOST_OBJECTS and not is_needed:
                    is_cut = True
                elif isinstance(part, _Object):
                    below.append(replace(part, order=order))
                    objects += 1
                elif part is not None:
                    found.append((order, part))
        level = below
        if len(found) > MOST_FIELDS * 3 or objects > _MOST_OBJECTS * 3:
            gaps.append(((), Gap("body", "far too many required fields", is_needed=True)))
            break
    if unnamed:
        gaps.append(((), Gap("body", f"{unnamed} more parts for reasons such as these")))
    if is_cut:
        gaps.append(((), Gap("body", f"optional fields beyond the first {MOST_FIELDS}")))
    inputs = [part for _, part in sorted(found, key=lambda item: item[0])]
    inputs.sort(key=lambda part: not part.required)
    return tuple(inputs), tuple(gap for _, gap in sorted(gaps, key=lambda item: item[0]))


# --- putting together ----------------------------------------------------------------------------


def _own_view(node: Node) -> View:
    """What a schema says itself."""
    value = node.value
    kind = _type(value)
    properties = node.member("properties").members()
    required = value.get("required")
    items = node.member("items")
    title = plain(value.get("x-ms-summary") or value.get("title"), 80)
    return View(
        kind or ("object" if properties else "array" if items.value is not None else ""),
        _text(value.get("format")) or ("binary" if _is_raw(value) else ""),
        title,
        plain(value.get("description")),
        properties,
        frozenset(each for each in required if isinstance(each, str))
        if isinstance(required, list)
        else frozenset(),
        items if isinstance(items.value, dict) else None,
        _choices(value, kind),
        _without_null(value.get("default")),
        first_example(value),
        value.get("readOnly") is True,
    )


def _is_raw(value: dict[str, Json]) -> bool:
    """Whether a text is content of another type, neither written in letters nor encoded in them."""
    kind = _text(value.get("contentMediaType"))
    return bool(kind) and not _WRITTEN.match(kind) and not value.get("contentEncoding")


def _type(value: dict[str, Json]) -> str:
    kind = value.get("type")
    if isinstance(kind, list):
        kinds = [each for each in kind if isinstance(each, str) and each not in _NO_VARIANTS]
        kind = next((each for each in _SCALARS if each in kinds), kinds[0] if kinds else "")
    if isinstance(kind, str) and kind:
        return kind
    values = value.get("enum")
    if isinstance(values, list):
        of_values = {type_of(each) for each in values if each is not None}
        return of_values.pop() if len(of_values) == 1 else "string"
    return type_of(value["const"]) if "const" in value else ""


def _choices(value: dict[str, Json], kind: str) -> Choices:
    values = value.get("enum")
    if not isinstance(values, list):
        values = [value["const"]] if "const" in value else []
    if kind in ("boolean", "array", "object") or len(values) > _MOST_CHOICES:
        return ()
    named = value.get("x-enumNames") or value.get("x-enum-varnames")
    names = named if isinstance(named, list) and len(named) == len(values) else values
    told = dict(_told_by_microsoft(value))
    choices: dict[str, str] = {}
    for each, name in zip(values, names, strict=True):
        if isinstance(each, dict | list):
            return ()  # Nobody could choose it.
        if each is not None and each != "":
            key = each if isinstance(each, str) else json.dumps(each)
            choices.setdefault(key, told.get(key) or _choice_text(name) or key)
    return tuple(choices.items())


def _told_by_microsoft(value: dict[str, Json]) -> Iterator[tuple[str, str]]:
    extension = value.get("x-ms-enum")
    values = extension.get("values") if isinstance(extension, dict) else None
    for each in values if isinstance(values, list) else ():
        if isinstance(each, dict) and isinstance(each.get("displayName"), str):
            yield scalar(each.get("value")), each["displayName"]


_IDENTIFIER = re.compile(
    r"[a-z][a-z0-9]*(?:[_-][a-z0-9]+)*|[a-z]+(?:[A-Z][a-z]+)+|[A-Z]+(?:_[A-Z]+)+"
)


def _choice_text(name: Json) -> str:
    """What is shown for a choice: a name in words, but for what is no name."""
    text = scalar(name)
    is_short = len(text) <= 3  # noqa: PLR2004 -- "eu" and "asc" are abbreviations
    return spoken(text) if _IDENTIFIER.fullmatch(text) and not is_short else text


def _both(first: View, second: View) -> View:
    """What must be a `first` and a `second`, the second having the last word."""
    properties = dict(first.properties)
    for name, node in second.properties.items():
        before = properties.get(name)
        properties[name] = node if before is None or _says_more(node, before) else before
    return View(
        second.type or first.type,
        second.format or first.format,
        second.title or first.title,
        second.description or first.description,
        properties,
        first.required | second.required,
        second.items or first.items,
        second.choices or first.choices,
        first.default if second.default is None else second.default,
        first.example if second.example is None else second.example,
        first.is_read_only or second.is_read_only,
        second.note or first.note,
        second.fault or first.fault,
    )


def _says_more(node: Node, before: Node) -> bool:
    return len(node.value) >= len(before.value) if _are_schemas(node, before) else True


def _are_schemas(*nodes: Node) -> bool:
    return all(isinstance(node.value, dict) for node in nodes)


def _either(variants: list[View]) -> View:
    """What is one of several: scalars rather than objects, objects with the fields of all."""
    some = [each for each in variants if each.type not in _NO_VARIANTS and each != ANYTHING]
    some = [each for each in some if not each.fault] or some
    if len(some) <= 1:
        return some[0] if some else ANYTHING
    scalars = [each for each in some if each.type in _SCALARS and not each.is_file]
    if scalars:
        return _either_scalar(scalars)
    objects = [each for each in some if each.type == "object"]
    if not objects:
        return replace(some[0], required=_required_by_all(some))
    return replace(
        objects[0],
        title="",
        description="",
        properties=_properties_of_all(objects),
        required=_required_by_all(objects),
        note="one of several forms: the fields of all are offered",
    )


def _properties_of_all(objects: list[View]) -> dict[str, Node]:
    """The properties of several objects; one that they say different things of is any of these."""
    found: dict[str, dict[object, Node]] = {}
    for each in objects:
        for name, node in each.properties.items():
            reference = node.value.get("$ref") if _are_schemas(node) else None
            identity = (node.uri, reference) if isinstance(reference, str) else id(node.value)
            found.setdefault(name, {}).setdefault(identity, node)
    return {name: _any_of([*nodes.values()]) for name, nodes in found.items()}


def _any_of(nodes: list[Node]) -> Node:
    """A schema for any of several, which can only be written where all are of one file."""
    first = nodes[0]
    if len(nodes) == 1 or any(each.uri != first.uri for each in nodes):
        return first
    return Node({"anyOf": [each.value for each in nodes]}, first.uri)


def _required_by_all(variants: list[View]) -> frozenset[str]:
    return frozenset.intersection(*(each.required for each in variants))


def _either_scalar(scalars: list[View]) -> View:
    kinds = [each.type for each in scalars]
    kind = next(each for each in ("string", "number", "integer", "boolean") if each in kinds)
    is_closed = all(each.choices for each in scalars)
    title = _common(each.title for each in scalars)
    # Of constants that are called differently the titles are those of the choices.
    told = (each.choices if title else _titled(each) for each in scalars)
    choices = tuple(dict(pair for pairs in told for pair in pairs).items())
    return replace(
        scalars[0],
        type=kind,
        title=title,
        description=_common(each.description for each in scalars),
        choices=choices if is_closed else (),
        format="",
    )


def _titled(view: View) -> Choices:
    """The choices of a scalar, a single one by the title of the scalar."""
    is_constant = len(view.choices) == 1 and view.title
    return ((view.choices[0][0], view.title),) if is_constant else view.choices


def _common(texts: Iterable[str]) -> str:
    """The text that all are; empty where they differ."""
    first, *others = dict.fromkeys(texts)
    return "" if others else first


# --- fields --------------------------------------------------------------------------------------


def _field_type(view: View) -> str:
    if view.type == "string" and view.format == "date":
        return "date"
    if view.type in (*_SCALARS, "array", "object"):
        return view.type
    return "string"


def _default(value: Json, kind: str, choices: Choices) -> Json:
    """A default if it fits the field, else None."""
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if kind in ("string", "date"):
        fits = isinstance(value, str) and value != ""
    elif kind == "boolean":
        fits = isinstance(value, bool)
    elif kind in ("integer", "number"):
        fits = isinstance(value, int | float) and not isinstance(value, bool)
        fits = fits and (kind == "number" or value == int(value))
    else:
        fits = isinstance(value, list if kind == "array" else dict) and bool(value)
        fits = fits and _is_small(value)
    if not fits or (choices and scalar(value) not in dict(choices)):
        return None
    return value if kind != "date" or re.fullmatch(r"\d{4}-\d\d-\d\d", value) else None


def _is_small(value: Json) -> bool:
    """Whether a default is one that people wrote, and not one that aliases make endless."""
    level = [value]
    for number, each in enumerate(level):
        if number > _LARGEST_DEFAULT:
            return False
        if isinstance(each, dict | list):
            level += each.values() if isinstance(each, dict) else each
    return True


def first_example(value: dict[str, Json]) -> Json:
    """The first example of a schema or parameter; None if there is none that is short."""
    examples = value.get("examples")
    if isinstance(examples, dict):  # Of a parameter, each an object.
        examples = [each.get("value") for each in examples.values() if isinstance(each, dict)]
    found = [value.get("example"), value.get("x-example")]
    found += examples if isinstance(examples, list) else []
    values = value.get("enum")
    if isinstance(values, list) and len(values) > _MOST_CHOICES:
        found.append(values[0])
    return next((each for each in found if isinstance(each, str | int | float)), None)


def with_example(description: str, key: str, example: Json) -> str:
    """A description with an example, unless that says nothing or may be a secret."""
    if example is None or isinstance(example, bool):
        return description
    text = str(example).strip()
    is_short = 0 < len(text) <= _LONGEST_EXAMPLE and "\n" not in text
    is_secret = speaks_of_secret(key.rsplit(".", maxsplit=1)[-1]) or looks_like_secret(text)
    if not is_short or is_secret or text in description or text.lower() in _PLACEHOLDERS:
        return description
    said = f"For example: {text}"
    return f"{description.rstrip('.')}. {said}" if description else said


def _text(value: Json) -> str:
    return value if isinstance(value, str) else ""


def _without_null(value: Json) -> Json:
    return None if value in ("null", "undefined") else value
