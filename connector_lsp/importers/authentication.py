"""How a connector signs in: one of the ways that an API offers.

A connector has one sign-in for all of its requests, so the way is chosen that most of its
operations take, and of those the simplest for the person who signs in: a key lasts, while a token
of OAuth 2.0 runs out, as Claris Connect supports no refresh tokens.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from connector_lsp.importers.api import Gap, Place, Scheme, SchemeKind, SignIn
from connector_lsp.importers.prose import identifier, spoken

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from connector_lsp.analysis.syntax import Json
    from connector_lsp.importers.api import Api, Input, Operation

_RANKS = {
    SchemeKind.API_KEY: 0,
    SchemeKind.BEARER: 0,
    SchemeKind.BASIC: 2,
    SchemeKind.AUTHORIZATION_CODE: 3,
    SchemeKind.CLIENT_CREDENTIALS: 4,
}
_RANK_OF_QUERY, _RANK_OF_COOKIE = 1, 5
_AUTHORIZATION = "authorization"
_MOST_SCOPES = 5
_REFRESH = ("offline_access", "refresh_token")
_PUBLIC: tuple[SignIn, ...] = ((),)
"""The ways to sign in of an operation that says that it needs none."""


@dataclass(frozen=True, slots=True)
class Authentication:
    """The members of a connector that sign in.

    Attributes:
        components: ``auth_components``.
        fields: of ``requiredSettings``, before those that URLs need.
        request: ``auth_request``.
        names: the schemes that are used.
        unknown: the schemes that operations ask for and that are described nowhere.
        notes: what was chosen and what cannot be held.

    """

    components: dict[str, Json] = field(default_factory=lambda: {"type": "none"})
    fields: tuple[dict[str, Json], ...] = ()
    request: dict[str, Json] = field(default_factory=lambda: {"type": "none"})
    names: tuple[str, ...] = ()
    unknown: frozenset[str] = frozenset()
    notes: tuple[Gap, ...] = ()

    def takes(self, operation: Operation) -> bool:
        """Whether an operation can be called when signed in like this."""
        wanted = [{name for name, _ in each} - self.unknown for each in operation.sign_ins]
        return not wanted or any(each <= set(self.names) for each in wanted)

    def fills(self, each: Input) -> bool:
        """Whether the sign-in itself fills an input in."""
        if each.place is Place.HEADER:
            names = {name.lower() for name in self.request.get("headers", {})}
            if self.request["type"] in ("bearer", "basic") or self.components["type"] == "oauth2":
                names.add(_AUTHORIZATION)
            return each.key.lower() in names
        return each.place is Place.QUERY and each.key in self.request.get("params", {})


def choose(api: Api, operations: Sequence[Operation]) -> Authentication:
    """The sign-in for some operations of an API."""
    schemes = {scheme.name: scheme for scheme in api.schemes}
    if operations and all(each.sign_ins == _PUBLIC for each in operations):
        return Authentication()
    counted = _alternatives(operations)
    if not any(schemes.keys() >= {*names} for names in counted):
        # Schemes that nothing refers to, or by another name, are there to be used all the same.
        counted |= Counter({(scheme.name,): 1 for scheme in api.schemes})
    held = [names for names in counted if not _why_not(names, schemes)]
    notes = [
        Gap("sign-in", f"{' and '.join(names)}: {reason}")
        for names in counted
        if (reason := _why_not(names, schemes))
    ]
    if not held:
        nothing = Gap("sign-in", "none is described")
        return Authentication(notes=tuple(notes) if api.schemes else (nothing,))
    unknown = frozenset(name for names in counted for name in names if name not in schemes)
    order = list(counted)
    best = min(held, key=lambda names: (-counted[names], _rank(names, schemes), order.index(names)))
    others = [names for names in held if names != best]
    if others:
        said = ", ".join(_told(names, schemes) for names in others)
        notes.append(Gap("sign-in", f"{_told(best, schemes)} is taken, not {said}"))
    scopes = _scopes(best, schemes, operations)
    made = _built([schemes[name] for name in best], scopes)
    return replace(made, unknown=unknown, notes=tuple(notes))


def _alternatives(operations: Iterable[Operation]) -> Counter[tuple[str, ...]]:
    """Which schemes are needed together, and by how many operations."""
    counted: Counter[tuple[str, ...]] = Counter()
    for operation in operations:
        for names in dict.fromkeys(tuple(name for name, _ in each) for each in operation.sign_ins):
            if names:
                counted[names] += 1
    return counted


def _why_not(names: tuple[str, ...], schemes: Mapping[str, Scheme]) -> str:
    in_authorization = 0
    for name in names:
        scheme = schemes.get(name)
        if scheme is None:
            return "it is not described"
        if scheme.kind is SchemeKind.UNSUPPORTED:
            return scheme.reason
        is_key = scheme.kind is SchemeKind.API_KEY
        in_authorization += not is_key or scheme.parameter.lower() == _AUTHORIZATION
    return "two of them need one header" if in_authorization > 1 else ""


def _rank(names: tuple[str, ...], schemes: Mapping[str, Scheme]) -> tuple[int, int]:
    return max((_rank_of(schemes[name]) for name in names), default=0), len(names)


def _rank_of(scheme: Scheme) -> int:
    if scheme.kind is SchemeKind.API_KEY and scheme.place is Place.QUERY:
        return _RANK_OF_QUERY
    if scheme.kind is SchemeKind.API_KEY and scheme.place is Place.COOKIE:
        return _RANK_OF_COOKIE
    return _RANKS[scheme.kind]


def _told(names: tuple[str, ...], schemes: Mapping[str, Scheme]) -> str:
    return " and ".join(f"{name} ({schemes[name].kind.value})" for name in names)


def _scopes(
    names: tuple[str, ...], schemes: Mapping[str, Scheme], operations: Iterable[Operation]
) -> tuple[str, ...]:
    """The scopes that the operations need, each with its fewest; a few are taken as they are."""
    found: dict[str, None] = {}
    for operation in operations:
        ways = [
            (len(scopes), scopes)
            for each in operation.sign_ins
            if {name for name, _ in each} == set(names)
            for scopes in [_scopes_of(each)]
        ]
        if ways:
            found |= dict.fromkeys(min(ways)[1])
    if not found:
        offered = [scope for name in names for scope in schemes[name].scopes]
        found = dict.fromkeys(offered if len(offered) <= _MOST_SCOPES else ())
    return tuple(scope for scope in found if scope not in _REFRESH)


def _scopes_of(sign_in: SignIn) -> list[str]:
    return [scope for _, scopes in sign_in for scope in scopes]


# --- the members of a connector ------------------------------------------------------------------


def _built(schemes: Sequence[Scheme], scopes: Sequence[str]) -> Authentication:
    components: dict[str, Json] = {"type": "none"}
    request: dict[str, Json] = {"type": "none"}
    fields: list[dict[str, Json]] = []
    places: dict[Place, dict[str, str]] = {place: {} for place in Place}
    for scheme in schemes:
        match scheme.kind:
            case SchemeKind.BASIC:
                fields += _basic_fields()
                request = {
                    "type": "basic",
                    "username": "{{authFields.username}}",
                    "password": "{{authFields.password}}",
                }
            case SchemeKind.BEARER:
                key = _add_secret(fields, scheme, "API token", "api_token")
                request = {"type": "bearer", "token": f"{{{{authFields.{key}}}}}"}
            case SchemeKind.API_KEY:
                key = _add_secret(fields, scheme, "API key", "api_key")
                places[scheme.place][scheme.parameter] = f"{scheme.prefix}{{{{authFields.{key}}}}}"
            case _:
                components = _oauth2(scheme, scopes)
    headers, params = places[Place.HEADER], places[Place.QUERY]
    if places[Place.COOKIE]:
        headers["Cookie"] = "; ".join(map("=".join, places[Place.COOKIE].items()))
    if request["type"] == "none" and (headers or params):
        request = {"type": "custom"}
    if headers:
        request["headers"] = headers
    if params:
        request["params"] = params
    names = tuple(scheme.name for scheme in schemes)
    return Authentication(components, tuple(fields), request, names)


def _basic_fields() -> list[dict[str, Json]]:
    return [
        {
            "label": "User name",
            "key": "username",
            "errorText": "Please enter your user name.",
        },
        {
            "label": "Password",
            "key": "password",
            "errorText": "Please enter your password.",
            "masked": True,
        },
    ]


def _add_secret(fields: list[dict[str, Json]], scheme: Scheme, label: str, key: str) -> str:
    """Add the field for a key; returns what it is called."""
    if scheme.label:
        label, key = scheme.label, identifier(scheme.label, key)
    if any(each["key"] == key for each in fields):
        label = spoken(scheme.parameter or scheme.name)
        key = base = identifier(label, key)
        number = 2
        while any(each["key"] == key for each in fields):
            key, number = f"{base}_{number}", number + 1
    field: dict[str, Json] = {"label": label, "key": key}
    if scheme.description:
        field["description"] = scheme.description
    spoken_label = label if label[:2].isupper() else label[:1].lower() + label[1:]
    field["errorText"] = f"Please enter a valid {spoken_label}."
    field["masked"] = True
    fields.append(field)
    return key


def _oauth2(scheme: Scheme, scopes: Sequence[str]) -> dict[str, Json]:
    components: dict[str, Json] = {
        "type": "oauth2",
        "clientId": "{{clientId}}",
        "clientSecret": "{{clientSecret}}",
    }
    if scheme.authorization_url:
        components["authorizationURL"] = scheme.authorization_url
    components["tokenURL"] = scheme.token_url
    if scopes:
        components["scope"] = list(scopes)
    return components
