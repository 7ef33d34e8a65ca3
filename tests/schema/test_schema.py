"""The connector schema: its form, its annotations, its verdicts; and the samples."""

import json
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

ROOT = Path(__file__).resolve().parents[2]
SCHEMA: dict[str, Any] = json.loads((ROOT / "schema" / "connector.schema.json").read_text("utf-8"))
SAMPLES = sorted((ROOT / "connector_lsp" / "samples").glob("*.connector.json"))
REGISTRY: Registry[Any] = Resource.from_contents(SCHEMA) @ Registry()
STATUSES = {"documented", "observed", "inferred"}

# A tab stop of a snippet: `$1`, `${1}` or `${1:placeholder}`.
TAB_STOP = re.compile(r"\$(?:(\d+)|\{(\d+)(?::([^}]*))?\})")


def json_pointer(path: Iterable[str | int]) -> str:
    """Return `path` as a JSON pointer (RFC 6901)."""
    return "".join("/" + str(key).replace("~", "~0").replace("/", "~1") for key in path)


def walk(node: Any, pointer: str = "#") -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every object of the schema file with its JSON pointer; examples and bodies are data."""
    if isinstance(node, dict):
        yield pointer, node
        for key, child in node.items():
            if key not in {"examples", "defaultSnippets", "x-enumDescriptions"}:
                yield from walk(child, pointer + json_pointer([key]))
    elif isinstance(node, list):
        for index, child in enumerate(node):
            yield from walk(child, f"{pointer}/{index}")


NODES = dict(walk(SCHEMA))
# An empty schema marks a branch's property as known, and an `if` only tests: neither is shown.
PROPERTIES = {
    pointer: node
    for pointer, node in NODES.items()
    if re.search(r"/properties/[^/]+$", pointer) and node and "/if/" not in pointer
}
EXAMPLES = [
    pytest.param(pointer, example, id=f"{pointer}-{index}")
    for pointer, node in NODES.items()
    for index, example in enumerate(node.get("examples", []))
]
SNIPPETS = [
    pytest.param(pointer, snippet, id=f"{pointer}-{snippet['label']}")
    for pointer, node in NODES.items()
    for snippet in node.get("defaultSnippets", [])
]


def errors(instance: object, pointer: str = "#") -> list[str]:
    """Return `keyword at POINTER` for every error of `instance` under the schema at `pointer`."""
    schema = {"$ref": SCHEMA["$id"] + pointer}
    found = Draft202012Validator(schema, registry=REGISTRY).iter_errors(instance)
    return [f"{e.validator} at {json_pointer(e.path)}" for e in found]


def expand(body: object) -> Any:
    """Return a snippet's body with each tab stop replaced by the placeholder of its number."""
    text = json.dumps(body)
    placeholders = {m[2]: m[3] for m in TAB_STOP.finditer(text) if m[3] is not None}
    return json.loads(TAB_STOP.sub(lambda m: placeholders.get(m[1] or m[2], ""), text))


def connector(**changes: object) -> dict[str, object]:
    """Return a small valid connector with `changes` to its root properties."""
    return {
        "schema": "10.0",
        "name": "Shop",
        "auth_components": {"type": "none"},
        "requiredSettings": {"authFields": [{"label": "API key", "key": "api_key"}]},
        "auth_request": {"type": "bearer", "token": "{{authFields.api_key}}"},
        "testConnection": {},
        "endpoints": {"GET": {"/orders": {"url": "https://api.example.com/v1/"}}},
        **changes,
    }


def action(**changes: object) -> dict[str, object]:
    """Return a small valid action with `changes` to its properties."""
    names = {"modelId": "order", "actionId": "list", "label": "List orders"}
    return {**names, "endpoint": "/orders", "method": "GET", **changes}


def test_schema_is_valid() -> None:
    """The schema is valid JSON Schema, draft 2020-12."""
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("pointer", PROPERTIES)
def test_property_is_annotated(pointer: str) -> None:
    """Every property says what it is, what to put there, how sure we are and where to read on."""
    node = PROPERTIES[pointer]
    assert {"title", "description", "type", "x-status", "x-source", "x-link"} <= node.keys()
    assert node.get("examples")
    assert node["x-status"] in STATUSES
    assert node["x-link"].startswith("https://help.claris.com/en/connect-help/content/")
    assert node["description"].endswith(".")


@pytest.mark.parametrize("pointer", [p for p, node in NODES.items() if "enum" in node])
def test_set_of_values_is_inferred(pointer: str) -> None:
    """A set of values is never surer than inferred, and each value is explained."""
    if "/if/" not in pointer:
        node = NODES[pointer]
        assert node["x-status"] == "inferred"
        assert list(node["x-enumDescriptions"]) == node["enum"]


def test_methods_agree() -> None:
    """The methods of actions and of the connection test are those of the endpoints."""
    methods = list(SCHEMA["properties"]["endpoints"]["properties"])
    for pointer in ("#/$defs/action", "#/properties/testConnection"):
        assert NODES[f"{pointer}/properties/method/allOf/0"]["enum"] == methods


def test_branches_mark_their_properties() -> None:
    """Each branch names its properties once more where it cannot fail."""
    for name in ("auth_components", "auth_request"):
        branches: dict[str, list[list[str]]] = {}
        for part in SCHEMA["properties"][name]["allOf"]:
            kind = part["if"].get("properties", {}).get("type", {}).get("const")
            branches.setdefault(kind, []).append(list(part["then"].get("properties", [])))
        for named in branches.values():
            assert named == [named[0]] * len(named)


@pytest.mark.parametrize(("pointer", "example"), EXAMPLES)
def test_example_validates(pointer: str, example: object) -> None:
    """Every example is valid where it is shown."""
    assert errors(example, pointer) == []


