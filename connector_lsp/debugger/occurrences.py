"""Where a secret value stands in bytes, in whatever encoding: pure, and linear in the bytes.

Found are the value itself (in UTF-8, in Latin-1, and UTF-8 taken for Latin-1), each of these in
Base64 (RFC 4648, both alphabets, at any place in a longer text), and all of them with any of their
characters escaped: percent-encoded (RFC 3986), in JSON (RFC 8259), in HTML, or several of these
around each other. Not found are Base64 broken into lines, encryption and hashes.
"""

from __future__ import annotations

import html
import json
import re
import sys
from base64 import b64encode
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote, quote_plus

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

SHORTEST = 4
"""How many bytes of UTF-8 a value has at least to be looked for; a shorter one is everywhere."""

_LARGE = 1_000_000
_DEPTH, _DEPTH_OF_LARGE = 4, 2
"""How many escapings around each other are undone, such as a URL in JSON in JSON.

Each takes a search of everything: of more than `_LARGE` bytes, fewer are undone.
"""

# Each is undone alone: in `a\/%`, followed by `41`, the percent sign is none of an escape.
_ESCAPES = (
    re.compile(rb"%[0-9A-Fa-f]{2}"),
    re.compile(
        rb"\\(?:u[dD][89abAB][0-9A-Fa-f]{2}\\u[dD][c-fC-F][0-9A-Fa-f]{2}"
        rb"|u[0-9A-Fa-f]{4}|x[0-9A-Fa-f]{2}|[\"'\\/bfnrt])"
    ),
    re.compile(rb"&(?:#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});"),
)
_BROKEN_ESCAPE = re.compile(rb"(?:%[0-9A-Fa-f]?|\\(?:u[0-9A-Fa-f]{0,3})?|&#?\w{0,8})+\Z")
"""What an escape begins with, or escapes around each other, where the bytes break off."""
_LONGEST_ESCAPE = 24
"""How many bytes that may take, as far as it is looked for."""
_BASE64 = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_")


class Span(NamedTuple):
    """A stretch of bytes that carries a value.

    Attributes:
        start: the offset of its first byte.
        end: the offset behind its last byte.
        value: the index of the value.

    """

    start: int
    end: int
    value: int


@dataclass(frozen=True, slots=True, repr=False)
class Form:
    """A row of bytes as which a value may stand.

    Attributes:
        needle: the bytes.
        value: the index of the value.
        lead: how many characters of Base64 before it carry some bits of the value.
        trail: how many behind it do.

    """

    needle: bytes
    value: int
    lead: int = 0
    trail: int = 0


def forms_of(values: Sequence[str]) -> tuple[Form, ...]:
    """The forms of all values that are long enough to be looked for."""
    forms: dict[bytes, Form] = {}
    for index, value in enumerate(values):
        if len(_utf8(value)) >= SHORTEST:
            for form in _forms(value, index):
                forms.setdefault(form.needle, form)
    return tuple(forms.values())


def find_spans(data: bytes, forms: Sequence[Form], *, is_cut: bool = False) -> set[Span]:
    """Where one of `forms` stands in `data`, escaped or not; spans may overlap.

    Args:
        data: the bytes.
        forms: what is looked for.
        is_cut: whether `data` breaks off, so that it may end with the beginning of a form.

    """
    if not forms:
        return set()
    # A character that is in no form cannot turn into a part of one, however it is escaped.
    alphabet = frozenset(b"%\\&").union(*(form.needle for form in forms))
    depth = _DEPTH if len(data) <= _LARGE else _DEPTH_OF_LARGE
    return _find(_Search(forms, alphabet, {data}, is_cut=is_cut), data, depth)


@dataclass(frozen=True, slots=True, repr=False)
class _Search:
    """What is looked for, and the bytes that were looked through."""

    forms: Sequence[Form]
    alphabet: frozenset[int]
    seen: set[bytes]
    is_cut: bool


