"""Texts and names of a source as people read them in a flow: plain, short, without markup."""

from __future__ import annotations

import html
import re
from functools import lru_cache

from connector_lsp.importers.vocabulary import INITIALS, SINGULAR

_HELP_LENGTH = 240
_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
_BREAK = re.compile(r"<br\s*/?>|</p>|</li>", re.IGNORECASE)
_LINK = re.compile(r"!?\[([^\[\]]*)\]\([^()\s]*(?:\s+\"[^\"]*\")?\)")
_EMPHASIS = re.compile(r"(?<![\w*])(\*{1,3}|_{2,3})(?=\S)([^*\n]{1,200}?)(?<=\S)\1(?![\w*])")
_HEADING = re.compile(r"^\s{0,3}(?:#{1,6}\s+|>\s?)", re.MULTILINE)
_PARAGRAPHS = re.compile(r"\n\s*\n|\n(?=\s*(?:[-*+]|\d+[.)])\s)|\n(?=\s*(?:```|\|))")
_SPACE = re.compile(r"\s+")
_SENTENCE_END = re.compile(r"[.!?](?=\s)")
_ABBREVIATION = re.compile(r"\b(?:e\.g|i\.e|etc|vs|approx|incl|max|min|no)\.$", re.IGNORECASE)

_WORD = re.compile(r"[A-Z]{2,}s(?![a-z])|[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+|[^\W\d_a-zA-Z]+")
_OWN_HEADER = re.compile(r"^[Xx]-(?=\w)")
_GENITIVE = re.compile(r"['’]s\b")


def plain(text: object, length: int = _HELP_LENGTH) -> str:
    """The first paragraph of a text in Markdown or HTML, as plain text.

    Args:
        text: any value; what is no text gives nothing.
        length: how many characters it may have; it is cut at the end of a sentence or word.

    """
    if not isinstance(text, str) or not text.strip():
        return ""
    text = text[: length * 20]
    if "<" in text or "&" in text:
        text = html.unescape(_TAG.sub(" ", _BREAK.sub("\n\n", text)))
    text = _HEADING.sub("", text.strip())
    first = next((each for each in _PARAGRAPHS.split(text) if each.strip(" \n-*#`")), "")
    first = _EMPHASIS.sub(r"\2", _LINK.sub(r"\1", first)).replace("`", "")
    return _shortened(_SPACE.sub(" ", first).strip(), length)


def scalar(value: object) -> str:
    """A text or number as a text; of any other value, which may be without end, an empty one."""
    return str(value) if isinstance(value, str | int | float) else ""


def _shortened(text: str, length: int) -> str:
    if len(text) <= length:
        return text
    text = text[:length]
    for match in reversed(list(_SENTENCE_END.finditer(text))):
        if match.end() > length // 4 and not _ABBREVIATION.search(text[: match.end()]):
            return text[: match.end()]
    return text.rsplit(" ", 1)[0].rstrip(" ,;:–-") + "…"


@lru_cache(maxsize=8192)
def words(name: str) -> tuple[str, ...]:
    """The words of a name in ``camelCase``, ``snake_case`` or ``kebab-case``, in lower case.

    >>> words("userIDs_by-URL2")
    ('user', 'ids', 'by', 'url', '2')
    """
    name = re.sub(r"OAuth(?=[\dA-Z\W]|$)", "Oauth", name)
    return tuple(word.lower() for word in _WORD.findall(_GENITIVE.sub("s", name)))


def spoken(name: str) -> str:
    """A name as a label, such as ``User ID`` for ``userId``."""
    said = " ".join(map(_cased, words(_OWN_HEADER.sub("", name)))) or name.strip()
    return said[:1].upper() + said[1:]


def _cased(word: str) -> str:
    if word in INITIALS:
        return word.upper()
    return f"{word[:-1].upper()}s" if word.endswith("s") and word[:-1] in INITIALS else word


def snake(name: str) -> str:
    """A name as an identifier, such as ``user_id`` for ``userId``."""
    return "_".join(word for word in words(name) if word.isascii())


def identifier(name: str, otherwise: str) -> str:
    """A name as a key that a template can refer to; `otherwise` where nothing of it is left."""
    key = snake(name) or otherwise
    return f"{otherwise}_{key}" if key[0].isdigit() else key


_ES = re.compile(r"(?:ss|sh|ch|x|zz)es$")


def is_plural(word: str) -> bool:
    """Whether an English noun is one."""
    return (
        len(word) > len("is")
        and word.endswith("s")
        and not word.endswith("ss")
        and word not in SINGULAR
    )


def singular(word: str) -> str:
    """An English noun in the singular."""
    if word == "people":
        return "person"
    if not is_plural(word):
        return word
    if word.endswith("ies") and len(word) > len("ties"):
        return word[:-3] + "y"
    if _ES.search(word) or word[:-2] in SINGULAR:
        return word[:-2]
    return word[:-1]


def article(noun: str) -> str:
    """``a`` or ``an``, as it sounds before a word."""
    first = noun.split(" ", 1)[0]
    if first.lower().startswith(("uni", "use", "usa", "uti", "eu", "one", "url", "uri", "uu")):
        return "an" if first.lower().startswith("unin") else "a"
    if first.isupper():
        return "an" if first[0] in "AEFHILMNORSX" else "a"
    return "an" if first.lower().startswith(("a", "e", "i", "o", "u", "hour", "honest")) else "a"
