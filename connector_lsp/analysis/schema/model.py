"""Which sub-schemas apply at a value, and which of them it violates.

A schema is asked about one section at a time, so the sub-schema of each kind of section must be
found without looking at values: through ``properties``, ``additionalProperties``, ``items`` and
``$ref`` alone.  A schema whose upper levels say more than that (one of a user's own, with
conditions at its root) is asked about whole documents instead, which is slower and gives the same.

jsonschema-rs judges; its errors are structured, and a sub-schema costs it microseconds.  That it
agrees with the reference implementation jsonschema is a test (`tests/analysis/test_schema.py`).
"""

from __future__ import annotations

import json
import re
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias
from urllib.parse import quote

import jsonschema_rs

from connector_lsp.analysis.schema.annotations import Annotations, Status
from connector_lsp.analysis.schema.formats import FORMATS
from connector_lsp.analysis.syntax import Json, Path, value_at

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from connector_lsp.analysis.places import Container, Kind

Pointer: TypeAlias = tuple[str | int, ...]
"""The way from a schema's root to a sub-schema (a JSON Pointer, in parts)."""

MISSING: Any = object()
"""Stands for a value that is not there yet."""

_BASE = "urn:connector-lsp:schema"
_DIALECT = "https://json-schema.org/draft/2020-12/schema"

_LOCAL_KEYWORDS = frozenset(
    {
        "type", "properties", "additionalProperties", "required", "propertyNames", "items",
        "minItems", "maxItems", "minProperties", "maxProperties", "title", "description",
        "examples", "default", "deprecated", "readOnly", "writeOnly", "format",
        "defaultSnippets", "markdownDescription",
    }
)  # fmt: skip
"""What a container's schema may say so that its sections can be judged one by one."""


class UnusableSchemaError(Exception):
    """A text that is no JSON Schema; the message says where and why."""


class SchemaViolation(NamedTuple):
    """A keyword of a schema that a value does not satisfy.

    Attributes:
        path: the way to the value.
        keyword: the keyword, such as ``required``.
        detail: what the keyword asked for, by jsonschema-rs's names: ``property``, ``types``,
            ``options``, ``expected_value``, ``unexpected``, ``pattern``, ``format``, …; of
            ``propertyNames`` the ``name``.
        pointer: the way to the keyword in the schema.
        message: jsonschema's words.

    """

    path: Path
    keyword: str
    detail: Mapping[str, Json]
    pointer: Pointer
    message: str


def _never_retrieve(uri: str) -> Json:
    """Checking a connector touches no network and no file."""
    message = f"the schema refers to {uri}, which is not part of it"
    raise ValueError(message)


class Unfilled(NamedTuple):
    """What the schema says of a place that has no value yet.

    Attributes:
        expanded: the sub-schemas that apply, with all that they bring in.
        nodes: these sub-schemas, without those that say nothing.
        about: what they say to people.

    """

    expanded: tuple[Pointer, ...]
    nodes: tuple[dict[str, Any], ...]
    about: Annotations


