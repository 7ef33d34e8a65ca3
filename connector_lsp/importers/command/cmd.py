"""The words of a command at the prompt of Windows.

First ``cmd.exe`` takes out its carets, then the program splits what is left at quotation marks,
where a backslash before one keeps it (Microsoft's C runtime, "Parsing C command-line arguments").
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from connector_lsp.importers.command.words import END, Word, unclosed, without_nulls

if TYPE_CHECKING:
    from collections.abc import Iterator

    from connector_lsp.importers.source import Source


def split(source: Source) -> Iterator[Word]:  # noqa: C901 -- one character after another
    """The words of each command, with `END` behind it.

    Raises:
        BrokenSourceError: a quotation mark is not closed.

    """
    characters = [*_without_carets(without_nulls(source.text))]
    parts: list[str] = []
    start, quote, at = -1, -1, 0
    while at < len(characters):
        character, offset = characters[at]
        slashes = 0
        while at + slashes < len(characters) and characters[at + slashes][0] == "\\":
            slashes += 1
        behind = characters[at + slashes][0] if at + slashes < len(characters) else ""
        if slashes and behind == '"':
            start = offset if start < 0 else start
            parts.append("\\" * (slashes // 2) + ('"' if slashes % 2 else ""))
            at += slashes + slashes % 2
        elif character == '"' and quote >= 0 and behind == '"' and _is_double(characters, at):
            parts.append('"')
            at += 2
        elif character == '"':
            start = offset if start < 0 else start
            quote = offset if quote < 0 else -1
            parts.append("")
            at += 1
        elif quote < 0 and character in " \t\r\n&":
            if parts:
                yield Word("".join(parts), start, offset)
            parts, start = [], -1
            if character in "\n&":
                yield Word(END, offset, offset)
            at += 1
        else:
            start = offset if start < 0 else start
            parts.append(character)
            at += 1
    if quote >= 0:
        raise unclosed(source, quote)
    if parts:
        yield Word("".join(parts), start, len(source.text))
    yield Word(END, len(source.text), len(source.text))


def _is_double(characters: list[tuple[str, int]], at: int) -> bool:
    return at + 1 < len(characters) and characters[at + 1][0] == '"'


def _without_carets(text: str) -> Iterator[tuple[str, int]]:
    """The characters that the program gets, each with its offset."""
    at, is_quoted = 0, False
    while at < len(text):
        character = text[at]
        if character == "^" and not is_quoted:
            at += 1
            if text.startswith("\r\n", at):
                at += 1
            if text[at : at + 1] == "\n":  # The line goes on; a second break is one of the text.
                at += 1
                if text.startswith("\r\n", at):
                    at += 1
                if text[at : at + 1] != "\n":
                    continue
            if at < len(text):
                yield text[at], at
        else:
            is_quoted ^= character == '"'
            yield character, at
        at += 1
