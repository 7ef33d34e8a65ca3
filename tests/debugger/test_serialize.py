"""Exchanges as plain JSON."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from inline_snapshot import snapshot

from connector_lsp.debugger import failures
from connector_lsp.debugger.exchange import Exchange, Request, Response, Timing
from connector_lsp.debugger.serialize import (
    body_from_json,
    body_to_json,
    exchange_from_json,
    exchange_to_json,
    failure_from_json,
    failure_to_json,
)

EXCHANGE = Exchange(
    "List models",
    Request("POST", "https://h/", (("A", "1"), ("A", "2")), b"{}", frozenset({"hunter22"})),
    Timing(1.5, connect=0.25, total=3),
    Response(200, "OK", (("Content-Type", "image/png"),), b"\x89PNG", 4, is_cut=True),
)


def test_shape() -> None:
    """The shape is the documented one, without the secrets."""
    assert exchange_to_json(EXCHANGE) == snapshot(
        {
            "title": "List models",
            "request": {
                "method": "POST",
                "url": "https://h/",
                "headers": [["A", "1"], ["A", "2"]],
                "body": {"text": "{}"},
            },
            "timing": {
                "started": 1.5,
                "connect": 0.25,
                "tls": None,
                "firstByte": None,
                "body": None,
                "total": 3,
            },
            "response": {
                "status": 200,
                "reason": "OK",
                "headers": [["Content-Type", "image/png"]],
                "body": {"base64": "iVBORw=="},
                "encodedSize": 4,
                "isCut": True,
            },
            "failure": None,
        }
    )


seconds = st.none() | st.floats(0, 1e9)
headers = st.lists(st.tuples(st.text(), st.text())).map(tuple)
exchanges = st.builds(
    Exchange,
    st.text(),
    st.builds(Request, st.text(), st.text(), headers, st.binary(), st.just(frozenset())),
    st.builds(Timing, st.floats(0, 1e10), seconds, seconds, seconds, seconds, st.floats(0, 1e9)),
    st.none()
    | st.builds(
        Response, st.integers(), st.text(), headers, st.binary(), st.integers(), st.booleans()
    ),
)


@given(exchanges)
def test_round_trip(exchange: Exchange) -> None:
    """What was written is what is read."""
    assert exchange_from_json(json.loads(json.dumps(exchange_to_json(exchange)))) == exchange


FAILURES = [
    failures.DebuggerError("a", "b"),
    failures.InputError((failures.InputProblem("authFields", "key", "is missing"),)),
    failures.ConnectorError("a", "b", ("actions", 0, "endpoint")),
    failures.SecretError("a", "b"),
    failures.CaseError("a", "b"),
    failures.ReplayError("a", "b"),
    failures.StatusError("a", "b"),
    failures.SendError("a", "b"),
    failures.InvalidRequestError("a", "b"),
    failures.UnknownHostError("a", "b"),
    failures.RefusedError("a", "b"),
    failures.TLSError("a", "b"),
    failures.TimedOutError("a", "b", "connect"),
    failures.RedirectError("a", "b"),
    failures.ClosedError("a", "b"),
    failures.MalformedError("a", "b"),
    failures.SignInError("a", "b"),
    failures.ExportError("a", "b"),
    failures.UntrustedError("a", "b"),
    failures.StoppedError(),
]


@pytest.mark.parametrize("failure", FAILURES, ids=lambda failure: type(failure).__name__)
def test_failures(failure: failures.DebuggerError) -> None:
    """Every failure comes back as what it was."""
    back = failure_from_json(json.loads(json.dumps(failure_to_json(failure))))

    assert type(back) is type(failure)
    assert vars(back) == vars(failure)
    assert str(back) == str(failure)


def test_all_failures() -> None:
    """No class of failure is missing above."""
    classes = {
        each
        for each in vars(failures).values()
        if isinstance(each, type) and issubclass(each, failures.DebuggerError)
    }
    assert {type(each) for each in FAILURES} == classes


def test_unknown_failure() -> None:
    """A failure that only a later version knows is still one."""
    back = failure_from_json({"kind": "NewError", "message": "a", "nextStep": "b"})

    assert type(back) is failures.DebuggerError
    assert (back.message, back.next_step) == ("a", "b")


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"", {"text": ""}),
        ("ä\r\n🔑".encode(), {"text": "ä\r\n🔑"}),
        (b"a\0b", {"base64": "YQBi"}),
        (b"\xff", {"base64": "/w=="}),
    ],
)
def test_bodies(body: bytes, expected: dict[str, str]) -> None:
    """Text is written as text, anything else in Base64."""
    assert body_to_json(body) == expected
    assert body_from_json(expected) == body


def _changed(path: tuple[str, ...], value: object) -> object:
    whole = json.loads(json.dumps(exchange_to_json(EXCHANGE)))
    at = whole
    for name in path[:-1]:
        at = at[name]
    at[path[-1]] = value
    return whole


@pytest.mark.parametrize(
    "value",
    [
        {},
        [],
        None,
        1,
        _changed(("title",), 1),
        _changed(("request",), None),
        _changed(("request", "headers"), [["a"]]),
        _changed(("request", "headers"), {"a": 1}),
        _changed(("request", "body"), {}),
        _changed(("request", "body"), {"base64": "!"}),
        _changed(("request", "body"), {"text": "\ud800"}),
        _changed(("timing", "total"), "1"),
        _changed(("timing", "total"), None),
        _changed(("response", "status"), "200"),
        _changed(("response", "isCut"), 1),
        _changed(
            ("failure",), {"kind": "InputError", "message": "", "nextStep": "", "problems": 1}
        ),
        _changed(("failure",), {"kind": "TimedOutError", "message": "", "nextStep": ""}),
    ],
)
def test_damaged(value: object) -> None:
    """What is no exchange is refused, never taken for one."""
    with pytest.raises(ValueError, match=r"."):
        exchange_from_json(value)
