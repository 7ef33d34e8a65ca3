"""The content of a response as a text that can be read; pure."""

from __future__ import annotations

import codecs
import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from connector_lsp.debugger.json_layout import is_large, try_pretty_json

if TYPE_CHECKING:
    from connector_lsp.debugger.exchange import Response

_TEXT_TYPES = re.compile(
    r"text/.*|.*\+(json|xml|yaml)"
    r"|application/(json|xml|javascript|yaml|x-yaml|graphql|x-ndjson|x-www-form-urlencoded)"
)
_JSON_TYPES = re.compile(r"(application|text)/json|.*\+json")
_CHARSET = re.compile(r';\s*charset\s*=\s*"?([^\s";]+)', re.IGNORECASE)

# UTF-32 in front: its little-endian mark begins with that of UTF-16.
_BYTE_ORDER_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Python has them among its encodings of text, but they are none of the web's charsets.
_NO_CHARSETS: Final = frozenset(
    {"idna", "mbcs", "oem", "punycode", "raw-unicode-escape", "undefined", "unicode-escape"}
)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


@dataclass(frozen=True, slots=True)
class Content:
    """The content of a response, to be read.

    Attributes:
        kind: what it is, by its ``Content-Type`` or, where that says nothing, by its look; ``json``
            only if it is valid.
        text: the text, JSON laid out over lines; empty for a binary.
        notices: what its reader must know about it, such as bytes that are no text.

    """

    kind: Literal["empty", "json", "text", "binary"]
    text: str = ""
    notices: tuple[str, ...] = ()


def read_content(response: Response) -> Content:
    """The content of a response by its ``Content-Type``, RFC 9110 section 8.3.

    The charset is told by a byte order mark, else by the header, else it is UTF-8.  A megabyte
    takes up to 0.1 s, ten take half a second, so a large one belongs in a thread.
    """
    if not response.body:
        return Content("empty")
    content_type = response.header("content-type") or ""
    media_type = content_type.partition(";")[0].strip().lower()
    cut = (f"Cut off after {len(response.body):,} bytes",) if response.is_cut else ()

    text, notices = _decode(response.body, content_type, is_cut=response.is_cut)
    is_text = _TEXT_TYPES.fullmatch(media_type) or _CHARSET.search(content_type)
    if not is_text and ("\ufffd" in text or _CONTROL.search(text)):
        return Content("binary", notices=cut)
    is_json = _JSON_TYPES.fullmatch(media_type) is not None
    if response.is_cut or not (is_json or text.lstrip()[:1] in ("{", "[")):
        return Content("text", text, (*cut, *notices))
    try:
        pretty = try_pretty_json(text)
    except ValueError as error:
        wrong = (f"The content is said to be JSON, but is not: {_reason(error)}",)
        return Content("text", text, (*notices, *(wrong if is_json else ())))
    if pretty is None:
        notices = (*notices, "Shown as it came: it is too large or too deep to be laid out")
    elif is_large(text):
        notices = (*notices, "Large: each item has a line of its own, as it came")
    return Content("json", pretty or text, notices)


def charset_of(body: bytes, content_type: str) -> tuple[bytes, str | None]:
    """The byte order mark in front of a text, and Python's name of its charset; None if unknown."""
    marked = next((each for each in _BYTE_ORDER_MARKS if body.startswith(each[0])), None)
    if marked is not None:
        return marked
    match = _CHARSET.search(content_type)
    return b"", "utf-8" if match is None else _try_codec(match[1])


def _decode(body: bytes, content_type: str, *, is_cut: bool) -> tuple[str, tuple[str, ...]]:
    """The text of a body, and what its reader must know about it."""
    notices: tuple[str, ...] = ()
    mark, known = charset_of(body, content_type)
    body, charset = body[len(mark) :], known or "utf-8"
    if known is None and (match := _CHARSET.search(content_type)):
        notices = (f"The charset {match[1]!r} is not known: read as UTF-8",)
    # Where it was cut, the first part of a character may be left over; that is no fault.
    try:
        return codecs.getincrementaldecoder(charset)().decode(body, final=not is_cut), notices
    except UnicodeError:
        text = codecs.getincrementaldecoder(charset)("replace").decode(body, final=not is_cut)
        name = charset.upper()
        return text, (*notices, f"Some bytes are no {name}: \N{REPLACEMENT CHARACTER} stands there")


def _try_codec(charset: str) -> str | None:
    """Python's name of a charset; None if it is not known."""
    try:
        b"text".decode(charset, "replace")  # Refuses what is no encoding of text, such as "zlib".
        name = codecs.lookup(charset).name.replace("_", "-")
    except (LookupError, ValueError):
        return None
    if name in ("utf-16", "utf-32"):
        return f"{name}-le"  # Without a byte order mark, as browsers read it.
    return None if name in _NO_CHARSETS else name


def _reason(error: ValueError) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"{error.msg}, line {error.lineno}, column {error.colno}"
    return str(error)
