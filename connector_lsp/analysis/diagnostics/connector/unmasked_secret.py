"""A field that asks for a secret shows what is typed.

With `"masked": true` the value is hidden while it is typed.

Wrong:

    { "label": "API key", "key": "api_key" }

Right:

    { "label": "API key", "key": "api_key", "masked": true }
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from connector_lsp.analysis.diagnostics.rule import Finding, Part, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from connector_lsp.analysis.document import Section

SEVERITY = Severity.INFORMATION

_SECRET = re.compile(r"(?i)pass(word|phrase|wd)?$|secret|token|api[_-]?key|private[_-]?key|^pin$")


def check_section(section: Section) -> Iterator[Finding]:
    """The finding for an auth field whose key speaks of a secret and that is not masked."""
    if section.kind[:2] != ("requiredSettings", "authFields") or not isinstance(section.value, dict):
        return
    key = section.value.get("key")
    if isinstance(key, str) and _SECRET.search(key) and "masked" not in section.value:
        message = f'"{key}" looks like a secret, but what is typed into it is shown: add "masked": true'
        yield Finding("unmasked-secret", message, ("key",), Part.VALUE)
