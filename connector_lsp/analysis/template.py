"""Template expressions: ``{{authFields.api_key}}``, and path parameters: ``{id}`` and ``:id``.

Handlebars is what they look like; what Claris Connect evaluates beyond a plain path is not known.
Offsets count from the start of the string that is asked about.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

AUTH_FIELDS, ACTION_FIELDS, URL_FIELDS = "authFields", "actionFields", "urlFields"
SCOPES = (AUTH_FIELDS, ACTION_FIELDS, URL_FIELDS)

_EXPRESSION = re.compile(r"\{\{(.*?)\}\}")
_PLAIN_PATH = re.compile(r"[A-Za-z_$][\w$-]*(?:\.[\w$-]+)*")
_PARAMETER = re.compile(r"(?<!\{)\{([\w.-]+)\}(?!\})|(?<=/):([A-Za-z_]\w*)")


@dataclass(frozen=True, slots=True)
class Expression:
    """One ``{{…}}`` in a string.

    Attributes:
        start: the offset of its first brace.
        end: the offset behind its last brace.
        body: what stands between the braces, without white space around it.
        scope: the part before the first dot if that is one of `SCOPES`, else empty.
        key: what is looked up in the scope, or the whole body if there is none.
        is_plain: whether it is a plain path, the only thing that can be evaluated here.

    """

    start: int
    end: int
    body: str
    scope: str
    key: str
    is_plain: bool


def find_expressions(text: str) -> list[Expression]:
    """The expressions in `text`, in order."""
    if "{{" not in text:
        return []
    found = []
    for match in _EXPRESSION.finditer(text):
        body = match[1].strip()
        head, dot, rest = body.partition(".")
        scope = head if dot and head in SCOPES else ""
        is_plain = _PLAIN_PATH.fullmatch(body) is not None
        found.append(
            Expression(match.start(), match.end(), body, scope, rest if scope else body, is_plain)
        )
    return found


@dataclass(frozen=True, slots=True)
class PathParameter:
    """One ``{name}`` or ``:name`` of an endpoint's path."""

    start: int
    end: int
    name: str


def find_path_parameters(path: str) -> list[PathParameter]:
    """The path parameters in `path`, in order."""
    return [
        PathParameter(match.start(), match.end(), match[1] or match[2])
        for match in _PARAMETER.finditer(path)
    ]
