"""A field that asks for a secret shows what is typed.

With `"masked": true` the value is hidden while it is typed. Where a field only looks like a
secret, `"masked": false` says so, and nothing is said here.

Wrong:

    { "label": "API key", "key": "api_key" }

Right:

    { "label": "API key", "key": "api_key", "masked": true }
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from connector_lsp.analysis.diagnostics.rule import Finding, Severity
from connector_lsp.analysis.diagnostics.wording import shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from connector_lsp.analysis.section import Section

SEVERITY = Severity.INFORMATION
MEMBERS = ("requiredSettings",)

_SECRET_KEY = re.compile(
    r"pass[ _-]?(?:word|phrase|code|wd)$|secret|token|(?:api|private|access)[ _-]?key|^pin$",
    re.IGNORECASE,
)
_SECRET_LABEL = re.compile(
    r"\b(?:pass ?(?:word|phrase|code)|secret|token|(?:api|private|access|secret) key|pin)$",
    re.IGNORECASE,
)
_ABOUT_A_SECRET = re.compile(
    r"(?:[ _-]|(?<=[a-z])(?=[A-Z]))(?i:id|name|type|url|uri|host|endpoint|version|scope)$"
)


def check_section(section: Section) -> Iterator[Finding]:
    """The finding for an auth field that speaks of a secret and does not say whether to mask it."""
    value = section.value
    is_field = section.kind[:2] == ("requiredSettings", "authFields")
    if not is_field or not isinstance(value, dict) or "masked" in value or "choices" in value:
        return
    for name, looks_secret in (("key", is_secret_key), ("label", _is_secret_label)):
        word = value.get(name)
        if isinstance(word, str) and looks_secret(word):
            message = (
                f"{shown(word)} looks like a secret, but what is typed into it is shown: "
                'add "masked": true'
            )
            yield Finding("unmasked-secret", message, (name,))
            return


def is_secret_key(key: str) -> bool:
    """Whether a field of this key asks for a secret, as far as a name can tell."""
    return bool(_SECRET_KEY.search(key)) and not _ABOUT_A_SECRET.search(key)


def _is_secret_label(label: str) -> bool:
    return bool(_SECRET_LABEL.search(label)) and not _ABOUT_A_SECRET.search(label)
