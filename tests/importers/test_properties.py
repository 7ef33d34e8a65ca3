"""What holds of any import."""

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from connector_lsp.importers import ImportFailure, Source, import_into, import_text
from tests.support.importing import assert_clean

NAMES = st.sampled_from(
    [
        *("a", "b", "id", "X-Key", "Authorization", "filter[a]", "a.b", "{c}", "ü", "$ref", "200"),
        *("default", "application/json", "type", "", "two words", "{{authFields.x}}", "{{"),
        "\ud800",
    ]
)
SCALARS = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | NAMES
    | st.sampled_from(["string", "object", "array", "integer", "#/components/schemas/A", "date"])
)  # fmt: skip

WORDS = st.sampled_from(
    [
        "type",
        "properties",
        "items",
        "allOf",
        "oneOf",
        "anyOf",
        "required",
        "enum",
        "default",
        "description",
        "format",
        "schema",
        "name",
        "in",
        "parameters",
        "requestBody",
        "content",
        "get",
        "post",
        "security",
        "tags",
        "summary",
        "operationId",
        "$ref",
        "readOnly",
        "title",
        "responses",
        "url",
        "variables",
        "scheme",
        "flow",
        "flows",
        "tokenUrl",
        "example",
        "examples",
        "explode",
        "style",
    ]
)
JSON: st.SearchStrategy[Any] = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4)
    | st.dictionaries(WORDS | NAMES, inner, max_size=5)
    | st.fixed_dictionaries({"$ref": st.sampled_from(["#/components/schemas/A", "#/components/schemas/B", "#/x"])}),
    max_leaves=25,
)  # fmt: skip

SCHEMAS: st.SearchStrategy[Any] = st.recursive(
    st.sampled_from(
        [
            {"type": "string"},
            {"type": "integer", "default": 3},
            {"enum": ["a", 1, None]},
            {"$ref": "#/components/schemas/A"},
            {"$ref": "#/components/schemas/B"},
            {"type": "string", "format": "binary"},
        ]
    ),
    lambda inner: st.one_of(
        st.builds(lambda each: {"type": "array", "items": each}, inner),
        st.builds(
            lambda members, required: {"properties": members, "required": required},
            st.dictionaries(NAMES, inner, max_size=4),
            st.lists(NAMES, max_size=2),
        ),
        st.builds(
            lambda name, parts: {name: parts},
            st.sampled_from(["allOf", "oneOf", "anyOf"]),
            st.lists(inner, max_size=3),
        ),
    ),
    max_leaves=12,
)
PARAMETERS = st.builds(
    lambda name, place, schema, required: {"name": name, "in": place, "schema": schema, "required": required},
    NAMES, st.sampled_from(["path", "query", "header", "cookie", "body", "formData"]), SCHEMAS, st.booleans(),
)  # fmt: skip
OPERATIONS = st.fixed_dictionaries(
    {},
    optional={
        "operationId": st.text(max_size=12) | st.sampled_from(["listPets", "getÄrger", "a"]),
        "summary": st.text(max_size=20),
        "parameters": st.lists(PARAMETERS, max_size=4),
        "requestBody": st.builds(
            lambda kind, schema: {"required": True, "content": {kind: {"schema": schema}}},
            st.sampled_from(["application/json", "application/x-www-form-urlencoded", "text/xml"]),
            SCHEMAS,
        ),
        "security": st.lists(st.dictionaries(st.sampled_from("kbox"), st.just([]), max_size=2), max_size=2),
    },
)  # fmt: skip
PATHS = st.sampled_from(
    ["/a", "/a/{id}", "/a/{two words}/{b.c}", "/a/:id", "b", "/{{x}}", "/a?x={y}", "/ü/{}", "/a#b"]
)
SERVERS = st.lists(
    st.sampled_from(
        ["https://a.example.com/v1", "/x", "{s}://h", "https://{a b}.example.com", "not a url", "http://[", "ftp://x"]
    ).map(lambda url: {"url": url}),
    max_size=2,
)  # fmt: skip
DESCRIPTIONS = st.fixed_dictionaries(
    {
        "openapi": st.sampled_from(["3.0.3", "3.1.0"]),
        "paths": st.dictionaries(
            PATHS,
            st.dictionaries(st.sampled_from(["get", "post", "put", "delete", "head"]), OPERATIONS, min_size=1),
            min_size=1,
            max_size=4,
        ),
    },
    optional={
        "servers": SERVERS,
        "components": st.fixed_dictionaries(
            {
                "schemas": st.fixed_dictionaries({"A": SCHEMAS, "B": SCHEMAS}),
                "securitySchemes": st.just(
                    {
                        "k": {"type": "apiKey", "in": "header", "name": "X-Key"},
                        "b": {"type": "http", "scheme": "basic"},
                        "o": {"type": "oauth2", "flows": {"implicit": {}}},
                    }
                ),
            }
        ),
    },
)  # fmt: skip


