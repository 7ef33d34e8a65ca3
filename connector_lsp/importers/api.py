"""What every source is read into: an API, its operations, their inputs, its ways to sign in.

Plain data between the sources, which know nothing of connectors, and the writer, which knows
nothing of sources. A text that becomes a URL may hold ``{{authFields.KEY}}`` for a `Setting`;
no other text is a template.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from connector_lsp.analysis.syntax import Json

Choices: TypeAlias = tuple[tuple[str, str], ...]
"""The values to choose from, each with the text shown for it."""

SignIn: TypeAlias = tuple[tuple[str, tuple[str, ...]], ...]
"""Schemes that are used together, by name, each with the scopes that it needs."""

FORM_TYPE = "application/x-www-form-urlencoded"
"""The type of a body that is a form."""


class Place(Enum):
    """Where in a request an input goes."""

    PATH = "path"
    QUERY = "query"
    HEADER = "header"
    COOKIE = "cookie"
    BODY = "body"


@dataclass(frozen=True, slots=True)
class Input:
    """A value that an operation takes.

    Attributes:
        key: its name; in a body, the way to it with dots.
        place: where it goes.
        type: one of the types of a connector's fields.
        required: whether the operation fails without it.
        label: what the source calls it for people; empty for nothing.
        description: plain text; empty for none.
        choices: the values to choose from; empty for any value.
        default: a JSON value of its type; None for none.
        masked: whether it is a secret.

    """

    key: str
    place: Place
    type: str = "string"
    required: bool = False
    label: str = ""
    description: str = ""
    choices: Choices = ()
    default: Json = None
    masked: bool = False


class Gap(NamedTuple):
    """A part of an operation that a connector cannot hold.

    Attributes:
        part: such as ``body.files``.
        reason: why, as it stands in the report.
        is_needed: whether the operation always fails without it.

    """

    part: str
    reason: str
    is_needed: bool = False


@dataclass(frozen=True, slots=True)
class Operation:
    """A request that the API answers.

    Attributes:
        method: in upper case.
        path: with a slash in front and its parameters in braces.
        base_url: what stands before the path.
        operation_id: the source's own name for it; empty for none.
        tags: what it belongs to.
        summary: a few words; empty for none.
        description: plain text; empty for none.
        inputs: what it takes.
        headers: what is sent with it in any case, by name, such as the type of a body that is not
            plain JSON.
        sign_ins: the ways to sign in, one of which it needs; an empty one is no sign-in, none at
            all says nothing.
        gaps: what of it a connector cannot hold.
        is_deprecated: whether its API advises against it.

    """

    method: str
    path: str
    base_url: str
    operation_id: str = ""
    tags: tuple[str, ...] = ()
    summary: str = ""
    description: str = ""
    inputs: tuple[Input, ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
    sign_ins: tuple[SignIn, ...] = ()
    gaps: tuple[Gap, ...] = ()
    is_deprecated: bool = False

    @property
    def title(self) -> str:
        """What people are told of it by."""
        return f"{self.method} {self.path}"

    @property
    def refusal(self) -> str:
        """Why it can be no action; empty if it can."""
        gap = next((gap for gap in self.gaps if gap.is_needed), None)
        return f"{gap.part}: {gap.reason}" if gap and gap.part else gap.reason if gap else ""


class SchemeKind(Enum):
    """How a scheme signs in."""

    API_KEY = "API key"
    BEARER = "bearer token"
    BASIC = "user name and password"
    AUTHORIZATION_CODE = "OAuth 2.0"
    CLIENT_CREDENTIALS = "OAuth 2.0 client credentials"
    UNSUPPORTED = ""


@dataclass(frozen=True, slots=True)
class Scheme:
    """A way to sign in.

    Attributes:
        name: what the source calls it.
        kind: how it signs in.
        place: where an API key goes.
        parameter: the name of an API key's header, parameter or cookie.
        prefix: what stands before an API key, such as ``Token `` in a header.
        label: what to ask a person for; empty for the usual name of its kind.
        description: plain text; empty for none.
        authorization_url: of the authorization code flow.
        token_url: of both flows.
        scopes: all that the flow has.
        reason: why it cannot be held, if it cannot.

    """

    name: str
    kind: SchemeKind
    place: Place = Place.HEADER
    parameter: str = ""
    prefix: str = ""
    label: str = ""
    description: str = ""
    authorization_url: str = ""
    token_url: str = ""
    scopes: tuple[str, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Setting:
    """A value that URLs need and that a person is asked for at Sign In, such as a region.

    Attributes:
        key: its name in ``{{authFields.KEY}}``.
        label: what it is called.
        description: what to enter; empty for nothing.
        choices: the values to choose from; empty for any value.
        masked: whether it is a secret.

    """

    key: str
    label: str
    description: str = ""
    choices: Choices = ()
    masked: bool = False


@dataclass(frozen=True, slots=True)
class Api:
    """An API.

    Attributes:
        name: what it is called; empty for nothing.
        description: plain text; empty for none.
        link: its home page; empty for none.
        operations: in the order of the source.
        schemes: the ways to sign in, by name.
        settings: what its URLs need.
        notes: what of it a connector cannot hold, beyond single operations.

    """

    name: str
    operations: tuple[Operation, ...]
    description: str = ""
    link: str = ""
    schemes: tuple[Scheme, ...] = ()
    settings: tuple[Setting, ...] = ()
    notes: tuple[Gap, ...] = ()


def type_of(value: Json) -> str:
    """The type of a field that takes a JSON value."""
    match value:
        case bool():
            return "boolean"
        case int():
            return "integer"
        case float():
            return "number"
        case list():
            return "array"
        case dict():
            return "object"
    return "string"
