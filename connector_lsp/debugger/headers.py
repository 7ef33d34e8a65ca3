"""The header fields of a request, RFC 9110, section 5.

A value is ASCII without control characters, so that no input can end its line; anything else is
refused rather than sent in an encoding that the server may not expect. White space around a value
is no part of it (5.5). Inferred: of headers of one name, in any case, the last takes the place of
the others, in the order ``auth_request``, endpoint, action or connection test (format.md, rule 4).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from connector_lsp.debugger.fill import Place, fault, fill, is_left_out

if TYPE_CHECKING:
    from collections.abc import Iterable

    from connector_lsp.debugger.exchange import Headers
    from connector_lsp.debugger.fill import Filling
    from connector_lsp.debugger.model import NamedTemplates

_TOKEN = re.compile(r"[\w!#$%&'*+.^`|~-]+", re.ASCII)
_VALUE = re.compile(r"[\t\x20-\x7e]*")
_FRAMING = frozenset(
    ("connection", "content-length", "host", "te", "trailer", "transfer-encoding", "upgrade")
)
"""What frames the message and leads it to its host: HTTP's own."""


def fill_headers(named: NamedTemplates, filling: Filling) -> Headers:
    """Headers of the connector.

    Raises:
        ConnectorError: a name or what the connector wrote in a value cannot be sent.

    """
    headers = []
    for name, template in named:
        if not _TOKEN.fullmatch(name):
            raise fault("A header's name has letters, digits and hyphens only", template)
        if name.lower() in _FRAMING:
            raise fault(f"The header {name} is set by HTTP itself: remove it", template)
        if is_left_out(template, filling):
            continue
        try:
            value = fill(template, filling, HEADER_VALUE)
        except ValueError as error:
            raise fault(f"The header {name} cannot be sent: {error}", template) from None
        headers.append((name, value.strip()))
    return tuple(headers)


def header_value(text: str) -> str:
    """A text that can be sent in a header.

    Raises:
        ValueError: it cannot.

    """
    if _VALUE.fullmatch(text):
        return text
    if not text.isascii():
        raise ValueError("A header takes ASCII characters only")
    raise ValueError("A header takes no line breaks or other control characters")


HEADER_VALUE = Place(header_value, header_value)
"""The value of a header."""


def merge(levels: Iterable[Headers]) -> Headers:
    """The headers of all levels, a later one in the place of earlier ones of its name."""
    merged: dict[str, tuple[str, str]] = {}
    for headers in levels:
        merged |= {name.lower(): (name, value) for name, value in headers}
    return tuple(merged.values())
