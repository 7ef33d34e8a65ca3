"""What responses are judged by, and what is kept of them."""

import json
from typing import Any

import pytest

from connector_lsp.debugger.exchange import Response
from connector_lsp.debugger.expectations import judge, take
from tests.support.cases import JSON_TYPE, cases, response

BODY = {
    "id": 7,
    "name": "tea",
    "price": 2.5,
    "tags": ["a", "b"],
    "owner": None,
    "size": {"cm": [1, 2], "in": 3},
    "sold": False,
}


def failures(expect: dict[str, Any], answer: Response) -> list[str]:
    """What is wrong with a response."""
    [case] = cases({"expect": expect})
    return [failure.message for failure in judge(case.expectations, answer)]


def check(expect: dict[str, Any], *expected: str, answer: Response | None = None) -> None:
    """Judge a response, by default one with `BODY`."""
    assert failures(expect, answer or response(BODY)) == list(expected)


@pytest.mark.parametrize(
    ("wanted", "status", "expected"),
    [
        (None, 200, []),
        (None, 204, []),
        (None, 404, ["status: expected 2xx, got 404 OK"]),
        (201, 201, []),
        (201, 200, ["status: expected 201, got 200 OK"]),
        ("4xx", 404, []),
        ([200, "4xx"], 500, ["status: expected 200 or 4xx, got 500 OK"]),
    ],
)
def test_status(wanted: object, status: int, expected: list[str]) -> None:
    """A code, a class of them, or several; without a word a success."""
    expect = {} if wanted is None else {"status": wanted}
    assert failures(expect, response(status=status)) == expected


BODY_CHECKS: list[tuple[str, dict[str, Any], str]] = [
    ("/id", {"equals": 7.0}, ""),
    ("/id", {"equals": "7"}, 'body /id: expected "7", got 7'),
    ("/sold", {"equals": 0}, "body /sold: expected 0, got false"),
    ("/size", {"equals": {"in": 3, "cm": [1, 2]}}, ""),
    ("/size", {"equals": {"cm": [1, 9], "in": 3}}, "body /size/cm/1: expected 9, got 2"),
    ("/size", {"equals": {"cm": [1, 2]}}, "body /size/in: expected nothing, got 3"),
    (
        "/x",
        {"equals": 1},
        'body /x: expected 1, got nothing: the body has "id", "name", "price", "tags", "owner", …',
    ),
    ("/name", {"matches": "^T"}, 'body /name: expected a text that matches "^T", got "tea"'),
    ("/name", {"matches": "(?i)^T"}, ""),
    ("/price", {"matches": r"^\d\.\d$"}, ""),
    ("/sold", {"matches": "false"}, 'body /sold: expected a text that matches "false", got false'),
    (
        "/tags/5",
        {"matches": "a"},
        'body /tags/5: expected a text that matches "a", got nothing: /tags has 2 items',
    ),
    ("/id", {"type": "integer"}, ""),
    ("/id", {"type": "number"}, ""),
    ("/price", {"type": "integer"}, "body /price: expected integer, got number 2.5"),
    ("/owner", {"type": ["string", "null"]}, ""),
    (
        "/owner",
        {"type": ["string", "object"]},
        "body /owner: expected string or object, got null",
    ),
    ("", {"type": "object"}, ""),
    ("/owner", {"exists": True}, ""),
    ("/owner", {"exists": False}, "body /owner: expected nothing, got null"),
    ("/owner/x", {"exists": False}, ""),
    ("/owner/x", {"exists": True}, "body /owner/x: expected a value, got nothing: /owner is null"),
    ("/name", {"equals": "tea", "type": "string", "matches": "^tea$"}, ""),
]


@pytest.mark.parametrize(("where", "wanted", "expected"), BODY_CHECKS)
def test_body(where: str, wanted: dict[str, Any], expected: str) -> None:
    """Each check of a value, holding and failing."""
    check({"body": {where: wanted}}, *filter(None, [expected]))


def test_order_of_failures() -> None:
    """All that is wrong is said: status, headers, then body, whatever the order in the file."""
    check(
        {
            "body": {"/id": {"equals": 1, "type": "string"}},
            "headers": {"x": {"exists": True}},
            "status": 400,
        },
        "status: expected 400, got 200 OK",
        "header x: expected a value, got nothing",
        "body /id: expected 1, got 7",
        "body /id: expected string, got integer 7",
    )


def test_path_of_a_failure() -> None:
    """A failure says which line of the case asks for what does not hold."""
    [case] = cases({"expect": {"body": {"/size": {"equals": {"cm": []}}}}})
    [first] = judge(case.expectations, response({"size": {"cm": [1]}}))

    assert first.path == ("expect", "body", "/size", "equals")


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ({"content-TYPE": {"equals": "application/json"}}, []),
        ({"x-a": {"equals": "2"}}, []),
        ({"x-a": {"equals": 2}}, []),
        ({"x-a": {"matches": "^[12]$"}}, []),
        ({"x-a": {"equals": "3"}}, ['header x-a: expected "3", got "1"']),
        ({"x-b": {"equals": "3"}}, ['header x-b: expected "3", got nothing']),
        ({"x-b": {"exists": False}}, []),
        ({"x-a": {"exists": False}}, ['header x-a: expected nothing, got "1"']),
    ],
)
def test_headers(wanted: dict[str, Any], expected: list[str]) -> None:
    """A header by its name in any case; of several of one name one must be right."""
    answer = response({}, 200, ("X-A", "1"), ("x-a", "2"))
    assert failures({"headers": wanted}, answer) == expected


