"""String formats that our schema names beside those of JSON Schema."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_TEMPLATE = re.compile(r"\{\{.*?\}\}")
_NOT_IN_URL = re.compile(r"[\s<>\"\\^`|]")


@lru_cache(maxsize=1024)  # Most endpoints of a connector have the same URL.
def is_url_template(text: str) -> bool:
    """Whether `text` is an absolute http or https URL, with templates where values go.

    A template may also be the whole beginning: an instance's address is often an auth field.
    """
    filled = _TEMPLATE.sub("x", text)
    if _TEMPLATE.match(text):
        return not _NOT_IN_URL.search(filled)
    try:
        parts = urlsplit(filled)
        _ = parts.port
    except ValueError:
        return False
    scheme_fits = parts.scheme in {"http", "https"}
    return scheme_fits and bool(parts.hostname) and not _NOT_IN_URL.search(filled)


FORMATS: Mapping[str, Callable[[str], bool]] = {
    "uri": is_url_template,
    "x-url-template": is_url_template,
}
