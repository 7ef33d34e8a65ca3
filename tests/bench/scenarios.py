"""What a row of the table measures: one function a row, each returning a step.

A step does the thing once on one server and returns its seconds, one or more samples.
`runs` calls the steps of both servers in turn.  A step raises `ServerError` when the
answer does not hold what it must.
"""

from __future__ import annotations

import itertools
import math
import string
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from tests.support.connectors import make_connector, planned_faults

from .client import Client, Json, ServerError, ServerSpec
from .document import Edit, OpenDocument, Spot

FAULTY_SHARE: Final = 0.01
#: The beginning of a property's name, typed key by key.
_TYPED_KEY: Final = '"help'
#: What is typed key by key where neither an action nor a member of the root has begun.
_TYPED_BETWEEN: Final = '"na'

#: Does it once; the argument counts the calls, from 0.
Step = Callable[[int], list[float]]


class Row(StrEnum):
    """The rows of the table."""

    START_UP = "start-up"
    OPEN = "open"
    REOPEN = "reopen"
    TYPE = "type"
    BREAK = "break"
    BETWEEN = "between"
    COMPLETE = "complete"
    SYMBOLS = "symbols"
    FOLDS = "folds"
    LINKS = "links"
    SELECTION = "selection"
    HOVER = "hover"
    HINTS = "hints"
    TOKENS = "tokens"
    TOKENS_DELTA = "tokens-delta"
    TOKENS_RANGE = "tokens-range"
    DEFINITION = "definition"
    REFERENCES = "references"
    HIGHLIGHT = "highlight"
    PREPARE_RENAME = "prepare-rename"
    RENAME = "rename"
    LINKED = "linked"
    WORKSPACE = "workspace"
    ACTIONS = "actions"
    RESOLVE = "resolve"
    LENSES = "lenses"
    FORMAT = "format"
    FORMAT_RANGE = "format-range"
    FORMAT_ENTER = "format-enter"
    MEMORY = "memory"


@dataclass
class Evidence:
    """What one server answered in all rows of one size."""

    diagnostics: int = 0
    broken_errors: list[int] = field(default_factory=list)
    between_errors: list[int] = field(default_factory=list)
    completions: list[int] = field(default_factory=list)
    documents: list[OpenDocument] = field(default_factory=list)

    @property
    def reports(self) -> int:
        """How many pulls were answered."""
        return sum(document.reports for document in self.documents)

    @property
    def unchanged_reports(self) -> int:
        """How many of them with no more than that nothing changed."""
        return sum(document.unchanged_reports for document in self.documents)


class Typist:
    """Types into the label of a spot; each key makes a text that never was before."""

    def __init__(self, document: OpenDocument, spot: Spot) -> None:
        """Put the cursor into the label."""
        self._document = document
        self._line, self.column = spot.label
        self._letters = itertools.cycle(string.ascii_lowercase)

    def type_letter(self) -> float:
        """Type a letter, return the seconds until its diagnostics."""
        return self._document.change(self.next_letter())

    def next_letter(self) -> Edit:
        """Return the edit that types a letter, and go behind it."""
        edit = self.insertion(next(self._letters))
        self.column += 1
        return edit

    def before_line(self, text: str) -> Edit:
        """Return the edit that inserts in front of the line."""
        return Edit((self._line, 0), (self._line, 0), text)

    def insertion(self, text: str) -> Edit:
        """Return the edit that inserts at the cursor."""
        return Edit((self._line, self.column), (self._line, self.column), text)

    def deletion(self) -> Edit:
        """Return the edit that deletes the character behind the cursor."""
        return Edit((self._line, self.column), (self._line, self.column + 1), "")


def start_up(spec: ServerSpec, cwd: Path) -> Step:
    """Spawn → response to `initialize`."""

    def step(_: int) -> list[float]:
        with Client(spec, cwd) as client:
            return [client.start_up_seconds]

    return step


def open_first(spec: ServerSpec, cwd: Path, size: int, seed: int) -> Step:
    """Open a connector in a server that has just started → diagnostics.

    That is what an editor does: a file is opened once in a session, and by a server whose
    JIT compiler has seen nothing yet.
    """

    def step(count: int) -> list[float]:
        with Client(spec, cwd) as client:
            return open_file(client, size, seed)(count)

    return step


def open_file(client: Client, size: int, seed: int) -> Step:
    """Open a connector never seen before → diagnostics."""

    def step(count: int) -> list[float]:
        text = make_connector(size, FAULTY_SHARE, seed + count)
        document = OpenDocument(client, f"file:///bench/open{count}.connector.json")
        seconds = document.open(text)
        _expect_diagnostics(client, document, size)
        document.close()
        return [seconds]

    return step


def type_in_string(client: Client, document: OpenDocument, typist: Typist, size: int) -> Step:
    """Type a character inside a string → diagnostics."""

    def step(_: int) -> list[float]:
        seconds = typist.type_letter()
        _expect_diagnostics(client, document, size)
        return [seconds]

    return step


