"""Parameters and bodies of an operation as its inputs."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from connector_lsp.importers.api import FORM_TYPE, Gap, Input, Place
from connector_lsp.importers.openapi.schemas import first_example, with_example
from connector_lsp.importers.prose import plain
from connector_lsp.importers.references import Node, ReferenceFault

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from connector_lsp.importers.openapi.schemas import Schemas, View
    from connector_lsp.importers.references import References

_PLACES = {
    "path": Place.PATH, "query": Place.QUERY, "header": Place.HEADER, "cookie": Place.COOKIE,
}  # fmt: skip
_OF_HTTP = frozenset(("accept", "content-type", "content-length", "host", "connection"))
_SEPARATORS = {"csv": "commas", "ssv": "spaces", "tsv": "tabs", "pipes": "the sign |"}
_STYLES = {"spaceDelimited": "spaces", "pipeDelimited": "the sign |"}

JSON_TYPE = re.compile(
    r"\s*(?:\*/\*|application/\*|(?:application|text)/(?:[\w.+-]+\+)?json)\s*(?:;|$)", re.IGNORECASE
)
_SPECIAL = re.compile(r"[\w.-]+/[\w.-]+\+json(?: *; *[\w-]+=[\w.-]+)*", re.ASCII | re.IGNORECASE)
_OF_PARAMETER = ("required", "name", "in")
_MULTIPART = "multipart/"
_XML = re.compile(r"[/+]xml\b")


class Parameters:
    """Reads the inputs of the operations of one source."""

    def __init__(self, references: References, schemas: Schemas) -> None:
        """Follow `references` and view `schemas`."""
        self._references = references
        self._schemas = schemas

    # --- parameters --------------------------------------------------------------------------

    def merged(self, *levels: Node) -> tuple[list[Node], list[Gap]]:
        """The parameters of a path and an operation, a later one in the place of its like."""
        found: dict[tuple[str, str], Node] = {}
        gaps = []
        for level in levels:
            for node in level.items():
                try:
                    parameter = self._references.follow(node)
                except ReferenceFault as fault:
                    gaps.append(Gap("parameter", str(fault)))
                    continue
                if parameter.text("in") and (
                    parameter.text("name") or parameter.text("in") == "body"
                ):
                    found[parameter.text("name"), parameter.text("in")] = parameter
        return list(found.values()), gaps

    def read(self, parameters: Iterable[Node]) -> Iterator[Input | Gap]:
        """The inputs in path, query, headers and cookies."""
        for node in parameters:
            name, place = node.text("name"), _PLACES.get(node.text("in"))
            if place is None or (place is Place.HEADER and name.lower() in _OF_HTTP):
                continue
            yield from self._read_one(node, name, place)

    def _read_one(self, node: Node, name: str, place: Place) -> Iterator[Input | Gap]:
        view = self._view_of_parameter(node)
        needed = node.value.get("required") is True
        part = f"{place.value}.{name}"
        if view is None:
            yield Gap(part, "JSON inside a parameter", needed)
            return
        is_path = place is Place.PATH
        if view.type == "object" and view.properties and place is Place.QUERY:
            yield from self._query_object(node, name, view, part, is_needed=needed)
            return
        reason = "an object" if view.type == "object" else self._schemas.why_not(view)
        if reason:
            yield Gap(part, reason, needed or is_path)
            return
        found = self._schemas.input(name, place, view, required=needed or is_path)
        said = plain(node.value.get("description"))
        example = first_example(node.value)
        if example is not None and not found.choices and found.default is None:
            said = with_example(said or found.description, name, example)
        label = plain(node.value.get("x-ms-summary"), 80)
        found = replace(found, label=label or found.label, description=said or found.description)
        yield self._as_list(node, found) if found.type == "array" else found

    def _view_of_parameter(self, node: Node) -> View | None:
        content = node.member("content").members()
        if content:
            view = self._schemas.view(next(iter(content.values())).member("schema"))
            return None if view.type in ("object", "array") else view
        schema = node.member("schema")
        return self._schemas.view(schema if schema.value is not None else node)

    def _query_object(
        self, node: Node, name: str, view: View, part: str, *, is_needed: bool
    ) -> Iterator[Input | Gap]:
        """An object in the query: each property a parameter, in the style of the description."""
        is_deep = node.text("style") == "deepObject"
        if not is_deep and node.value.get("explode") is False:
            yield Gap(part, "an object in one parameter", is_needed)
            return
        for each, child in view.properties.items():
            of_child = self._schemas.view(child)
            needed = is_needed and each in view.required
            key = f"{name}[{each}]" if is_deep else each
            reason = "an object" if of_child.type == "object" else self._schemas.why_not(of_child)
            if reason:
                yield Gap(f"{Place.QUERY.value}.{key}", reason, needed)
            else:
                yield self._schemas.input(key, Place.QUERY, of_child, required=needed)

    def _as_list(self, node: Node, found: Input) -> Input:
        """An array in a URL or header: repeated, or as text with separators."""
        separator = _SEPARATORS.get(node.text("collectionFormat") or "csv", "")
        if node.member("schema").value is not None:
            separator = _STYLES.get(node.text("style"), "commas")
            is_repeated = node.value.get("explode", node.text("style") in ("", "form"))
            if found.place is Place.QUERY and is_repeated is True:
                separator = ""
        if not separator and found.place is Place.QUERY:
            return found
        several = f"Separate several by {separator or 'commas'}."
        described = f"{found.description.rstrip('. ')}. {several}" if found.description else several
        return replace(
            found, type="string", choices=(), default=None, description=described.lstrip(". ")
        )

    # --- bodies ------------------------------------------------------------------------------

    def body_of_2(
        self, parameters: list[Node], consumes: list[str]
    ) -> tuple[list[Input], list[Gap], str]:
        """The body of OpenAPI 2.0: its inputs, gaps, and its type; empty for plain JSON."""
        form = [node for node in parameters if node.text("in") == "formData"]
        if form:
            return self._form_of_2(form, consumes)
        body = next((node for node in parameters if node.text("in") == "body"), None)
        if body is None:
            return [], [], ""
        reason = _why_no_json(consumes) if consumes else ""
        if reason:
            return [], [Gap("body", reason, is_needed=True)], ""
        is_needed = body.value.get("required") is True
        inputs, gaps = self._fields(body.member("schema"), is_needed=is_needed)
        return inputs, gaps, _special(_json_type(consumes))

    def _form_of_2(
        self, form: list[Node], consumes: list[str]
    ) -> tuple[list[Input], list[Gap], str]:
        if consumes and not _form_type(consumes):
            reason = _why_no_json(consumes) or "a form sent as JSON"
            return [], [Gap("body", reason, is_needed=True)], ""
        # Of a parameter, "required" is no list as that of a schema is.
        properties = {
            node.text("name"): {
                key: value for key, value in node.value.items() if key not in _OF_PARAMETER
            }
            for node in form
        }
        required = [node.text("name") for node in form if node.value.get("required") is True]
        schema = Node(
            {"type": "object", "properties": properties, "required": required}, form[0].uri
        )
        inputs, gaps = self._fields(schema, is_needed=True)
        return inputs, gaps, FORM_TYPE

    def body_of_3(self, node: Node) -> tuple[list[Input], list[Gap], str]:
        """The body of OpenAPI 3: its inputs, gaps, and its type; empty for plain JSON."""
        if node.value is None:
            return [], [], ""
        try:
            body = self._references.follow(node)
        except ReferenceFault as fault:
            return [], [Gap("body", str(fault), is_needed=True)], ""
        content = body.member("content").members()
        kind = _json_type(content)
        form = _form_type(content)
        if not kind and not form:
            reason = _why_no_json(list(content)) or "no type of content"
            return [], [Gap("body", reason, is_needed=bool(content))], ""
        is_needed = body.value.get("required") is True
        owner = content[kind or form]
        inputs, gaps = self._fields(owner.member("schema"), is_needed=is_needed)
        if kind:
            return inputs, gaps, _special(kind)
        return [_in_brackets(each, owner.member("encoding")) for each in inputs], gaps, FORM_TYPE

    def _fields(self, schema: Node, *, is_needed: bool) -> tuple[list[Input], list[Gap]]:
        view = self._schemas.view(schema)
        reason = self._why_no_fields(view)
        if reason:
            return [], [Gap("body", reason, is_needed)]
        flat, flat_gaps = self._schemas.flatten(view)
        inputs, gaps = list(flat), list(flat_gaps)
        if not is_needed:  # The body can be left out as a whole, so nothing in it is needed.
            gaps = [gap._replace(is_needed=gap.is_needed and not inputs) for gap in gaps]
        if view.note:
            gaps.insert(0, Gap("body", view.note))
        return inputs, gaps

    def _why_no_fields(self, view: View) -> str:
        if view.fault:
            return view.fault
        if view.type == "array":
            return "an array, where a connector sends an object"
        if view.is_file:
            return "a file"
        if view.properties:
            return ""
        if view.type not in ("object", ""):
            return f"a single {view.type}, where a connector sends an object"
        return "an object whose members are not described"


def _json_type(types: Iterable[str]) -> str:
    """The type of JSON among several types of content, plain JSON before others; empty for none."""
    found = [each for each in types if JSON_TYPE.match(each)]
    return next((each for each in found if not _special(each)), found[0] if found else "")


def _form_type(types: Iterable[str]) -> str:
    """The type of a form among several types of content; empty for none."""
    return next((each for each in types if each.lower().startswith(FORM_TYPE)), "")


def _special(kind: str) -> str:
    """A type of JSON that has to be named, as ``application/vnd.api+json``; else empty."""
    return kind.strip() if _SPECIAL.fullmatch(kind.strip()) else ""


def _why_no_json(types: list[str]) -> str:
    """Why none of several types of content can be sent; empty if JSON can."""
    if not types or any(JSON_TYPE.match(each) for each in types):
        return ""
    first = types[0].split(";", 1)[0].strip()
    if any(each.startswith(_MULTIPART) for each in types):
        return next(each for each in types if each.startswith(_MULTIPART)).split(";")[0]
    if any(map(_XML.search, types)):
        return f"XML ({first})"
    return f"content of the type {first}"


def _in_brackets(each: Input, encoding: Node) -> Input:
    """A field of a form, ``a.b`` as ``a[b]`` where the description asks for that style."""
    first, *others = each.key.split(".")
    is_deep = encoding.member(first).text("style") == "deepObject"
    return replace(each, key=f"{first}[{']['.join(others)}]") if is_deep and others else each