class Schema:
    """A JSON Schema (draft 2020-12), ready to be asked."""

    def __init__(self, root: dict[str, Any]) -> None:
        """Compile a schema.

        Raises:
            UnusableSchemaError: it is not a valid one.

        """
        self.root = root
        self._validators: dict[Pointer, jsonschema_rs.Validator] = {}
        self._kinds: dict[Kind, Pointer | None] = {}
        self._parts: dict[Pointer, Json] = {}
        self._unfilled: dict[tuple[Pointer, ...], Unfilled] = {}
        self._statuses: dict[Pointer, Status] = {}
        try:
            jsonschema_rs.meta.validate({"$schema": _DIALECT, **root})
            resource = {"$schema": _DIALECT, **root}
            resource["$id"] = _BASE
            self._registry = jsonschema_rs.Registry([(_BASE, resource)])
            self.validator(())
        except (ValueError, jsonschema_rs.ReferencingError) as error:
            where = ""
            if isinstance(error, jsonschema_rs.ValidationError):
                where = f" at /{'/'.join(str(part) for part in error.instance_path)}"
            message = f"not a JSON Schema{where}: {str(error).splitlines()[0]}"
            raise UnusableSchemaError(message) from error

    @classmethod
    def from_text(cls, text: str) -> Schema:
        """The schema that `text` is.

        Raises:
            UnusableSchemaError: the text is no JSON, or no schema.

        """
        try:
            root = json.loads(text)
        except (ValueError, RecursionError) as error:
            message = f"not JSON: {error}"
            raise UnusableSchemaError(message) from error
        if not isinstance(root, dict):
            message = "not a JSON Schema: not an object"
            raise UnusableSchemaError(message)
        return cls(root)

    def validator(self, pointer: Pointer) -> jsonschema_rs.Validator:
        """A validator of the sub-schema at `pointer`."""
        known = self._validators.get(pointer)
        if known is None:
            fragment = "".join(
                "/" + quote(str(part).replace("~", "~0").replace("/", "~1")) for part in pointer
            )
            known = self._validators[pointer] = jsonschema_rs.validator_for(
                {"$schema": _DIALECT, "$ref": f"{_BASE}#{fragment}"},
                registry=self._registry,
                retriever=_never_retrieve,
                formats=dict(FORMATS),
                validate_formats=True,
            )
        return known

    # --- judging -----------------------------------------------------------------------------

    def violations(self, pointer: Pointer, value: Json) -> list[SchemaViolation]:
        """What `value` violates of the sub-schema at `pointer`, the gravest at each place."""
        validator = self.validator(pointer)
        try:
            if validator.is_valid(value):
                return []
            return list(_violations(validator, value))
        except UnicodeEncodeError:
            violations = _violations(validator, _translated(value, _STAND_INS))
            return [_with_surrogates(violation) for violation in violations]

    def status(self, pointer: Pointer) -> Status:
        """How sure the sub-schema, or the keyword, at `pointer` is: the nearest word about it."""
        known = self._statuses.get(pointer)
        if known is None:
            known = self._statuses[pointer] = self._status(pointer)
        return known

    def _status(self, pointer: Pointer) -> Status:
        node: Json = self.root
        status = node.get("x-status")
        for part in pointer:
            try:
                node = _part_of(node, part)
            except (KeyError, IndexError, TypeError):
                break
            if isinstance(node, dict):
                status = node.get("x-status", status)
        return Status.of(status)

    def at(self, pointer: Pointer) -> Json:
        """The part of the schema at `pointer`; None if there is none."""
        try:
            return self._parts[pointer]
        except KeyError:
            pass
        node: Json = self.root
        for part in pointer:
            try:
                node = _part_of(node, part)
            except (KeyError, IndexError, TypeError):
                return None
        self._parts[pointer] = node
        return node

    # --- sections ----------------------------------------------------------------------------

    def pointer_of(self, kind: Kind) -> Pointer | None:
        """The way to the sub-schema of a kind of section; None if none says anything of it."""
        if kind not in self._kinds:
            pointer: Pointer | None = ()
            for part in kind:
                pointer = None if pointer is None else self._child(self._resolve(pointer), part)
            self._kinds[kind] = pointer
        return self._kinds[kind]

    def _resolve(self, pointer: Pointer) -> Pointer:
        """Follow references until a schema says something itself."""
        for _ in range(16):
            node = self.at(pointer)
            if not isinstance(node, dict) or "$ref" not in node:
                break
            target = _local_pointer(node["$ref"])
            if target is None or not _only_repeats(node, self.at(target)):
                break
            pointer = target
        return pointer

    def _child(self, pointer: Pointer, part: str | int) -> Pointer | None:
        node = self.at(pointer)
        if not isinstance(node, dict):
            return None
        if isinstance(part, int) or (part == "*" and isinstance(node.get("items"), dict)):
            return (*pointer, "items") if isinstance(node.get("items"), dict) else None
        if part == "*":
            of_any_name = self._children_of_any_name(pointer, node)
            return of_any_name.pop() if len(of_any_name) == 1 else None
        if part in node.get("properties", {}):
            return (*pointer, "properties", part)
        if isinstance(node.get("additionalProperties"), dict):
            return (*pointer, "additionalProperties")
        return None

    def _children_of_any_name(self, pointer: Pointer, node: Mapping[str, Any]) -> set[Pointer]:
        """The sub-schemas of an object's members, followed to what they refer to."""
        children = [(*pointer, "properties", name) for name in node.get("properties", {})]
        if isinstance(node.get("additionalProperties"), dict):
            children.append((*pointer, "additionalProperties"))
        return {self._resolve(child) for child in children}

    def is_sectioned(self, container: Container) -> bool:
        """Whether the sections of `container` can be judged one by one."""
        return self._is_sectioned((), container)

    def _is_sectioned(self, pointer: Pointer, container: Container) -> bool:
        pointer = self._resolve(pointer)
        node = self.at(pointer)
        if not isinstance(node, dict):
            return True
        if any(key not in _LOCAL_KEYWORDS and key[:1] not in "$x" for key in node):
            return False
        if "$ref" in node or "$dynamicRef" in node:
            return False
        children = [
            (self._child(pointer, name), child) for name, child in container.members.items()
        ]
        if container.opening == "{" and not container.members:
            of_any_name = self._children_of_any_name(pointer, node)
            if container.others:
                children += [(child, container.others) for child in of_any_name]
            elif len(of_any_name) > 1:
                return False  # A section's kind does not tell the name that would decide.
        return all(
            child_pointer is None or self._is_sectioned(child_pointer, child)
            for child_pointer, child in children
        )

    def skeleton_schema(self, container: Container) -> Schema:
        """This schema without what it says of sections: it accepts any placeholder for one."""
        skeleton = dict(self._skeleton((), container))
        skeleton.setdefault("$defs", self.root.get("$defs", {}))
        return Schema(skeleton)

    def _skeleton(self, pointer: Pointer, container: Container) -> dict[str, Any]:
        node = self.at(self._resolve(pointer))
        pointer = self._resolve(pointer)
        if not isinstance(node, dict):
            return {}
        pruned = dict(node)
        if "properties" in node:
            pruned["properties"] = {
                name: self._pruned((*pointer, "properties", name), container.child(name))
                for name in node["properties"]
            }
        if isinstance(node.get("additionalProperties"), dict):
            pruned["additionalProperties"] = self._pruned(
                (*pointer, "additionalProperties"), container.others
            )
        if isinstance(node.get("items"), dict):
            pruned["items"] = True
        return pruned

    def _pruned(self, pointer: Pointer, child: Container | None) -> Json:
        return self._skeleton(pointer, child) if child else True

    # --- what applies ------------------------------------------------------------------------

    def applicable(self, pointer: Pointer, value: Json, path: Path = ()) -> list[dict[str, Any]]:
        """The sub-schemas that apply at a place inside a value, the nearest first.

        Conditions are decided by the value as it is, so of the branches of ``if`` the one in
        force, and of ``anyOf`` and ``oneOf`` those that hold, or all while none does.

        Args:
            pointer: the way to the sub-schema of the whole value.
            value: the whole value, or `MISSING`.
            path: the way from it to the place.

        """
        return self.nodes(self.expanded(*self.reach(pointer, value, path)))

    def reach(self, pointer: Pointer, value: Json, path: Path = ()) -> tuple[list[Pointer], Json]:
        """What stands at a place inside a value: the sub-schemas named for it, and the value there.

        What those bring in, `expanded` tells, for that value or for one that may be put there.
        """
        found = [pointer]
        for part in path:
            found = self.children(self.expanded(found, value), part)
            value = _member(value, part)
        return found, value

    def expanded(self, pointers: Iterable[Pointer], value: Json) -> tuple[Pointer, ...]:
        """Sub-schemas and all that they bring in at one value, `MISSING` if there is none yet."""
        key = tuple(pointers)
        unfilled = self.unfilled(key)
        if value is MISSING or _CONDITIONS.isdisjoint(chain.from_iterable(unfilled.nodes)):
            return unfilled.expanded
        return self._expanded(key, value)

    def _expanded(self, pointers: tuple[Pointer, ...], value: Json) -> tuple[Pointer, ...]:
        found = (each for start in pointers for each in self._expand(start, value))
        return tuple(dict.fromkeys(found))

    def children(self, pointers: Iterable[Pointer], part: str | int) -> list[Pointer]:
        """What sub-schemas, expanded, say of a member or item."""
        return [child for pointer in pointers for child in self._step(pointer, part)]

    def nodes(self, pointers: Iterable[Pointer]) -> list[dict[str, Any]]:
        """The sub-schemas at `pointers`, without those that say nothing."""
        found = (self.at(pointer) for pointer in pointers)
        return [node for node in found if isinstance(node, dict) and node]

    def annotations(self, pointer: Pointer, value: Json, path: Path = ()) -> Annotations:
        """What the sub-schemas that apply at a place say to people."""
        return Annotations.of(self.applicable(pointer, value, path))

    def unfilled(self, pointers: Iterable[Pointer]) -> Unfilled:
        """What sub-schemas say of a place that has no value yet; asked often, so it is kept."""
        key = tuple(pointers)
        known = self._unfilled.get(key)
        if known is None:
            expanded = self._expanded(key, MISSING)
            nodes = tuple(self.nodes(expanded))
            known = self._unfilled[key] = Unfilled(expanded, nodes, Annotations.of(nodes))
        return known

    def _step(self, pointer: Pointer, part: str | int) -> Iterator[Pointer]:
        node = self.at(pointer)
        if not isinstance(node, dict):
            return
        if isinstance(part, int):
            if "items" in node:
                yield (*pointer, "items")
            return
        named = part in node.get("properties", {})
        if named:
            yield (*pointer, "properties", part)
        for pattern in node.get("patternProperties", {}):
            if re.search(pattern, part):
                named = True
                yield (*pointer, "patternProperties", pattern)
        if not named:
            for keyword in ("additionalProperties", "unevaluatedProperties"):
                if isinstance(node.get(keyword), dict):
                    yield (*pointer, keyword)

    def _expand(self, pointer: Pointer, value: Json, depth: int = 0) -> Iterator[Pointer]:
        """A sub-schema and all that it brings in at the same value."""
        node = self.at(pointer)
        if not isinstance(node, dict) or depth > _DEEPEST_REFERENCE:
            return
        yield pointer
        target = _local_pointer(node.get("$ref", ""))
        if target is not None:
            yield from self._expand(target, value, depth + 1)
        for index in range(len(node.get("allOf", ()))):
            yield from self._expand((*pointer, "allOf", index), value, depth + 1)
        for keyword in ("anyOf", "oneOf"):
            branches = [(*pointer, keyword, index) for index in range(len(node.get(keyword, ())))]
            holding = [branch for branch in branches if self._holds(branch, value)]
            for branch in holding or branches:
                yield from self._expand(branch, value, depth + 1)
        if "if" in node:
            outcome = "then" if self._holds((*pointer, "if"), value) else "else"
            yield from self._expand((*pointer, outcome), value, depth + 1)
        if isinstance(value, dict):
            for name in node.get("dependentSchemas", {}):
                if name in value:
                    yield from self._expand((*pointer, "dependentSchemas", name), value, depth + 1)

    def _holds(self, pointer: Pointer, value: Json) -> bool:
        if value is MISSING:
            return False
        validator = self.validator(pointer)
        try:
            return validator.is_valid(value)
        except UnicodeEncodeError:
            return validator.is_valid(_translated(value, _STAND_INS))

    def required(self, schemas: Sequence[Mapping[str, Any]]) -> list[str]:
        """The properties that `schemas` ask for, each once, in their order."""
        return list(
            dict.fromkeys(name for schema in schemas for name in schema.get("required", ()))
        )

    @cached_property
    def property_names(self) -> frozenset[str]:
        """Every property name that the schema knows anywhere."""
        names: set[str] = set()
        stack: list[Json] = [self.root]
        while stack:
            node = stack.pop()
            if isinstance(node, dict):
                if isinstance(node.get("properties"), dict):
                    names.update(node["properties"])
                stack.extend(node.values())
            elif isinstance(node, list):
                stack.extend(node)
        return frozenset(names)


