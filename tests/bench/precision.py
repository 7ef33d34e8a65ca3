"""The second report: how many errors one wrong character causes, and where they stand.

The peer gets no schema, so that its errors are of the syntax only.
"""

from __future__ import annotations

import statistics
from dataclasses import dataclass
from typing import Final

from tests.support.connectors import make_connector
from tests.support.faults import Fault, random_faults

from .client import Client, Json, ServerSpec
from .document import OpenDocument
from .servers import ROOT, Pair, peer_title
from .table import machine

_LINES: Final = 200
MEAN_BAR: Final = 1.5
NEAR_BAR: Final = 0.99


@dataclass(frozen=True)
class Case:
    """What one server says about one fault."""

    fault: Fault
    errors: list[Json]
    follow_ons: list[Json]
    """Diagnostics that are no errors and were not there before the fault."""

    @property
    def distance(self) -> float:
        """Lines from the fault to the nearest start or end of an error."""
        lines = [error["range"][end]["line"] for error in self.errors for end in ("start", "end")]
        return min((abs(line - self.fault.line) for line in lines), default=float("inf"))


@dataclass(frozen=True)
class Score:
    """The figures of one server over all faults."""

    mean: float
    percentile_90: float
    near: float
    unseen: int
    follow_ons: int


@dataclass(frozen=True)
class Report:
    """All cases and the scores that they make."""

    cases: Pair[list[Case]]
    scores: Pair[Score]


def measure(servers: Pair[ServerSpec], count: int, seed: int) -> Report:
    """Open every faulty text in both servers.

    Raises:
        ServerError: a server failed.

    """
    text = make_connector(_LINES, seed=seed)
    faults = random_faults(text, count, seed)
    cases = Pair(*(_judge(spec, text, faults) for spec in servers))
    return Report(cases, Pair(*map(_score, cases)))


def is_met(report: Report) -> bool:
    """Return whether ours reaches all bars."""
    ours = report.scores.ours
    return (
        ours.mean <= MEAN_BAR
        and ours.near >= NEAR_BAR
        and ours.unseen == 0
        and ours.follow_ons == 0
    )


def markdown(report: Report) -> str:
    """Return the table and what it was measured on."""
    ours, peer = report.scores
    means = f"{ours.mean:.2f} | {peer.mean:.2f} | ≤ {MEAN_BAR}"
    percentiles = f"{ours.percentile_90:.0f} | {peer.percentile_90:.0f} | "
    shares = f"{ours.near:.1%} | {peer.near:.1%} | ≥ {NEAR_BAR:.0%}"
    unseen = f"{ours.unseen} | {peer.unseen} | 0"
    follow_ons = f"{ours.follow_ons} | | 0"
    lines = [
        f"| {len(report.cases.ours)} one-character faults | ours | peer | bar | |",
        "|---|---|---|---|---|",
        f"| errors, mean | {means} | {_mark(ours.mean <= MEAN_BAR)} |",
        f"| errors, 90th percentile | {percentiles} | |",
        f"| an error within one line | {shares} | {_mark(ours.near >= NEAR_BAR)} |",
        f"| no error at all | {unseen} | {_mark(not ours.unseen)} |",
        f"| warnings that follow | {follow_ons} | {_mark(not ours.follow_ons)} |",
        "",
        f"In a connector of {_LINES} lines. Peer: {peer_title()}, without a schema.  ",
        machine() + ".",
    ]
    return "\n".join(lines)


def worst_cases(report: Report, count: int) -> str:
    """Return the cases where ours does worst, with excerpts and all errors."""

    def badness(pair: tuple[Case, Case]) -> tuple[float, int, int]:
        case = pair[0]
        far = case.distance if case.distance > 1 else 0
        return (far, len(case.follow_ons), len(case.errors))

    pairs = sorted(zip(*report.cases, strict=True), key=badness, reverse=True)
    return "\n".join(_show(ours, peer) for ours, peer in pairs[:count])


def _mark(met: bool) -> str:  # noqa: FBT001
    return "✓" if met else "✗"


def _judge(spec: ServerSpec, text: str, faults: list[Fault]) -> list[Case]:
    """Return the cases of one server, each fault in a file of its own."""
    with Client(spec, ROOT) as client:
        before = _follow_ups(_diagnose(client, "sound", text))
        cases = []
        for number, fault in enumerate(faults):
            document = _diagnose(client, f"fault{number}", fault.text)
            news = _follow_ups(document)
            for key in before.keys() & news.keys():
                del news[key][: len(before[key])]
            follow_ons = [d for found in news.values() for d in found]
            cases.append(Case(fault, document.errors, follow_ons))
        return cases


def _diagnose(client: Client, name: str, text: str) -> OpenDocument:
    document = OpenDocument(client, f"file:///bench/{name}.connector.json")
    document.open(text)
    document.close()
    return document


def _follow_ups(document: OpenDocument) -> dict[str, list[Json]]:
    """Return all diagnostics that are no errors by what they say, wherever it is."""
    found: dict[str, list[Json]] = {}
    for diagnostic in document.diagnostics:
        if diagnostic not in document.errors:
            key = f"{diagnostic.get('code')} {diagnostic['message']}"
            found.setdefault(key, []).append(diagnostic)
    return found


def _score(cases: list[Case]) -> Score:
    counts = [len(case.errors) for case in cases]
    return Score(
        mean=statistics.fmean(counts),
        percentile_90=statistics.quantiles(counts, n=10, method="inclusive")[-1],
        near=sum(case.distance <= 1 for case in cases) / len(cases),
        unseen=counts.count(0),
        follow_ons=sum(len(case.follow_ons) for case in cases),
    )


def _show(ours: Case, peer: Case) -> str:
    fault = ours.fault
    lines = fault.text.split("\n")
    line_start = fault.text.rfind("\n", 0, fault.offset) + 1
    shown = [f"── {fault.description}, line {fault.line + 1}"]
    for number in range(max(0, fault.line - 2), min(len(lines), fault.line + 3)):
        shown.append(f"  {number + 1:4} | {lines[number]}")
        if number == fault.line:
            shown.append("       | " + " " * (fault.offset - line_start) + "^")
    for title, found in (
        ("ours", ours.errors),
        ("follow-on", ours.follow_ons),
        ("peer", peer.errors),
    ):
        shown += [f"  {title}: {_line(diagnostic)}" for diagnostic in found]
    if not ours.errors:
        shown.append("  ours: no error")
    return "\n".join([*shown, ""])


def _line(diagnostic: Json) -> str:
    start = diagnostic["range"]["start"]
    place = f"{start['line'] + 1}:{start['character'] + 1}"
    return f"{place} [{diagnostic.get('code')}] {diagnostic['message']}"
