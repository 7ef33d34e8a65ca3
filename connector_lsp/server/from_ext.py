"""From the terms of our own requests (`ext`) to the debugger's."""

from __future__ import annotations

import typing
from functools import cache
from types import UnionType
from typing import TYPE_CHECKING, Any, NotRequired

from connector_lsp.server.from_lsp import InvalidParamsError

if TYPE_CHECKING:
    from connector_lsp.analysis.syntax import Json
    from connector_lsp.server.app import ConnectorServer
    from connector_lsp.server.debugger import Target


def target(server: ConnectorServer, uri: str) -> Target:
    """The connector of that name, or the one beside test cases of that name.

    Raises:
        InvalidParamsError: there is none.

    """
    found = try_target(server, uri)
    if found is None:
        raise InvalidParamsError
    return found


def try_target(server: ConnectorServer, uri: str) -> Target | None:
    """The same, or None."""
    from connector_lsp.debugger.failures import ConnectorError

    try:
        return server.debugger.target(server.documents.connector_uri(uri))
    except ConnectorError:
        return None


def checked(shape: type, params: Json) -> dict[str, Json]:
    """Parameters, without optional members that are null.

    Args:
        shape: a `TypedDict` of `ext`.
        params: any JSON value.

    Raises:
        InvalidParamsError: something is missing or of a wrong type.

    """
    if not isinstance(params, dict):
        raise InvalidParamsError
    found = {}
    for name, (hint, is_required) in _members(shape).items():
        value = params.get(name)
        if value is None and not is_required:
            continue
        if not _fits(value, hint):
            raise InvalidParamsError
        found[name] = value
    return found


@cache
def _members(shape: type) -> dict[str, tuple[Any, bool]]:
    """The type of each member, and whether it must be there."""
    hints = typing.get_type_hints(shape, include_extras=True)
    return {
        name: (typing.get_args(hint)[0], False)
        if typing.get_origin(hint) is NotRequired
        else (hint, True)
        for name, hint in hints.items()
    }


def _fits(value: Json, hint: Any) -> bool:  # noqa: ANN401 -- a type, or what stands for one
    if hint is Any:
        return True
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin in (typing.Union, UnionType):
        return any(_fits(value, each) for each in arguments)
    if origin is list:
        return isinstance(value, list) and all(_fits(each, arguments[0]) for each in value)
    if origin is dict:
        return isinstance(value, dict) and all(_fits(each, arguments[1]) for each in value.values())
    return isinstance(value, hint) and isinstance(value, bool) is (hint is bool)
