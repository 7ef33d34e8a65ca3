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
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeAlias
from urllib.parse import quote

import jsonschema_rs

from connector_lsp.analysis.schema.annotations import Annotations, Status
from connector_lsp.analysis.schema.formats import FORMATS
from connector_lsp.analysis.syntax import Json, Path

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from connector_lsp.analysis.sections import Container, Kind

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


@dataclass(frozen=True, slots=True)
class SchemaViolation:
    """A keyword of a schema that a value does not satisfy.

    Attributes:
        path: the way to the value.
        keyword: the keyword, such as ``required``.
        detail: what the keyword asked for, by jsonschema-rs's names: ``property``, ``types``,
            ``options``, ``expected_value``, ``unexpected``, ``pattern``, ``format``, ….
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
                formats=FORMATS,
                validate_formats=True,
            )
        return known

    # --- judging -----------------------------------------------------------------------------

    def violations(self, pointer: Pointer, value: Json) -> list[SchemaViolation]:
        """What `value` violates of the sub-schema at `pointer`; the first of each place and kind."""
        validator = self.validator(pointer)
        if validator.is_valid(value):
            return []
        return list(_violations(validator.iter_errors(value)))

    def status(self, pointer: Pointer) -> Status:
        """How sure the sub-schema, or the keyword, at `pointer` is: the nearest word about it."""
        node: Json = self.root
        status = node.get("x-status")
        for part in pointer:
            try:
                node = node[part]
            except (KeyError, IndexError, TypeError):
                break
            if isinstance(node, dict):
                status = node.get("x-status", status)
        return Status.of(status)

    def at(self, pointer: Pointer) -> Json:
        """The part of the schema at `pointer`; None if there is none."""
        node: Json = self.root
        for part in pointer:
            try:
                node = node[part]
            except (KeyError, IndexError, TypeError):
                return None
        return node

    # --- sections ----------------------------------------------------------------------------

    def pointer_of(self, kind: Kind) -> Pointer | None:
        """The way to the sub-schema of a kind of section; None if none says anything of it."""
        if kind not in self._kinds:
            pointer: Pointer | None = ()
            for part in kind:
                pointer = None if pointer is None else self._child(self._resolve(pointer), part)
            self._kinds[kind] = None if pointer is None else self._resolve(pointer)
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
        if part in node.get("properties", {}):
            return (*pointer, "properties", part)
        if isinstance(node.get("additionalProperties"), dict):
            return (*pointer, "additionalProperties")
        return None

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
        if container.others:
            names = node.get("properties", {})
            children += [((*pointer, "properties", name), container.others) for name in names]
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
        found = [pointer]
        for part in path:
            wider = [each for start in found for each in self._expand(start, value)]
            found = [child for start in wider for child in self._step(start, part)]
            value = _member(value, part)
        nodes = (
            self.at(each) for start in dict.fromkeys(found) for each in self._expand(start, value)
        )
        return [node for node in nodes if isinstance(node, dict) and node]

    def annotations(self, pointer: Pointer, value: Json, path: Path = ()) -> Annotations:
        """What the sub-schemas that apply at a place say to people."""
        return Annotations.of(self.applicable(pointer, value, path))

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
            branch = "then" if self._holds((*pointer, "if"), value) else "else"
            yield from self._expand((*pointer, branch), value, depth + 1)
        if isinstance(value, dict):
            for name in node.get("dependentSchemas", {}):
                if name in value:
                    yield from self._expand((*pointer, "dependentSchemas", name), value, depth + 1)

    def _holds(self, pointer: Pointer, value: Json) -> bool:
        return value is not MISSING and self.validator(pointer).is_valid(value)

    def required(self, schemas: Sequence[Mapping[str, Any]]) -> list[str]:
        """The properties that `schemas` ask for, each once, in their order."""
        return list(dict.fromkeys(name for schema in schemas for name in schema.get("required", ())))

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


def _violations(errors: Iterator[jsonschema_rs.ValidationError]) -> Iterator[SchemaViolation]:
    """`errors` in our terms: of a union's branches the one that fits best, one error a place."""
    seen: set[tuple[Path, str]] = set()
    for error in sorted(errors, key=lambda error: _RANK.get(error.kind.name, 1)):
        path = tuple(error.instance_path)
        keyword = error.kind.name
        detail = error.kind.as_dict()
        if keyword in ("required", "additionalProperties", "unevaluatedProperties"):
            key = (path, f"{keyword} {detail}")
        else:
            key = (path, "value")  # A wrong type is also no allowed value: the first tells it all.
        if key not in seen:
            seen.add(key)
            yield SchemaViolation(path, keyword, detail, tuple(error.schema_path), error.message)


_RANK = {"type": 0}


def _only_repeats(node: Mapping[str, Any], target: Json) -> bool:
    """Whether a schema with a reference to `target` judges nothing that `target` does not."""
    return isinstance(target, dict) and all(
        key[:1] in "$x" or key in _ANNOTATION_KEYWORDS or (key == "type" and target.get(key) == node[key])
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


def _member(value: Json, part: str | int) -> Json:
    """The member or item of `value`, or `MISSING`."""
    if isinstance(value, dict) and isinstance(part, str):
        return value.get(part, MISSING)
    if isinstance(value, list) and isinstance(part, int) and part < len(value):
        return value[part]
    return MISSING
