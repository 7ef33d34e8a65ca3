"""Whatever is in the parameters of our own requests, they are answered, and the server lives.

The table is made of `ext.REQUESTS`, so that a new request is in it without a word.
"""

import typing

import pytest

from connector_lsp.server.ext import REQUESTS
from connector_lsp.server.from_ext import checked
from connector_lsp.server.from_lsp import InvalidParamsError
from tests.support.debugger import EDITOR, api, bench, connector
from tests.support.http import response, says

JUNK = [None, True, 0, -1.5, "", "\ud800", [], [None], [[]], {}, {"jsonrpc": "2.0"}, {"a": []}]


def members(shape: type) -> dict[str, tuple[object, bool]]:
    """The type of each parameter, and whether it may be missing."""
    hints = typing.get_type_hints(shape, include_extras=True)
    return {
        name: (typing.get_args(hint)[0], True)
        if typing.get_origin(hint) is typing.NotRequired
        else (hint, False)
        for name, hint in hints.items()
    }


def is_right(value: object, hint: object) -> bool:
    """Whether one of `JUNK` is of a type, by a table of its own."""
    text = str(hint)
    return {
        "<class 'str'>": isinstance(value, str),
        "<class 'bool'>": isinstance(value, bool),
        "int | str": isinstance(value, str) or (value == 0 and value is not False),
        "list[str]": value == [],
        "list[str | int]": value == [],
        "dict[str, str]": value in ({}, {"jsonrpc": "2.0"}),
        "dict[str, dict[str, typing.Any]]": value == {},
    }[text]


def sound(uri: str) -> dict[str, object]:
    """Parameters with nothing wrong with them, for all requests."""
    return {
        "uri": uri, "text": "{}", "action": "thing/list", "name": "x", "id": "x", "path": [],
        "inputs": {}, "values": {}, "remember": False, "forget": False, "names": [],
        "workDoneToken": "t", "record": "x",
        "source": "curl https://api.example.com/things",
    }  # fmt: skip


CASES = [
    (method, name, value)
    for method, (shape, _) in REQUESTS.items()
    for name, (hint, is_optional) in members(shape).items()
    for value in JUNK
    if not is_right(value, hint) and not (is_optional and value is None)
]


@pytest.mark.parametrize("value", JUNK)
@pytest.mark.parametrize(
    ("shape", "name"),
    [
        (shape, name)
        for shape in dict.fromkeys(shape for shape, _ in REQUESTS.values())
        for name in members(shape)
    ],
)
def test_a_type_is_checked(shape, name, value):
    """What is right passes, and nothing else does; null is as good as missing where that may be."""
    hint, is_optional = members(shape)[name]
    params = {each: sound("x")[each] for each in members(shape)} | {name: value}
    if is_right(value, hint):
        assert checked(shape, params)[name] == value
    elif is_optional and value is None:
        assert name not in checked(shape, params)
    else:
        with pytest.raises(InvalidParamsError):
            checked(shape, params)


@pytest.mark.parametrize("method", REQUESTS)
def test_wrong_types_are_refused_and_nothing_is_sent(tmp_path, method):
    """With the code that JSON-RPC has for it; then the same request with sound ones is answered."""
    shape, _ = REQUESTS[method]
    with api(says(response(b"{}"))) as server, bench(tmp_path, connector(server.url(""))) as b:
        good = {name: sound(b.uri)[name] for name in members(shape)}
        cases = [(name, value) for each, name, value in CASES if each == method]
        for name, value in cases:
            answer = b.editor.request(method, good | {name: value})
            assert answer["error"]["code"] == -32602, (name, value)
        required = [name for name, (_, is_optional) in members(shape).items() if not is_optional]
        for params in (None, [], {}, "text"):
            answer = b.editor.request(method, params)
            assert ("error" in answer) is bool(required), params
        assert server.connections == 0
        assert "error" not in b.editor.request(method, good)


@pytest.mark.parametrize(
    "uri",
    [
        "",
        "\ud800",
        "untitled:a",
        "file:///",
        "file:///a\0b.tests.json",
        "file:///\ud800.connector.json",
    ],
)
def test_names_of_no_file_are_answered(tmp_path, uri):
    """By null, or the code for what is malformed."""
    with bench(tmp_path, connector("http://127.0.0.1:1"), capabilities=EDITOR) as b:
        for method, (shape, _) in REQUESTS.items():
            params = {name: sound(uri)[name] for name in members(shape)}
            answer = b.editor.request(method, params)
            assert answer.get("error", {"code": -32602})["code"] == -32602, method
        assert b.editor.codes(b.uri) == []
