"""Reading: YAML as YAML 1.2 has it, references to other places and files, broken texts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connector_lsp.importers import BrokenSourceError, Source
from connector_lsp.importers.source import load
from tests.support.importing import imported, openapi


def test_scalars() -> None:
    """Scalars are those of YAML 1.2: no yes and no, no dates; a code such as 08 is no number."""
    text = """
        [no, yes, on, true, 2026-01-31, 12:30, 017, 0o17, 0x1F, 1_000, 1.5e3, .5, ~, null, '1', "true",
         -3, +4, !!str 5, .inf, 1.2.3, !custom 7, 08, -01.5, 0, 0.5, 0e1]
    """
    assert load(text, "a.yaml").value == [
        "no", "yes", "on", True, "2026-01-31", "12:30", "017", 15, 31, "1_000", 1500.0, 0.5, None,
        None, "1", "true", -3, 4, "5", ".inf", "1.2.3", "7", "08", "-01.5", 0, 0.5, 0.0,
    ]  # fmt: skip


def test_structure() -> None:
    """Names are texts; aliases and merges are followed; of several documents the first is read."""
    text = """\
200: &ok {a: 1, b: 2}
true: *ok
x:
  <<: *ok
  b: 3
---
other: 1
"""
    ok = {"a": 1, "b": 2}
    assert load(text, "a.yaml").value == {"200": ok, "true": ok, "x": {"a": 1, "b": 3}}


def test_bomb() -> None:
    """Aliases of aliases take no more memory than their text."""
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 30)]
    assert len(load("\n".join(lines), "a.yaml").value) == 30


def test_merged_bomb() -> None:
    """Nor do they by being merged again and again."""
    members = ", ".join(f"a{number}: 1" for number in range(2000))
    with pytest.raises(BrokenSourceError, match="More is merged than anybody wrote"):
        load(f"a: &a {{{members}}}\n" + "b: {<<: [" + "*a, " * 600 + "]}", "a.yaml")


@pytest.mark.parametrize(
    ("text", "message", "line", "column"),
    [
        ("a: [1,\nb: 2\nc: [", "Did not find expected ',' or ']'", 3, 2),
        (
            "a: {b: 1,\n  c: 2\n",
            "Did not find expected ',' or '}' while parsing a flow mapping",
            1,
            4,
        ),
        ("a: 'b\n", "Found unexpected end of stream while scanning a quoted scalar", 1, 4),
        ("a: b: c", "Mapping values are not allowed in this context", 1, 5),
        ("a:\n\tb: 1", "A tab cannot indent in YAML: use spaces", 2, 1),
        ("a: @b", "Found character that cannot start any token", 1, 4),
        ("a: *nobody", "No anchor is called 'nobody'", 1, 4),
        ("? {a: 1}\n: 3", "A name has to be a text", 1, 3),
        ("a: &b [1]\n*b : 3", "A name has to be a text", 2, 1),
        ("a: \x01", "Character U+0001 is not allowed in YAML", 1, 4),
        ("[" * 1000, "Nested too deeply", 1, 402),
    ],
)
def test_broken_yaml(text: str, message: str, line: int, column: int) -> None:
    """A text that is no YAML is refused at the place of the mistake."""
    with pytest.raises(BrokenSourceError) as caught:
        load(text, "a.yaml")
    before = caught.value.text[: caught.value.range.start]
    place = before.count("\n") + 1, len(before) - before.rfind("\n")
    assert (str(caught.value), place) == (message, (line, column))


@pytest.mark.parametrize(
    ("text", "message", "start"),
    [
        ('{"a": 1,}', "Trailing , before }", 7),
        ('{"a": ' + "9" * 5000 + "}", "A number has too many digits", 0),
        ("[" * 100_000, "Nested too deeply", 0),
    ],
)
def test_broken_json(text: str, message: str, start: int) -> None:
    """A text that is no JSON is refused as `check` words it."""
    with pytest.raises(BrokenSourceError) as caught:
        load(text, "a.json")
    assert (str(caught.value), caught.value.range.start) == (message, start)


@given(st.text())
def test_any_text(text: str) -> None:
    """Any text is a value or refused at a place in it."""
    for path in ("a.json", "a.yaml"):
        start, end = fault(text, path)
        assert 0 <= start <= end <= len(text) + 1


def fault(text: str, path: str) -> tuple[int, int]:
    """Where a text is refused; the beginning if it is not."""
    try:
        load(text, path)
    except BrokenSourceError as error:
        return error.range
    return 0, 0


def test_references_to_files() -> None:
    """A reference is resolved against the file that it is in; each file is read once."""
    asked = []
    files = {
        "paths/things.yaml": "post: {requestBody: {$ref: '../bodies.json#/components/Thing'}}",
        "bodies.json": '{"components": {"Thing": {"content": {"application/json": {"schema": {"$ref": "#/a~1b/%C3%BC"}}}}},'
        '"a/b": {"ü": {"properties": {"x": {"$ref": "source.yaml#/components/schemas/X"}}}}}',
    }
    source = openapi(
        "/things: {$ref: paths/things.yaml}", root="components: {schemas: {X: {type: integer}}}"
    )

    def read(reference: str) -> str:
        asked.append(reference)
        return source if reference == "source.yaml" else files[reference]

    from connector_lsp.importers import import_text

    made = import_text(Source("source.yaml", source, read))
    assert '"type": "integer"' in made.text
    assert asked == ["paths/things.yaml", "bodies.json", "source.yaml"]


@pytest.mark.parametrize(
    ("reference", "reason"),
    [
        ("missing.yaml", "missing.yaml cannot be read: there is no such file"),
        ("broken.yaml#/a", "broken.yaml#/a cannot be read: line 1: Did not find expected ',' or ']' while parsing a flow sequence"),
        ("other.yaml#/b", "other.yaml#/b leads nowhere"),
        ("https://x.example.com/a.yaml", "https://x.example.com/a.yaml cannot be read: there is no such file"),
        ("#anchor", "#anchor leads nowhere"),
        ("http://[", "http://[ leads nowhere"),
    ],
)  # fmt: skip
def test_reference_that_leads_nowhere(reference: str, reason: str) -> None:
    """The operation that it is in says why it is no action."""
    source = openapi(f"/a: {{post: {{requestBody: {{$ref: '{reference}'}}}}}}\n/b: {{get: {{}}}}")
    found = imported(source, beside={"broken.yaml": "a: [\nb: 1", "other.yaml": "a: 1"})
    assert f"refused: POST /a | body: {reason}" in found.report()
    assert [each["endpoint"] for each in found.connector["actions"]] == ["/b"]
