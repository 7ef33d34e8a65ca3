"""The schema of test cases files: its form, its annotations, its verdicts."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from connector_lsp.analysis.cases import CASES
from connector_lsp.resources import cases_schema

PATH = Path(__file__).resolve().parents[2] / "schema" / "connector-tests.schema.json"
SCHEMA: dict[str, Any] = json.loads(PATH.read_text("utf-8"))
REGISTRY: Registry[Any] = Resource.from_contents(SCHEMA) @ Registry()


def nodes(node: Any, pointer: str = "#") -> dict[str, dict[str, Any]]:
    """Every object of the schema by its pointer; examples and bodies are data."""
    found = {pointer: node} if isinstance(node, dict) else {}
    items = (
        node.items()
        if isinstance(node, dict)
        else enumerate(node)
        if isinstance(node, list)
        else ()
    )
    for key, child in items:
        if key not in {"examples", "defaultSnippets", "x-enumDescriptions"}:
            found.update(nodes(child, f"{pointer}/{key}"))
    return found


NODES = nodes(SCHEMA)


def errors(instance: object, pointer: str = "#") -> list[str]:
    """The keywords that `instance` violates of the schema at `pointer`."""
    schema = {"$ref": SCHEMA["$id"] + pointer}
    return [
        str(e.validator)
        for e in Draft202012Validator(schema, registry=REGISTRY).iter_errors(instance)
    ]


def test_schema_is_valid() -> None:
    """The schema is valid JSON Schema, draft 2020-12, and formatted."""
    Draft202012Validator.check_schema(SCHEMA)
    assert PATH.read_text("utf-8") == json.dumps(SCHEMA, indent=2, ensure_ascii=False) + "\n"


def test_cases_are_judged_one_by_one() -> None:
    """The schema can be asked about a single case, so a keystroke costs what it touches."""
    assert cases_schema().is_sectioned(CASES)


@pytest.mark.parametrize(
    "pointer", [p for p in NODES if re.search(r"(/properties|\$defs)/[^/]+$", p)]
)
def test_annotations(pointer: str) -> None:
    """Every property says what it is and shows an example, as hover and completion need it."""
    node = NODES[pointer]

    assert node["title"]
    assert node["description"].endswith(".")
    assert node.get("examples") or node.get("defaultSnippets")
    assert list(node.get("x-enumDescriptions", ())) == node.get("enum", [])


@pytest.mark.parametrize("pointer", [p for p, node in NODES.items() if "examples" in node])
def test_examples(pointer: str) -> None:
    """Every example is valid where it is shown."""
    for example in NODES[pointer]["examples"]:
        assert errors(example, pointer) == []


@pytest.mark.parametrize("snippet", SCHEMA["$defs"]["case"]["defaultSnippets"])
def test_snippets(snippet: dict[str, Any]) -> None:
    """Every skeleton, its tab stops filled in, is valid where it is offered."""
    body = json.loads(re.sub(r"\$\{\d:([^}]*)\}", r"\1", json.dumps(snippet["body"])))

    assert errors(body, "#/$defs/case") == []


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ({}, []),
        ({"name": ""}, ["minLength"]),
        ({"action": 1}, ["type"]),
        ({"skip": True}, ["additionalProperties"]),
        ({"actionFields": {"a": [{"b": None}]}, "urlFields": {"": 1.5}}, []),
        ({"urlFields": [1]}, ["type"]),
        ({"expect": {"status": 200}}, []),
        ({"expect": {"status": [200, "3xx"]}}, []),
        ({"expect": {"status": "2XX"}}, ["pattern"]),
        ({"expect": {"status": 99}}, ["minimum"]),
        ({"expect": {"status": []}}, ["minItems"]),
        ({"expect": {"status": [600]}}, ["maximum"]),
        ({"expect": {"body": {"": {"equals": {"a": 1}}}}}, []),
        ({"expect": {"body": {"/a~1b~0": {"exists": True}}}}, []),
        ({"expect": {"body": {"a": {"exists": True}}}}, ["pattern"]),
        ({"expect": {"body": {"/a~2": {"exists": True}}}}, ["pattern"]),
        ({"expect": {"body": {"/a": {}}}}, ["minProperties"]),
        ({"expect": {"body": {"/a": 1}}}, ["type"]),
        ({"expect": {"body": {"/a": {"exists": 1}}}}, ["type"]),
        ({"expect": {"body": {"/a": {"type": "text"}}}}, ["enum"]),
        ({"expect": {"body": {"/a": {"type": ["null", "text"]}}}}, ["enum"]),
        ({"expect": {"headers": {"X": {"matches": 1}}}}, ["type"]),
        ({"capture": {"id": "/id", "at": {"header": "Location"}}}, []),
        ({"capture": {"an id": "/id"}}, ["pattern"]),
        ({"capture": {"id": "id"}}, ["pattern"]),
        ({"capture": {"id": {}}}, ["required"]),
    ],
)  # fmt: skip
def test_verdict(members: dict[str, Any], expected: list[str]) -> None:
    """One mistake gives one error, and both validators agree that there is one."""
    file = {"cases": [{"name": "a", "action": "order/get", **members}]}

    assert errors(file) == expected
    assert bool(cases_schema().violations((), file)) == bool(expected)


@pytest.mark.parametrize("file", [{}, {"cases": {}}, {"cases": [1]}, {"cases": [{}]}, []])
def test_no_cases_file(file: object) -> None:
    """What is no file of cases at all."""
    assert errors(file)
    assert cases_schema().violations((), file)
