"""The bars to reach, and the report in Markdown."""

from __future__ import annotations

import datetime as dt
import math
import os
import platform
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tests.support.connectors import planned_faults

from .scenarios import FAULTY_SHARE, FEATURES, Evidence, Row
from .servers import Pair, node_version, peer_title

if TYPE_CHECKING:
    from .plan import Plan
    from .runs import Outcome, Result

_TITLES: Final = {
    Row.TYPE: "a character typed inside a string → diagnostics",
    Row.BREAK: "a quote that breaks the syntax → diagnostics, and its repair",
    Row.BETWEEN: "a key typed between two actions, two members → diagnostics, and its removal",
    Row.OPEN: "open → diagnostics",
    Row.REOPEN: "open another, the server being warm → diagnostics",
    Row.COMPLETE: "a key typed + completion",
    Row.SYMBOLS: "a character typed + outline",
    Row.FOLDS: "a character typed + folds",
    Row.LINKS: "a character typed + links",
    Row.SELECTION: "a character typed + selection",
    Row.HOVER: "a character typed + hover",
    Row.HINTS: "a character typed + inlay hints",
    Row.TOKENS: "a character typed + colours",
    Row.TOKENS_DELTA: "a character typed + what changes in the colours",
    Row.TOKENS_RANGE: "a character typed + colours on the screen",
    Row.DEFINITION: "a character typed + definition",
    Row.REFERENCES: "a character typed + references",
    Row.HIGHLIGHT: "a character typed + highlight",
    Row.PREPARE_RENAME: "a character typed + what would be renamed",
    Row.RENAME: "a character typed + rename",
    Row.LINKED: "a character typed + linked editing",
    Row.WORKSPACE: "a character typed + workspace symbols",
    Row.ACTIONS: "a character typed + code actions",
    Row.RESOLVE: "the change of a code action",
    Row.LENSES: "a character typed + code lenses",
    Row.FORMAT: "a character typed + formatting",
    Row.FORMAT_RANGE: "a character typed + formatting on the screen",
    Row.FORMAT_ENTER: "Enter typed + formatting of the line",
    Row.MEMORY: "memory after 60 keystrokes",
}
START_UP_BAR: Final = 2.3
#: The most that a ratio may be, by row and lines.
BARS: Final = {
    Row.TYPE: {100: 0.8, 1_000: 0.5, 10_000: 0.08, 100_000: 0.02},
    Row.BREAK: {100: 1.2, 1_000: 0.7, 10_000: 0.15, 100_000: 0.08},
    Row.BETWEEN: {1_000: 1.0, 10_000: 0.3, 100_000: 0.15},
    Row.OPEN: {100: 1.0, 1_000: 0.8, 10_000: 0.8, 100_000: 0.8},
    Row.COMPLETE: {100: 2.0, 1_000: 1.0, 10_000: 0.25, 100_000: 0.05},
    Row.MEMORY: {100: 0.9, 1_000: 0.8, 10_000: 0.6, 100_000: 0.6},
}


FEATURE_BAR: Final = 2.0
FEATURE_P95_SECONDS: Final = 0.020
#: The lines at which the two above hold.
FEATURE_SIZE: Final = 10_000


def bar(result: Result) -> float | None:
    """Return the most that the ratio of a cell may be; other sizes have no bar."""
    if result.size is None:
        return START_UP_BAR
    if result.row in FEATURES:
        return FEATURE_BAR if result.size == FEATURE_SIZE and not is_alone(result) else None
    return BARS.get(result.row, {}).get(result.size)


def is_alone(result: Result) -> bool:
    """Return whether only our server knows the feature, so that there is no ratio."""
    return result.row in FEATURES and not FEATURES[result.row].has_peer


def is_met(result: Result) -> bool:
    """Return whether a cell holds what it must; one without a bar must be measured."""
    if result.problem:
        return False
    if is_alone(result):
        return result.size != FEATURE_SIZE or result.p95 <= FEATURE_P95_SECONDS
    limit = bar(result)
    return limit is None or result.medians.ours / result.medians.peer <= limit


