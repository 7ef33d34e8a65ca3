"""What completion can offer, before it is known which commas must stand around it."""

from __future__ import annotations

from enum import Enum, IntEnum
from typing import TYPE_CHECKING, NamedTuple

from connector_lsp.analysis.features.snippets import (
    Body,
    Members,
    as_plain,
    from_snippet,
    render,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from connector_lsp.analysis.features.snippets import Template
    from connector_lsp.analysis.schema import Annotations


class CompletionKind(Enum):
    """What sort of thing is offered."""

    PROPERTY = "property"
    VALUE = "value"
    ENUM_MEMBER = "enum member"
    REFERENCE = "reference"
    SNIPPET = "snippet"


class Rank(IntEnum):
    """How early an offer comes."""

    WHOLE = 0
    REQUIRED = 1
    RECOMMENDED = 2
    USUAL = 3
    EXAMPLE = 4
    SNIPPET = 5
    UNUSUAL = 6


class Offer(NamedTuple):
    """Something to be put into the text.

    Attributes:
        label: what the list shows, and what is typed to find it.
        kind: what sort of thing it is.
        rank: how early it comes.
        body: a value; or the members to put into an object.
        name: the name of a single property that is given `body`; None for other offers.
        detail: a few words beside the label.
        documentation: Markdown.
        preselect: whether it is the likeliest of all.

    """

    label: str
    kind: CompletionKind
    rank: Rank
    body: Body
    name: Template | None = None
    detail: str = ""
    documentation: str = ""
    preselect: bool = False


def snippet_offers(about: Annotations) -> Iterator[Offer]:
    """The ``defaultSnippets`` that a schema gives for a value."""
    for snippet in about.snippets:
        if "body" not in snippet:
            continue
        body = from_snippet(snippet["body"])
        label = snippet.get("label") or as_plain(render(body))
        yield Offer(
            str(label), CompletionKind.SNIPPET, Rank.SNIPPET, body,
            detail=about.title, documentation=shown(body, str(snippet.get("description", ""))),
        )  # fmt: skip


def shown(body: Body, description: str = "") -> str:
    """Markdown that shows what a skeleton or snippet inserts."""
    block = f"```json\n{as_plain(render(body))}\n```"
    return f"{description}\n\n{block}" if description else block


def members_of(body: Body) -> Members | None:
    """`body` if it is an object with members."""
    return body if isinstance(body, Members) and body.members else None