_DEEPEST_REFERENCE = 24
_CONDITIONS = frozenset({"anyOf", "oneOf", "if", "dependentSchemas"})
"""The keywords by which a value decides what else applies to it."""


def _violations(validator: jsonschema_rs.Validator, value: Json) -> Iterator[SchemaViolation]:
    """The errors of `value` in our terms: one of each place and kind."""
    seen: set[tuple[Path, str]] = set()
    errors = validator.iter_errors(value)
    for error in sorted(errors, key=lambda error: _RANK.get(error.kind.name, 1)):
        path = _path_of(error, value)
        keyword = error.kind.name
        detail = error.kind.as_dict()
        if keyword == "propertyNames":
            detail = {"name": detail["error"].instance}
        if keyword in ("required", "additionalProperties", "unevaluatedProperties"):
            key = (path, f"{keyword} {detail}")
        else:
            key = (path, "value")  # A wrong type is also no allowed value: the first tells it all.
        if key not in seen:
            seen.add(key)
            yield SchemaViolation(path, keyword, detail, tuple(error.schema_path), error.message)


_RANK = {"type": 0}


def _path_of(error: jsonschema_rs.ValidationError, value: Json) -> Path:
    """The way to the part of `value` that an error is about.

    jsonschema-rs forgets empty names and takes names such as ``007`` for the number 7: what was
    meant is told by the names that there are.
    """
    parts = tuple(error.instance_path)
    candidates = list(_paths(value, parts))
    for path in candidates[:-1]:
        if value_at(value, path) == error.instance:
            return path
    return candidates[-1]


