"""Runs of test cases: order, captures, errors, cancelling."""

import asyncio
import threading
from collections.abc import Sequence
from types import SimpleNamespace
from unittest import mock

import pytest

from connector_lsp.debugger.cases import Case, Resolved
from connector_lsp.debugger.exchange import Exchange, Response, Timing
from connector_lsp.debugger.failures import ConnectorError, StoppedError, TimedOutError
from connector_lsp.debugger.run_cases import Outcome, Result, Run, Started, run_cases
from tests.support.cases import cases, exchange, response
from tests.support.server import TIMEOUT

SECRET = "s3cret"


def answering(*answers: Response | Exception) -> Run:
    """Runs that end with these, one after the other."""
    left = list(answers)

    async def run(case: Case, resolved: Resolved) -> tuple[Exchange, ...]:
        del case, resolved
        await asyncio.sleep(0)
        answer = left.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return (exchange(), exchange(answer=answer))

    return run


async def results(chosen: Sequence[Case], run: Run, **environment: str) -> list[Result]:
    """The results of a run."""
    events = run_cases(chosen, run, environment, lambda text: text.replace(SECRET, "*"))
    return [event async for event in events if isinstance(event, Result)]


async def test_order_of_events() -> None:
    """Each case begins when the one before is done."""
    both = cases({"name": "a"}, {"name": "b"})
    events = [each async for each in run_cases(both, answering(response(), response()), {})]

    assert [
        (event.case.name, (event.number, event.total))
        if isinstance(event, Started)
        else (event.case.name, event.outcome)
        for event in events
    ] == [
        ("a", (1, 2)),
        ("a", Outcome.PASSED),
        ("b", (2, 2)),
        ("b", Outcome.PASSED),
    ]


async def test_judging_leaves_the_event_loop_free() -> None:
    """Megabytes of JSON take a while, in which an editor goes on typing."""
    loop, free, waited = asyncio.get_running_loop(), threading.Event(), []

    def hide(text: str) -> str:
        loop.call_soon_threadsafe(free.set)
        waited.append(free.wait(TIMEOUT))
        return text

    chosen = cases({"name": "a", "expect": {"body": {"": {"equals": "b"}}}})
    async for _ in run_cases(chosen, answering(response("c")), {}, hide):
        pass

    assert set(waited) == {True}


async def test_captures_are_passed_on() -> None:
    """What one case keeps of its last response the next ones are given."""
    chosen = cases(
        {"capture": {"id": "/id"}},
        {"urlFields": {"id": "{{captures.id}}"}, "capture": {"id": "/id"}},
        {"expect": {"body": {"/id": {"equals": "{{captures.id}}"}}}},
    )
    given = []

    async def run(case: Case, resolved: Resolved) -> tuple[Exchange, ...]:
        given.append(resolved.inputs["urlFields"])
        del case
        return (
            exchange(answer=response({"id": "no"})),
            exchange(answer=response({"id": len(given)})),
        )

    found = await results(chosen, run)

    assert given == [{}, {"id": 1}, {}]
    assert [result.outcome for result in found] == [Outcome.PASSED, Outcome.PASSED, Outcome.FAILED]
    assert [failure.message for failure in found[2].failures] == ["body /id: expected 2, got 3"]


async def test_a_case_without_its_captures() -> None:
    """A case that cannot capture fails, and one that needs it is not sent; the others go on."""
    chosen = cases(
        {"capture": {"id": "/id"}}, {"urlFields": {"id": "{{captures.id}}"}}, {"name": "last"}
    )

    failed, lost, last = await results(chosen, answering(response({}), response({})))

    assert [failure.path for failure in failed.failures] == [("capture", "id")]
    assert lost.error is not None
    assert lost.error.message == 'urlFields.id: no case before it captured "id"'
    assert lost.exchanges == ()
    assert last.outcome is Outcome.PASSED


async def test_errors() -> None:
    """What a run raises, and what its last exchange failed with, is the error of its case alone."""
    raised = ConnectorError("No such endpoint", "Declare it", ())
    late = TimedOutError("Too slow", "Wait", "read")

    async def run(case: Case, resolved: Resolved) -> tuple[Exchange, ...]:
        del resolved
        if case.name == "raises":
            raise raised
        failing = Exchange("a", exchange().request, Timing(0.0), response({}), late)
        return {"late": (exchange(), failing), "none": (), "good": (exchange(),)}[case.name]

    names = ("raises", "late", "none", "good")
    found = await results(cases(*({"name": name} for name in names)), run)

    assert [result.error and result.error.message for result in found] == [
        "No such endpoint",
        "Too slow",
        "No response came",
        None,
    ]
    assert [len(result.exchanges) for result in found] == [0, 2, 0, 1]


async def test_a_stop_ends_it() -> None:
    """After the user stopped a case no other is begun."""
    found = await results(cases({}, {}, {}), answering(response(), StoppedError()))

    assert [result.outcome for result in found] == [Outcome.PASSED, Outcome.ERROR]


async def test_secrets() -> None:
    """A run is given the secrets of its case, and failures do not show them."""
    [case] = cases(
        {
            "actionFields": {"a": "{{env.A}}"},
            "expect": {"body": {"/a": {"equals": "{{env.A}}!"}, "/b": {"type": "number"}}},
        }
    )
    given = []

    async def run(case: Case, resolved: Resolved) -> tuple[Exchange, ...]:
        del case
        given.append(resolved.secrets)
        return (exchange(answer=response({"a": SECRET, "b": SECRET})),)

    [result] = await results([case], run, A=SECRET)

    assert given == [{SECRET}]
    assert [failure.message for failure in result.failures] == [
        'body /a: expected "*!", got "*"',
        'body /b: expected number, got string "*"',
    ]
    assert SECRET not in repr(result)


async def test_duration() -> None:
    """How long a case took is told in seconds."""
    clock = SimpleNamespace(perf_counter=lambda: clock.now, now=100.0)

    async def run(case: Case, resolved: Resolved) -> tuple[Exchange, ...]:
        del case, resolved
        clock.now += 2.5
        return (exchange(),)

    with mock.patch("connector_lsp.debugger.run_cases.time", clock):
        [result] = await results(cases({}), run)

    assert result.duration == 2.5


async def test_cancelling() -> None:
    """A cancelled run cancels the case that is sent, and begins no other."""
    begun, cleaned = asyncio.Event(), []

    async def run(case: Case, resolved: Resolved) -> tuple[Exchange, ...]:
        del resolved
        begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            cleaned.append(case.name)
        return ()

    task = asyncio.create_task(results(cases({"name": "a"}, {"name": "b"}), run))
    await begun.wait()
    task.cancel()

    with pytest.raises(asyncio.CancelledError):
        await task
    assert cleaned == ["a"]
