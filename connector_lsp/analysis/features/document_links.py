"""The web pages that a document names."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from connector_lsp.analysis.document import SKELETON
from connector_lsp.analysis.text import Range

if TYPE_CHECKING:
    from collections.abc import Iterator

    from connector_lsp.analysis.analysis import Analysis
    from connector_lsp.analysis.section import Section

# A slash may be written with a backslash in JSON; what else does ends the address.
_URL = re.compile(r"https?:(?:\\?/){2}(?:\\/|[^\s\"\\<>{}|^`\x00-\x1f])+(?=([{]?))", re.IGNORECASE)
_BEHIND = ".,;:!?'"


class DocumentLink(NamedTuple):
    """An address and where it stands."""

    range: Range
    target: str


def document_links(analysis: Analysis) -> Iterator[DocumentLink]:
    """The http and https addresses in the text; one that a template completes is none."""
    document = analysis.document
    for index in (SKELETON, *range(len(document.sections))):
        for (start, end), target in document.section(index).once(_links):
            yield DocumentLink(document.absolute_range(index, start, end), target)


def _links(section: Section) -> tuple[DocumentLink, ...]:
    """The links of a section, from its start."""
    text = section.text
    if "://" not in text and ":\\/" not in text:
        return ()
    found = []
    for match in _URL.finditer(text):
        if match[1]:
            continue
        address = match[0].rstrip(_BEHIND)
        if address.endswith(")") and "(" not in address:
            address = address[:-1]
        target = address.replace("\\/", "/")
        if not target.endswith("://"):
            found.append(DocumentLink(Range(match.start(), match.start() + len(address)), target))
    return tuple(found)