def _paths(value: Json, parts: Path) -> Iterator[Path]:
    """The ways from `value` that jsonschema-rs may mean by `parts`."""
    if not parts:
        yield ()
    elif isinstance(value, list) and isinstance(parts[0], int):
        yield from ((parts[0], *rest) for rest in _paths(value[parts[0]], parts[1:]))
    if isinstance(value, dict):
        for name in _names(value, parts[0]) if parts else ():
            yield from ((name, *rest) for rest in _paths(value[name], parts[1:]))
        if "" in value:
            yield from (("", *rest) for rest in _paths(value[""], parts))


def _names(value: Mapping[str, Json], part: str | int) -> list[str]:
    if isinstance(part, str):
        return [part] if part in value else []
    return [name for name in value if _NUMERAL.fullmatch(name) and _plain(name) == str(part)]


_NUMERAL = re.compile(r"\+?[0-9]+")


def _plain(numeral: str) -> str:
    return numeral.removeprefix("+").lstrip("0") or "0"


_STAND_INS = {0xD800 + number: 0x10F000 + number for number in range(0x800)}
"""What stands for a lone surrogate, which JSON may hold and jsonschema-rs cannot take.

Code points of the last private use plane: one for each, so that it can be told from the others.
"""

_SURROGATES = {stand_in: surrogate for surrogate, stand_in in _STAND_INS.items()}


