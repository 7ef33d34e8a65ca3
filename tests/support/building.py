"""Connectors of one action, and the requests that they make."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from connector_lsp.debugger.failures import ConnectorError, InputError
from connector_lsp.debugger.read_model import read_model
from connector_lsp.debugger.request import build_request

if TYPE_CHECKING:
    from collections.abc import Mapping

    from connector_lsp.debugger.exchange import Request

Json = dict[str, Any]

URL = "https://api.example.com/v1/"


def connector(
    method: str = "GET",
    endpoint: str = "/items",
    *,
    url: str = URL,
    declared: Mapping[str, Any] | None = None,
    **members: Any,
) -> Json:
    """A connector with one endpoint and one action that calls it.

    Args:
        method: of both.
        endpoint: the path of both.
        url: the base URL.
        declared: more members of the endpoint.
        members: of the action; those with the name of a root member go there.

    """
    action = {"modelId": "item", "actionId": "do", "method": method, "endpoint": endpoint}
    root: Json = {
        "auth_components": {"type": "none"},
        "auth_request": {"type": "none"},
        "endpoints": {method: {endpoint: {"url": url, **(declared or {})}}},
        "testConnection": {"method": method, "endpoint": endpoint},
    }
    auth_fields = members.pop("authFields", [])
    root["requiredSettings"] = {"authFields": auth_fields}
    for name in tuple(members):
        if name in root:
            root[name] = members.pop(name)
    root["actions"] = [{**action, **members}]
    return root


def request(
    root: Any,
    inputs: Mapping[str, Mapping[str, Any]] | None = None,
    *,
    is_test: bool = False,
    **others: Any,
) -> Request:
    """The request of a connector's only action, or of its connection test."""
    model = read_model(root)
    action = None if is_test else model.find_action("item/do")
    return build_request(model, action, inputs or {}, **others)


def outcome(root: Any, inputs: Mapping[str, Mapping[str, Any]] | None = None) -> str:
    """The URL of a connector's only action, or what is wrong, as one line."""
    try:
        return request(root, inputs).url
    except InputError as error:
        return "; ".join(f"{each.scope}.{each.key}: {each.message}" for each in error.problems)
    except ConnectorError as error:
        return f"{'/'.join(map(str, error.path))}: {error.message}"


def fields(*keys: str, **members: Any) -> list[Json]:
    """Fields with these keys and the same members."""
    return [{"key": key, **members} for key in keys]
