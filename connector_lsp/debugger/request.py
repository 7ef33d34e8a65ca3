"""A request from a connector, an action and inputs: the rules of format.md, in their order.

1. `url`: the endpoint's URL and path, joined and filled in.
2. URL fields that nothing uses go to the query; action fields to the query of GET, HEAD and DELETE,
   and to the JSON `body` of POST, PUT and PATCH. Inferred: in a query a dotted key stays as it is,
   an array repeats its key, an object is JSON; a body is there as soon as the action has fields,
   and is a form, keys as in a query, where a header says ``application/x-www-form-urlencoded``.
3. `inputs`: values by the type of their fields; what is missing or wrong is said all at once.
4. `auth`: ``auth_request``; then the `headers` of the endpoint and of the action. Inferred: query
   parameters likewise, each level in the place of fields and levels before it.
5. The connection test is built the same way, from an endpoint or a URL of its own, without fields.

Pure: nothing here reads or sends anything.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from connector_lsp.analysis.diagnostics.wording import enumeration
from connector_lsp.analysis.template import ACTION_FIELDS, URL_FIELDS
from connector_lsp.debugger.auth import credentials, secret_values
from connector_lsp.debugger.body import nest
from connector_lsp.debugger.exchange import Request
from connector_lsp.debugger.failures import ConnectorError, InputError
from connector_lsp.debugger.fill import ACCESS_TOKEN_NAMES, Filling
from connector_lsp.debugger.headers import fill_headers, merge
from connector_lsp.debugger.inputs import as_json, as_text, check_inputs
from connector_lsp.debugger.url import build_url, encode_query, fill_params

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from connector_lsp.analysis.syntax import Json, Path
    from connector_lsp.debugger.exchange import Headers
    from connector_lsp.debugger.inputs import Inputs
    from connector_lsp.debugger.model import Action, Call, ConnectorModel, Endpoint, Template

_FORM = "application/x-www-form-urlencoded"
_WITH_BODY = ("POST", "PUT", "PATCH")
_METHODS = ("GET", "HEAD", "DELETE", *_WITH_BODY)


def build_request(
    model: ConnectorModel,
    action: Action | None,
    inputs: Inputs,
    *,
    access_token: str | None = None,
    secrets: Mapping[str, str] | None = None,
) -> Request:
    """The request of an action, or of the connection test.

    Args:
        model: the connector.
        action: one of its actions; None for the connection test.
        inputs: text or JSON values by scope (``authFields``, ``urlFields``, ``actionFields``) and
            key.
        access_token: of OAuth2, from a sign-in.
        secrets: what the connector names bare in double braces, by name.

    Raises:
        ConnectorError: the connector does not say what to send; it has the path.
        InputError: inputs are missing, wrong, or do not fit their place; it has them all.
        SecretError: a secret or the access token has characters that cannot be sent.
        SignInError: the connector puts the access token somewhere, and there is none.

    """
    call = _call(model, action)
    base, endpoint = _address(model, call)
    fields = (*model.auth_fields, *(action.fields if action else ()))
    values, problems = check_inputs(fields, inputs)
    tokens = dict.fromkeys(ACCESS_TOKEN_NAMES, access_token) if access_token else {}
    names = {**(secrets or {}), **tokens}
    filling = Filling(values, names, list(problems))

    url, query = build_url(base, call.endpoint, filling)
    levels = (endpoint, call) if endpoint else (call,)
    headers = [fill_headers(level.headers, filling) for level in levels]
    params = [fill_params(level.params, filling) for level in levels]
    auth = credentials(model, filling)
    spare = {
        key: value
        for key, value in values.get(URL_FIELDS, {}).items()
        if (URL_FIELDS, key) not in filling.used
    }
    of_action = values.get(ACTION_FIELDS, {})
    content_type: Headers = ()
    body = b""
    if call.method.upper() not in _WITH_BODY:
        spare = {**spare, **of_action}
    elif of_action and _is_form(merge((auth.headers, *headers))):
        body = encode_query(_as_params(of_action)).encode()
    elif of_action:
        content_type = (("Content-Type", "application/json"),)
        body = as_json(nest(of_action, filling)).encode()
    if filling.problems:
        raise InputError(tuple(filling.problems))

    pairs = _merged_params((_as_params(spare), auth.params, *params))
    query = "&".join(filter(None, (query, encode_query(pairs))))
    hidden = {*secret_values(fields, values), *names.values(), *auth.secrets}
    return Request(
        call.method.upper(),
        f"{url}?{query}" if query else url,
        merge((content_type, auth.headers, *headers)),
        body,
        frozenset(filter(None, hidden)),
    )


def _call(model: ConnectorModel, action: Action | None) -> Call:
    """The call to make, once all that it needs is known to be readable."""
    call = action.call if action else model.test
    path = call.path if call else ("testConnection",)
    model.require(path, ("requiredSettings",), ("auth_components",), ("auth_request",))
    if call is None:
        raise _no_request(path)
    if call.method.upper() not in _METHODS:
        raise ConnectorError(
            f"The method is none that the debugger can send: expected {enumeration(_METHODS)}",
            "Correct the method and run again",
            (*path, "method"),
        )
    return call


def _address(model: ConnectorModel, call: Call) -> tuple[Template, Endpoint | None]:
    """The base URL of a call, and the endpoint that has it; None if the call has a URL itself."""
    if call.endpoint is not None:
        declared = call.method, call.endpoint.text
        model.require(("endpoints", *declared))
        if declared in model.endpoints:
            endpoint = model.endpoints[declared]
            return endpoint.url, endpoint
        raise ConnectorError(
            f"Endpoint {' '.join(declared)} is not declared",
            "Declare it under endpoints, or name one that is",
            call.endpoint.path,
        )
    if call.url is None:
        raise _no_request(call.path)
    return call.url, None


def _no_request(path: Path) -> ConnectorError:
    return ConnectorError(
        "No request is named here", "Add the endpoint and method of one under endpoints", path
    )


def _is_form(headers: Headers) -> bool:
    """Whether the headers of the connector say that the body is a form (WHATWG URL, section 5)."""
    kinds = [value for name, value in headers if name.lower() == "content-type"]
    return any(kind.partition(";")[0].strip().lower() == _FORM for kind in kinds)


def _as_params(values: Mapping[str, Json]) -> list[tuple[str, str]]:
    """The values of fields as query parameters; what was left empty is none."""
    return [
        (key, as_text(item))
        for key, value in values.items()
        if value is not None
        for item in (value if isinstance(value, list) else [value])
    ]


def _merged_params(levels: Iterable[Iterable[tuple[str, str]]]) -> list[tuple[str, str]]:
    """The parameters of all levels, a later one in the place of earlier ones of its name."""
    merged: dict[str, list[str]] = {}
    for level in levels:
        given: dict[str, list[str]] = {}
        for name, value in level:
            given.setdefault(name, []).append(value)
        merged |= given
    return [(name, value) for name, values in merged.items() for value in values]
