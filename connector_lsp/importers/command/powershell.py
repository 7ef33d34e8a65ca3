"""``Invoke-WebRequest`` and ``Invoke-RestMethod`` of PowerShell as requests.

Variables that hold a text, a number, a list or a hash table are followed, and so is what is added
to a hash table and ``ConvertTo-Json``; nothing else is evaluated. A variable in a text of which
nothing is known becomes one of the request, ``{{name}}``.
"""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlencode

from connector_lsp.analysis.text import Range
from connector_lsp.importers.api import Scheme, SchemeKind
from connector_lsp.importers.command.words import joined_halves, unclosed, without_nulls
from connector_lsp.importers.failures import BrokenSourceError, ImportFailure
from connector_lsp.importers.recorded import Recorded, with_body, with_form

if TYPE_CHECKING:
    from collections.abc import Iterator

    from connector_lsp.analysis.syntax import Json
    from connector_lsp.importers.source import Source

_SKIPPED = re.compile(r"(?:\s|`\r?\n|#[^\n]*)+")
_LINE = re.compile(r"[\r\n]")
_BARE = re.compile(r"[^\s\"'`;,(){}=@]+")
_DOLLAR = "\0"
"""Stands in a string for a dollar sign that begins no variable."""
_NAMES = {"`n": "\n", "`t": "\t", "`r": "\r", "`0": "", "`$": _DOLLAR}
_ESCAPED = re.compile("`(.)", re.DOTALL)
_HERE = re.compile(r"@([\"'])\r?\n")
_COMMANDS = ("invoke-webrequest", "invoke-restmethod", "iwr", "irm")
_SIGNS = "=;,(){}"
_OPENING = ("{", "(")
_SWITCHES = ("usebasicparsing", "skipcertificatecheck", "disablekeepalive")
_MOST_COPIED = 10_000
_NUMBER = re.compile(r"-?\d{1,15}(?:\.\d{1,15})?")
_WORDS: dict[str, Json] = {"$true": True, "$false": False, "$null": None}
# Browsers write what is not ASCII as the number of a character, or of both halves of one.
_IN_TEXT = re.compile(r"\$(?:\{(\w+)\}|(\w+)|\(\[char\]([0-9]{1,5})\))")
_SCHEMES = {"bearer": SchemeKind.BEARER, "oauth": SchemeKind.BEARER, "basic": SchemeKind.BASIC}


class _Token(NamedTuple):
    text: str
    is_string: bool = False
    is_filled: bool = False
    """Whether variables in it stand for what they hold."""
    ends_line: bool = False

    @property
    def name(self) -> str:
        """Its text where it names something."""
        return self.text.replace(_DOLLAR, "$")


_END = _Token("")


def read(source: Source) -> list[Recorded]:
    """The requests of all commands.

    Raises:
        BrokenSourceError: a quotation mark is not closed.
        ImportFailure: a command names no URL.

    """
    try:
        return list(_Reader([*_tokens(source)]).requests())
    except RecursionError:
        where = Range(0, 1)
        raise BrokenSourceError("Nested too deeply", source.path, source.text, where) from None


