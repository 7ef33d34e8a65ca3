"""A URL begins with plain `http://`.

All that is sent there can be read and changed on its way, credentials too. On the same machine
(`localhost`, `127.0.0.1`, `[::1]`) that is no concern.

Wrong:

    "url": "http://api.example.com/v1/"

Right:

    "url": "https://api.example.com/v1/"
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from connector_lsp.analysis.diagnostics.rule import Finding, Severity, finding_within

if TYPE_CHECKING:
    from collections.abc import Iterator

    from connector_lsp.analysis.section import Section
    from connector_lsp.analysis.syntax import Path

SEVERITY = Severity.INFORMATION
MEMBERS = ("link", "auth_components", "testConnection", "endpoints")

_PLAIN = re.compile(
    r"(http://)(?!(?:[^/?#]*@)?(?:(?:[\w-]+\.)*localhost|127(?:\.\d+){3}|\[::1\])(?:[:/?#]|$))",
    re.IGNORECASE,
)


def check_section(section: Section) -> Iterator[Finding]:
    """The findings for the URLs of a section that are not encrypted."""
    if "http:" not in section.text.lower():
        return
    for path, url in _urls(section):
        plain = _PLAIN.match(url)
        if plain:
            message = "http:// is not encrypted: expected https://"
            yield finding_within("insecure-url", message, path, url, plain.span(1))


def _urls(section: Section) -> Iterator[tuple[Path, str]]:
    value = section.value
    if section.kind == ("link",) and isinstance(value, str):
        yield (), value
    elif isinstance(value, dict):
        for name, member in value.items():
            # By name, as the names of scopes may begin with http:// as well.
            if name.lower().endswith(("url", "uri")) and isinstance(member, str):
                yield (name,), member
