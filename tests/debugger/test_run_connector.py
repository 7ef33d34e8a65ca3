"""A connector run: requests, and what is hidden from when on."""

from connector_lsp.debugger.cases import Case, Resolved
from connector_lsp.debugger.exchange import Exchange, Request
from connector_lsp.debugger.model import Action
from connector_lsp.debugger.needs import Credentials
from connector_lsp.debugger.read_model import read_model
from connector_lsp.debugger.run_cases import Outcome, Result, run_cases
from connector_lsp.debugger.run_connector import ConnectorRun
from tests.support.building import connector, fields
from tests.support.cases import cases, exchange, response

MODEL = read_model(
    connector(
        "POST",
        authFields=fields("key"),
        auth_request={"type": "bearer", "token": "{{authFields.key}}"},
        actionFields=fields("a", type="string"),
    )
)


def new_run() -> ConnectorRun:
    """A run with one secret."""
    return ConnectorRun(MODEL, Credentials({"key": "planted"}, {}), {"authFields.key": "planted"})


async def answered(run: ConnectorRun, *bodies: object) -> tuple[list[Result], list[Request]]:
    """The results of a case that captures and of one that uses it, and what was sent."""
    chosen = cases(
        {"action": "item/do", "capture": {"it": "/access_token"}},
        {"action": "item/do", "actionFields": {"a": "{{captures.it}}"}},
    )
    sent: list[Request] = []
    left = list(bodies)

    async def answer(_: Case, request: Request, action: Action | None) -> tuple[Exchange, ...]:
        assert action is MODEL.actions[0]
        sent.append(request)
        return (exchange(request, response(left.pop(0))),)

    events = run_cases(chosen, run.answered_by(answer), {}, run.hide)
    return [event async for event in events if isinstance(event, Result)], sent


async def test_a_captured_secret_is_hidden_wherever_it_goes() -> None:
    """A token that a response gives is hidden in the requests that use it, by its name."""
    run = new_run()

    results, sent = await answered(run, {"access_token": "issued token"}, {})

    assert [result.outcome for result in results] == [Outcome.PASSED] * 2
    assert sent[1].body == b'{"a":"issued token"}'
    assert run.redactor.request(sent[1]).body == b'{"a":"{{captures.it}}"}'
    assert run.hide("planted, issued token") == "{{authFields.key}}, {{captures.it}}"


async def test_a_captured_number_fills_in_a_text() -> None:
    """The number that is an ID in a response is text where a field asks for text."""
    _, sent = await answered(new_run(), {"access_token": 4711}, {})

    assert sent[1].body == b'{"a":"4711"}'


async def test_what_is_captured_twice() -> None:
    """A value that another one takes the place of stays hidden."""
    run = new_run()

    await answered(run, {"access_token": "first token"}, {})
    await answered(run, {"access_token": "second token"}, {})

    assert "first" not in run.hide("first token")
    assert run.hide("second token") == "{{captures.it}}"


async def test_what_is_no_secret_is_shown() -> None:
    """A captured value that stands where no secret stands is not hidden, even beside a number."""
    run = new_run()
    [case] = cases({"action": "item/do", "capture": {"id": "/id"}})

    async def answer(*_: object) -> tuple[Exchange, ...]:
        return (exchange(answer=response({"id": "visible", "account": 4711})),)

    expectations, secrets = case.expectations, frozenset({"of env", "4711"})
    await run.answered_by(answer)(case, Resolved({}, expectations, secrets))

    assert run.hide("visible") == "visible"
    assert run.hide("of env") != "of env"
    assert repr(run) == "ConnectorRun(Redactor(3 values))"
