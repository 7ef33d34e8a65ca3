"""How a request carries its credentials: ``auth_request`` applied.

Inferred: the types ``none``, ``basic`` (RFC 7617, in UTF-8) and ``custom`` beside the ``bearer``
(RFC 6750) that is known; ``headers`` and ``params`` beside any type. With OAuth2 the access token
goes into ``Authorization: Bearer``, unless a template of the connector puts it somewhere or the
connector has an ``Authorization`` of its own.
"""

from __future__ import annotations

import re
from base64 import b64encode
from dataclasses import dataclass
from typing import TYPE_CHECKING

from connector_lsp.analysis.template import AUTH_FIELDS
from connector_lsp.debugger.failures import ConnectorError
from connector_lsp.debugger.fill import ACCESS_TOKEN_NAMES, Place, fault, fill
from connector_lsp.debugger.headers import HEADER_VALUE, fill_headers, merge
from connector_lsp.debugger.inputs import as_text
from connector_lsp.debugger.model import OAUTH2, Template
from connector_lsp.debugger.url import fill_params

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from connector_lsp.analysis.syntax import Json
    from connector_lsp.debugger.exchange import Headers
    from connector_lsp.debugger.fill import Filling
    from connector_lsp.debugger.inputs import Values
    from connector_lsp.debugger.model import ConnectorModel, Field

TYPES = ("none", "bearer", "basic", "custom")
"""The types of ``auth_request`` that can be applied."""

_SHORTEST = 4
"""A shorter password in the connector itself, such as ``X``, only stands for none."""

_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


@dataclass(frozen=True, slots=True, repr=False)
class Credentials:
    """What authorizes a request.

    Attributes:
        headers: each name once.
        params: query parameters, not yet encoded.
        secrets: what was made of secrets, beside the values themselves.

    """

    headers: Headers = ()
    params: tuple[tuple[str, str], ...] = ()
    secrets: frozenset[str] = frozenset()


def credentials(model: ConnectorModel, filling: Filling) -> Credentials:
    """What ``auth_request`` adds to a request.

    Args:
        model: the connector.
        filling: the values, the access token among its names; all other templates of the request
            are filled in already, so that it is known whether one of them has the access token.

    Raises:
        ConnectorError: the type is not known, or lacks what it needs.

    """
    auth = model.auth_request
    if auth.type not in TYPES:
        raise ConnectorError(
            f"The debugger cannot apply the type of auth_request: expected {', '.join(TYPES)}",
            "Correct the type, or put the credentials into headers or params",
            ("auth_request", "type"),
        )
    headers: Headers = ()
    secrets: set[str] = set()
    if auth.type == "bearer":
        token = _filled("token", auth.token, filling, HEADER_VALUE).strip()
        headers = (("Authorization", f"Bearer {token}"),) if token else ()
        secrets = {token}
    elif auth.type == "basic":
        username = _filled("username", auth.username, filling, _USERNAME)
        password = _filled("password", auth.password, filling, _PASSWORD)
        encoded = b64encode(f"{username}:{password}".encode()).decode()
        headers = (("Authorization", f"Basic {encoded}"),)
        secrets = {encoded, password}
    own = fill_headers(auth.headers, filling)
    params = tuple(fill_params(auth.params, filling))
    levels = (_access_token(model, filling), headers, own)
    long_enough = frozenset(each for each in secrets if len(each) >= _SHORTEST)
    return Credentials(merge(levels), params, long_enough)


def secret_values(fields: Iterable[Field], values: Values) -> Iterator[str]:
    """The values that only the host of the request may see, as they may stand in it.

    All that is masked is, and every auth field that is no choice: an API key is one, masked or not.
    """
    for field in fields:
        if field.masked or (field.scope == AUTH_FIELDS and not field.choices):
            value = values[field.scope][field.key]
            if value is not None:
                yield as_text(value)
                yield from _leaves(value)


def _access_token(model: ConnectorModel, filling: Filling) -> Headers:
    """The header for the access token where nothing else has it."""
    name = ACCESS_TOKEN_NAMES[0]
    is_placed = any(("", each) in filling.used for each in ACCESS_TOKEN_NAMES)
    if model.auth_type != OAUTH2 or is_placed or name not in filling.names:
        return ()
    template = Template(f"Bearer {{{{{name}}}}}", ("auth_components",))
    return (("Authorization", fill(template, filling, HEADER_VALUE)),)


def _filled(name: str, template: Template | None, filling: Filling, place: Place) -> str:
    if template is None:
        raise ConnectorError(
            f"auth_request has no {name}, which its type needs",
            f"Add {name} to it and run again",
            ("auth_request",),
        )
    try:
        return fill(template, filling, place)
    except ValueError as error:
        raise fault(f"The {name} cannot be sent: {error}", template) from None


def _username(text: str) -> str:
    if ":" in text:
        raise ValueError("A user name of basic authentication has no colon")
    return _password(text)


def _password(text: str) -> str:
    if _CONTROL.search(text):
        raise ValueError("Line breaks and other control characters cannot be sent here")
    return text


_USERNAME = Place(_username, _username)
_PASSWORD = Place(_password, _password)


def _leaves(value: Json) -> Iterator[str]:
    """The texts in a value."""
    match value:
        case dict():
            for member in value.values():
                yield from _leaves(member)
        case list():
            for item in value:
                yield from _leaves(item)
        case str():
            yield value
            yield value.strip()
