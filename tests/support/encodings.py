"""Every way in which a secret may stand in a text, told apart from how the redactor looks for it."""

from __future__ import annotations

import html
import json
from base64 import b64encode, urlsafe_b64encode
from typing import TYPE_CHECKING
from urllib.parse import quote, quote_plus

if TYPE_CHECKING:
    from collections.abc import Callable


def _json(text: str) -> str:
    return json.dumps(text)[1:-1]


def _percent(text: str) -> str:
    return "".join(f"%{byte:02x}" for byte in text.encode())


def _units(text: str) -> str:
    units = text.encode("utf-16-be")
    return "".join(f"\\u{units[at : at + 2].hex()}" for at in range(0, len(units), 2))


ESCAPINGS: dict[str, Callable[[str], str]] = {
    "raw": str,
    "quote": quote,
    "quote with nothing safe": lambda text: quote(text, safe=""),
    "quote with much safe": lambda text: quote(text, safe="!$&'()*+,;=:@/?~"),
    "quote_plus": quote_plus,
    "percent, every byte": _percent,
    "percent, every byte, upper case": lambda text: _percent(text).upper().replace("%%", "%"),
    "percent twice": lambda text: quote(quote(text, safe=""), safe=""),
    "JSON": _json,
    "JSON, not ASCII": lambda text: json.dumps(text, ensure_ascii=False)[1:-1],
    "JSON, every unit": _units,
    "JSON by PHP": lambda text: _json(text).replace("/", "\\/"),
    "JSON in JSON": lambda text: _json(_json(text)),
    "HTML": html.escape,
    "HTML, decimal": lambda text: "".join(f"&#{ord(each)};" for each in text),
    "HTML, hexadecimal": lambda text: "".join(f"&#x{ord(each):X};" for each in text),
    "percent in JSON": lambda text: _json(quote_plus(text)).replace("/", "\\/"),
    "JSON in HTML": lambda text: html.escape(_json(text)),
    "JSON in a query": lambda text: quote_plus(_json(text)),
}


def base64_cores(secret: bytes) -> set[bytes]:
    """What Base64 of `secret` has in it wherever it stands in a longer text."""
    cores = set()
    for offset in range(3):
        whole = b64encode(b"\0" * offset + secret + b"\0" * 3)
        first, last = (offset * 4 + 2) // 3, (offset + len(secret)) * 4 // 3
        cores |= {whole[first:last], whole[first:last].translate(bytes.maketrans(b"+/", b"-_"))}
    return cores


def find_traces(secret: str, content: bytes) -> list[str]:
    """In which ways `secret` stands in `content`; none if it is clean."""
    found = [name for name, escape in ESCAPINGS.items() if escape(secret).encode() in content]
    cores = base64_cores(secret.encode()) | base64_cores(quote_plus(secret).encode())
    found += [f"Base64 {core.decode()}" for core in cores if core in content]
    found += [
        f"percent-encoded Base64 {core.decode()}"
        for core in cores
        if quote(core, safe="").encode() in content
    ]
    return found


def in_base64(text: str, *, is_url_safe: bool) -> str:
    """`text` in Base64, in one of its alphabets."""
    return (urlsafe_b64encode if is_url_safe else b64encode)(text.encode()).decode()
