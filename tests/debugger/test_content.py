"""The content of a response as a text."""

import codecs
import json
from encodings.aliases import aliases
from types import SimpleNamespace
from typing import Any
from unittest import mock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connector_lsp.debugger import json_layout
from connector_lsp.debugger.content import Content, read_content
from connector_lsp.debugger.exchange import Response
from connector_lsp.debugger.json_layout import try_pretty_json

JSON = "application/json"


def read(body: bytes, content_type: str | None = None, *, is_cut: bool = False) -> Content:
    """The content of a response with this body and type."""
    headers = () if content_type is None else (("Content-Type", content_type),)
    return read_content(Response(200, "OK", headers, body, len(body), is_cut))


@pytest.mark.parametrize(
    ("body", "content_type", "kind", "text"),
    [
        (b"", JSON, "empty", ""),
        (b'{"a":1}', JSON, "json", '{\n  "a": 1\n}'),
        (b'{"a":1}', "application/problem+json; charset=utf-8", "json", '{\n  "a": 1\n}'),
        (b'{"a":1}', "text/plain", "json", '{\n  "a": 1\n}'),
        (b" [1]", None, "json", "[\n  1\n]"),
        (b"1", JSON, "json", "1"),
        (b"1", "text/plain", "text", "1"),
        (b"{curly}", "text/plain", "text", "{curly}"),
        (b"<p>\xc3\xbc</p>", "text/html", "text", "<p>ü</p>"),
        (b"\xfc", "text/html; Charset=ISO-8859-1", "text", "ü"),
        (b"\x93\xfa\x96{", 'text/plain; charset="Shift_JIS"', "text", "日本"),
        (codecs.BOM_UTF8 + b"a", "text/plain", "text", "a"),
        (codecs.BOM_UTF16_LE + "ü".encode("utf-16-le"), "text/plain; charset=latin-1", "text", "ü"),
        (codecs.BOM_UTF32_LE + "😀".encode("utf-32-le"), "text/plain", "text", "😀"),
        ("ü".encode("utf-16-le"), "text/plain; charset=UTF-16", "text", "ü"),
        (b"plain", "application/octet-stream", "text", "plain"),
        (b"\x89PNG\r\n\x1a\n\xff", "image/png", "binary", ""),
        (b"a\x00b", "application/octet-stream", "binary", ""),
        (b"\xff\xfd", None, "binary", ""),
        (b"<svg/>", "image/svg+xml", "text", "<svg/>"),
    ],
)
def test_content(body: bytes, content_type: str | None, kind: str, text: str) -> None:
    """What it is follows from its type, else from its look; there is nothing to say of it."""
    assert read(body, content_type) == Content(kind, text)


@pytest.mark.parametrize(
    ("body", "content_type", "text", "notice"),
    [
        (b"a\xffb", "text/plain", "a\ufffdb", "Some bytes are no UTF-8: \ufffd stands there"),
        (b"\xc3\xbc", "text/plain; charset=nonsense", "ü", "The charset 'nonsense' is not known"),
        (b"abc", "text/plain; charset=zlib", "abc", "The charset 'zlib' is not known"),
        (b"abc", "text/plain; charset=unicode_escape", "abc", "is not known"),
        (b'{"a":}', JSON, '{"a":}', "but is not: Expecting value, line 1, column 6"),
        (b"<p>", JSON, "<p>", "The content is said to be JSON, but is not"),
        (b"[NaN]", JSON, "[NaN]", "NaN is no number of JSON"),
        (b"[" * 100_000, JSON, "[" * 100_000, "too deep"),
    ],
)
def test_notice(body: bytes, content_type: str, text: str, notice: str) -> None:
    """What is not as it should be is said, and shown as it is."""
    content = read(body, content_type)

    assert content.text == text
    assert [notice in each for each in content.notices] == [True]


def test_cut() -> None:
    """Where it was cut off, neither half a character nor half a JSON is a fault of the server."""
    content = read('{"a": "ü'.encode()[:-1], JSON, is_cut=True)

    assert content == Content("text", '{"a": "', ("Cut off after 8 bytes",))


@pytest.mark.parametrize(
    ("text", "pretty"),
    [
        ("{}", "{}"),
        ("[ \n ]", "[]"),
        ('{"a":{},"b":[]}', '{\n  "a": {},\n  "b": []\n}'),
        (
            '{"a":1.10,"a":12345678901234567890123}',
            '{\n  "a": 1.10,\n  "a": 12345678901234567890123\n}',
        ),
        (r'["\u00fc\/ ,:{}[]\"\\"]', "[\n  " + r'"\u00fc\/ ,:{}[]\"\\"' + "\n]"),
        ("9" * 5000, "9" * 5000),
        ("[1e999]", "[\n  1e999\n]"),
    ],
)
def test_pretty(text: str, pretty: str) -> None:
    """Only white space changes."""
    assert try_pretty_json(text) == pretty


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)  # fmt: skip


