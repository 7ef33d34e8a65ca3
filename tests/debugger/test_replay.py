"""Placeholders for secrets, and marks turned back into values."""

import json

import pytest

from connector_lsp.debugger.cassette import parse, recorded, render
from connector_lsp.debugger.exchange import Request, Response
from connector_lsp.debugger.read_model import read_model
from connector_lsp.debugger.redact import Redactor
from connector_lsp.debugger.replay import add_placeholders, restored, try_placeholder
from connector_lsp.debugger.request import build_request
from tests.support.building import connector, fields
from tests.support.cases import exchange, response

TYPES = ["", "string", "number", "integer", "date"]


@pytest.mark.parametrize("kind", TYPES)
def test_placeholder_of_a_type(kind: str) -> None:
    """A placeholder is a value of the type, sent and hidden like any other."""
    values = [try_placeholder(number, kind) for number in (0, 7)]
    model = read_model(connector("POST", actionFields=fields("a", type=kind)))
    for value in values:
        assert value is not None
        request = build_request(model, model.actions[0], {"actionFields": {"a": value}})
        assert b"{{env.A}}" in Redactor({"env.A": value}).data(request.body)

    assert values[0] != values[1]


@pytest.mark.parametrize("kind", ["boolean", "object", "array"])
def test_no_placeholder(kind: str) -> None:
    """Of a type with few values, or with parts, there is none."""
    assert try_placeholder(0, kind) is None


def test_placeholder_of_a_url() -> None:
    """A placeholder that a URL begins with is one."""
    root = connector(url="{{authFields.shop}}/api/", authFields=fields("shop"))
    value = try_placeholder(3, is_url=True)
    model = read_model(root)

    request = build_request(model, None, {"authFields": {"shop": value}})

    assert Redactor({"authFields.shop": str(value)}).url(request.url) == (
        "{{authFields.shop}}/api/items"
    )


@pytest.mark.parametrize(
    ("request_", "is_there"),
    [
        (Request("GET", "https://h/?k={{authFields.k}}"), True),
        (Request("GET", "https://h/", (("x-k", "key {{authFields.k}}"),)), True),
        (Request("POST", "https://h/", body=b'{"k": {{authFields.k}}}'), True),
        (Request("GET", "https://h/", (("authorization", "Bearer …"),)), True),
        (Request("GET", "https://h/?k={{authFields.other}}"), False),
    ],
)
def test_placeholder_of_what_can_be_left_out(request_: Request, *, is_there: bool) -> None:
    """It takes the place of what was sent when it was recorded."""
    root = connector(
        authFields=fields("k", required=False),
        auth_request={"type": "bearer", "token": "{{authFields.k}}"},
    )
    values: dict[str, str] = {}
    add_placeholders(values, {}, read_model(root), {}, {"a case": (exchange(request_),)})
    assert ("authFields.k" in values) is is_there


def test_restored() -> None:
    """Marks in headers and in a body of JSON or text become the values in use."""
    value = 'say "hi"'
    marked = {"a": "{{env.A}}", "b": ["x {{env.A}} {{env.B}}"]}
    marks = [
        exchange(answer=Response(200, "OK", (("X-A", "{{env.A}}"),), json.dumps(marked).encode())),
        exchange(answer=Response(200, "OK", (), b"plain {{env.A}}")),
    ]

    first, second = restored(marks, {"env.A": value})

    assert first.response is not None
    assert second.response is not None
    assert json.loads(first.response.body) == {"a": value, "b": [f"x {value} {{{{env.B}}}}"]}
    assert first.response.header("x-a") == value
    assert second.response.body == b'plain say "hi"'


def test_restored_by_a_name_beyond_ascii() -> None:
    """A mark in JSON is found again whatever letters its name has."""
    redactor = Redactor({"authFields.schlüssel": "planted-s3cret"})
    kept = recorded([exchange(answer=response({"a": "planted-s3cret"}))], redactor.exchange)
    read = parse(render({"a case": kept}, ["a case"]))["a case"]

    [found] = restored(read, {"authFields.schlüssel": "another"})

    assert found.response is not None
    assert json.loads(found.response.body) == {"a": "another"}
