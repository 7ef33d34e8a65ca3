"""Commands that send a request: ``curl`` in any shell, PowerShell, and JavaScript's ``fetch``.

Documentation has them, and browsers copy them (*Copy as cURL (bash)*, *(cmd)*, *as PowerShell*,
*as fetch*).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from connector_lsp.importers.command import cmd, curl, fetch, powershell, unix
from connector_lsp.importers.recorded import to_api

if TYPE_CHECKING:
    from connector_lsp.importers.api import Api
    from connector_lsp.importers.source import Source

_PROMPT = re.compile(r"\A(?:\s*(?:#[^\n]*\n|[$>] (?=curl)|(?:PS )?[A-Z]:\\[^>\n]*> ?))*\s*")
_CURL = re.compile(r"curl(?:\.exe)?\s", re.IGNORECASE)
_FETCH = re.compile(r"(?:await\s+)?fetch\s*\(")
_POWERSHELL = re.compile(
    r"(?:^|[\s;(=|])(?:Invoke-(?:WebRequest|RestMethod)|iwr|irm)\s", re.IGNORECASE
)
_OF_CMD = re.compile(r"\^\r?\n|\^\"")


def recognizes(source: Source) -> bool:
    """Whether a source is a command."""
    text = source.text
    if text.lstrip()[:1] in ("{", "["):
        return False
    start = _PROMPT.match(text)
    at = start.end() if start else 0
    return bool(
        _CURL.match(text, at)
        or _FETCH.match(text, at)
        or (text[at : at + 1] in tuple("$Ii") and _POWERSHELL.search(text))
    )


def read(source: Source) -> Api:
    """The API that the commands of a source talk to.

    Raises:
        BrokenSourceError: a quotation mark is not closed, or an option lacks its value.

    """
    text = source.text
    start = _PROMPT.match(text)
    at = start.end() if start else 0
    if _FETCH.match(text, at):
        return to_api("", fetch.read(source))
    if not _CURL.match(text, at):
        return to_api("", powershell.read(source))
    split = cmd.split if _OF_CMD.search(text) else unix.split
    return to_api("", curl.read(split(source), source))
