"""Runs test cases one after the other: what they capture is passed on, what they expect is judged.

How a case is sent, or replayed, is the caller's matter.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from enum import Enum
from functools import partial
from typing import TYPE_CHECKING, TypeAlias

from connector_lsp.debugger.background import in_background
from connector_lsp.debugger.cases import resolve
from connector_lsp.debugger.expectations import judge, take
from connector_lsp.debugger.failures import DebuggerError, MalformedError, StoppedError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence

    from connector_lsp.analysis.syntax import Json
    from connector_lsp.debugger.cases import Case, Resolved
    from connector_lsp.debugger.exchange import Exchange, Response
    from connector_lsp.debugger.expectations import Failure
    from connector_lsp.debugger.json_values import Hide

Run: TypeAlias = "Callable[[Case, Resolved], Awaitable[tuple[Exchange, ...]]]"
"""Sends one case and gives its exchanges, the one with the response to judge last."""


class Outcome(Enum):
    """What became of a case."""

    PASSED = "passed"
    FAILED = "failed"
    """There is a response, and it is not what was expected."""
    ERROR = "error"
    """There is no response to judge."""


@dataclass(frozen=True, slots=True)
class Started:
    """A case begins.

    Attributes:
        case: the case.
        number: which it is, from 1.
        total: of how many.

    """

    case: Case
    number: int
    total: int


@dataclass(frozen=True, slots=True)
class Result:
    """A case is done.

    Attributes:
        case: the case.
        exchanges: what went over the wire, not redacted.
        failures: the expectations that do not hold, and what could not be captured.
        error: why there is no response to judge.
        duration: how long it took to run, in seconds.

    """

    case: Case
    exchanges: tuple[Exchange, ...] = field(default=(), repr=False)
    failures: tuple[Failure, ...] = ()
    error: DebuggerError | None = None
    duration: float = 0.0

    @property
    def outcome(self) -> Outcome:
        """What became of it."""
        if self.error is not None:
            return Outcome.ERROR
        return Outcome.FAILED if self.failures else Outcome.PASSED


async def run_cases(
    cases: Sequence[Case], run: Run, environment: Mapping[str, str], hide: Hide = str
) -> AsyncIterator[Started | Result]:
    """Run cases in their order, each when the one before is done.

    To cancel is to cancel the task that iterates: the case that runs is cancelled with it, and no
    other is begun.  A case that the user stopped is the last one.

    Args:
        cases: the cases.
        run: sends one; it may raise a `DebuggerError`, or give an exchange that has one.
        environment: the environment variables that cases may refer to.
        hide: puts something harmless in the place of secrets; asked after `run`, which was given
            those of the case.

    Yields:
        `Started` and `Result` of each case.

    """
    captures: dict[str, Json] = {}
    for number, case in enumerate(cases, 1):
        yield Started(case, number, len(cases))
        began = time.perf_counter()
        exchanges: tuple[Exchange, ...] = ()
        try:
            resolved = resolve(case, environment, captures)
            exchanges = await run(case, resolved)
            duration = time.perf_counter() - began
            response = _response(exchanges)
        except DebuggerError as error:
            yield Result(case, exchanges, error=error, duration=time.perf_counter() - began)
            if isinstance(error, StoppedError):
                return
            continue
        judging = partial(_judged, case, resolved, response, hide)
        failures, kept = await in_background(judging)  # Megabytes of JSON take a while.
        captures.update(kept)
        yield Result(case, exchanges, failures, duration=duration)


def _judged(
    case: Case, resolved: Resolved, response: Response, hide: Hide
) -> tuple[tuple[Failure, ...], dict[str, Json]]:
    """What a response does not fulfil or has not got, and what is kept of it."""
    failures = judge(resolved.expectations, response, hide)
    kept, missing = take(case.captures, response, hide)
    return (*failures, *missing), kept


def _response(exchanges: Sequence[Exchange]) -> Response:
    """The response to judge.

    Raises:
        DebuggerError: why there is none.

    """
    last = exchanges[-1] if exchanges else None
    if last is not None and last.failure is not None:
        raise last.failure
    if last is None or last.response is None:
        raise MalformedError("No response came", "Run the case again")
    return last.response
