"""From the description of an API, or a recorded request, to a connector.

```
source ──► a module of SOURCES ──► api.Api ──► selection ──► writer ──► connector
                                                                └─► merge ──► edits of another one
```

A kind of source is one module with ``recognizes`` and ``read``, named in `SOURCES`. Nothing here
touches a file or the network: what lies beside a source is read through a function of the caller.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from importlib import import_module
from typing import TYPE_CHECKING

from connector_lsp.importers.failures import BrokenSourceError, ImportFailure
from connector_lsp.importers.selection import ALL, Selection
from connector_lsp.importers.source import Source

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Protocol

    from connector_lsp.importers.api import Api
    from connector_lsp.importers.report import Report

    class Reader(Protocol):
        """A module of `SOURCES`."""

        def recognizes(self, source: Source) -> bool:
            """Whether it reads a source, sound or not."""

        def read(self, source: Source) -> Api:
            """The API that a source is about."""


__all__ = [
    "BrokenSourceError",
    "ImportFailure",
    "Imported",
    "Selection",
    "Source",
    "import_into",
    "import_text",
    "is_importable",
    "looks_importable",
]

_BEGINNING = re.compile(
    r"""\s*(?:
        \{.*?"(?:openapi|swagger)"\s*:
        |\{\s*"log"\s*:\s*\{
        |\{.*?"_postman_id"\s*:
        |(?:---\s*|\#[^\n]*\n\s*)*(?:openapi|swagger)\s*:
        |(?:\$\s+|(?:PS\s)?[A-Z]:\\[^>\n]*>\s*)?curl(?:\.exe)?\s
        |(?:await\s+)?fetch\(
        |Invoke-(?:WebRequest|RestMethod)\s|irm\s|iwr\s|\$\w+\s*=
    )""",
    re.DOTALL | re.IGNORECASE | re.VERBOSE,
)
_LONGEST_BEGINNING = 2000

SOURCES = ("command", "openapi", "postman", "har")
"""The modules that read sources, each tried in turn; the first reads text that is no JSON."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of an import.

    Attributes:
        text: the connector.
        report: its actions, and what was left out.

    """

    text: str
    report: Report


def import_text(source: Source, name: str = "", selection: Selection = ALL) -> Imported:
    """A new connector.

    Args:
        source: the description, or recorded requests.
        name: what the connector is called; empty for the source's own name.
        selection: which operations are wanted.

    Raises:
        ImportFailure: nothing can be imported.

    """
    from connector_lsp.importers import writer

    api = read(source)
    chosen = selection.of(api.operations)
    draft = writer.draft(api, chosen, name)
    if name:
        draft.connector["name"] = name
    return Imported(writer.render(draft.connector), draft.report)


def import_into(existing: str, path: str, source: Source, selection: Selection = ALL) -> Imported:
    """A connector with what it lacks of a source; its own text stays as it is.

    Args:
        existing: the text of a connector.
        path: what it is called in messages.
        source: the description, or recorded requests.
        selection: which operations are wanted.

    Raises:
        ImportFailure: nothing can be imported, or the text is no connector.

    """
    from connector_lsp.importers.merge import merge

    api = read(source)
    return Imported(*merge(existing, path, api, selection.of(api.operations)))


def is_importable(source: Source) -> bool:
    """Whether a text is of a kind that can be imported, sound or not."""
    return _reader(source) is not None


def looks_importable(text: str) -> bool:
    """Whether a text begins like something that can be imported; cheap to ask at any time."""
    return _BEGINNING.match(text[:_LONGEST_BEGINNING]) is not None


def read(source: Source) -> Api:
    """The API that a source is about.

    Raises:
        ImportFailure: it is about none.

    """
    from connector_lsp.importers.lifting import lift_credentials

    reader = _reader(source)
    if reader is None:
        value = source.value  # Says where the text is broken, if it is.
        what = "" if value is None else ", and this is none of them"
        raise ImportFailure(
            "Expected an OpenAPI description, a cURL command, a HAR file or a Postman "
            f"collection{what or ', and this is empty'}"
        )
    api = lift_credentials(reader(source))
    if not api.operations:
        raise ImportFailure("It has no operations")
    return replace(api, notes=tuple(dict.fromkeys((*api.notes, *source.notes))))


def _reader(source: Source) -> Callable[[Source], Api] | None:
    for name in SOURCES:
        module: Reader = import_module(f"connector_lsp.importers.{name}")
        if module.recognizes(source):
            return module.read
    return None