class _Reader:
    """Walks the tokens, and keeps what variables hold."""

    def __init__(self, tokens: list[_Token]) -> None:
        self._tokens = tokens
        self._at = 0
        self._values: dict[str, Json] = {}
        self._left = _MOST_COPIED

    def requests(self) -> Iterator[Recorded]:
        while self._at < len(self._tokens):
            token = self._next()
            if token.is_string:
                continue
            low = token.text.lower()
            if low in _COMMANDS:
                yield self._command(ends=token.ends_line)
            elif low.startswith("$") and self._is_next("="):
                self._next()
                if self._peek().text.lower() not in _COMMANDS:
                    self._values[low[1:]] = self._value()
            elif low.startswith("$") and low.endswith(".add") and self._is_next("("):
                self._set_members(low[1:].removesuffix(".add"), self._items())
            elif low.startswith("$") and low.endswith("[") and self._peek().is_string:
                self._set_member_at(low[1:-1])

    def _peek(self, ahead: int = 0) -> _Token:
        at = self._at + ahead
        return self._tokens[at] if at < len(self._tokens) else _END

    def _is_next(self, sign: str) -> bool:
        return self._peek().text == sign and not self._peek().is_string

    def _next(self) -> _Token:
        token = self._peek()
        self._at += 1
        return token

    # --- values ------------------------------------------------------------------------------

    def _set_members(self, name: str, pair: list[Json]) -> None:
        """What ``$name.Add(key, value)`` does."""
        table = self._values.get(name)
        if not isinstance(table, dict):
            table = self._values[name] = {}
        if len(pair) == 2:  # noqa: PLR2004 -- a name and a value
            table[str(pair[0])] = pair[1]

    def _set_member_at(self, name: str) -> None:
        """What ``$name["key"] = value`` does."""
        key = self._next().name
        if self._is_next("]"):
            self._next()
        if self._is_next("="):
            self._next()
            self._set_members(name, [key, self._value()])

    def _value(self) -> Json:
        """The value that begins here; None for what is not evaluated."""
        token = self._next()
        low = token.text.lower()
        value: Json
        if token.is_string:
            text = _IN_TEXT.sub(self._filled, token.text) if token.is_filled else token.text
            value = joined_halves(text).replace(_DOLLAR, "$")
        elif low == "@" and self._is_next("{"):
            value = self._table()
        elif low == "@" and self._is_next("("):
            value = self._items()
        elif low == "(":
            self._at -= 1
            items = self._items()
            value = items[0] if len(items) == 1 else None
        elif low in _WORDS:
            value = _WORDS[low]
        elif low.startswith("$"):
            value = self._copied(self._values.get(low[1:]))
        else:
            value = json.loads(low) if _NUMBER.fullmatch(low) else token.text
        return self._converted(value)

    def _copied(self, value: Json) -> Json:
        """What a variable holds, so that no table is in itself; None if that is too much."""
        self._left -= 1
        if self._left < 0:
            return None
        if isinstance(value, dict):
            return {name: self._copied(each) for name, each in value.items()}
        return [self._copied(each) for each in value] if isinstance(value, list) else value

    def _converted(self, value: Json) -> Json:
        """A value behind ``| ConvertTo-Json``, if that follows."""
        if not self._is_next("|") or self._peek(1).text.lower() != "convertto-json":
            return value
        self._at += 2
        while self._peek().text.startswith("-") and not self._tokens[self._at - 1].ends_line:
            is_switch = self._next().text.lower() == "-compress"
            self._at += not is_switch
        return None if value is None else json.dumps(value)

    def _filled(self, match: re.Match[str]) -> str:
        if match[3]:
            return chr(int(match[3]))
        name = match[1] or match[2]
        value = self._values.get(name.lower())
        return str(value) if isinstance(value, str | int | float) else f"{{{{{name}}}}}"

    def _table(self) -> dict[str, Json]:
        """The hash table ``@{ name = value; … }`` whose brace is next."""
        table: dict[str, Json] = {}
        self._next()
        while self._at < len(self._tokens) and not self._is_next("}"):
            name = self._next()
            if self._is_next("="):
                self._next()
                table[name.name] = self._value()
        self._next()
        return table

    def _items(self) -> list[Json]:
        """The values between the parentheses of which the first is next."""
        items: list[Json] = []
        self._next()
        while self._at < len(self._tokens) and not self._is_next(")"):
            if self._is_next(",") or self._is_next("}"):
                self._next()
            else:
                items.append(self._value())
        self._next()
        return items

    # --- commands ----------------------------------------------------------------------------

    def _command(self, *, ends: bool) -> Recorded:
        options: dict[str, Json] = {}
        while not ends and self._at < len(self._tokens):
            token = self._peek()
            if token.is_string or not token.text.startswith("-"):
                if token.text in (";", "|") and not token.is_string:
                    break
                if token.text == "@" and not token.is_string and self._peek(1).text not in _OPENING:
                    options |= self._splatted()
                else:
                    options.setdefault("uri", self._value())
            else:
                self._next()
                name = token.text[1:].rstrip(":").lower()
                if name not in _SWITCHES and not token.ends_line:
                    options[name] = self._value()
            ends = self._tokens[min(self._at, len(self._tokens)) - 1].ends_line
        return _request(options)

    def _splatted(self) -> dict[str, Json]:
        """The options in the table that ``@name`` hands over, by their names in lower case."""
        self._next()
        table = self._values.get(self._next().text.lower())
        members = table.items() if isinstance(table, dict) else ()
        return {name.lower(): value for name, value in members}


