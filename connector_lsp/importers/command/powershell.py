"""``Invoke-WebRequest`` and ``Invoke-RestMethod`` of PowerShell as requests.

Variables that hold a text or a hash table, and headers that are added to one, are followed; nothing
else is evaluated.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from connector_lsp.importers.command.words import unclosed
from connector_lsp.importers.recorded import Recorded, with_body

if TYPE_CHECKING:
    from collections.abc import Iterator

    from connector_lsp.importers.source import Source

_SKIPPED = re.compile(r"(?:\s|`\r?\n|#[^\n]*)+")
_LINE = re.compile(r"[\r\n]")
_BARE = re.compile(r"[^\s\"'`;,(){}=@]+")
_NAMES = {"`n": "\n", "`t": "\t", "`r": "\r", "`0": ""}
_HERE = re.compile(r"@([\"'])\r?\n(.*?)\r?\n\1@", re.DOTALL)
_COMMANDS = ("invoke-webrequest", "invoke-restmethod", "iwr", "irm")
_SIGNS = "=;,(){}"
_SWITCHES = ("usebasicparsing", "skipcertificatecheck", "disablekeepalive")


class _Token(NamedTuple):
    text: str
    is_string: bool = False
    ends_line: bool = False


_END = _Token("")


def read(source: Source) -> list[Recorded]:
    """The requests of all commands.

    Raises:
        BrokenSourceError: a quotation mark is not closed.

    """
    return list(_Reader([*_tokens(source)]).requests())


class _Reader:
    """Walks the tokens, and keeps what variables hold."""

    def __init__(self, tokens: list[_Token]) -> None:
        self._tokens = tokens
        self._at = 0
        self._texts: dict[str, str] = {}
        self._tables: dict[str, dict[str, str]] = {}

    def requests(self) -> Iterator[Recorded]:
        while self._at < len(self._tokens):
            token = self._next()
            if token.is_string:
                continue
            low = token.text.lower()
            if low in _COMMANDS:
                yield self._command(ends=token.ends_line)
            elif low.startswith("$") and self._peek().text == "=":
                self._next()
                self._assign(low[1:])
            elif low.startswith("$") and low.endswith(".add") and self._peek().text == "(":
                self._add(low[1:].removesuffix(".add"))

    def _peek(self) -> _Token:
        return self._tokens[self._at] if self._at < len(self._tokens) else _END

    def _next(self) -> _Token:
        token = self._peek()
        self._at += 1
        return token

    def _assign(self, name: str) -> None:
        value = self._peek()
        if value.text == "@" and not value.is_string:
            self._tables[name] = self._table()
        elif value.is_string:
            self._texts[name] = self._next().text

    def _add(self, name: str) -> None:
        arguments: list[str] = []
        self._next()
        while self._at < len(self._tokens) and self._peek().text != ")":
            token = self._next()
            if token.is_string:
                arguments.append(token.text)
        if len(arguments) == 2:  # noqa: PLR2004 -- a name and a value
            self._tables.setdefault(name, {})[arguments[0]] = arguments[1]

    def _table(self) -> dict[str, str]:
        """The hash table ``@{ name = value; … }`` that begins here."""
        table: dict[str, str] = {}
        self._next()
        if self._peek().text == "{":
            self._next()
        while self._at < len(self._tokens) and self._peek().text != "}":
            name = self._next()
            if self._peek().text == "=" and not self._peek().is_string:
                self._next()
                table[name.text] = self._next().text
        self._next()
        return table

    def _command(self, *, ends: bool) -> Recorded:
        options: dict[str, str] = {}
        headers: dict[str, str] = {}
        while not ends and self._at < len(self._tokens):
            token = self._next()
            ends = token.ends_line
            if token.is_string or not token.text.startswith("-"):
                if token.text == ";" and not token.is_string:
                    break
                options.setdefault("uri", self._value(token))
                continue
            name = token.text[1:].rstrip(":").lower()
            if name in _SWITCHES or ends:
                continue
            ends = self._option(name, options, headers)
        method = options.get("method") or options.get("custommethod") or "GET"
        request = Recorded(method, options.get("uri", ""), tuple(headers.items()))
        named = next(
            (value for name, value in headers.items() if name.lower() == "content-type"), ""
        )
        kind = options.get("contenttype") or named
        return with_body(request, options["body"], kind) if options.get("body") else request

    def _option(self, name: str, options: dict[str, str], headers: dict[str, str]) -> bool:
        """Read the value of an option; returns whether the command ends behind it."""
        token = self._peek()
        if token.text == "@" and not token.is_string:
            table = self._table()
            if name == "headers":
                headers |= table
            elif name in ("body", "form"):
                options[name] = "&".join(f"{key}={value}" for key, value in table.items())
            return self._tokens[min(self._at, len(self._tokens)) - 1].ends_line
        self._next()
        if name == "headers":
            headers |= self._tables.get(token.text.lower().lstrip("$"), {})
        else:
            options[name] = self._value(token)
        return token.ends_line

    def _value(self, token: _Token) -> str:
        if token.is_string or not token.text.startswith("$"):
            return token.text
        return self._texts.get(token.text.lower()[1:], "")


def _tokens(source: Source) -> Iterator[_Token]:
    text, at = source.text, 0
    while at < len(text):
        skipped = _SKIPPED.match(text, at)
        if skipped:
            at = skipped.end()
            continue
        here = _HERE.match(text, at)
        if here:
            token, at, is_string = here[2], here.end(), True
        elif text[at] in "\"'":
            token, at = _string(source, text, at)
            is_string = True
        else:
            bare = None if text[at] in _SIGNS else _BARE.match(text, at)
            token, is_string = (bare[0] if bare else text[at]), False
            at += len(token)
        behind = _SKIPPED.match(text, at)
        gap = re.sub(r"`\r?\n", "", behind[0]) if behind else ""
        yield _Token(token, is_string, ends_line=bool(_LINE.search(gap)) or at >= len(text))


def _string(source: Source, text: str, at: int) -> tuple[str, int]:
    """A string in quotation marks, and where it ends."""
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
            pair = text[at : at + 2]
            parts.append(_NAMES.get(pair, pair[1:]))
            at += 2
        else:
            parts.append(character)
            at += 1
    raise unclosed(source, start)