def assert_told(source: Source) -> None:
    """A source gives a clean connector, or a reason why not."""
    reason = ""
    try:
        assert_clean(import_text(source).text)
    except ImportFailure as failure:
        reason = str(failure) or "none"
    assert reason != "none"


@given(DESCRIPTIONS)
@settings(max_examples=150, deadline=None)
def test_descriptions(value: Any) -> None:
    """Each operation is an action or has a reason; the connector is clean, and always the same."""
    text = json.dumps(value)
    made = import_text(Source("a.json", text))
    assert_clean(made.text)
    assert made == import_text(Source("a.json", text))
    count = sum(len(item) for item in value["paths"].values())
    assert len(made.report.made) + len(made.report.refused) == count
    made.text.encode()


@given(DESCRIPTIONS)
@settings(max_examples=60, deadline=None)
def test_merging(value: Any) -> None:
    """Importing twice into one connector adds nothing the second time."""
    source = Source("a.json", json.dumps(value))
    once = import_into("{}", "b.json", source)
    assert_clean(once.text)
    twice = import_into(once.text, "b.json", source)
    assert twice.text == once.text


@given(st.sampled_from(["openapi", "swagger"]), JSON, JSON, JSON, JSON)
@settings(max_examples=300, deadline=None)
def test_anything(key: str, paths: Any, components: Any, servers: Any, security: Any) -> None:
    """Whatever is in a document, it is a clean connector or refused with a reason."""
    value = {
        key: "3.0.0" if key == "openapi" else "2.0",
        "paths": paths if not isinstance(paths, dict) else {"/a": {"post": paths}, "/b": paths},
        "components": {"schemas": components, "securitySchemes": components},
        "definitions": components,
        "securityDefinitions": components,
        "servers": servers,
        "host": servers,
        "security": security,
        "info": security,
    }
    text = json.dumps(value)
    for path in ("a.json", "a.yaml"):
        assert_told(Source(path, text))


@given(st.sampled_from(["har", "postman"]), st.lists(JSON, max_size=3), JSON)
@settings(max_examples=150, deadline=None)
def test_any_recording(kind: str, items: list[Any], auth: Any) -> None:
    """The same of HAR files and collections."""
    value = (
        {"log": {"entries": [{"request": each, "response": auth} for each in items]}}
        if kind == "har"
        else {"info": {"name": "x"}, "item": [{"request": each, "auth": auth} for each in items]}
    )
    assert_told(Source("a.json", json.dumps(value)))


@given(
    st.sampled_from(["curl ", "irm ", "fetch(", "$a = ", 'curl ^"', "curl x <<< ", "irm x -Body "]),
    st.text(alphabet=" \n\"'`^\\$@{}()[]=;-Hdu:/.a1<>&|\0", max_size=60),
)
@settings(max_examples=300, deadline=None)
def test_any_command(start: str, rest: str) -> None:
    """The same of commands."""
    assert_told(Source("a", start + rest))
