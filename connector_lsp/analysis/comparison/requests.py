"""What requests are made of, so that two that mean the same are equal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias, TypeVar

from connector_lsp.analysis.comparison.values import as_object, as_text
from connector_lsp.analysis.placement import join_url
from connector_lsp.analysis.template import (
    SCOPES,
    URL_FIELDS,
    find_expressions,
    find_path_parameters,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from connector_lsp.analysis.syntax import Json
    from connector_lsp.analysis.template import Expression, PathParameter

P = TypeVar("P", "Expression", "PathParameter")

Renames: TypeAlias = "Mapping[tuple[str, str], tuple[str, str]]"
"""Scope and key of a field, before and after."""

Call: TypeAlias = tuple[str, str]
"""Method and path of an endpoint."""

_CREDENTIAL_HEADERS = frozenset({"authorization", "proxy-authorization", "cookie"})


def call_of(value: dict[str, Json]) -> Call:
    """The endpoint that an action or the connection test names."""
    return as_text(value.get("method")), as_text(value.get("endpoint"))


def with_renames(text: str, renames: Renames) -> str:
    """A string of a connector with its plain templates written in one manner, by the new keys."""

    def written(each: Expression) -> str:
        if not each.is_plain:
            return each.text
        scopes = (each.scope,) if each.scope else SCOPES
        known = ((scope, each.key) for scope in scopes if (scope, each.key) in renames)
        scope, key = renames.get(next(known, ("", "")), (each.scope, each.key))
        return f"{{{{{scope}.{key}}}}}" if each.scope else f"{{{{{key}}}}}"

    return _replaced(text, find_expressions(text), written)


def path_with_renames(path: str, renames: Renames) -> str:
    """A path with its parameters written ``{name}``, by the new keys."""

    def written(each: PathParameter) -> str:
        _, key = renames.get((URL_FIELDS, each.name), (URL_FIELDS, each.name))
        return f"{{{key}}}"

    return with_renames(_replaced(path, find_path_parameters(path), written), renames)


def without_names(path: str) -> str:
    """A path whose parameters have no names, so that paths that only differ there are equal."""
    return _replaced(path, find_path_parameters(path), lambda _: "{}")


def _replaced(text: str, found: Iterable[P], written: Callable[[P], str]) -> str:
    """A text in which each of some stretches is written otherwise."""
    parts: list[str] = []
    end = 0
    for each in found:
        parts += text[end : each.start], written(each)
        end = each.end
    return "".join((*parts, text[end:]))


def address(url: Json, path: str) -> str:
    """The whole address of an endpoint."""
    return join_url(as_text(url), path) if isinstance(url, str) else path


@dataclass(frozen=True, slots=True)
class Sent:
    """Something that goes along with a request.

    Attributes:
        place: ``header`` or ``parameter``.
        name: its name, of a header in lower case.
        value: what it carries.
        is_credential: whether it carries what a person entered to sign in.

    """

    place: str
    name: str
    value: str
    is_credential: bool

    @property
    def title(self) -> str:
        """Such as ``header x-api-key``."""
        return f"{self.place} {self.name}"


def sent(value: dict[str, Json], renames: Renames) -> dict[str, Sent]:
    """The headers and query parameters of an action, endpoint or ``auth_request``, by title."""
    found = {}
    for place, member in (("header", "headers"), ("parameter", "params")):
        for name, text in as_object(value.get(member)).items():
            plain = name.lower() if place == "header" else name
            item = _sent(place, plain, str(text), renames)
            found[item.title] = item
    return found


def credentials(auth: dict[str, Json], renames: Renames) -> dict[str, Sent]:
    """What ``auth_request`` adds to each request, whatever the type that it is written with."""
    found = sent(auth, renames)
    token, user, password = (as_text(auth.get(name)) for name in ("token", "username", "password"))
    match auth.get("type"):
        case "bearer":
            value = f"Bearer {token}"
        case "basic":
            value = f"Basic {user}:{password}"
        case _:
            return found
    item = _sent("header", "authorization", value, renames)
    return {item.title: item} | found


def _sent(place: str, name: str, value: str, renames: Renames) -> Sent:
    is_credential = "{{" in value or (place == "header" and name in _CREDENTIAL_HEADERS)
    return Sent(place, name, with_renames(value, renames), is_credential)