def break_and_repair(
    client: Client, document: OpenDocument, typist: Typist, evidence: Evidence
) -> Step:
    """Type a quote inside a string → diagnostics; delete it → diagnostics.

    One sample is the mean of both: they differ so much that the median over all of
    them would lie in the gap between the two, and jump.
    """

    def step(_: int) -> list[float]:
        typist.type_letter()
        before, errors = len(document.diagnostics), len(document.errors)
        broken = document.change(typist.insertion('"'))
        evidence.broken_errors.append(len(document.errors) - errors)
        if len(document.errors) <= errors:
            message = f"{client.name}: no error in a broken text"
            raise ServerError(message)
        repaired = document.change(typist.deletion())
        if len(document.diagnostics) != before:
            message = (
                f"{client.name}: {len(document.diagnostics)} diagnostics after the "
                f"repair, {before} before the fault"
            )
            raise ServerError(message)
        return [(broken + repaired) / 2]

    return step


def type_between(client: Client, document: OpenDocument, spot: Spot, evidence: Evidence) -> Step:
    """Type between two actions and between two members of the root, each key → diagnostics.

    What was typed is taken back at once → diagnostics.  One sample is the mean of all in both
    places, for the reason that `break_and_repair` has.
    """

    def step(_: int) -> list[float]:
        samples = []
        for line in spot.between:
            document.change(Edit((line, 0), (line, 0), "\n"))
            before = len(document.diagnostics)
            for column, key in enumerate(_TYPED_BETWEEN):
                samples.append(document.change(Edit((line, column), (line, column), key)))
                near = [error for error in document.errors if _is_near(error, line)]
                evidence.between_errors.append(len(near))
                if not near:
                    message = f"{client.name}: no error in a broken text"
                    raise ServerError(message)
            typed = Edit((line, 0), (line, len(_TYPED_BETWEEN)), "")
            samples.append(document.change(typed))
            if len(document.diagnostics) != before:
                message = f"{client.name}: other diagnostics than before the fault"
                raise ServerError(message)
            document.change(Edit((line, 0), (line + 1, 0), ""))
        return [sum(samples) / len(samples)]

    return step


def type_key(
    client: Client,
    document: OpenDocument,
    typist: Typist,
    spot: Spot,
    evidence: Evidence,
) -> Step:
    """Type a quote and letters where a member may stand, each + completion."""
    line, end = spot.last_member
    indentation = " " * 6

    def step(_: int) -> list[float]:
        typist.type_letter()
        document.change(Edit((line, end), (line, end), ",\n" + indentation))
        samples = []
        for column, key in enumerate(_TYPED_KEY, len(indentation)):
            cursor = (line + 1, column)
            samples.append(document.change_and_complete(Edit(cursor, cursor, key)))
            evidence.completions.append(len(document.completions))
            if not document.completions:
                message = f"{client.name}: nothing to complete"
                raise ServerError(message)
            # Editors pull as well; untimed, so that a key never pays for the last one.
            document.pull()
        last = (line + 1, len(indentation) + len(_TYPED_KEY))
        document.change(Edit((line, end), last, ""))
        return samples

    return step


class Feature(NamedTuple):
    """A request that is measured after each keystroke.

    Attributes:
        method: what is asked for.
        place: the member of its parameters that says where, if it takes one.
        has_peer: whether the peer answers it as well.
        others: the other members of its parameters.
        typed: what is typed in front of a line where it does not belong, and deleted afterwards;
            empty for a letter in a label.
        is_about_name: whether it is asked on a name (`Spot.name`) instead of where it is typed.
        resolved_by: what is asked for then, about the first of the answers; it alone is timed.
        follows: whether it names the answer before.

    """

    method: str
    place: str = ""
    has_peer: bool = True
    others: Mapping[str, Any] = MappingProxyType({})
    typed: str = ""
    is_about_name: bool = False
    resolved_by: str = ""
    follows: bool = False


def _of_name(method: str, **others: Json) -> Feature:
    """A feature of names, of which the peer knows none."""
    return Feature(method, "position", has_peer=False, others=others, is_about_name=True)


_ACTIONS = Feature(
    "textDocument/codeAction",
    "range",
    has_peer=False,
    others={"context": {"diagnostics": [], "triggerKind": 2}},
)
#: What has an answer on a path parameter alone.
_OF_PARAMETERS: Final = ("textDocument/linkedEditingRange",)
_OPTIONS: Final = {"options": {"tabSize": 2, "insertSpaces": True}}

