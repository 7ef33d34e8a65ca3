"""Template expressions: ``{{authFields.api_key}}``, and path parameters: ``{id}`` and ``:id``.

Handlebars is what they look like; what Claris Connect evaluates beyond a plain path is not known.
Offsets count from the start of the string that is asked about.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from connector_lsp.analysis.suggestions import Vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterator

    from connector_lsp.analysis.syntax import Json, Path

AUTH_FIELDS, ACTION_FIELDS, URL_FIELDS = "authFields", "actionFields", "urlFields"
SCOPES = (AUTH_FIELDS, ACTION_FIELDS, URL_FIELDS)

FIELD_NAMES = {AUTH_FIELDS: "auth field", ACTION_FIELDS: "action field", URL_FIELDS: "URL field"}
"""What a field of each scope is called."""

# Two braces, or three (Handlebars: not escaped); in broken text the innermost pair counts.
_EXPRESSION = re.compile(r"\{\{(\{[^{}]*\}|(?:(?!\{\{).)*?)\}\}", re.DOTALL)
_UNCLOSED = re.compile(r"\{\{[^\s{}]*")
_PLAIN_PATH = re.compile(r"(?:[^\W\d]|\$)[\w$-]*(?:\.[\w$-]+)*")
_ANY_PATH = re.compile(r"[\w$-]+(?:\.[\w$-]+)*")
_PARAMETER = re.compile(r"(?<!\{)\{([\w.-]+)\}(?!\})|(?<=/):([A-Za-z_]\w*)")


@dataclass(frozen=True, slots=True)
class Expression:
    """One ``{{…}}`` in a string.

    Attributes:
        start: the offset of its first brace.
        end: the offset behind its last brace.
        text: all of it, with its braces.
        body: what stands between the braces, without white space around it.
        scope: the part before the first dot if that is one of `SCOPES`, else empty.
        key: what is looked up in the scope, or the whole body if there is none.
        is_plain: whether it is a plain path, the only thing that can be evaluated here.

    """

    start: int
    end: int
    text: str
    body: str
    scope: str
    key: str
    is_plain: bool

    def names(self, scope: str) -> set[str]:
        """The keys in `scope` that it may refer to, with the scope in front or bare."""
        if self.is_plain:
            return {self.key} if self.scope in (scope, "") else set()
        return {path.removeprefix(f"{scope}.") for path in _ANY_PATH.findall(self.body)}


def find_expressions(text: str) -> list[Expression]:
    """The expressions in `text`, in order; what is not closed is none."""
    if "{{" not in text:
        return []
    found = []
    for match in _EXPRESSION.finditer(text):
        body = match[1].strip()
        head, dot, rest = body.partition(".")
        scope = head if dot and head in SCOPES else ""
        is_plain = _PLAIN_PATH.fullmatch(body) is not None
        key = rest if scope else body
        found.append(Expression(*match.span(), match[0], body, scope, key, is_plain))
    return found


def find_unclosed(text: str) -> list[tuple[int, int]]:
    """Where ``{{`` begins an expression that nothing closes, up to the end of its first word."""
    if "{{" not in text:
        return []
    # Blanked out, an expression keeps the offsets of what follows it.
    rest = _EXPRESSION.sub(lambda match: " " * len(match[0]), text)
    return [match.span() for match in _UNCLOSED.finditer(rest)]


_SCOPE_NAMES = Vocabulary(SCOPES)


def try_meant_path(body: str) -> str | None:
    """The path that `body`, which names no scope, was probably meant to be, or None.

    ``authField.key`` and ``requiredSettings.authFields.key`` mean ``authFields.key``.
    """
    parts = body.split(".")
    for number, part in enumerate(parts[:-1]):
        scope = part if part in SCOPES else _SCOPE_NAMES.closest(part)
        if scope is not None:
            return ".".join((scope, *parts[number + 1 :]))
    return None


class PathParameter(NamedTuple):
    """One ``{name}`` or ``:name`` of an endpoint's path."""

    start: int
    end: int
    name: str


def find_path_parameters(path: str) -> list[PathParameter]:
    """The path parameters in `path`, in order."""
    if "{" not in path and ":" not in path:
        return []
    return [
        PathParameter(match.start(), match.end(), match[1] or match[2])
        for match in _PARAMETER.finditer(path)
    ]


def strings_of(value: Json, path: Path = ()) -> Iterator[tuple[Path, str]]:
    """Every string in a JSON value with the way to it; names are none."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict):
        for name, member in value.items():
            yield from strings_of(member, (*path, name))
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from strings_of(item, (*path, number))
