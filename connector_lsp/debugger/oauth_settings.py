"""What a sign-in by OAuth needs, read from ``auth_components``: pure.

All but ``clientId``, ``clientSecret``, ``authorizationURL``, ``tokenURL``, ``scope`` is inferred:

- other spellings of the client's ID and secret, with OAuth 1 ``consumerKey``, ``consumerSecret``;
- each value is a template: a bare name is a secret of the connector, and auth fields are known;
- OAuth 2 without an ``authorizationURL`` is the client credentials grant;
- without a client secret the client is a public one, RFC 6749 section 2.1;
- OAuth 1 with ``requestTokenURL``, ``authorizationURL`` and ``accessTokenURL`` (or ``tokenURL``)
  has the user sign in; else ``token`` and ``tokenSecret`` are the access token, or there is none.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from connector_lsp.analysis.template import AUTH_FIELDS, find_expressions
from connector_lsp.debugger.auth import secret_values
from connector_lsp.debugger.failures import ConnectorError, InputError, SecretError
from connector_lsp.debugger.fill import Filling, fill
from connector_lsp.debugger.inputs import check_inputs
from connector_lsp.debugger.model import OAUTH1, OAUTH2, Template, is_unicode
from connector_lsp.debugger.read_model import read_model
from connector_lsp.debugger.url import build_url

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from connector_lsp.analysis.syntax import Json, Path
    from connector_lsp.debugger.inputs import Inputs

_COMPONENTS: Final = "auth_components"
_FIX: Final = "Correct this in the connector and sign in again"

_CLIENT_ID: Final = ("clientId", "clientID", "client_id")
_CLIENT_SECRET: Final = ("clientSecret", "client_secret")
_CONSUMER_KEY: Final = (*_CLIENT_ID, "consumerKey", "consumer_key")
_CONSUMER_SECRET: Final = (*_CLIENT_SECRET, "consumerSecret", "consumer_secret")
_REQUEST_TOKEN_URL: Final = ("requestTokenURL", "requestTokenUrl", "request_token_url")
_AUTHORIZATION_URL: Final = ("authorizationURL",)
_ACCESS_TOKEN_URL: Final = ("accessTokenURL", "accessTokenUrl", "access_token_url", "tokenURL")
_TOKEN: Final = ("token", "accessToken", "access_token")
_TOKEN_SECRET: Final = ("tokenSecret", "token_secret", "accessTokenSecret", "access_token_secret")
_SCOPE: Final = ("scope",)
_READ: Final = (
    *_CONSUMER_KEY,
    *_CONSUMER_SECRET,
    *_REQUEST_TOKEN_URL,
    *_AUTHORIZATION_URL,
    *_ACCESS_TOKEN_URL,
    *_TOKEN,
    *_TOKEN_SECRET,
    *_SCOPE,
)


@dataclass(frozen=True, slots=True)
class OAuth2Settings:
    """What a sign-in by OAuth 2 needs, RFC 6749.

    Attributes:
        client_id: which program asks.
        client_secret: what proves that; empty for a public client.
        authorization_url: the page where the user agrees; empty for the client credentials grant.
        token_url: where a code is exchanged for an access token.
        scope: the permissions to ask for, with spaces between them; empty for the usual ones.
        secrets: the values in all this that only these two hosts may see.

    """

    client_id: str = field(repr=False)
    client_secret: str = field(repr=False)
    authorization_url: str = field(repr=False)
    token_url: str = field(repr=False)
    scope: str = ""
    secrets: frozenset[str] = field(default=frozenset(), repr=False)


@dataclass(frozen=True, slots=True)
class OAuth1Settings:
    """What a sign-in by OAuth 1 and its signatures need, RFC 5849.

    Attributes:
        client_id: which program asks, also called consumer key.
        client_secret: what it signs with, also called consumer secret.
        request_token_url: where the sign-in begins; empty, as the next two, for none.
        authorization_url: the page where the user agrees.
        access_token_url: where the access token comes from.
        token: an access token that is there without a sign-in; empty for none.
        token_secret: what belongs to it.
        secrets: the values in all this that only these hosts may see.

    """

    client_id: str = field(repr=False)
    client_secret: str = field(repr=False)
    request_token_url: str = field(default="", repr=False)
    authorization_url: str = field(default="", repr=False)
    access_token_url: str = field(default="", repr=False)
    token: str = field(default="", repr=False)
    token_secret: str = field(default="", repr=False)
    secrets: frozenset[str] = field(default=frozenset(), repr=False)


def secret_names(connector: Json) -> tuple[str, ...]:
    """The secrets that the OAuth settings of a connector name, each once: what to look up."""
    components = _components(connector)
    texts = (text for name in _READ for text in _texts(components.get(name)))
    expressions = (each for text in texts for each in find_expressions(text))
    bare = (each.key for each in expressions if each.is_plain and not each.scope)
    return tuple(dict.fromkeys(bare))


def read_settings(
    connector: Json, inputs: Inputs, secrets: Mapping[str, str]
) -> OAuth2Settings | OAuth1Settings:
    """The settings of a connector whose authentication type is ``oauth2`` or ``oauth1``.

    Args:
        connector: the value of the whole document, as `json.loads` returns it.
        inputs: what was entered for its auth fields, by scope and key.
        secrets: the values of `secret_names`, by name.

    Raises:
        ConnectorError: something needed is missing or wrong; it has the path.
        InputError: inputs of auth fields are missing or wrong.
        SecretError: a secret that is named has no value.

    """
    reader = _reader(connector, inputs, secrets)
    kind = reader.components.get("type")
    settings = _oauth1(reader) if kind == OAUTH1 else _oauth2(reader) if kind == OAUTH2 else None
    if settings is None:
        raise ConnectorError(
            "There is nothing to sign in to by OAuth: its type is neither oauth2 nor oauth1",
            "Set the type to oauth2 if the API uses OAuth, else just run an action",
            (_COMPONENTS, "type"),
        )
    if reader.filling.problems:
        raise InputError(tuple(reader.filling.problems))
    return settings


def _oauth2(reader: _Reader) -> OAuth2Settings:
    return OAuth2Settings(
        reader.needed(_CLIENT_ID),
        reader.text(_CLIENT_SECRET),
        reader.url(_AUTHORIZATION_URL),
        reader.url(("tokenURL",), is_needed=True),
        reader.text(_SCOPE),
        reader.secrets,
    )


def _oauth1(reader: _Reader) -> OAuth1Settings:
    all_urls = (_REQUEST_TOKEN_URL, _AUTHORIZATION_URL, _ACCESS_TOKEN_URL)
    has_sign_in = any(reader.has(names) for names in all_urls)
    request, authorization, access = (reader.url(each, is_needed=has_sign_in) for each in all_urls)
    return OAuth1Settings(
        reader.needed(_CONSUMER_KEY),
        reader.needed(_CONSUMER_SECRET),
        request,
        authorization,
        access,
        reader.text(_TOKEN),
        reader.text(_TOKEN_SECRET),
        reader.secrets,
    )


@dataclass(frozen=True, slots=True, repr=False)
class _Reader:
    """Reads members of ``auth_components``, each under the first of its names that is there."""

    components: Mapping[str, Json]
    filling: Filling
    secrets: frozenset[str]

    def has(self, names: tuple[str, ...]) -> bool:
        return any(_is_given(self.components.get(name)) for name in names)

    def needed(self, names: tuple[str, ...]) -> str:
        text = self.text(names)
        if not text and not self.filling.problems:
            raise self._missing(names)
        return text

    def text(self, names: tuple[str, ...]) -> str:
        """A value filled in; empty if it is not there."""
        return " ".join(fill(each, self.filling).strip() for each in self._templates(names))

    def url(self, names: tuple[str, ...], *, is_needed: bool = False) -> str:
        """A URL filled in; empty if it is not there."""
        for template in self._templates(names):
            return "?".join(filter(None, build_url(template, None, self.filling)))
        if is_needed:
            raise self._missing(names)
        return ""

    def _templates(self, names: tuple[str, ...]) -> Iterator[Template]:
        """The string under the first name that is there; of a scope also an array of them."""
        name = next((each for each in names if _is_given(self.components.get(each))), None)
        if name is None:
            return
        value = self.components[name]
        path = (_COMPONENTS, name)
        if isinstance(value, list) and names is _SCOPE:
            for at, item in enumerate(value):
                yield self._template(item, (*path, at))
        else:
            yield self._template(value, path)

    def _template(self, value: Json, path: Path) -> Template:
        if not isinstance(value, str) or not is_unicode(value):
            raise ConnectorError(f"{path[1]} is no valid string", _FIX, path)
        for each in find_expressions(value):
            if each.is_plain and not each.scope and not self.filling.names.get(each.key):
                raise SecretError(
                    f"The secret {each.key} has no value, which {path[1]} needs",
                    "Enter it at Sign In, or set its environment variable",
                )
        return Template(value, path)

    def _missing(self, names: tuple[str, ...]) -> ConnectorError:
        return ConnectorError(
            f"{_COMPONENTS} has no {names[0]}, which a sign-in by OAuth needs",
            f"Add {names[0]} to it and sign in again",
            (_COMPONENTS, *[each for each in names if each in self.components][:1]),
        )


def _reader(connector: Json, inputs: Inputs, secrets: Mapping[str, str]) -> _Reader:
    needed = (_COMPONENTS, "requiredSettings")
    root = connector if isinstance(connector, dict) else {}
    model = read_model({name: root[name] for name in needed if name in root})
    model.require(*((name,) for name in needed))
    of_fields = {AUTH_FIELDS: inputs.get(AUTH_FIELDS, {})}
    values, problems = check_inputs(model.auth_fields, of_fields)
    hidden = {*secret_values(model.auth_fields, values), *secrets.values()}
    filling = Filling(values, dict(secrets), list(problems))
    return _Reader(_components(connector), filling, frozenset(filter(None, hidden)))


def _components(connector: Json) -> Mapping[str, Json]:
    value = connector.get(_COMPONENTS) if isinstance(connector, dict) else None
    return value if isinstance(value, dict) else {}


def _texts(value: Json) -> Iterator[str]:
    for each in value if isinstance(value, list) else [value]:
        if isinstance(each, str):
            yield each


def _is_given(value: Json) -> bool:
    return value is not None and value not in ("", [])
