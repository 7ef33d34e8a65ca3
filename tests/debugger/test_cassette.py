"""Record and replay: what is kept, and how a request that is not recorded differs."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from inline_snapshot import snapshot

from connector_lsp.debugger.cassette import Player, parse, recorded, render
from connector_lsp.debugger.exchange import REDIRECT, Exchange, Request, Response, Timing
from connector_lsp.debugger.failures import CaseError, ReplayError, UnknownHostError
from tests.support.cases import exchange, response

URL = "https://api.example.com/orders?limit=5&key=s3cret"
REQUEST = Request(
    "POST",
    URL,
    (
        ("User-Agent", "connector-lsp/0.1"),
        ("X-Shop", "s3cret"),
        ("Accept", "application/json"),
        ("Authorization", "Bearer another-secret"),
        ("Content-Type", "application/json"),
    ),
    b'{"name": "t\xc3\xa9", "item": {"id": 1}}',
)
ANSWER = replace(
    response(
        {"b": 1, "a": ["s3cret"]},
        201,
        ("X-Request-Id", "1"),
        ("Date", "now"),
        ("X-RateLimit-Remaining", "9"),
        ("Set-Cookie", "sid=1"),
        ("ETag", "1"),
        ("Link", "</b>"),
        ("Link", "</a>"),
    ),
    reason="Created",
)


def redact(each: Exchange) -> Exchange:
    """Hides one secret wherever it may be, as a redactor would."""

    def hide(text: str) -> str:
        return text.replace("s3cret", "HIDDEN")

    def hidden(headers: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
        return tuple((name, hide(value)) for name, value in headers)

    request = replace(
        each.request,
        url=hide(each.request.url),
        headers=hidden(each.request.headers),
        body=each.request.body.replace(b"s3cret", b"HIDDEN"),
    )
    answer = each.response and replace(
        each.response,
        headers=hidden(each.response.headers),
        body=each.response.body.replace(b"s3cret", b"HIDDEN"),
    )
    return replace(each, request=request, response=answer)


def player(*exchanges: Exchange) -> Player:
    """What was recorded, after a way through a file."""
    kept = recorded(exchanges, redact)
    return Player("a case", parse(render({"a case": kept}, ["a case"]))["a case"], redact)


def difference(now: Request, before: Request = REQUEST) -> str:
    """What is said of a request that is not the recorded one."""
    with pytest.raises(ReplayError) as caught:
        player(exchange(before)).answer(now)
    return caught.value.message


def test_file() -> None:
    """A file without secrets, dates and times, with JSON as JSON, in a fixed order."""
    text = render({"a case": recorded([exchange(REQUEST, ANSWER)], redact)}, ["a case"])

    assert text == snapshot("""\
{
  "version": 1,
  "cases": {
    "a case": [
      {
        "title": "Get an order",
        "request": {
          "method": "POST",
          "url": "https://api.example.com/orders?limit=5&key=HIDDEN",
          "headers": [
            "accept: application/json",
            "authorization: Bearer …",
            "content-type: application/json",
            "x-shop: HIDDEN"
          ],
          "json": {
            "item": {
              "id": 1
            },
            "name": "té"
          }
        },
        "response": {
          "status": 201,
          "reason": "Created",
          "headers": [
            "content-type: application/json",
            "etag: 1",
            "link: </b>",
            "link: </a>"
          ],
          "json": {
            "a": [
              "HIDDEN"
            ],
            "b": 1
          }
        }
      }
    ]
  }
}
""")


def test_order_of_cases() -> None:
    """Cases stand in the order of the test cases file; those that it has no more are left out."""
    kept = recorded([exchange()], redact)
    text = render({"gone": kept, "b": kept, "a": kept}, ["a", "new", "b"])

    assert list(json.loads(text)["cases"]) == ["a", "b"]


def test_failures_are_not_recorded() -> None:
    """What did not come to an answer is not kept."""
    failure = UnknownHostError("No such host", "Correct it")
    cut = replace(exchange(), failure=failure)
    lost = Exchange("a", REQUEST, Timing(1.0), None, failure)

    assert recorded([cut, lost, exchange()], redact) == recorded([exchange()], redact)


bodies = st.binary() | st.text().map(lambda text: text.encode("utf-8", "ignore")) | st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=6,
).map(lambda value: json.dumps(value).encode())  # fmt: skip


@given(bodies, bodies)
def test_any_bodies(sent: bytes, received: bytes) -> None:
    """Whatever is sent and received: the file gives back what was kept, and it is found again."""
    request = Request("POST", "https://a.example/", (), sent)
    answer = Response(200, "", (), received, len(received), is_cut=True)
    kept = recorded([exchange(request, answer)], lambda each: each)
    text = render({"é": kept}, ["é"])
    text.encode()

    assert parse(text) == {"é": kept}
    [found] = Player("é", kept, lambda each: each).answer(request)
    assert found.request == request
    assert found.response is not None
    try:
        assert json.loads(found.response.body) == json.loads(received)
    except ValueError:
        assert found.response.body == received


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "1",
        "{}",
        '{"version": 2, "cases": {}}',
        '{"version": 1, "cases": []}',
        '{"version": 1, "cases": {"a": [{}]}}',
        '{"version": 1, "cases": {"a": [{"title": "", "request": {"method": "", "url": "", "headers": []}, "response": {"status": "x", "reason": "", "headers": []}}]}}',
        '{"version": 1, "cases": {"a": [{"title": "", "request": {"method": "", "url": "", "headers": [], "base64": "-"}, "response": null}]}}',
        "[" * 100_000,
    ],
    ids=range(10),
)
def test_file_that_is_none(text: str) -> None:
    """A file that was not written so says what is wrong, and how to get another."""
    with pytest.raises(CaseError, match="The recorded exchanges cannot be read: ") as caught:
        parse(text)
    assert caught.value.next_step == "Repair the file, or delete it and record again with --record"


def test_replay() -> None:
    """A request is answered whatever its secrets, the order of its JSON and what is new each time."""
    now = replace(
        REQUEST,
        url=URL,
        headers=(
            ("accept", "application/json"),
            ("Content-Type", "application/json"),
            ("AUTHORIZATION", "Bearer quite-another"),
            ("x-shop", "s3cret"),
            ("Content-Length", "3"),
        ),
        body=b'{"item":{"id":1.0},"name":"t\\u00e9"}',
    )

    [found] = player(exchange(REQUEST, ANSWER)).answer(now)

    assert found.request is now
    assert found.response is not None
    assert found.response.status == 201
    assert json.loads(found.response.body) == {"a": ["HIDDEN"], "b": 1}
    assert found.response.header("ETag") == "1"


def test_each_exchange_answers_once() -> None:
    """Of equal requests the first is answered first, and then there is nothing more."""
    replay = player(exchange(answer=response(1)), exchange(answer=response(2)))
    asked = exchange().request

    bodies = [replay.answer(asked)[0].response for _ in range(2)]

    assert [body and body.body for body in bodies] == [b"1", b"2"]
    with pytest.raises(ReplayError) as caught:
        replay.answer(asked)
    assert caught.value.message == (
        'Nothing more is recorded of case "a case", which now sends GET https://api.example.com/orders'
    )


def test_redirects() -> None:
    """A redirect is answered with all that it led to, and nothing that came otherwise."""
    hops = [("/a", "/b"), ("/b", "https://other.example/c"), ("https://other.example/c", "")]
    base = "https://api.example.com"
    exchanges = [
        exchange(
            Request("GET", base + url if url.startswith("/") else url),
            response(None, 302, ("Location", to)) if to else response([]),
        )
        for url, to in hops
    ]
    exchanges[1:] = [replace(each, title=REDIRECT) for each in exchanges[1:]]
    replay = player(*exchanges, exchange())

    found = replay.answer(Request("GET", base + "/a"))

    assert [each.request.url for each in found] == [each.request.url for each in exchanges]
    assert len(replay.answer(exchange().request)) == 1


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"method": "PUT"}, "method: recorded POST, now PUT"),
        ({"url": URL.replace("5", "6")}, 'query key limit: recorded "5", now "6"'),
        ({"url": URL + "&limit=6"}, 'query key limit: recorded "5", now "5" and "6"'),
        ({"url": URL.replace("limit=5&", "")}, 'query key limit: recorded "5", now nothing'),
        ({"url": URL + "&page="}, 'query key page: recorded nothing, now ""'),
        (
            {"url": "http://x.example/y?limit=5&key=s3cret"},
            'scheme: recorded "https", now "http"; host: recorded "api.example.com", now "x.example"; path: recorded "/orders", now "/y"',
        ),
        (
            {"headers": REQUEST.headers[:2]},
            'header accept: recorded "application/json", now nothing; header authorization: recorded "Bearer …", now nothing; header content-type: recorded "application/json", now nothing',
        ),
        (
            {"headers": (*REQUEST.headers[:3], ("Authorization", "Basic x"), REQUEST.headers[4])},
            'header authorization: recorded "Bearer …", now "Basic …"',
        ),
        (
            {"body": b'{"name": "t\xc3\xa9", "item": {"id": true}, "s3cret": 2}'},
            "body /item/id: recorded 1, now true; body /HIDDEN: recorded nothing, now 2",
        ),
        (
            {"body": b"{}", "method": "PUT", "url": URL + "&a=1&b=2"},
            'method: recorded POST, now PUT; query key a: recorded nothing, now "1"; query key b: recorded nothing, now "2"; and 2 more',
        ),
        ({"body": b""}, 'body: recorded "{\\"item\\": {\\"id\\": 1}, \\"name\\": \\"té\\"}", now ""'),
    ],
)  # fmt: skip
def test_difference(change: dict[str, object], expected: str) -> None:
    """What is not as it was recorded, each with its place, before and now."""
    now = replace(REQUEST, **change)
    shown = redact(exchange(now)).request

    assert difference(now) == (
        f'{shown.method} {shown.url} is not what is recorded of case "a case": {expected}'
    )


def test_nearest() -> None:
    """Of several the one is compared that is most likely meant: the same path rather than less."""
    other = Request("GET", "https://api.example.com/items?a=1&b=2")
    replay = player(exchange(other), exchange(Request("GET", "https://api.example.com/")))

    with pytest.raises(ReplayError) as caught:
        replay.answer(Request("GET", "https://api.example.com/items"))
    assert caught.value.message.endswith(
        'query key a: recorded "1", now nothing; query key b: recorded "2", now nothing'
    )


def test_forms() -> None:
    """Bodies that are no JSON are compared as text, shown around the first difference."""
    before = Request("POST", "https://a.example/", (), b"a=1&" * 100 + b"b=1")
    now = replace(before, body=b"a=1&" * 100 + b"b=2")

    message = difference(now, before)

    assert "b=1" in message
    assert message.endswith('b=2"')
    assert len(message) < 500


def test_half_a_character() -> None:
    """An unpaired surrogate in JSON comes back from the file as it went in."""
    answer = response({"a": "\ud800é"})
    [kept] = recorded([exchange(answer=answer)], redact)
    [found] = parse(render({"a case": (kept,)}, ["a case"]))["a case"]
    assert found.response is not None
    assert json.loads(found.response.body) == {"a": "\ud800é"}