@pytest.mark.parametrize(
    ("body", "kind", "expected"),
    [
        (b"", "", "an empty body"),
        (
            b"<html>Oops</html>",
            "text/html; charset=utf-8",
            '"<html>Oops</html>" ("text/html"), which is no JSON: Expecting value at line 1, column 1',
        ),
        (
            b'{"a": 1,\n "b": }',
            "application/json",
            '"{\\"a\\": 1,\\n \\"b\\": }" ("application/json"), which is no JSON: Expecting value at line 2, column 7',
        ),
        (b"\x89PNG\xff", "image/png", '5 bytes ("image/png") that are no text'),
        (b"[" * 100_000, "application/json", 'JSON ("application/json") that is nested too deeply'),
        (b"[NaN]", "", "a body that is no JSON: NaN is no value"),
    ],
    ids=["empty", "html", "broken", "binary", "deep", "nan"],
)
def test_body_that_is_no_json(body: bytes, kind: str, expected: str) -> None:
    """Where the body is no JSON that is said once, with what it is instead."""
    answer = Response(200, "OK", (("Content-Type", kind),), body)
    expect = {"body": {"/a": {"exists": False}, "/b": {"equals": 1}}}

    check(expect, f"body: expected JSON, got {expected}", answer=answer)


def test_body_that_was_cut_off() -> None:
    """Of a body over the cap nothing can be told."""
    answer = Response(200, "OK", (JSON_TYPE,), b"[1, 2", is_cut=True)

    check(
        {"body": {"/0": {"equals": 1}}},
        'body: expected JSON, got a body ("application/json") that was cut off after 5 bytes',
        answer=answer,
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_encodings_of_json(encoding: str) -> None:
    """JSON is read in each Unicode encoding."""
    answer = Response(200, "OK", (), json.dumps({"a": "ü€😀"}, ensure_ascii=False).encode(encoding))

    check({"body": {"/a": {"equals": "ü€😀"}}}, answer=answer)


def test_long_texts() -> None:
    """Of two long texts the places are shown where they differ."""
    check(
        {"body": {"/a": {"equals": "x" * 500 + "a" + "y" * 500}}},
        f'body /a: expected …"{"x" * 60}a{"y" * 59}"…, got …"{"x" * 60}b{"y" * 59}"…',
        answer=response({"a": "x" * 500 + "b" + "y" * 500}),
    )


@pytest.mark.parametrize("pattern", ["(a+)+$", "^(a|a)*$", r"^(?=(a+)+b)(a+)+\2$"])
def test_no_pattern_runs_for_ever(pattern: str) -> None:
    """A pattern that makes Python's `re` run for years is judged."""
    assert failures({"body": {"": {"matches": pattern}}}, response("a" * 5000 + "!"))


def test_secrets_are_hidden() -> None:
    """Neither what is expected nor what is there shows a secret, also not half of it."""
    secret = "s3cret-" * 40
    [case] = cases(
        {
            "expect": {
                "status": 201,
                "headers": {"x": {"equals": f"Bearer {secret}"}},
                "body": {
                    "/a": {"equals": secret},
                    "": {"equals": {secret: 2}},
                    "/b": {"type": "string"},
                    "/c/d": {"exists": True},
                },
            }
        }
    )
    answer = response(
        {"a": secret + "!", "b": [secret], "c": secret, secret: 1}, 200, ("X", secret)
    )
    answer = Response(200, secret, answer.headers, answer.body)

    found = judge(case.expectations, answer, lambda text: text.replace(secret, "*"))

    assert len(found) == 6
    assert "s3cret" not in "".join(failure.message for failure in found)
    assert "s3cret" not in "".join(each.unmet.expected + each.unmet.actual for each in found)


def test_captures() -> None:
    """Values of the body keep their types, headers are text."""
    [case] = cases({"capture": {"id": "/id", "all": "", "at": {"header": "location"}}})

    kept, missing = take(case.captures, response({"id": 7}, 201, ("Location", "/orders/7")))

    assert kept == {"id": 7, "all": {"id": 7}, "at": "/orders/7"}
    assert missing == ()


def test_captures_of_nothing() -> None:
    """What cannot be captured is a failure."""
    [case] = cases({"capture": {"id": "/id", "at": {"header": "location"}}})

    kept, missing = take(case.captures, response({}))

    assert kept == {}
    assert [(each.message, each.path) for each in missing] == [
        (
            'body /id: expected a value to capture as "id", got nothing: the body is an empty object',
            ("capture", "id"),
        ),
        (
            'header location: expected a value to capture as "at", got no such header',
            ("capture", "at"),
        ),
    ]


@pytest.mark.parametrize(
    ("expect", "expected", "actual"),
    [
        ({"status": 201}, "201", "200 OK"),
        ({"body": {"/id": {"type": "string"}}}, "string", "integer 7"),
        ({"body": {"/no": {"equals": [1]}}}, "[1]", 'nothing: the body has "id", "name", "price", "tags", "owner", …'),
        (
            {"body": {"/size": {"equals": {"in": 3, "cm": [1, 9]}}}},
            '{\n  "in": 3,\n  "cm": [\n    1,\n    9\n  ]\n}',
            '{\n  "in": 3,\n  "cm": [\n    1,\n    2\n  ]\n}',
        ),
        ({"headers": {"content-type": {"equals": "text/html"}}}, "text/html", "application/json"),
    ],
)  # fmt: skip
def test_sides_of_a_failure(expect: dict[str, Any], expected: str, actual: str) -> None:
    """A value that is compared is there as a whole, laid out; the message stays a line."""
    [case] = cases({"expect": expect})
    [failure] = judge(case.expectations, response(BODY))

    assert (failure.unmet.expected, failure.unmet.actual) == (expected, actual)
    assert failure.unmet.message == failure.message
    assert "\n" not in failure.message
