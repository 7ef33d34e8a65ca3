"""What is different between two responses."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connector_lsp.debugger.compare import compare
from connector_lsp.debugger.exchange import Response


def _text(text: str) -> Response:
    return Response(200, "OK", (), text.encode())


def test_same() -> None:
    """Nothing is different between responses that say the same."""
    before = Response(200, "OK", (("A", "1"), ("a", "2")), b'{"a": 1, "b": [2]}')
    after = Response(200, "Fine", (("a", "1"), ("A", "2")), b'{"b":[2],"a":1}')

    found = compare(before, after)

    assert (found.status, found.headers, found.body) == (None, (), "")


def test_different() -> None:
    """Status, headers and members that differ are told."""
    before = Response(200, "OK", (("A", "1"), ("B", "2")), b'{"a": 1, "b": "x"}')
    after = Response(404, "Not Found", (("a", "3"), ("C", "4")), b'{"a": 1, "b": "y"}')

    found = compare(before, after)

    assert found.status == (200, 404)
    assert found.headers == (("a", "1", "3"), ("b", "2", None), ("c", None, "4"))
    assert found.body == '@@ -1,4 +1,4 @@\n {\n   "a": 1,\n-  "b": "x"\n+  "b": "y"\n }\n'


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (b"a\nb", b"a\nc", "@@ -1,2 +1,2 @@\n a\n-b\n+c\n"),
        (b"{", b"[", "@@ -1 +1 @@\n-{\n+[\n"),
        (b"\xff", b"a", "-1 bytes, no text\n+1 bytes, no text\n"),
        (b"[" * 9999, b"a", f"@@ -1 +1 @@\n-{'[' * 9999}\n+a\n"),
        (
            b"\n".join(b"%d" % number for number in range(100_000)),
            b"\n".join(b"%d" % number for number in range(100_000) if number != 50_000),
            "@@ -49998,7 +49998,6 @@\n 49997\n 49998\n 49999\n-50000\n 50001\n 50002\n 50003\n",
        ),
    ],
)
def test_bodies(before: bytes, after: bytes, expected: str) -> None:
    """Bodies that are no JSON are compared as text, line by line, and what is no text by size."""
    found = compare(Response(200, "", (), before), Response(200, "", (), after))

    assert found.body == expected


def test_large() -> None:
    """Large bodies that have nothing in common are said to be exchanged, at once."""
    before = "\n".join(f"a{number}" for number in range(50_000))
    after = "\n".join(f"b{number % 7}" for number in range(50_000))

    lines = compare(_text(before), _text(after)).body.splitlines()

    assert lines[0] == "-a0"
    assert lines[-1] == f"+b{49_999 % 7}"
    assert len(lines) == 100_000


lines = st.lists(st.sampled_from("abcdxyz"), max_size=30)


@given(lines, lines, lines, lines)
def test_applies(start: list[str], old: list[str], new: list[str], end: list[str]) -> None:
    """A difference, applied to the one body, gives the other."""
    before, after = ["0", *start, *old, *end], ["0", *start, *new, *end]

    found = compare(_text("\n".join(before)), _text("\n".join(after))).body

    assert _applied(before, found.splitlines()) == after


def _applied(before: list[str], difference: list[str]) -> list[str]:
    result: list[str] = []
    at = 0
    for line in difference:
        head = re.match(r"@@ -(\d+)(?:,(\d+))?", line)
        if head:
            start = int(head[1]) - (head[2] != "0")
            result += before[at:start]
            at = start
            continue
        if line[0] != "+":
            assert before[at] == line[1:]
            at += 1
        if line[0] != "-":
            result.append(line[1:])
    return result + before[at:]