@given(value=VALUES, ascii_only=st.booleans())
def test_pretty_is_what_json_gives(value: object, *, ascii_only: bool) -> None:
    """For any value, the layout is that of the standard library."""
    text = json.dumps(value, ensure_ascii=ascii_only)

    assert try_pretty_json(text) == json.dumps(value, ensure_ascii=ascii_only, indent=2)


@given(
    body=st.binary(),
    media_type=st.sampled_from([JSON, "text/plain", "image/png", "x"]),
    charset=st.sampled_from(sorted(set(aliases.values()))) | st.text(max_size=8),
    is_cut=st.booleans(),
)
def test_any_content(body: bytes, media_type: str, charset: str, *, is_cut: bool) -> None:
    """Any body with any charset can be read."""
    content = read(body, f"{media_type}; charset={charset}", is_cut=is_cut)

    assert (content.kind == "empty") == (not body)


@pytest.mark.parametrize(
    "text",
    [
        "[" + "0," * 4_999_999 + "0]",
        "[" * 150 + "0," * 300_000 + "0" + "]" * 150,
    ],
    ids=["items", "indentation"],
)
def test_too_large(text: str) -> None:
    """What would take long, or become a multiple of its size, is shown as it came."""
    content = read(text.encode(), JSON)

    assert (content.kind, content.text) == ("json", text)
    assert "too large" in content.notices[0]


@pytest.mark.parametrize(
    ("text", "limits", "steps"),
    [
        ("[" + "0," * 999 + "0]", {"_LARGE": 0, "_MAX_PARTS": 100}, 51),
        ("[" + "0," * 999 + "0]", {"_MAX_COMMAS": 100}, 0),
        ("[" * 150 + "0," * 999 + "0" + "]" * 150, {"_MAX_LEVELS": 10_000}, 11),
        ("[" * 201 + "0" + "]" * 201, {}, 201),
    ],
    ids=["rows", "items", "indentation", "depth"],
)
def test_too_large_is_given_up_early(text: str, limits: dict[str, int], steps: int) -> None:
    """No more rows are read, and no more pieces laid out, than a limit allows."""
    taken = 0

    def count(step: Any) -> Any:
        nonlocal taken
        taken += 1
        return step

    scan, pieces = json_layout._scan, json_layout._PIECE  # noqa: SLF001 -- its steps are counted
    counted = {
        "_scan": lambda text, at: count(scan(text, at)),
        "_PIECE": SimpleNamespace(finditer=lambda text: map(count, pieces.finditer(text))),
    }
    with mock.patch.multiple(json_layout, **counted, **limits):
        assert try_pretty_json(text) is None

    assert taken == steps


def test_ten_megabytes() -> None:
    """Of ten megabytes of an ordinary answer each item has a line, as it came."""
    item = {"id": 12345, "name": "An item", "price": 12.5, "tags": ["a", "b"], "note": "word " * 20}
    row = json.dumps(item, separators=(",", ":"))
    text = f'{{"data":{{"items":[{",".join([row] * 60_000)}],"more":null}},"ok":true}}'

    with mock.patch.object(json_layout, "_laid_out") as laid_out:
        content = read(text.encode(), JSON)

    assert len(text) > 10_000_000
    assert content.notices == ("Large: each item has a line of its own, as it came",)
    rows = ",\n".join([f"      {row}"] * 60_000)
    head, tail = (
        '{\n  "data": {\n    "items": [\n',
        '\n    ],\n    "more": null\n  },\n  "ok": true\n}',
    )
    assert content.text == head + rows + tail
    laid_out.assert_not_called()  # That would take longer: it splits each item.


@given(value=VALUES, longest=st.integers(0, 30), indent=st.none() | st.integers(0, 3))
def test_large_json_keeps_its_value(value: object, longest: int, indent: int | None) -> None:
    """Laid out by rows, short and long, it is what it was."""
    text = json.dumps(value, indent=indent)

    with mock.patch.multiple(json_layout, _LARGE=0, _LONGEST_ROW=longest):
        pretty = try_pretty_json(f" {text}\n")

    assert pretty is not None
    assert json.loads(pretty) == json.loads(text)


@given(text=st.text('{}[]":,01 \\nu-e.x', max_size=12))
def test_large_json_is_as_strict(text: str) -> None:
    """What is no JSON is none by rows either."""
    try:
        json.loads(text)
    except ValueError:
        is_json = False
    else:
        is_json = True

    with mock.patch.object(json_layout, "_LARGE", 0):
        try:
            try_pretty_json(text)
        except ValueError:
            assert not is_json
        else:
            assert is_json
