r"""The words of a command in a POSIX shell, with ``$'…'`` of bash.

Variables and substitutions stay as they are written: what they stand for is not here. A backtick at
the end of a line continues it, as in PowerShell, where ``curl.exe`` is called as well.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from connector_lsp.importers.command.words import END, Word, unclosed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from connector_lsp.importers.source import Source

_CONTINUED = re.compile(r"[\\`]\r?\n")
_ANSI = re.compile(
    r"\\(?:u([0-9A-Fa-f]{1,4})|U([0-9A-Fa-f]{1,8})|x([0-9A-Fa-f]{1,2})|([0-7]{1,3})|(.))", re.DOTALL
)
_ANSI_NAMES = {
    "n": "\n",
    "t": "\t",
    "r": "\r",
    "a": "\a",
    "b": "\b",
    "e": "\x1b",
    "f": "\f",
    "v": "\v",
}
_ESCAPED_IN_DOUBLE = re.compile(r'\\([$`"\\\n])')
_PLAIN = re.compile(r"[^\s'\"\\$`;&|<>#]+")
_LAST_CODE_POINT = 0x10FFFF


def split(source: Source) -> Iterator[Word]:
    """The words of each command, with `END` behind it.

    Raises:
        BrokenSourceError: a quotation mark is not closed.

    """
    text = source.text
    parts: list[str] = []
    at, start = 0, -1
    while at < len(text):
        character = text[at]
        continued = _CONTINUED.match(text, at)
        if continued or character in " \t\r\n;&|<>":
            if parts:
                yield Word("".join(parts), start, at)
                parts = []
            start = -1
            if not continued and character in "\n;&|":
                yield Word(END, at, at)
            at = continued.end() if continued else at + 1
            continue
        if character == "#" and start < 0:
            at = text.find("\n", at) if "\n" in text[at:] else len(text)
            continue
        start = at if start < 0 else start
        piece, at = _piece(source, text, at)
        parts.append(piece)
    if parts:
        yield Word("".join(parts), start, at)
    yield Word(END, at, at)


def _piece(source: Source, text: str, at: int) -> tuple[str, int]:
    """A piece of a word, quoted in one way, and where it ends."""
    if text.startswith("$'", at):
        end = _end_of_ansi(source, text, at)
        return _ANSI.sub(_ansi, text[at + 2 : end]), end + 1
    character = text[at]
    if character == "'":
        end = text.find("'", at + 1)
        if end < 0:
            raise unclosed(source, at)
        return text[at + 1 : end], end + 1
    if character == '"':
        end = at + 1
        while end < len(text) and text[end] != '"':
            end += 2 if text[end] == "\\" else 1
        if end >= len(text):
            raise unclosed(source, at)
        return _ESCAPED_IN_DOUBLE.sub(
            lambda match: match[1].strip("\n"), text[at + 1 : end]
        ), end + 1
    if character == "\\":
        return text[at + 1 : at + 2], at + 2
    plain = _PLAIN.match(text, at)
    return (plain[0], plain.end()) if plain else (character, at + 1)


def _end_of_ansi(source: Source, text: str, at: int) -> int:
    end = at + 2
    while end < len(text) and text[end] != "'":
        end += 2 if text[end] == "\\" else 1
    if end >= len(text):
        raise unclosed(source, at + 1)
    return end


def _ansi(match: re.Match[str]) -> str:
    hexadecimal = match[1] or match[2] or match[3]
    if hexadecimal:
        return chr(min(int(hexadecimal, 16), _LAST_CODE_POINT))
    return chr(int(match[4], 8)) if match[4] else _ANSI_NAMES.get(match[5], match[5])