def _find(search: _Search, data: bytes, depth: int) -> set[Span]:
    spans = {span for form in search.forms for span in _places(data, form)}
    if search.is_cut:
        broken = _BROKEN_ESCAPE.search(data, max(len(data) - _LONGEST_ESCAPE, 0))
        for end in {len(data), broken.start() if broken else len(data)}:
            found = (_try_beginning(data, end, form) for form in search.forms)
            spans.update(filter(None, found))
    for escape in _ESCAPES if depth else ():
        escapes = set(escape.findall(data))
        if all(search.alphabet.isdisjoint(_unescaped(each)) for each in escapes):
            continue
        decoded = escape.sub(lambda match: _unescaped(match[0]), data)
        if decoded not in search.seen:
            search.seen.add(decoded)
            inner = _find(search, decoded, depth - 1)
            if inner:
                spans.update(_sources(inner, data, escape))
    return spans


def _places(data: bytes, form: Form) -> Iterator[Span]:
    start = data.find(form.needle)
    while start >= 0:
        end = start + len(form.needle)
        lead = form.lead if start and data[start - 1] in _BASE64 else 0
        trail = form.trail if end < len(data) and data[end] in _BASE64 else 0
        yield Span(start - lead, end + trail, form.value)
        start = data.find(form.needle, end)


def _try_beginning(data: bytes, end: int, form: Form) -> Span | None:
    """The longest beginning of a form that ends where `data` breaks off; None for a few bytes."""
    for length in range(min(len(form.needle) - 1, end), SHORTEST - 1, -1):
        if data.endswith(form.needle[:length], 0, end):
            return Span(end - length, len(data), form.value)
    return None


def _sources(spans: Iterable[Span], data: bytes, escape: re.Pattern[bytes]) -> Iterator[Span]:
    """The stretches of `data` that, with each `escape` undone, are `spans`."""
    escapes = [(0, 0, 0, 0)]
    for match in escape.finditer(data):
        _, source_end, _, end = escapes[-1]
        start = end + match.start() - source_end
        escapes.append((*match.span(), start, start + len(_unescaped(match[0]))))
    starts = [start for _, _, start, _ in escapes]
    for span in spans:
        source_start, source_end, _, end = escapes[max(bisect_right(starts, span.start) - 1, 0)]
        first = source_start if span.start < end else source_end + span.start - end
        _, source_end, _, end = escapes[max(bisect_left(starts, span.end) - 1, 0)]
        last = source_end + max(span.end - end, 0)
        yield Span(first, last, span.value)


@lru_cache(maxsize=4096)
def _unescaped(escape: bytes) -> bytes:
    """The bytes that one match of `_ESCAPES` stands for."""
    text = escape.decode("ascii")
    if text[0] == "%":
        return bytes.fromhex(text[1:])
    if text[:2] == "&#":
        # html.unescape leaves out control characters.
        code = int(text[3:-1], base=16) if text[2] in "xX" else int(text[2:-1])
        return _utf8(chr(code)) if code <= sys.maxunicode else escape
    if text[0] == "&":
        return _utf8(html.unescape(text))
    if text[1] == "x":
        text = rf"\u00{text[2:]}"
    return b"'" if text[1] == "'" else _utf8(json.loads(f'"{text}"'))


def _forms(value: str, index: int) -> Iterator[Form]:
    texts = {value, value.replace(" ", "+"), _utf8(value).decode("latin-1")}
    contents = {_utf8(each) for each in texts} | _latin1(value)
    for content in contents:
        yield Form(content, index)
    # OAuth's client id and secret are percent-encoded inside Base64 (RFC 6749, 2.3.1).
    coded = (quote_plus(_utf8(value)), quote(_utf8(value), safe=""))
    for content in {_utf8(value), *_latin1(value), *(each.encode() for each in coded)}:
        yield from _base64_forms(content, index)


def _base64_forms(content: bytes, index: int) -> Iterator[Form]:
    """What stays the same in Base64, whatever stands before and behind `content`."""
    for offset in range(3):
        bits = 8 * (offset + len(content))
        text = b64encode(bytes(offset) + content)[-(-8 * offset // 6) : bits // 6]
        for needle in {text, text.translate(bytes.maketrans(b"+/", b"-_"))}:
            yield Form(needle, index, lead=int(offset > 0), trail=int(bits % 6 > 0))


def _utf8(text: str) -> bytes:
    # A value of the environment may hold lone surrogates: bytes that were no UTF-8.
    return text.encode("utf-8", "surrogatepass")


def _latin1(value: str) -> set[bytes]:
    try:
        return {value.encode("latin-1")}
    except UnicodeEncodeError:
        return set()
