"""The parts of strings that mean something, for colours: templates, and the names they refer to.

What refers to nothing gets no token and stays a plain string, so that it can be told by its colour.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from connector_lsp.analysis.connector import request_strings
from connector_lsp.analysis.features.meaning import definitions
from connector_lsp.analysis.features.token_types import TokenType
from connector_lsp.analysis.syntax import NodeKind, try_find_node
from connector_lsp.analysis.template import (
    ACTION_FIELDS,
    AUTH_FIELDS,
    URL_FIELDS,
    find_expressions,
    find_path_parameters,
)
from connector_lsp.analysis.text import Range

if TYPE_CHECKING:
    from collections.abc import Iterator

    from connector_lsp.analysis.analysis import Analysis
    from connector_lsp.analysis.section import Section
    from connector_lsp.analysis.syntax import Node, Path
    from connector_lsp.analysis.template import Expression


class Token(NamedTuple):
    """A coloured stretch of one line.

    Attributes:
        range: where.
        type: what it is.
        is_declaration: whether this is what others refer to.

    """

    range: Range
    type: TokenType
    is_declaration: bool = False


class _Candidate(NamedTuple):
    """A token that is one only if what it refers to is there.

    Attributes:
        token: the token, from the section's start.
        refers_to: scope and key of a field, or an endpoint's method and path; None for nothing.
        path: the way from the section to the string.

    """

    token: Token
    refers_to: tuple[str, str] | None = None
    path: Path = ()


_EMPTY = '""'
_OF_SCOPE = {
    AUTH_FIELDS: TokenType.VARIABLE,
    ACTION_FIELDS: TokenType.PARAMETER,
    URL_FIELDS: TokenType.PARAMETER,
    "": TokenType.VARIABLE,
}


def semantic_tokens(analysis: Analysis, within: Range | None = None) -> list[Token]:
    """The tokens in the order of the text; with `within` those of the sections that it touches."""
    document = analysis.document
    found: list[Token] = []
    for index, (start, section) in enumerate(zip(document.starts, document.sections, strict=True)):
        if within and document.end(index) < within.start:
            continue
        if within and index and document.end(index - 1) > within.end:
            break  # The name in front of a section belongs to it.
        path = document.paths[index]
        if path[0] == "endpoints" and len(path) > len(("endpoints", "METHOD")):
            start_of_name, end = document.key_range(index)
            name = document.text[start_of_name:end]
            if len(name) > len(_EMPTY) and name[0] == name[-1] == '"' and name.isprintable():
                span = Range(start_of_name + 1, end - 1)
                found.append(Token(span, TokenType.FUNCTION, is_declaration=True))
        for token, refers_to, inner in section.once(_candidates):
            if refers_to is None or _is_there(analysis, index, refers_to, path + inner):
                span = token.range.moved(start)
                found.append(Token(span, token.type, token.is_declaration))
    return found


def _is_there(analysis: Analysis, index: int, refers_to: tuple[str, str], path: Path) -> bool:
    scope, key = refers_to
    connector = analysis.connector
    if scope == AUTH_FIELDS:
        return key in connector.auth_fields
    if scope in (ACTION_FIELDS, URL_FIELDS) and path[0] == "actions":
        return any(field.key == key for field in connector.facts[index].fields_of(scope))
    if scope in (ACTION_FIELDS, URL_FIELDS):
        return any(each.value["key"] == key for each in definitions(analysis, scope, path))
    return refers_to in connector.endpoints


def _candidates(section: Section) -> tuple[_Candidate, ...]:
    """The tokens that a section may have, in order."""
    found = [*_names(section), *_references(section)]
    return tuple(sorted(found, key=lambda each: each.token.range))


def _names(section: Section) -> Iterator[_Candidate]:
    """The keys of fields, and the endpoint that an action names."""
    kind, root, value = section.kind, section.root, section.value
    if not isinstance(value, dict):
        return
    if kind[:2] == ("requiredSettings", AUTH_FIELDS):
        yield from _declared(section, ("key",), TokenType.VARIABLE)
    if kind[0] == "actions":
        for scope in (URL_FIELDS, ACTION_FIELDS):
            items = try_find_node(root, (scope,))
            for number in range(len(items.children) if items else 0):
                yield from _declared(section, (scope, number, "key"), TokenType.PARAMETER)
    if kind[0] == "actions" or kind == ("testConnection",):
        method, endpoint = value.get("method"), value.get("endpoint")
        node = _string(section, ("endpoint",))
        if isinstance(method, str) and isinstance(endpoint, str) and node is not None:
            raw = section.text[node.start + 1 : node.end - 1]
            inner = [
                Range(node.start + 1 + each.start, node.start + 1 + each.end)
                for found in (find_expressions(raw), find_path_parameters(raw))
                for each in found
            ]
            for span in _gaps(Range(node.start + 1, node.end - 1), sorted(inner)):
                yield _Candidate(Token(span, TokenType.FUNCTION), (method, endpoint))
            for each in find_path_parameters(raw):
                at = raw.index(each.name, each.start) + node.start + 1
                yield _Candidate(
                    Token(Range(at, at + len(each.name)), TokenType.PARAMETER),
                    (URL_FIELDS, each.name),
                )


def _declared(section: Section, path: Path, kind: TokenType) -> Iterator[_Candidate]:
    node = _string(section, path)
    if node is not None:
        yield _Candidate(Token(Range(node.start + 1, node.end - 1), kind, is_declaration=True))


def _references(section: Section) -> Iterator[_Candidate]:
    """The parts of the templates in strings that reach a request."""
    if "{{" not in section.text:
        return
    for path, _ in request_strings(section):
        node = _string(section, path)
        if node is None:
            continue
        first = node.start + 1
        for expression in find_expressions(section.text[first : node.end - 1]):
            if expression.is_plain:
                yield from _parts(expression, first, path, is_secret=section.kind[0] == _SECRETS)


_SECRETS = "auth_components"


def _parts(
    expression: Expression, first: int, path: Path, *, is_secret: bool
) -> Iterator[_Candidate]:
    start, end = first + expression.start, first + expression.end
    braces = 3 if expression.text.startswith("{{{") else 2
    body = first + expression.start + expression.text.index(expression.body)
    refers_to = (expression.scope, expression.key) if expression.scope else None
    if refers_to is None and not is_secret:
        return
    key = body + len(expression.body) - len(expression.key)
    scope = len(expression.scope)
    for token in (
        Token(Range(start, start + braces), TokenType.OPERATOR),
        *([Token(Range(body, body + scope), TokenType.NAMESPACE)] if scope else ()),
        Token(Range(key, body + len(expression.body)), _OF_SCOPE[expression.scope]),
        Token(Range(end - braces, end), TokenType.OPERATOR),
    ):
        yield _Candidate(token, refers_to, path)


def _gaps(whole: Range, taken: list[Range]) -> Iterator[Range]:
    """What of `whole` the stretches `taken` leave."""
    at = whole.start
    for each in taken:
        if at < each.start:
            yield Range(at, each.start)
        at = max(at, each.end)
    if at < whole.end:
        yield Range(at, whole.end)


def _string(section: Section, path: Path) -> Node | None:
    """A string that is closed and on one line."""
    node = try_find_node(section.root, path)
    if node is None or node.kind is not NodeKind.STRING:
        return None
    written = section.text[node.start : node.end]
    is_closed = written[0] == written[-1] == '"' and "\n" not in written and "\r" not in written
    return node if is_closed and len(written) > len(_EMPTY) else None
