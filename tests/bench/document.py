"""An open document, seen from the client: each verb sends, waits, tells the time."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import NamedTuple

from .client import Client, Json, Message, ServerError

_ERROR = 1


class Edit(NamedTuple):
    """A replacement; lines from 0, columns in UTF-16 code units."""

    start: tuple[int, int]
    end: tuple[int, int]
    text: str

    def end_of_text(self) -> tuple[int, int]:
        """Return where the text ends that it puts there."""
        line, column = self.start
        *lines, last = self.text.split("\n")
        return line + len(lines), _utf16_length(last) + (0 if lines else column)


class OpenDocument:
    """A document that one server has open, and its last answers about it."""

    def __init__(self, client: Client, uri: str, *, result_ids: bool = True) -> None:
        """Name a document; `open` opens it.

        `result_ids`: whether to tell the server in each pull which report we hold.
        """
        self.uri = uri
        self.diagnostics: list[Json] = []
        self.completions: list[Json] = []
        self.answer: Json = None
        self.reports = 0
        self.unchanged_reports = 0
        self._client = client
        self._send_result_ids = result_ids
        self._result_id: str | None = None
        self._version = 0

    @property
    def errors(self) -> list[Json]:
        """The diagnostics that are errors; one without a severity counts as such."""
        return [d for d in self.diagnostics if d.get("severity", _ERROR) == _ERROR]

    def open(self, text: str) -> float:
        """Open the document and pull its diagnostics."""
        item = {"uri": self.uri, "languageId": "json", "version": 0, "text": text}
        return self._pull(Message("textDocument/didOpen", {"textDocument": item}))

    def change(self, edit: Edit) -> float:
        """Change the document and pull its diagnostics."""
        return self._pull(self._change(edit))

    def pull(self) -> float:
        """Pull the diagnostics without a change."""
        return self._pull()

    def change_and_complete(self, edit: Edit) -> float:
        """Type one character and ask for completions behind it."""
        line, column = edit.start
        context: Json = {"triggerKind": 1}
        if edit.text == '"':
            context = {"triggerKind": 2, "triggerCharacter": '"'}
        params = {
            "textDocument": {"uri": self.uri},
            "position": {"line": line, "character": column + len(edit.text)},
            "context": context,
        }
        reply = self._client.request(
            Message("textDocument/completion", params), after=[self._change(edit)]
        )
        result = reply.result or []
        self.completions = result["items"] if isinstance(result, dict) else result
        return reply.seconds

    def change_and_ask(self, edit: Edit, method: str, params: Json) -> float:
        """Type one character and ask for something about the document, kept as `answer`."""
        request = Message(method, {"textDocument": {"uri": self.uri}, **params})
        reply = self._client.request(request, after=[self._change(edit)])
        self.answer = reply.result
        return reply.seconds

    def ask(self, method: str, params: Json) -> float:
        """Ask for something, kept as `answer`."""
        reply = self._client.request(Message(method, params))
        self.answer = reply.result
        return reply.seconds

    def close(self) -> None:
        """Close the document."""
        params = {"textDocument": {"uri": self.uri}}
        self._client.notify(Message("textDocument/didClose", params))

    def _change(self, edit: Edit) -> Message:
        self._version += 1
        start, end = (
            {"line": line, "character": column} for line, column in (edit.start, edit.end)
        )
        change = {"range": {"start": start, "end": end}, "text": edit.text}
        identifier = {"uri": self.uri, "version": self._version}
        params = {"textDocument": identifier, "contentChanges": [change]}
        return Message("textDocument/didChange", params)

    def _pull(self, *after: Message) -> float:
        params: Json = {"textDocument": {"uri": self.uri}}
        if self._result_id is not None and self._send_result_ids:
            params["previousResultId"] = self._result_id
        request = Message("textDocument/diagnostic", params)
        report, seconds = self._client.request(request, after=after)
        if not isinstance(report, dict) or "kind" not in report:
            message = f"{self._client.name}: no report of diagnostics"
            raise ServerError(message)
        self.reports += 1
        if report["kind"] == "full":
            self.diagnostics = report["items"]
        elif "previousResultId" in params:
            self.unchanged_reports += 1
        else:
            message = f"{self._client.name}: 'unchanged' is no answer to a first pull"
            raise ServerError(message)
        self._result_id = report.get("resultId")
        return seconds


@dataclass(frozen=True)
class Spot:
    """Where a benchmark types: an action in the middle, its label and its last line."""

    label: tuple[int, int]
    """In the middle of the label's text."""
    last_member: tuple[int, int]
    """At the end of the action's last member."""
    has_help_text: bool
    name: tuple[int, int] = (0, 0)
    """In a name that others refer to: the path parameter of an action, or else its ID."""
    is_parameter: bool = True
    """Whether that name is a path parameter; a small connector may have none."""
    between: tuple[int, int] = (0, 0)
    """The lines of an action and of a member of the root, in front of which there are others."""


def find_spot(text: str) -> Spot:
    """Return the spot nearest to the middle of a pretty-printed connector.

    An action without a help text is preferred, so that there is more to complete.

    Raises:
        ValueError: no action has a label of ASCII letters.

    """
    lines = text.split("\n")
    first = lines.index('  "actions": [')
    starts = [n for n in range(first, len(lines)) if lines[n] == "    {"]
    starts.sort(key=lambda n: abs(n - len(lines) // 2))
    spots = [spot for start in starts if (spot := _try_find_spot(lines, start)) is not None]
    if not spots:
        message = "the connector has no action to type in"
        raise ValueError(message)
    spot = next((spot for spot in spots if not spot.has_help_text), spots[0])
    parameter = _try_find(lines, r'      "endpoint": "[^"{]*\{')
    name = parameter or _try_find(lines, r'      "actionId": "')
    between = (next(n for n in starts if n > first + 1), first)
    return replace(spot, name=name, is_parameter=parameter is not None, between=between)


def _try_find(lines: list[str], pattern: str) -> tuple[int, int] | None:
    """Return the place behind what matches at the beginning of a line, nearest to the middle."""
    places = [
        (number, match.end())
        for number, line in enumerate(lines)
        if (match := re.match(pattern, line))
    ]
    return min(places, key=lambda place: abs(place[0] - len(lines) // 2), default=None)


def _try_find_spot(lines: list[str], start: int) -> Spot | None:
    """Return the spot of the action that starts at a line."""
    end = next(n for n in range(start, len(lines)) if lines[n].startswith("    }"))
    has_help_text = any(line.startswith('      "helpText": ') for line in lines[start:end])
    for number in range(start, end):
        if match := re.match(r'      "label": "([ !#-~]+)"', lines[number]):
            middle = (match.start(1) + match.end(1)) // 2
            last_member = (end - 1, _utf16_length(lines[end - 1]))
            return Spot((number, middle), last_member, has_help_text)
    return None


def _utf16_length(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
