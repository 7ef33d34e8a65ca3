"""Which rows and sizes are run, how often, and in which order: both servers in turn."""

from __future__ import annotations

import gc
import math
import statistics
import sys
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, NamedTuple

from tests.support.connectors import make_connector

from . import scenarios
from .client import Client, ServerError, ServerSpec
from .document import OpenDocument, find_spot
from .scenarios import FAULTY_SHARE, Evidence, Row, Step, Typist
from .servers import ROOT, Pair

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

_KEYSTROKES_BEFORE_MEMORY: Final = 60
_MEMORY_REPEATS: Final = 3


class _Effort(NamedTuple):
    up_to_lines: float
    repeats: int
    warm_ups: int


_EFFORTS: Final = (
    _Effort(1_000, repeats=31, warm_ups=15),
    _Effort(10_000, repeats=21, warm_ups=5),
    _Effort(math.inf, repeats=11, warm_ups=2),
)


@dataclass(frozen=True)
class Plan:
    """What to run."""

    servers: Pair[ServerSpec]
    sizes: Sequence[int]
    rows: Sequence[Row]
    seed: int = 1
    quick: bool = False
    result_ids: bool = True

    def repeats(self, size: int) -> int:
        """Return how many samples are taken of each row."""
        if self.quick:
            return 5
        return next(e.repeats for e in _EFFORTS if size <= e.up_to_lines)

    def warm_ups(self, size: int) -> int:
        """Return how often each is done before, for JIT compilers to see it all."""
        if self.quick:
            return 2
        return next(e.warm_ups for e in _EFFORTS if size <= e.up_to_lines)


@dataclass(frozen=True)
class Result:
    """One cell of the table: medians in seconds or bytes, or why there are none."""

    row: Row
    size: int | None
    medians: Pair[float] | None
    problem: str = ""


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
        outcome.results.append(_run_start_up(plan))
    for size in plan.sizes:
        outcome.evidence[size] = Pair(Evidence(), Evidence())
        outcome.results += _run_size(plan, size, outcome.evidence[size])
        if Row.MEMORY in plan.rows:
            outcome.results.append(_run_memory(plan, size))
    return outcome


def in_turn(steps: Pair[Step], repeats: int, warm_ups: int = 0) -> Pair[list[float]]:
    """Do the steps of both servers in turn, in changing order: A B, B A, A B."""
    samples: Pair[list[float]] = Pair([], [])
    for count in range(warm_ups + repeats):
        for side in (0, 1) if count % 2 == 0 else (1, 0):
            seconds = steps[side](count)
            if count >= warm_ups:
                samples[side].extend(seconds)
    return samples


def _run_start_up(plan: Plan) -> Result:
    _report_progress(Row.START_UP, None)
    ours, peer = (
        scenarios.start_up(lambda spec=spec: Client(spec, ROOT))  # type: ignore[misc]
        for spec in plan.servers
    )
    repeats = 5 if plan.quick else 15
    return _measure(Row.START_UP, None, lambda: in_turn(Pair(ours, peer), repeats, 2))


def _run_size(plan: Plan, size: int, evidence: Pair[Evidence]) -> Iterator[Result]:
    """Measure all rows of a size but memory, in fresh processes."""
    repeats, warm_ups = plan.repeats(size), plan.warm_ups(size)
    text = make_connector(size, FAULTY_SHARE, plan.seed)
    spot = find_spot(text)
    with ExitStack() as stack:
        steps: dict[Row, list[Step]] = {row: [] for row in Row}
        documents = []
        for spec, proof in zip(plan.servers, evidence, strict=True):
            client = stack.enter_context(Client(spec, ROOT))
            document = _open(client, text, plan)
            proof.diagnostics = len(document.diagnostics)
            typist = Typist(document, spot)
            documents.append(document)
            steps[Row.OPEN].append(scenarios.open_file(client, size, plan.seed + 1))
            steps[Row.TYPE].append(scenarios.type_in_string(client, document, typist, size))
            steps[Row.BREAK].append(scenarios.break_and_repair(client, document, typist, proof))
            steps[Row.COMPLETE].append(scenarios.type_key(client, document, typist, spot, proof))
        for row in (Row.TYPE, Row.BREAK, Row.COMPLETE, Row.OPEN):
            if row in plan.rows:
                _report_progress(row, size)
                pair = Pair(*steps[row])
                yield _measure(row, size, lambda p=pair: in_turn(p, repeats, warm_ups))  # type: ignore[misc]
        for document, proof in zip(documents, evidence, strict=True):
            proof.reports = document.reports
            proof.unchanged_reports = document.unchanged_reports


def _run_memory(plan: Plan, size: int) -> Result:
    """Measure the memory of fresh processes after some typing.

    Several times: when a garbage collector last ran decides over a third of it.
    """
    _report_progress(Row.MEMORY, size)
    text = make_connector(size, FAULTY_SHARE, plan.seed)
    spot = find_spot(text)

    def measure() -> Pair[list[float]]:
        samples: Pair[list[float]] = Pair([], [])
        for _ in range(1 if plan.quick else _MEMORY_REPEATS):
            with ExitStack() as stack:
                clients = [stack.enter_context(Client(s, ROOT)) for s in plan.servers]
                steps: list[Step] = []
                for client in clients:
                    document = _open(client, text, plan)
                    typist = Typist(document, spot)
                    steps.append(scenarios.type_in_string(client, document, typist, size))
                in_turn(Pair(*steps), _KEYSTROKES_BEFORE_MEMORY)
                for client, found in zip(clients, samples, strict=True):
                    found.append(scenarios.resident_bytes(client.process_id))
        return samples

    return _measure(Row.MEMORY, size, measure)


def _open(client: Client, text: str, plan: Plan) -> OpenDocument:
    uri = "file:///bench/main.connector.json"
    document = OpenDocument(client, uri, result_ids=plan.result_ids)
    document.open(text)
    return document


def _measure(row: Row, size: int | None, measure: Callable[[], Pair[list[float]]]) -> Result:
    """Return a cell: a server that fails fails this cell, not the rest of the run."""
    try:
        ours, peer = measure()
    except (ServerError, OSError) as error:
        return Result(row, size, None, str(error))
    medians = Pair(statistics.median(ours), statistics.median(peer))
    return Result(row, size, medians)


def _report_progress(row: Row, size: int | None) -> None:
    where = "" if size is None else f" at {size:,} lines"
    print(f"measuring: {row}{where} …", file=sys.stderr)
