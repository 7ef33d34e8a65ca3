"""A pretended editor: one document, a cursor, and a server that is asked about them.

It does what an editor's language client does – positions, snippets, edits – and draws nothing.
"""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from connector_lsp.analysis.diagnostics.rule import Severity
from connector_lsp.analysis.text import (
    Edit,
    LineIndex,
    Position,
    PositionEncoding,
    Range,
    apply_edits,
)
from connector_lsp.cli.findings import FileReport, Problem

if TYPE_CHECKING:
    from collections.abc import Mapping

    from connector_lsp.cli.lsp_client import Json, LspClient

_SNIPPET = 2
"""`InsertTextFormat.Snippet`."""


@dataclass(frozen=True, slots=True)
class Item:
    """An item of a completion list."""

    label: str
    detail: str
    lsp: Json


class Editor:
    """An open document.

    Attributes:
        name: what it is called.
        text: what is in it now.
        last_answer: how long the server took for its last answer, in milliseconds.

    """

    def __init__(self, client: LspClient, name: str, text: str) -> None:
        """Open a document that need not exist on disk."""
        self._client = client
        self._encoding = PositionEncoding(client.encoding)
        self._version = 1
        self._uri = f"untitled:{name}"
        self._lines = LineIndex(text)
        self.name = name
        self.text = text
        self.last_answer = 0.0
        client.open(self._uri, text)

    # --- changing ----------------------------------------------------------------------------

    def replace(self, text: str) -> None:
        """Put `text` in the place of all that is there."""
        self.text = text
        self._lines = LineIndex(text)
        self._version += 1
        self._client.change(self._uri, self._version, text)

    def type(self, offset: int, text: str) -> int:
        """Type `text` at `offset`, and return where the cursor is then."""
        self.replace(self.text[:offset] + text + self.text[offset:])
        return offset + len(text)

    def accept(self, item: Item, typed: Mapping[int, str]) -> Range:
        """Accept an item of a completion list.

        Args:
            item: the item.
            typed: what is typed at the snippet's tab stops, by number.

        Returns:
            where in the new text the new piece is.

        """
        own, *others = self._edits(item, typed)
        before = self.text
        self.replace(apply_edits(before, [own, *others]))
        start = own.start + sum(
            len(edit.text) - (edit.end - edit.start) for edit in others if edit.end <= own.start
        )
        return Range(start, start + len(own.text))

    def _edits(self, item: Item, typed: Mapping[int, str]) -> list[Edit]:
        lsp = item.lsp
        main = lsp["textEdit"]
        text = main["newText"]
        if lsp.get("insertTextFormat") == _SNIPPET:
            text = expand_snippet(text, typed)
        others = lsp.get("additionalTextEdits") or ()
        return [
            Edit(*self._range(main["range"]), text),
            *(Edit(*self._range(other["range"]), other["newText"]) for other in others),
        ]

    # --- asking ------------------------------------------------------------------------------

    def items(self, offset: int) -> list[Item]:
        """What can be typed at `offset`."""
        position = self._position(offset)
        begin = time.perf_counter()
        found = self._client.completion(self._uri, position)
        self.last_answer = (time.perf_counter() - begin) * 1000
        return [Item(each["label"], each.get("detail") or "", each) for each in found]

    def hover(self, offset: int) -> tuple[str, Range] | None:
        """What is said of `offset`, as Markdown, and of which range."""
        found = self._client.hover(self._uri, self._position(offset))
        if not found:
            return None
        where = found.get("range")
        return found["contents"]["value"], (
            self._range(where) if where else Range(offset, offset + 1)
        )

    def report(self, most_fixes: int = 0) -> FileReport:
        """What is wrong in the document, as the server says it.

        Args:
            most_fixes: for how many problems, from the first, to ask what would repair them.

        """
        begin = time.perf_counter()
        found = self._client.diagnostics(self._uri)
        self.last_answer = (time.perf_counter() - begin) * 1000
        found.sort(key=lambda diagnostic: self._range(diagnostic["range"]))
        problems = [
            self._problem(diagnostic, with_fix=number < most_fixes)
            for number, diagnostic in enumerate(found)
        ]
        return FileReport(self.name, self.text, self._lines, tuple(problems))

    def _problem(self, diagnostic: Json, *, with_fix: bool) -> Problem:
        fixes = self._client.quick_fixes(self._uri, diagnostic) if with_fix else []
        own = (
            fix["title"]
            for fix in fixes
            if any(each["code"] == diagnostic["code"] for each in fix.get("diagnostics") or ())
        )
        related = diagnostic.get("relatedInformation") or ()
        return Problem(
            diagnostic["code"],
            Severity(diagnostic["severity"]),
            diagnostic["message"],
            self._range(diagnostic["range"]),
            tuple(
                (self._range(each["location"]["range"]), each["message"])
                for each in related
                if each["location"]["uri"] == self._uri
            ),
            next(own, ""),
        )

    # --- positions ---------------------------------------------------------------------------

    def _position(self, offset: int) -> Json:
        line, column = self._lines.position(offset, self._encoding)
        return {"line": line, "character": column}

    def _range(self, lsp_range: Json) -> Range:
        start, end = (
            self._lines.offset(Position(each["line"], each["character"]), self._encoding)
            for each in (lsp_range["start"], lsp_range["end"])
        )
        return Range(start, end)


_STOP = re.compile(
    r"\\(?P<escaped>[\\$}])"
    r"|\$(?P<bare>\d+)"
    r"|\$\{(?P<number>\d+)(?:"
    r":(?P<default>(?:\\.|[^\\}])*)"
    r"|\|(?P<choices>(?:\\.|[^\\|])*)\|"
    r")?\}"
)


def expand_snippet(snippet: str, typed: Mapping[int, str]) -> str:
    """The text that a snippet (LSP 3.17, "Snippet Syntax") becomes.

    Args:
        snippet: tab stops, placeholders and choices, not nested.
        typed: what is typed at tab stops, by number; others keep what they hold.

    """

    def expanded(match: re.Match[str]) -> str:
        if match["escaped"] is not None:
            return match["escaped"]
        number = int(match["bare"] or match["number"])
        if number in typed:
            return typed[number]
        if match["choices"] is not None:
            return re.sub(r"\\(.)", r"\1", re.split(r"(?<!\\),", match["choices"])[0])
        return re.sub(r"\\(.)", r"\1", match["default"] or "")

    return _STOP.sub(expanded, snippet)
