"""Security schemes as ways to sign in."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from connector_lsp.importers.api import Place, Scheme, SchemeKind, SignIn
from connector_lsp.importers.prose import plain
from connector_lsp.importers.references import ReferenceFault

if TYPE_CHECKING:
    from collections.abc import Iterable

    from connector_lsp.importers.openapi.servers import Servers
    from connector_lsp.importers.references import Node, References

_PLACES = {"header": Place.HEADER, "query": Place.QUERY, "cookie": Place.COOKIE}
_SAYS_BEARER = re.compile(r"\bbearer\b", re.IGNORECASE)
_SAYS_BASIC = re.compile(r"\bbasic\b", re.IGNORECASE)
_HEADER_NAME = re.compile(r"[\w!#$%&'*+.^`|~-]+", re.ASCII)

# The flows of OpenAPI 2.0 by their names of 3.0.
_FLOWS = {"accessCode": "authorizationCode", "application": "clientCredentials"}


def read_schemes(
    root: Node, references: References, servers: Servers, base_url: str
) -> tuple[Scheme, ...]:
    """All schemes of a description, those that cannot be held with the reason."""
    owner = root.member("components").member("securitySchemes")
    if owner.value is None:
        owner = root.member("securityDefinitions")
    schemes = []
    for name, node in owner.members().items():
        try:
            found = references.follow(node)
        except ReferenceFault as fault:
            schemes.append(_unsupported(name, str(fault)))
            continue
        schemes.append(_scheme(name, found, servers, base_url))
    return tuple(schemes)


def read_sign_ins(node: Node) -> tuple[SignIn, ...]:
    """The alternatives that a ``security`` names."""
    return tuple(
        tuple(
            # A scheme without a list of scopes, as YAML makes of "- key:", is meant all the same.
            (name, _separated(filter(_is_text, scopes if isinstance(scopes, list) else ())))
            for name, scopes in each.value.items()
        )
        for each in node.items()
        if isinstance(each.value, dict)
    )


def _scheme(name: str, node: Node, servers: Servers, base_url: str) -> Scheme:
    kind, description = node.text("type"), plain(node.text("description"))
    match kind:
        case "basic":
            return Scheme(name, SchemeKind.BASIC, description=description)
        case "apiKey":
            return _api_key(name, node, description)
        case "http":
            scheme = node.text("scheme").lower()
            if scheme == "basic":
                return Scheme(name, SchemeKind.BASIC, description=description)
            if scheme == "bearer":
                return Scheme(name, SchemeKind.BEARER, description=description)
            return _unsupported(name, f"HTTP authentication of the kind {scheme or 'unnamed'}")
        case "oauth2":
            return _oauth2(name, node, description, servers, base_url)
        case "openIdConnect":
            return _unsupported(name, "OpenID Connect discovery")
        case "mutualTLS":
            return _unsupported(name, "client certificates")
    return _unsupported(name, f"the type {kind or 'is missing'}" if kind else "a type is missing")


def _api_key(name: str, node: Node, description: str) -> Scheme:
    parameter, place = node.text("name"), _PLACES.get(node.text("in"))
    if place is None or not parameter:
        return _unsupported(name, "an API key without a place")
    if place is not Place.QUERY and not _HEADER_NAME.fullmatch(parameter):
        return _unsupported(name, f"an API key in a {place.value} that no request can have")
    if place is Place.HEADER and parameter.lower() == "authorization":
        said = f"{name} {node.text('description')} {node.text('x-ms-summary')}"
        if _SAYS_BEARER.search(said):
            return Scheme(name, SchemeKind.BEARER, description=description)
        if _SAYS_BASIC.search(said):
            return Scheme(name, SchemeKind.BASIC, description=description)
    return Scheme(name, SchemeKind.API_KEY, place, parameter, description=description)


def _oauth2(name: str, node: Node, description: str, servers: Servers, base_url: str) -> Scheme:
    flows = node.member("flows").members()
    if not flows:
        flow = node.text("flow")
        flows = {_FLOWS.get(flow, flow): node}
    reason = "OAuth 2.0 without a flow"
    for flow, kind in (
        ("authorizationCode", SchemeKind.AUTHORIZATION_CODE),
        ("clientCredentials", SchemeKind.CLIENT_CREDENTIALS),
    ):
        if flow not in flows:
            continue
        found = flows[flow]
        token_url = servers.placed(found.text("tokenUrl"), base_url)
        authorization_url = servers.placed(found.text("authorizationUrl"), base_url)
        if token_url and (authorization_url or kind is SchemeKind.CLIENT_CREDENTIALS):
            return Scheme(
                name,
                kind,
                description=description,
                authorization_url=(
                    authorization_url if kind is SchemeKind.AUTHORIZATION_CODE else ""
                ),
                token_url=token_url,
                scopes=_separated(found.member("scopes").members()),
            )
        reason = f"OAuth 2.0 ({flow}) without a valid URL"
    for flow, said in (("implicit", "implicit"), ("password", "password")):
        if flow in flows and reason == "OAuth 2.0 without a flow":
            reason = f"the {said} flow of OAuth 2.0"
    return _unsupported(name, reason)


def _separated(scopes: Iterable[str]) -> tuple[str, ...]:
    """Each scope once; several may stand in one text."""
    return tuple(dict.fromkeys(" ".join(scopes).replace(",", " ").split()))


def _unsupported(name: str, reason: str) -> Scheme:
    return Scheme(name, SchemeKind.UNSUPPORTED, reason=reason)


def _is_text(value: object) -> bool:
    return isinstance(value, str)
