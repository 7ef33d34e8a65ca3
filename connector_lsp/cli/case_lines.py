"""How test cases and what became of them look on a terminal: a line each, then what went wrong."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from connector_lsp.cli.excerpt import visible
from connector_lsp.cli.terminal import terminal_width, wrapped
from connector_lsp.debugger.failures import ConnectorError
from connector_lsp.debugger.json_values import child
from connector_lsp.debugger.run_cases import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from connector_lsp.debugger.cases import Case
    from connector_lsp.debugger.failures import DebuggerError
    from connector_lsp.debugger.run_cases import Result

_COLOURS = {Outcome.PASSED: "green", Outcome.FAILED: "red", Outcome.ERROR: "yellow"}
_SIGNS = {Outcome.PASSED: "✓", Outcome.FAILED: "✗", Outcome.ERROR: "!"}
_WORDS = {Outcome.PASSED: "ok", Outcome.FAILED: "FAIL", Outcome.ERROR: "ERR"}
_WIDEST_NAME, _WIDEST_ACTION = 48, 32
_STATUS, _TIME, _GAP = 3, 8, 2
_NARROWEST_NAME = 12


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the columns are.

    Attributes:
        width: how many cells a line may take.
        name: cells for the case's name.
        action: cells for its action; 0 for none.
        has_signs: whether the output can show ticks and crosses.

    """

    width: int
    name: int
    action: int
    has_signs: bool

    @classmethod
    def of(cls, cases: Sequence[Case], width: int | None = None) -> Layout:
        """The layout of a table of these cases on stdout, or in so many cells of it."""
        width = width or terminal_width()
        has_signs = can_show("✓✗…")
        marks = 1 if has_signs else max(map(len, _WORDS.values()))
        room = width - 2 - marks - _GAP - (_GAP + _STATUS + _GAP + _TIME)
        name = min(max((_cells(case.name) for case in cases), default=0), _WIDEST_NAME)
        action = min(max((_cells(case.action) for case in cases), default=0), _WIDEST_ACTION)
        if name + _GAP + action > room:
            action = 0
        return cls(width, max(min(name, room), _NARROWEST_NAME), action, has_signs)

    def mark(self, outcome: Outcome) -> str:
        """The sign or word of an outcome, in its colour."""
        text = _SIGNS[outcome] if self.has_signs else f"{_WORDS[outcome]:4}"
        return click.style(text, fg=_COLOURS[outcome], bold=True)

    @property
    def indent(self) -> str:
        """Before what belongs to the line above."""
        return " " * (2 + (1 if self.has_signs else 4) + _GAP)


def can_show(text: str) -> bool:
    """Whether the encoding of stdout has these characters."""
    try:
        text.encode(sys.stdout.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def result_lines(result: Result, layout: Layout) -> Iterator[str]:
    """The line of a case, and below it what went wrong."""
    response = result.exchanges[-1].response if result.exchanges else None
    status = str(response.status) if response else "-"
    line = f"  {layout.mark(result.outcome)}  {_fitted(result.case.name, layout.name, layout)}"
    if layout.action:
        line += "  " + click.style(_fitted(result.case.action, layout.action, layout), dim=True)
    took = click.style(f"{duration(result.duration):>{_TIME}}", dim=True)
    yield f"{line}  {status:>{_STATUS}}  {took}"
    if result.error is not None:
        yield from _wrapped(_with_place(result.error), layout, "yellow")
        yield from _wrapped(result.error.next_step, layout, "")
    places = max((_cells(each.place) for each in result.failures), default=0)
    for failure in result.failures:
        place = visible(failure.place)
        expected, actual = f"expected {failure.expected}", f"got {failure.actual}"
        if _cells(f"{layout.indent}{place:{places}}  {expected}, {actual}") <= layout.width:
            gap = " " * (places - _cells(place))
            yield f"{layout.indent}{_red(place)}{gap}  {visible(expected)}, {visible(actual)}"
        else:
            yield f"{layout.indent}{_red(place)}"
            for text in (f"expected  {failure.expected}", f"got       {failure.actual}"):
                yield from _wrapped(text, layout, "", inner="  ")


def _with_place(error: DebuggerError) -> str:
    """What is wrong, and where in the connector if it is the connector's fault."""
    if not isinstance(error, ConnectorError) or not error.path:
        return error.message
    pointer = ""
    for part in error.path:
        pointer = child(pointer, part)
    return f"{error.message}: {pointer} of the connector"


def summary(results: Sequence[Result], took: float) -> str:
    """Such as ``3 passed, 1 failed in 0.41 s``."""
    counts = [
        (outcome, sum(result.outcome is outcome for result in results)) for outcome in Outcome
    ]
    nouns = {Outcome.PASSED: "passed", Outcome.FAILED: "failed", Outcome.ERROR: "not completed"}
    said = ", ".join(f"{number} {nouns[outcome]}" for outcome, number in counts if number)
    worst = next((outcome for outcome, number in reversed(counts) if number), Outcome.PASSED)
    return click.style(f"{said} in {duration(took)}", fg=_COLOURS[worst], bold=True)


def duration(seconds: float) -> str:
    """A time for people."""
    return f"{seconds * 1000:.0f} ms" if seconds < 1 else f"{seconds:.2f} s"


def _red(text: str) -> str:
    return click.style(text, fg="red")


def _cells(text: str) -> int:
    from rich.cells import cell_len

    return cell_len(visible(text))


def _fitted(text: str, width: int, layout: Layout) -> str:
    """`text` in just `width` cells."""
    from rich.cells import set_cell_size

    text = visible(text)
    if _cells(text) <= width:
        return set_cell_size(text, width)
    ellipsis = "…" if layout.has_signs else "..."
    return set_cell_size(text, width - len(ellipsis)) + ellipsis


def _wrapped(text: str, layout: Layout, colour: str, inner: str = "") -> Iterator[str]:
    """`text` in lines, indented; a word that is too long is broken."""
    indent = layout.indent + inner
    for line in wrapped(text, max(layout.width - len(indent), 20)):
        yield indent + click.style(line, fg=colour or None)