#: A feature is measured as soon as it has a line here and a title in `table`.
FEATURES: Final = {
    Row.SYMBOLS: Feature("textDocument/documentSymbol"),
    Row.FOLDS: Feature("textDocument/foldingRange"),
    # The peer knows no links but those of JSON Schemas.
    Row.LINKS: Feature("textDocument/documentLink", has_peer=False),
    Row.SELECTION: Feature("textDocument/selectionRange", "positions"),
    Row.HOVER: Feature("textDocument/hover", "position"),
    Row.HINTS: Feature("textDocument/inlayHint", "range", has_peer=False),
    Row.TOKENS: Feature("textDocument/semanticTokens/full", has_peer=False),
    Row.TOKENS_DELTA: Feature(
        "textDocument/semanticTokens/full/delta", has_peer=False, follows=True
    ),
    Row.TOKENS_RANGE: Feature("textDocument/semanticTokens/range", "range", has_peer=False),
    Row.DEFINITION: _of_name("textDocument/definition"),
    Row.REFERENCES: _of_name("textDocument/references", context={"includeDeclaration": True}),
    Row.HIGHLIGHT: _of_name("textDocument/documentHighlight"),
    Row.PREPARE_RENAME: _of_name("textDocument/prepareRename"),
    Row.RENAME: _of_name("textDocument/rename", newName="renamed_parameter"),
    Row.LINKED: _of_name("textDocument/linkedEditingRange"),
    Row.WORKSPACE: Feature("workspace/symbol", has_peer=False, others={"query": "create"}),
    Row.ACTIONS: _ACTIONS,
    Row.RESOLVE: _ACTIONS._replace(resolved_by="codeAction/resolve"),
    Row.LENSES: Feature("textDocument/codeLens", has_peer=False),
    Row.FORMAT: Feature("textDocument/formatting", others=_OPTIONS, typed=" "),
    Row.FORMAT_RANGE: Feature("textDocument/rangeFormatting", "range", others=_OPTIONS, typed=" "),
    Row.FORMAT_ENTER: Feature(
        "textDocument/onTypeFormatting",
        "position",
        has_peer=False,
        others={"ch": "\n", **_OPTIONS},
        typed="\n ",
    ),
}


def ask(
    client: Client, document: OpenDocument, typist: Typist, spot: Spot, feature: Feature
) -> Step:
    """Type a character → the answer of a feature about the text as it is then."""
    if client.name == "peer" and not feature.has_peer:
        return lambda _: [math.nan]
    known = ""

    def step(_: int) -> list[float]:
        nonlocal known
        edit = typist.before_line(feature.typed) if feature.typed else typist.next_letter()
        line, column = end = edit.end_of_text()
        if feature.is_about_name:
            line, column = spot.name
        cursor = {"line": line, "character": column}
        screen = {
            "start": {"line": max(line - 30, 0), "character": 0},
            "end": {"line": line + 30, "character": 0},
        }
        places = {"position": cursor, "positions": [cursor], "range": screen}
        params = {
            **({feature.place: places[feature.place]} if feature.place else {}),
            **feature.others,
            **({"previousResultId": known} if feature.follows else {}),
        }
        seconds = document.change_and_ask(edit, feature.method, params)
        if not document.answer and (spot.is_parameter or feature.method not in _OF_PARAMETERS):
            message = f"{client.name}: no answer to {feature.method}"
            raise ServerError(message)
        if feature.follows:
            known = document.answer["resultId"]
        if feature.resolved_by:
            seconds = document.ask(feature.resolved_by, document.answer[0])
        if feature.typed:
            document.change(Edit(edit.start, end, ""))
        document.pull()  # Untimed: editors do as well.
        return [seconds]

    return step


def _is_near(diagnostic: Json, line: int) -> bool:
    """Return whether a diagnostic begins on a line or one beside it."""
    return bool(abs(diagnostic["range"]["start"]["line"] - line) <= 1)


def resident_bytes(process_id: int) -> int:
    """Return the resident memory of a process and all that descend from it.

    Raises:
        OSError: there is no ``/proc`` that tells.

    """
    parents: dict[int, int] = {}
    resident: dict[int, int] = {}
    for path in Path("/proc").glob("[0-9]*/status"):
        try:
            lines = path.read_text("ascii", "replace").splitlines()
        except OSError:  # It ended meanwhile.
            continue
        status = dict(line.split(":", 1) for line in lines if ":" in line)
        process = int(status["Pid"])
        parents[process] = int(status["PPid"])
        resident[process] = int(status.get("VmRSS", "0 kB").split()[0]) * 1024
    if process_id not in resident:
        message = "memory can be measured on Linux only"
        raise OSError(message)
    family = {process_id}
    while more := {p for p, parent in parents.items() if parent in family} - family:
        family |= more
    return sum(resident[process] for process in family)


def _expect_diagnostics(client: Client, document: OpenDocument, size: int) -> None:
    """Check that all faults were found, but for the fifth that takes more than a schema."""
    planted = planned_faults(size, FAULTY_SHARE)
    least, found = planted - planted // 5, len(document.diagnostics)
    if found < least:
        message = f"{client.name}: {found} diagnostics for a connector with {least} faults or more"
        raise ServerError(message)