@pytest.mark.parametrize(("pointer", "snippet"), SNIPPETS)
def test_snippet_validates(pointer: str, snippet: dict[str, Any]) -> None:
    """Every skeleton, its tab stops filled in, is valid where it is offered."""
    assert snippet.keys() == {"label", "description", "body"}
    assert errors(expand(snippet["body"]), pointer) == []


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_sample_validates(path: Path) -> None:
    """Both validators accept every sample."""
    sample = json.loads(path.read_text("utf-8"))
    assert errors(sample) == []
    assert jsonschema_rs.validator_for(SCHEMA).is_valid(sample)


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_sample_is_formatted(path: Path) -> None:
    """Every sample is indented by two spaces and ends with a newline."""
    text = path.read_text("utf-8")
    assert text == json.dumps(json.loads(text), indent=2, ensure_ascii=False) + "\n"


def test_there_are_samples() -> None:
    """There is a sample for each way to sign in, and the one that the editor starts with."""
    names = {path.name.removesuffix(".connector.json") for path in SAMPLES}
    ways = {"basic", "bearer-token", "key-in-header", "key-in-query", "oauth2"}
    assert names == {"default", *ways}


OAUTH2 = {"type": "oauth2", "tokenURL": "https://auth.example.com/token"}

CASES: dict[str, tuple[dict[str, object], list[str]]] = {
    "the smallest connector": ({}, []),
    "version as a number": ({"schema": 10}, ["type at /schema"]),
    "version without a dot": ({"schema": "10"}, ["pattern at /schema"]),
    "version with a leading zero": ({"schema": "010.0"}, ["pattern at /schema"]),
    "unknown root property": ({"triggers": []}, ["additionalProperties at "]),
    "unknown request type": (
        {"auth_request": {"type": "digest", "user": "a"}},
        ["enum at /auth_request/type"],
    ),
    "request without a type": ({"auth_request": {"token": "a"}}, ["required at /auth_request"]),
    "bearer without token": ({"auth_request": {"type": "bearer"}}, ["required at /auth_request"]),
    "token of a wrong type": (
        {"auth_request": {"type": "basic", "username": "a", "password": 1}},
        ["type at /auth_request/password"],
    ),
    "basic without password": (
        {"auth_request": {"type": "basic", "username": "a"}},
        ["required at /auth_request"],
    ),
    "user name under bearer": (
        {"auth_request": {"type": "bearer", "token": "a", "username": "b"}},
        ["unevaluatedProperties at /auth_request"],
    ),
    "headers beside bearer": (
        {"auth_request": {"type": "bearer", "token": "a", "headers": {"X-Shop": "b"}}},
        [],
    ),
    "header that is a number": (
        {"auth_request": {"type": "custom", "headers": {"X-Shop": 1}}},
        ["type at /auth_request/headers/X-Shop"],
    ),
    "oauth2 without a token URL": (
        {"auth_components": {"type": "oauth2", "clientId": "{{id}}"}},
        ["required at /auth_components"],
    ),
    "scope as an array": ({"auth_components": {**OAUTH2, "scope": ["a", "b"]}}, []),
    "scope with a number": (
        {"auth_components": {**OAUTH2, "scope": ["a", 1]}},
        ["type at /auth_components/scope/1"],
    ),
    "other spelling of the client ID": ({"auth_components": {**OAUTH2, "client_id": "{{a}}"}}, []),
    "client ID under none": (
        {"auth_components": {"type": "none", "clientId": "{{id}}"}},
        ["unevaluatedProperties at /auth_components"],
    ),
    "unknown authentication type": (
        {"auth_components": {"type": "saml", "issuer": "a"}},
        ["enum at /auth_components/type"],
    ),
    "OAuth 1 with properties of its own": (
        {"auth_components": {"type": "oauth1", "consumerKey": "{{a}}"}},
        [],
    ),
    "auth field without a key": (
        {"requiredSettings": {"authFields": [{"label": "API key"}]}},
        ["required at /requiredSettings/authFields/0"],
    ),
    "method in lower case": ({"endpoints": {"get": {}}}, ["additionalProperties at /endpoints"]),
    "path without a slash": (
        {"endpoints": {"GET": {"orders": {"url": "https://api.example.com"}}}},
        ["pattern at /endpoints/GET"],
    ),
    "endpoint without a URL": (
        {"endpoints": {"GET": {"/orders": {}}}},
        ["required at /endpoints/GET/~1orders"],
    ),
    "action with an unknown method": (
        {"actions": [action(method="LIST")]},
        ["enum at /actions/0/method"],
    ),
    "action field of an unknown type": (
        {"actions": [action(actionFields=[{"key": "a", "type": "text"}])]},
        ["enum at /actions/0/actionFields/0/type"],
    ),
    "action field without a key": (
        {"actions": [action(actionFields=[{"label": "A"}])]},
        ["required at /actions/0/actionFields/0"],
    ),
}


@pytest.mark.parametrize(("changes", "expected"), CASES.values(), ids=CASES.keys())
def test_verdict(changes: dict[str, object], expected: list[str]) -> None:
    """One mistake gives one error at its place, and both validators agree that there is one."""
    instance = connector(**changes)
    assert errors(instance) == expected
    assert jsonschema_rs.validator_for(SCHEMA).is_valid(instance) == (not expected)


def test_readme_has_no_drift() -> None:
    """schema/README.md is what the generator makes of the schema."""
    command = [sys.executable, str(ROOT / "scripts" / "schema_readme.py"), "--check"]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (result.returncode, result.stderr) == (0, "")