def _translated(value: Json, table: Mapping[int, int]) -> Json:
    """`value` with the characters of all its strings exchanged."""
    if isinstance(value, str):
        return value.translate(table)
    if isinstance(value, dict):
        return {
            _translated(name, table): _translated(member, table) for name, member in value.items()
        }
    if isinstance(value, (list, tuple)):
        return type(value)(_translated(item, table) for item in value)
    return value


def _with_surrogates(violation: SchemaViolation) -> SchemaViolation:
    """A violation of a value with stand-ins, in terms of the value itself."""
    return violation._replace(
        path=_translated(violation.path, _SURROGATES),
        detail=_translated(violation.detail, _SURROGATES),
        message=_translated(violation.message, _SURROGATES),
    )


def _only_repeats(node: Mapping[str, Any], target: Json) -> bool:
    """Whether a schema with a reference to `target` judges nothing that `target` does not."""
    return isinstance(target, dict) and all(
        key[:1] in "$x"
        or key in _ANNOTATION_KEYWORDS
        or (key == "type" and target.get(key) == node[key])
        for key in node
    )


_ANNOTATION_KEYWORDS = frozenset({"title", "description", "examples", "default", "defaultSnippets"})


def _local_pointer(reference: str) -> Pointer | None:
    """The way that a reference such as ``#/$defs/action`` means; None for any other reference."""
    if not reference.startswith("#"):
        return None
    parts = reference[1:].split("/")[1:]
    decoded = [part.replace("~1", "/").replace("~0", "~") for part in parts]
    return tuple(int(part) if part.isdigit() else part for part in decoded)


def _part_of(node: Json, part: str | int) -> Json:
    """The part of a schema called `part`; a name of digits only may come as a number."""
    return node[str(part)] if isinstance(node, dict) else node[part]


def _member(value: Json, part: str | int) -> Json:
    """The member or item of `value`, or `MISSING`."""
    if isinstance(value, dict) and isinstance(part, str):
        return value.get(part, MISSING)
    if isinstance(value, list) and isinstance(part, int) and part < len(value):
        return value[part]
    return MISSING
