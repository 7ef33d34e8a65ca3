"""Names that stand more than once: the last counts, and what is lost is told."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connector_lsp.importers import ImportFailure
from connector_lsp.importers.source import load
from tests.support.importing import imported, imported_into, openapi

YAML = """\
/pets:
  get: {operationId: listPets, tags: [a], tags: [b, c]}
  post: {operationId: addPet}
/shops:
  get: {operationId: listShops, summary: Shops, summary: Shops}
/pets:
  get: {operationId: findPets}
"""


def test_yaml() -> None:
    """A path that stands again takes the place of the first; what only that had is named."""
    found = imported(openapi(YAML))
    assert [each.operation for each in found.imported.report.made] == ["GET /pets", "GET /shops"]
    assert found.report() == (
        "note: sign-in | none is described\n"
        "note: paths./pets.get.tags | it stands twice, and the last, in line 7, counts\n"
        "note: paths./pets | it stands twice, and the last, in line 11, counts; "
        "what only the other had is left out: post"
    )


def test_json() -> None:
    """The same of JSON, whatever stands in its strings."""
    text = (
        '{"openapi": "3.0.0", "servers": [{"url": "https://a.example.com"}],\r\n'
        '"info": {"title": "\\"{", "title": "a", "title": "}"},\r\n'
        '"paths": {"/a": {"get": {"tags": ["x", "y: [{"], "parameters": [1, {"in": "query", "name": "a", "name": "b"}]}},\r\n'
        '"/\\u0061": {"get": {}}}}'
    )
    assert imported(text, path="a.json").report() == (
        "note: sign-in | none is described\n"
        "note: info.title | it stands 3 times, and the last, in line 2, counts\n"
        "note: paths./a.get.parameters.1.name | it stands twice, and the last, in line 3, counts\n"
        "note: paths./a | it stands twice, and the last, in line 4, counts"
    )


def test_many_lost_members() -> None:
    """Of many members that are lost the first are named."""
    members = ", ".join(f"get{number}: {{}}" for number in range(9))
    (repeat,) = load(f"a: {{{members}}}\na: {{get3: 1}}", "a.yaml").repeats
    assert repeat.reason.endswith("left out: get0, get1, get2, get4, get5 …")


@pytest.mark.parametrize("path", ["a.json", "a.yaml"])
def test_thousands(path: str) -> None:
    """Each is told, however many there are, and how often one name stands there."""
    names = [f"x{number % 30_000}" for number in range(60_000)]
    repeats = load(
        "{" + ", ".join(f'"{name}": {n}' for n, name in enumerate(names)) + "}", path
    ).repeats
    assert [each.place for each in repeats] == names[:30_000]
    (repeat,) = load("{" + ", ".join(f'"x": {n}' for n in range(60_000)) + "}", path).repeats
    assert repeat.times == 60_000


def test_merged() -> None:
    """What YAML merges into a mapping may be said again there, once."""
    text = "x: &x {a: 1, b: 2}\ny:\n  <<: *x\n  a: 3\n  <<: *x\n  a: 4\nz: {b: 1, <<: *x}\n"
    value, repeats = load(text, "a.yaml")
    assert value["y"] == {"a": 4, "b": 2}
    assert [(each.place, each.times, each.line) for each in repeats] == [("y.a", 2, 6)]


def test_files_beside() -> None:
    """A file that is referred to is told of by its name."""
    source = openapi("/a: {post: {requestBody: {$ref: 'b.json#/body'}}}")
    found = imported(source, beside={"b.json": '{"body": {"a": 1}, "body": {"content": {}}}'})
    assert found.report().splitlines()[-1] == (
        "note: b.json: body | it stands twice, and the last, in line 1, counts; "
        "what only the other had is left out: a"
    )


def test_recordings() -> None:
    """HAR files and collections are read in the same way."""
    request = (
        '{"method": "GET", "url": "https://a.example.com/a", "url": "https://a.example.com/b"}'
    )
    found = imported('{"log": {"entries": [{"request": ' + request + "}]}}", path="a.har")
    assert "note: log.entries.0.request.url | it stands twice" in found.report()


def test_nothing_is_added_where_it_would_be_lost() -> None:
    """A connector that has a name twice is not added to."""
    with pytest.raises(ImportFailure, match="has actions more than once, at last in line 2: "):
        imported_into('{"actions": [],\n"actions": [{}]}', openapi("/a: {get: {}}"))


NAMES = st.sampled_from(["a", "b", "c"])
TEXTS = st.recursive(
    st.sampled_from(["1", '"a"', "[]", "null"]),
    lambda inner: (
        st.lists(inner, max_size=3).map(lambda items: f"[{', '.join(items)}]")
        | st.lists(st.tuples(NAMES, inner), max_size=4).map(
            lambda members: "{" + ",\n".join(f'"{name}": {text}' for name, text in members) + "}"
        )
    ),
    max_leaves=12,
)


@given(TEXTS)
def test_either_reader(text: str) -> None:
    """JSON and YAML tell the same of one text, and keep the value that Python does."""
    read: list[Any] = [load(f"[{text}]", path) for path in ("a.json", "a.yaml")]
    for value, _ in read:
        assert value == json.loads(f"[{text}]")
    assert sorted(read[0].repeats) == sorted(read[1].repeats)
