"""Where in a request things go: the rules that need no value and send nothing.

All of this is inferred (see schema/README.md); whoever builds a request or speaks of one asks here,
so that it can be corrected in one place.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from connector_lsp.analysis.syntax import Json

QUERY_METHODS = ("GET", "HEAD", "DELETE")
"""The methods whose action fields go to the query string."""

BODY_METHODS = ("POST", "PUT", "PATCH")
"""The methods whose action fields go to a JSON body."""


def join_url(url: str, path: str) -> str:
    """An endpoint's address: its ``url`` and path with exactly one slash between them."""
    return f"{url.rstrip('/')}/{path.lstrip('/')}"


def nested(key: str, value: Json) -> dict[str, Json]:
    """The object in which a field's value stands in a body: each dot of its key nests."""
    first, _, rest = key.partition(".")
    return {first: nested(rest, value) if rest else value}