def markdown(outcome: Outcome, plan: Plan) -> str:
    """Return the whole report."""
    sizes = [f"{size:,} lines" for size in plan.sizes]
    lines = [
        "| ours ÷ peer (at most) | " + " | ".join(sizes) + " |",
        "|---|" + "---|" * len(sizes),
    ]
    for row, title in _TITLES.items():
        cells = [r for r in outcome.results if r.row is row]
        if cells:
            lines.append("| " + " | ".join([title, *map(_cell, cells)]) + " |")
    lines.append("")
    start_up = [_cell(r) for r in outcome.results if r.row is Row.START_UP]
    lines += [f"Start-up to `initialize`: {cell}.  " for cell in start_up]
    lines.append(f"Medians of ours / peer in brackets. Peer: {peer_title()}.  ")
    lines.append(machine() + (". Quick run: few repeats." if plan.quick else "."))
    lines.append("")
    for size, (ours, peer) in outcome.evidence.items():
        planted = planned_faults(size, FAULTY_SHARE)
        effort = plan.effort(size)
        lines.append(
            f"- {size:,} lines, faults planted: {planted:,}; {effort.rounds} × "
            f"{effort.repeats} samples, each time after {effort.warm_ups} warm-ups"
        )
        memory = next((r for r in outcome.results if (r.row, r.size) == (Row.MEMORY, size)), None)
        samples = memory.samples if memory else Pair([], [])
        lines.append(f"  - ours {_evidence(ours, samples.ours)}")
        lines.append(f"  - peer {_evidence(peer, samples.peer)}")
    return "\n".join(lines) + "\n"


def machine() -> str:
    """Return the date, the processor and the versions of what runs the servers."""
    today = dt.datetime.now(dt.UTC).date().isoformat()
    python = f"Python {platform.python_version()}"
    return (
        f"{today}, {_processor()}, {os.cpu_count()} cores, {platform.system()}, "
        f"{python}, Node {node_version()}"
    )


def _cell(result: Result) -> str:
    if result.problem:
        problem = result.problem.splitlines()[0].replace("|", "\\|")
        return f"✗ {problem}"
    if is_alone(result):
        p95_limit = f" (≤ {FEATURE_P95_SECONDS * 1000:.0f}) {'✓' if is_met(result) else '✗'}"
        has_limit = result.size == FEATURE_SIZE
        return f"p95 {_rounded(result.p95 * 1000)} ms{p95_limit if has_limit else ''}"
    ours, peer = result.medians
    ratio = ours / peer
    limit = bar(result)
    verdict = "" if limit is None else f" (≤ {limit}) {'✓' if is_met(result) else '✗'}"
    if result.row is Row.MEMORY:
        both = f"{ours / 2**20:.0f} / {peer / 2**20:.0f} MiB"
    else:
        both = f"{_rounded(ours * 1000)} / {_rounded(peer * 1000)} ms"
        if result.row in FEATURES:
            both += f", p95 {_rounded(result.p95 * 1000)} ms"
    return f"**{_rounded(ratio)}**{verdict} [{both}]"


def _rounded(value: float) -> str:
    """Return a positive number with three significant digits, never as 1e3."""
    places = 2 - math.floor(math.log10(value))
    return f"{value:.{max(places, 0)}f}"


def _evidence(proof: Evidence, memory: list[float]) -> str:
    parts = [f"found {proof.diagnostics:,}"]
    if proof.broken_errors:
        low, high = min(proof.broken_errors), max(proof.broken_errors)
        parts.append(f"{_span(low, high)} more errors with the quote")
    if proof.between_errors:
        low, high = min(proof.between_errors), max(proof.between_errors)
        parts.append(f"{_span(low, high)} errors at a key between")
    if proof.completions:
        low, high = min(proof.completions), max(proof.completions)
        parts.append(f"{_span(low, high)} completions")
    if proof.reports:
        share = proof.unchanged_reports / proof.reports
        parts.append(f"“unchanged” in {share:.0%} of {proof.reports} reports")
    if memory:
        parts.append(f"memory {min(memory) / 2**20:.0f} to {max(memory) / 2**20:.0f} MiB")
    return ", ".join(parts)


def _span(low: int, high: int) -> str:
    return str(low) if low == high else f"{low} to {high}"


def _processor() -> str:
    """Return the processor's name, as far as the system tells."""
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    names = [line.split(":", 1)[1].strip() for line in lines if "model name" in line]
    return names[0] if names else platform.machine()
