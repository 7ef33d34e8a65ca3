"""A description as a whole: its operations in their order, and what is said of all of them."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from connector_lsp.analysis.schema.formats import is_url_template
from connector_lsp.analysis.template import find_path_parameters
from connector_lsp.importers.api import Api, Gap, Input, Operation, Place
from connector_lsp.importers.failures import ImportFailure
from connector_lsp.importers.openapi.parameters import JSON_TYPE, Parameters
from connector_lsp.importers.openapi.schemas import Schemas
from connector_lsp.importers.openapi.security import read_schemes, read_sign_ins
from connector_lsp.importers.openapi.servers import Servers
from connector_lsp.importers.prose import plain, scalar
from connector_lsp.importers.references import ReferenceFault, References

if TYPE_CHECKING:
    from collections.abc import Iterator

    from connector_lsp.importers.api import SignIn
    from connector_lsp.importers.references import Node
    from connector_lsp.importers.source import Source

_METHODS = ("get", "head", "post", "put", "patch", "delete")
_WITH_BODY = ("post", "put", "patch")
_OTHER_METHODS = ("options", "trace", "query")
_PARAMETER = re.compile(r"\{([^{}]+)\}")
_NAME = re.compile(r"[\w.-]+")
_COLON = re.compile(r"/:(\w+)")
_BRACES = re.compile(r"\{{2,}|\}{2,}")
_UNFIT = re.compile(r"[^\w-]+")
_SUMMARY_LENGTH = 120
_NAME_LENGTH = 80


def recognizes(source: Source) -> bool:
    """Whether a source is a description in OpenAPI."""
    return source.is_structured and ("openapi" in source.value or "swagger" in source.value)


def read(source: Source) -> Api:
    """The API that a source describes.

    Raises:
        ImportFailure: it is of a version that cannot be read, or no description.

    """
    version = _version(source.value)
    references = References(source)
    root = references.root
    if not isinstance(root.value.get("paths", {}), dict):
        raise ImportFailure(
            "paths is no object: expected the paths of the API with their operations"
        )
    servers = Servers(root, source.path if "://" in source.path else "")
    base_url = servers.base_url(root)
    schemes = read_schemes(root, references, servers, base_url)
    reader = _Operations(root, references, servers, is_2=version == "2")
    operations = tuple(reader.read())
    info = root.member("info")
    return Api(
        plain(info.value.get("title"), _NAME_LENGTH) if isinstance(info.value, dict) else "",
        operations,
        plain(info.text("description")),
        _link(root, info),
        schemes,
        tuple(servers.settings.values()),
        (*_notes(root, servers), *reader.notes),
    )


def _version(value: dict[str, object]) -> str:
    said = scalar(value.get("openapi", value.get("swagger"))).strip()
    if re.match(r"2(\.0)?$", said):
        return "2"
    if re.match(r"3(\.\d|$)", said):
        return "3"
    raise ImportFailure(
        f"OpenAPI {said or 'without a version'} cannot be read: expected 2.0, 3.0 or 3.1"
    )


def _link(root: Node, info: Node) -> str:
    metadata = {
        each.text("propertyName"): each for each in root.member("x-ms-connector-metadata").items()
    }
    website = metadata["Website"].text("propertyValue") if "Website" in metadata else ""
    documentation = root.member("externalDocs").text("url")
    for each in (website, documentation, info.member("contact").text("url")):
        if each.startswith("https://") and is_url_template(each):
            return each
    return ""


def _notes(root: Node, servers: Servers) -> Iterator[Gap]:
    if servers.others:
        others = ", ".join([*servers.others][:3]) + (" …" if len(servers.others) > 3 else "")  # noqa: PLR2004
        yield Gap("servers", f"one is taken, not {others}")
    for name in ("webhooks", "x-webhooks", "x-ms-paths"):
        for each in root.member(name).members():
            yield Gap(f"{name}.{each}", "only requests to paths can be actions")


class _Operations:
    """Reads the operations of one description."""

    def __init__(self, root: Node, references: References, servers: Servers, *, is_2: bool) -> None:
        self._root = root
        self._references = references
        self._servers = servers
        self._is_2 = is_2
        self._parameters = Parameters(references, Schemas(references))
        self._sign_ins = read_sign_ins(root.member("security"))
        self.notes: list[Gap] = []

    def read(self) -> Iterator[Operation]:
        for path, node in self._root.member("paths").members().items():
            if path.startswith("x-"):
                continue
            try:
                item = self._references.follow(node)
            except ReferenceFault as fault:
                self.notes.append(Gap(path, str(fault)))
                continue
            for name in item.members():
                method = name.lower()
                if method in _METHODS or (method in _OTHER_METHODS and item.member(name).members()):
                    yield self._operation(method, path, item, item.member(name))
            for name, each in item.member("additionalOperations").members().items():
                yield self._operation(name.lower(), path, item, each)

    def _operation(self, method: str, path: str, item: Node, node: Node) -> Operation:
        shape = path if path.startswith("/") else f"/{path}"
        if not isinstance(node.value, dict):
            gap = Gap("", "what it does is not described", is_needed=True)
            return Operation(method.upper(), shape, "", gaps=(gap,))
        parameters, gaps = self._parameters.merged(
            item.member("parameters"), node.member("parameters")
        )
        read = list(self._parameters.read(parameters))
        inputs = [each for each in read if isinstance(each, Input)]
        gaps += [each for each in read if isinstance(each, Gap)]
        of_body, of_body_gaps, content_type = self._body(parameters, node)
        if method not in _WITH_BODY and (of_body or of_body_gaps):
            is_needed = any(each.required for each in of_body)
            of_body, of_body_gaps = [], [Gap("body", f"{method.upper()} sends none", is_needed)]
        shape, inputs, spare = _fitted(shape, inputs)
        gaps += [Gap(f"path.{each.key}", "its path has no such parameter") for each in spare]
        gaps += [*_why_not(method, shape), *of_body_gaps, *self._answers(node)]
        gaps += [
            Gap(f"callbacks.{name}", "a request to you")
            for name in node.member("callbacks").members()
        ]
        return Operation(
            method.upper(),
            shape,
            self._servers.base_url(node, item, self._root),
            node.text("operationId"),
            tuple(
                each.value for each in node.member("tags").items() if isinstance(each.value, str)
            ),
            plain(node.text("summary"), _SUMMARY_LENGTH),
            plain(node.text("description")),
            (*inputs, *of_body),
            headers=(("Content-Type", content_type),) if content_type and of_body else (),
            sign_ins=self._of_operation(node),
            gaps=tuple(gaps),
            is_deprecated=node.value.get("deprecated") is True,
        )

    def _of_operation(self, node: Node) -> tuple[SignIn, ...]:
        if "security" not in node.value:
            return self._sign_ins
        return read_sign_ins(node.member("security")) or ((),)

    def _body(self, parameters: list[Node], node: Node) -> tuple[list[Input], list[Gap], str]:
        if not self._is_2:
            return self._parameters.body_of_3(node.member("requestBody"))
        owner = node if "consumes" in node.value else self._root
        consumes = [
            each.value for each in owner.member("consumes").items() if isinstance(each.value, str)
        ]
        return self._parameters.body_of_2(parameters, consumes)

    def _answers(self, node: Node) -> Iterator[Gap]:
        """That an operation answers with what a flow cannot read."""
        if self._is_2:
            owner = node if "produces" in node.value else self._root
            types = [each.value for each in owner.member("produces").items()]
        else:
            types = self._content_types(node)
        named = [each for each in types if isinstance(each, str)]
        if named and not any(JSON_TYPE.match(each) for each in named):
            yield Gap("response", f"answers with {named[0]}, no JSON")

    def _content_types(self, node: Node) -> list[str]:
        for status, response in node.member("responses").members().items():
            if status.startswith("2"):
                try:
                    return list(self._references.follow(response).member("content").members())
                except ReferenceFault:
                    return []
        return []


def _why_not(method: str, path: str) -> Iterator[Gap]:
    if method not in _METHODS:
        yield Gap("", f"a connector has no method {method.upper()}", is_needed=True)
    if "#" in path:
        yield Gap("", "its path has a #, and what follows that is never sent", is_needed=True)


def _fitted(path: str, inputs: list[Input]) -> tuple[str, list[Input], list[Input]]:
    """A path and its inputs such that each parameter of the path has an input, and only those.

    Returns:
        the path, the inputs, and those for parameters that the path does not have.

    """
    path = _BRACES.sub(lambda match: match[0][0], path)
    declared = {each.key for each in inputs if each.place is Place.PATH}
    # A connector reads ":name" as a parameter as well; here it is a word, unless it is declared.
    path = _COLON.sub(lambda match: match[0] if match[1] in declared else f"/%3A{match[1]}", path)
    keys = {name: _key(name) for name in _PARAMETER.findall(path)}
    fitted = _PARAMETER.sub(lambda match: f"{{{keys[match[1]]}}}", path)
    spare = {_key(each.key): each for each in inputs if each.place is Place.PATH}
    names = dict.fromkeys(parameter.name for parameter in find_path_parameters(fitted))
    for name in names:  # Those that are written otherwise only by their case.
        like = next((key for key in spare if key.lower() == name.lower()), name)
        if name not in spare and like not in names and like in spare:
            spare[name] = spare.pop(like)
    of_path = [
        replace(spare.pop(name, Input(name, Place.PATH, required=True)), key=name) for name in names
    ]
    others = [each for each in inputs if each.place is not Place.PATH]
    return fitted, of_path + others, list(spare.values())


def _key(name: str) -> str:
    return name if _NAME.fullmatch(name) else _UNFIT.sub("_", name).strip("_") or "value"
