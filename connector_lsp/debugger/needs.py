"""Which values a connector needs from outside before it can run: pure.

They are its auth fields, the secrets that it names bare in double braces, and with OAuth 2.0 the
access token that a sign-in gives. What ``auth_components`` names is needed by the sign-in alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from connector_lsp.analysis.template import AUTH_FIELDS, find_expressions
from connector_lsp.debugger.fill import ACCESS_TOKEN_NAMES
from connector_lsp.debugger.model import OAUTH2, Field

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from connector_lsp.debugger.model import (
        AuthRequest,
        Call,
        ConnectorModel,
        Endpoint,
        Template,
    )

ACCESS_TOKEN = ACCESS_TOKEN_NAMES[0]
"""The name of the access token as a secret; the environment may have it, as in CI."""


@dataclass(frozen=True, slots=True)
class Need:
    """A value that must come from outside.

    Attributes:
        name: ``authFields.KEY``, or the name of a secret of the connector.
        label: what people call it.
        type: as of a field.
        choices: the values to choose from; what can be chosen from is no secret unless masked.
        is_required: whether nothing works without it.
        is_masked: whether what is typed is hidden.
        is_url: whether a URL begins with it.

    """

    name: str
    label: str
    type: str = ""
    choices: tuple[str, ...] = ()
    is_required: bool = True
    is_masked: bool = True
    is_url: bool = False

    @property
    def is_secret(self) -> bool:
        """Whether it is kept out of everything that is shown or written."""
        return self.is_masked or not self.choices


@dataclass(frozen=True, slots=True, repr=False)
class Credentials:
    """The values of a connector's needs, as `build_request` takes them.

    Attributes:
        auth_fields: by the key of the field.
        secrets: those that the connector names bare, by name.
        access_token: of OAuth 2.0.

    """

    auth_fields: Mapping[str, str]
    secrets: Mapping[str, str]
    access_token: str | None = None

    @classmethod
    def of(cls, values: Mapping[str, str]) -> Credentials:
        """Sort values by `Need.name`."""
        prefix = f"{AUTH_FIELDS}."
        return cls(
            {
                name.removeprefix(prefix): value
                for name, value in values.items()
                if name.startswith(prefix)
            },
            {
                name: value
                for name, value in values.items()
                if not name.startswith(prefix) and name != ACCESS_TOKEN
            },
            values.get(ACCESS_TOKEN),
        )


SECRETS = "secrets"
"""The scope of a field of the Sign In form that asks for a secret that the connector names bare."""


def secret_names(model: ConnectorModel) -> tuple[str, ...]:
    """The secrets that a connector names bare, each once; not the token that a sign-in gives."""
    names = (*model.secrets, *sorted(_bare_names(model).difference(ACCESS_TOKEN_NAMES)))
    return tuple(dict.fromkeys(names))


def sign_in_fields(model: ConnectorModel) -> tuple[Field, ...]:
    """What a form asks for at Sign In, each key once: auth fields, then secrets.

    What is called alike is asked for once.
    """
    keys = {field.key for field in model.auth_fields}
    secrets = [
        Field(SECRETS, name, ("auth_components",), label=name, required=True, masked=True)
        for name in secret_names(model)
        if name not in keys
    ]
    return (*model.auth_fields, *secrets)


def name_of(field: Field) -> str:
    """The name, as a secret, of the value of a field of the Sign In form."""
    return field.key if field.scope == SECRETS else f"{AUTH_FIELDS}.{field.key}"


def needs_of(model: ConnectorModel) -> tuple[Need, ...]:
    """All that a connector needs, in the order in which a person is asked."""
    bases = [template.text.lstrip() for template in _base_urls(model)]
    fields = [
        Need(
            f"{AUTH_FIELDS}.{field.key}",
            field.label,
            field.type,
            tuple(value for value, _ in field.choices),
            is_required=field.required and field.default in (None, ""),
            is_masked=field.masked,
            is_url=any(_begins_with(text, field.key) for text in bases),
        )
        for field in model.auth_fields
    ]
    bare = _bare_names(model)
    if model.auth_type == OAUTH2 or not bare.isdisjoint(ACCESS_TOKEN_NAMES):
        fields.append(Need(ACCESS_TOKEN, "Access token of OAuth 2.0"))
    secrets = [Need(name, name) for name in sorted(bare.difference(ACCESS_TOKEN_NAMES))]
    return (*fields, *secrets)


def _bare_names(model: ConnectorModel) -> set[str]:
    return {
        each.key
        for template in _templates(model)
        for each in find_expressions(template.text)
        if each.is_plain and not each.scope
    }


def names_of(model: ConnectorModel) -> tuple[str, ...]:
    """The names of all secrets that a connector may need, those of its sign-in included."""
    needed = (need.name for need in needs_of(model))
    return tuple(dict.fromkeys((*needed, *secret_names(model))))


def _begins_with(base: str, key: str) -> bool:
    first = next(iter(find_expressions(base)), None)
    return first is not None and (first.start, first.scope, first.key) == (0, AUTH_FIELDS, key)


def _base_urls(model: ConnectorModel) -> Iterator[Template]:
    yield from (endpoint.url for endpoint in model.endpoints.values())
    if model.test and model.test.url:
        yield model.test.url


def _templates(model: ConnectorModel) -> Iterator[Template]:
    """All in which a bare name is a secret: not the paths of endpoints."""
    auth = model.auth_request
    yield from (each for each in (auth.token, auth.username, auth.password) if each)
    yield from _base_urls(model)
    calls = [action.call for action in model.actions] + ([model.test] if model.test else [])
    levels: list[AuthRequest | Endpoint | Call] = [auth, *model.endpoints.values(), *calls]
    for level in levels:
        yield from (template for _, template in (*level.headers, *level.params))