def _request(options: dict[str, Json]) -> Recorded:
    """The request of a command with some options, by their names in lower case."""
    found = options.get("headers")
    headers = {
        name: str(value) for name, value in (found if isinstance(found, dict) else {}).items()
    }
    scheme = _SCHEMES.get(str(options.get("authentication")).lower())
    if scheme is None and "credential" in options:
        scheme = SchemeKind.BASIC
    method = str(options.get("method") or options.get("custommethod") or "GET").upper()
    uri, body = options.get("uri"), options.get("body", "")
    if not isinstance(uri, str) or not uri:
        raise ImportFailure("The command names no URL")
    if isinstance(body, dict) and method == "GET":
        uri, body = f"{uri}{'&' if '?' in uri else '?'}{urlencode(body, errors='replace')}", ""
    request = Recorded(
        method,
        uri,
        tuple(headers.items()),
        schemes=(Scheme(scheme.name.lower(), scheme),) if scheme else (),
    )
    if "form" in options:
        return replace(request, gap="multipart/form-data")
    if "infile" in options:
        return replace(request, gap="a file")
    named = next((value for name, value in headers.items() if name.lower() == "content-type"), "")
    kind = str(options.get("contenttype") or named)
    if isinstance(body, dict):
        return with_form(request, [(name, str(value)) for name, value in body.items()])
    if isinstance(body, str):
        return with_body(request, body, kind)
    return replace(request, gap="what stands for it is not in this text")


def _tokens(source: Source) -> Iterator[_Token]:
    text, at = without_nulls(source.text), 0
    while at < len(text):
        skipped = _SKIPPED.match(text, at)
        if skipped:
            at = skipped.end()
            continue
        here = _HERE.match(text, at)
        if here:
            mark, is_string = here[1], True
            end = text.find(f"\n{mark}@", here.end() - 1)
            if end < 0:
                raise unclosed(source, at + 1)
            token, at = text[here.end() : end].removesuffix("\r"), end + len(f"\n{mark}@")
        elif text[at] in "\"'":
            mark = text[at]
            token, at = _string(source, text, at)
            is_string = True
        else:
            bare = None if text[at] in _SIGNS else _BARE.match(text, at)
            token, is_string, mark = (bare[0] if bare else text[at]), False, ""
            at += len(token)
        if mark == '"':
            token = _ESCAPED.sub(_unescaped, token)
        behind = _SKIPPED.match(text, at)
        gap = re.sub(r"`\r?\n", "", behind[0]) if behind else ""
        ends_line = bool(_LINE.search(gap)) or at >= len(text)
        yield _Token(token, is_string, mark == '"', ends_line)


def _string(source: Source, text: str, at: int) -> tuple[str, int]:
    """A string in quotation marks with its backticks, and where it ends."""
    parts: list[str] = []
    mark, start = text[at], at
    at += 1
    while at < len(text):
        character = text[at]
        if character == mark:
            if text[at + 1 : at + 2] != mark:
                return "".join(parts), at + 1
            parts.append(mark)
            at += 2
        elif character == "`" and mark == '"':
            parts.append(text[at : at + 2])
            at += 2
        else:
            parts.append(character)
            at += 1
    raise unclosed(source, start)


def _unescaped(match: re.Match[str]) -> str:
    """What a backtick and the character behind it stand for."""
    return _NAMES.get(match[0], match[1])
