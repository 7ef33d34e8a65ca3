r"""The words of a command in a POSIX shell, with ``$'…'`` and ``<<<`` of bash.

Variables and substitutions stay as they are written: what they stand for is not here. So does what
documentation puts into angle brackets. A backtick at the end of a line continues it, as in
PowerShell, where ``curl.exe`` is called as well.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from connector_lsp.importers.command.words import (
    END,
    STDIN,
    Word,
    joined_halves,
    unclosed,
    without_nulls,
)

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
_REDIRECTION = re.compile(r"&>>?|<<<|<<-?|[<>]&|>>|>\||[<>]")
_PLACEHOLDER = re.compile(r"<[A-Za-z_][\w-]*(?: [\w-]+)*>")
_PLAIN = re.compile(r"[^\s'\"\\$`;&|<>#]+")
_LAST_CODE_POINT = 0x10FFFF


def split(source: Source) -> Iterator[Word]:  # noqa: C901 -- one character after another
    """The words of each command, with `END` behind it.

    Raises:
        BrokenSourceError: a quotation mark is not closed.

    """
    text = without_nulls(source.text)
    parts: list[str] = []
    ends: list[str] = []  # Of the documents that begin at the end of the line.
    at, start = 0, -1
    while at < len(text):
        character = text[at]
        continued = _CONTINUED.match(text, at)
        redirection = None if _PLACEHOLDER.match(text, at) else _REDIRECTION.match(text, at)
        if continued or redirection or character in " \t\r\n;&|":
            # A number in front of a redirection is that of a file.
            if parts and not (redirection and "".join(parts).isdigit()):
                yield Word("".join(parts), start, at)
            parts, start = [], -1
            if redirection:
                target, at = _target(source, text, redirection.end())
                if redirection[0] == "<<<":
                    yield from (Word(STDIN, at, at), Word(target, at, at))
                elif redirection[0].startswith("<<"):
                    ends.append(target)
                continue
            if ends and not continued and character == "\n":
                document, end = _document(text, at + 1, ends.pop(0))
                yield from (Word(STDIN, at, at), Word(document, at + 1, end))
                at = end
                continue
            if not continued and character in "\n;&|":
                yield Word(END, at, at)
            at = continued.end() if continued else at + 1
            continue
        if character == "#" and start < 0:
            end = text.find("\n", at)
            at = len(text) if end < 0 else end
            continue
        start = at if start < 0 else start
        piece, at = _piece(source, text, at)
        parts.append(piece)
    if parts:
        yield Word("".join(parts), start, at)
    yield Word(END, at, at)


def _target(source: Source, text: str, at: int) -> tuple[str, int]:
    """What a redirection leads to, and where that ends."""
    parts = []
    while text.startswith((" ", "\t"), at):
        at += 1
    while at < len(text) and text[at] not in " \t\r\n;&|<>":
        piece, at = _piece(source, text, at)
        parts.append(piece)
    return "".join(parts), at


def _document(text: str, at: int, end: str) -> tuple[str, int]:
    """The lines from `at` to one that is `end`, and where that one ends."""
    last = re.compile(rf"^\t*{re.escape(end)}[ \t\r]*$", re.MULTILINE).search(text, at)
    return (text[at : last.start()], last.end()) if last else (text[at:], len(text))


def _piece(source: Source, text: str, at: int) -> tuple[str, int]:
    """A piece of a word, quoted in one way, and where it ends."""
    if text.startswith("$'", at):
        end = _end_of_ansi(source, text, at)
        return joined_halves(_ANSI.sub(_ansi, text[at + 2 : end])), end + 1
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
    plain = _PLACEHOLDER.match(text, at) or _PLAIN.match(text, at)
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
