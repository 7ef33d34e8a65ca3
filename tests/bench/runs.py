"""Runs a plan: both servers in turn, in fresh processes for every round."""

from __future__ import annotations

import gc
import statistics
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Final

from tests.support.connectors import make_connector

from . import scenarios
from .client import Client, ServerError, ServerSpec
from .document import OpenDocument, find_spot
from .plan import Plan
from .scenarios import FAULTY_SHARE, Evidence, Row, Step, Typist
from .servers import ROOT, Pair

_KEYSTROKES_BEFORE_MEMORY: Final = 60


@dataclass
class Result:
    """One cell of the table: samples in seconds or bytes, or why there are none."""

    row: Row
    size: int | None
    samples: Pair[list[float]] = field(default_factory=lambda: Pair[list[float]]([], []))
    problem: str = ""

    @property
    def medians(self) -> Pair[float]:
        """The medians over all rounds; not to be asked for where there is a problem."""
        return Pair(*map(statistics.median, self.samples))

    @property
    def p95(self) -> float:
        """The seconds within which 95 of 100 of our samples lie."""
        return statistics.quantiles(self.samples.ours, n=20, method="inclusive")[-1]

    def add(self, steps: Pair[Step], repeats: int, warm_ups: int = 0) -> None:
        """Take samples, but none after a problem: it fails this cell, not the run."""
        if self.problem:
            return
        try:
            for ours, sample in in_turn(steps, repeats, warm_ups):
                self.samples[0 if ours else 1].extend(sample)
        except (ServerError, OSError) as error:
            self.problem = str(error)


@dataclass
class Outcome:
    """All cells, and what was answered at each size."""

    results: list[Result] = field(default_factory=list)
    evidence: dict[int, Pair[Evidence]] = field(default_factory=dict)


def run(plan: Plan) -> Outcome:
    """Measure everything; progress goes to stderr.

    Raises:
        ServerError: a server can't be started or can't open a file.

    """
    outcome = Outcome()
    gc.disable()  # Ours; a collection while waiting would be charged to a server.
    if Row.START_UP in plan.rows:
        print("measuring: start-up …", file=sys.stderr)
        outcome.results.append(_run_start_up(plan))
    for size in plan.sizes:
        outcome.evidence[size] = Pair(Evidence(), Evidence())
        if Row.OPEN in plan.rows:
            print(f"measuring: {size:,} lines, open …", file=sys.stderr)
            outcome.results.append(_run_open(plan, size))
        outcome.results += _run_size(plan, size, outcome.evidence[size])
        if Row.MEMORY in plan.rows:
            print(f"measuring: {size:,} lines, memory …", file=sys.stderr)
            outcome.results.append(_run_memory(plan, size))
    return outcome


def in_turn(
    steps: Pair[Step], repeats: int, warm_ups: int = 0
) -> Iterator[tuple[bool, list[float]]]:
    """Do the steps of both servers in turn, in changing order: A B, B A, A B.

    Yields whether it was ours, and the samples.
    """
    for count in range(warm_ups + repeats):
        for ours in (True, False) if count % 2 == 0 else (False, True):
            samples = (steps.ours if ours else steps.peer)(count)
            if count >= warm_ups:
                yield ours, samples


def _run_start_up(plan: Plan) -> Result:
    result = Result(Row.START_UP, None)
    steps = Pair(*(scenarios.start_up(spec, ROOT) for spec in plan.servers))
    result.add(steps, plan.start_ups, warm_ups=2)
    return result


def _run_open(plan: Plan, size: int) -> Result:
    result = Result(Row.OPEN, size)
    result.add(
        Pair(*(scenarios.open_first(spec, ROOT, size, plan.seed) for spec in plan.servers)),
        plan.openings,
        warm_ups=1,
    )
    return result


def _run_size(plan: Plan, size: int, evidence: Pair[Evidence]) -> list[Result]:
    """Measure all rows of a size but memory."""
    effort = plan.effort(size)
    timed = (Row.REOPEN, Row.TYPE, Row.BREAK, Row.BETWEEN, Row.COMPLETE, *scenarios.FEATURES)
    results = {row: Result(row, size) for row in timed if row in plan.rows}
    text = make_connector(size, FAULTY_SHARE, plan.seed)
    for number in range(effort.rounds if results else 0):
        print(
            f"measuring: {size:,} lines, round {number + 1} of {effort.rounds} …",
            file=sys.stderr,
        )
        with ExitStack() as stack:
            ours, peer = (
                _rows(stack.enter_context(Client(spec, ROOT)), text, size, plan, proof)
                for spec, proof in zip(plan.servers, evidence, strict=True)
            )
            for row, result in results.items():
                result.add(Pair(ours[row], peer[row]), effort.repeats, effort.warm_ups)
    return list(results.values())


def _rows(client: Client, text: str, size: int, plan: Plan, evidence: Evidence) -> dict[Row, Step]:
    """Open the document and return the steps of all timed rows in it."""
    document = _open(client, text, plan)
    evidence.diagnostics = len(document.diagnostics)
    evidence.documents.append(document)
    spot = find_spot(text)
    typist = Typist(document, spot)
    return {
        Row.REOPEN: scenarios.open_file(client, size, plan.seed + 1),
        Row.TYPE: scenarios.type_in_string(client, document, typist, size),
        Row.BREAK: scenarios.break_and_repair(client, document, typist, evidence),
        Row.BETWEEN: scenarios.type_between(client, document, spot, evidence),
        Row.COMPLETE: scenarios.type_key(client, document, typist, spot, evidence),
    } | {
        row: scenarios.ask(client, document, typist, spot, feature)
        for row, feature in scenarios.FEATURES.items()
    }


def _run_memory(plan: Plan, size: int) -> Result:
    result = Result(Row.MEMORY, size)
    text = make_connector(size, FAULTY_SHARE, plan.seed)
    steps = Pair(*(_memory_step(spec, text, size, plan) for spec in plan.servers))
    result.add(steps, plan.memory_rounds)
    return result


def _memory_step(spec: ServerSpec, text: str, size: int, plan: Plan) -> Step:
    """Measure the memory of a fresh process after some typing.

    Each server types on its own and is read at once: one that waited for the other
    would have had time to tidy up, which made two equal servers differ by a tenth.
    """

    def step(_: int) -> list[float]:
        with Client(spec, ROOT) as client:
            document = _open(client, text, plan)
            typist = Typist(document, find_spot(text))
            type_once = scenarios.type_in_string(client, document, typist, size)
            for count in range(_KEYSTROKES_BEFORE_MEMORY):
                type_once(count)
            return [scenarios.resident_bytes(client.process_id)]

    return step


def _open(client: Client, text: str, plan: Plan) -> OpenDocument:
    uri = "file:///bench/main.connector.json"
    document = OpenDocument(client, uri, result_ids=plan.result_ids)
    document.open(text)
    return document
