"""Importing into a connector adds what it lacks and changes nothing that it has."""

import difflib
import json

import pytest
from inline_snapshot import snapshot

from connector_lsp.importers import (
    BrokenSourceError,
    ImportFailure,
    Selection,
    Source,
    import_into,
)
from connector_lsp.resources import samples
from tests.support.importing import assert_clean, imported_into, openapi

EXISTING = """\
{
    "schema": "10.0",   "name": "Mine",
    "auth_components": { "type": "none" },
    "requiredSettings": { "authFields": [ { "label": "Key", "key": "my_key", "masked": true } ] },
    "auth_request": { "type": "bearer", "token": "{{authFields.my_key}}" },
    "testConnection": {},
    "endpoints": {
        "GET": {
            "/a": { "url": "https://other.example.com/" },
            "/b": { "url": "https://api.example.com/v1/" }
        }
    },
    "actions": [
        { "modelId": "b", "actionId": "get", "endpoint": "/b", "method": "GET", "label": "Mine" }
    ]
}
"""

SOURCE = openapi(
    """
    /a: {get: {operationId: getA, parameters: [{name: q, in: query, schema: {type: string}}]}}
    /b: {get: {operationId: getB}}
    /c/{id}: {get: {operationId: getC}}
    /me: {get: {operationId: getB}}
    /d: {post: {operationId: createD, requestBody: {content: {application/json: {schema: {properties: {x: {type: string}}}}}}}}
    """,
    root="""
    servers: [{url: "https://api.example.com/v1"}]
    components: {securitySchemes: {key: {type: apiKey, in: header, name: X-Key}}}
    security: [{key: []}]
    """,
)


def added(before: str, after: str) -> str:
    """The lines that are new, with a character before what was there to show where."""
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), n=0, lineterm="")
    return "\n".join(line for line in lines if not line.startswith(("---", "+++", "@@")))


def is_kept(before: str, after: str) -> bool:
    """Whether `after` is `before` with nothing but insertions."""
    rest = iter(after)
    return all(character in rest for character in before)


def test_additions() -> None:
    """What is new is inserted in the author's own layout; the clashes are listed."""
    found = imported_into(EXISTING, SOURCE)
    assert_clean(found.imported.text)
    assert is_kept(EXISTING, found.imported.text)
    assert added(EXISTING, found.imported.text) == snapshot("""\
-    "testConnection": {},
+    "testConnection": {
+        "endpoint": "/me",
+        "method": "GET"
+    },
-            "/b": { "url": "https://api.example.com/v1/" }
+            "/b": { "url": "https://api.example.com/v1/" },
+            "/c/{id}": {
+                "url": "https://api.example.com/v1/"
+            },
+            "/me": {
+                "url": "https://api.example.com/v1/"
+            }
+        },
+        "POST": {
+            "/d": {
+                "url": "https://api.example.com/v1/"
+            }
-        { "modelId": "b", "actionId": "get", "endpoint": "/b", "method": "GET", "label": "Mine" }
+        { "modelId": "b", "actionId": "get", "endpoint": "/b", "method": "GET", "label": "Mine" },
+        {
+            "modelId": "c",
+            "actionId": "get",
+            "endpoint": "/c/{id}",
+            "method": "GET",
+            "label": "Get a C",
+            "urlFields": [
+                {
+                    "key": "id",
+                    "label": "ID",
+                    "type": "string",
+                    "required": true
+                }
+            ]
+        },
+        {
+            "modelId": "me",
+            "actionId": "get",
+            "endpoint": "/me",
+            "method": "GET",
+            "label": "Get a me"
+        },
+        {
+            "modelId": "d",
+            "actionId": "create",
+            "endpoint": "/d",
+            "method": "POST",
+            "label": "Create a D",
+            "actionFields": [
+                {
+                    "key": "x",
+                    "label": "X",
+                    "type": "string",
+                    "required": false
+                }
+            ]
+        }\
""")
    assert found.report() == snapshot("""\
clash: GET /b | the connector has b/get for it
clash: auth_request | the connector's own is kept
clash: GET /a | the connector has another endpoint for it\
""")


def test_own_connection_test() -> None:
    """A connector that has a connection test gets no endpoint for another one."""
    own = EXISTING.replace('"testConnection": {}', '"testConnection": {"endpoint": "/b"}')
    found = imported_into(own, SOURCE, selection=Selection(operation_ids=("getC",)))

    assert found.imported.report.test == "the connector's own"
    assert [*found.connector["endpoints"]["GET"]] == ["/a", "/b", "/c/{id}"]


def test_what_was_not_chosen() -> None:
    """What was chosen and is there already counts as chosen."""
    found = imported_into(EXISTING, SOURCE, selection=Selection(paths=("/b", "/d")))

    assert found.imported.report.not_chosen == 3


def test_again() -> None:
    """Importing the same once more adds nothing."""
    once = imported_into(EXISTING, SOURCE).imported.text
    assert imported_into(once, SOURCE).imported.text == once


@pytest.mark.parametrize("name", samples())
def test_samples(name: str) -> None:
    """Each sample takes the additions, keeps its text, and stays clean."""
    before = samples()[name]
    found = imported_into(before, SOURCE)
    assert_clean(found.imported.text)
    assert is_kept(before, found.imported.text)
    assert len(found.connector["actions"]) > len(json.loads(before)["actions"])


def test_members_that_are_missing() -> None:
    """A beginning becomes a whole connector, sign-in and all."""
    found = imported_into('{\n  "name": "Mine"\n}', SOURCE)
    assert_clean(found.imported.text)
    assert found.connector["name"] == "Mine"
    assert found.connector["auth_request"] == {
        "type": "custom",
        "headers": {"X-Key": "{{authFields.api_key}}"},
    }
    assert found.imported.text.startswith('{\n  "name": "Mine",\n')


def test_nothing_there() -> None:
    """An empty file becomes a new connector."""
    assert imported_into("\n", SOURCE).connector["name"] == "Example"


def test_half_a_character() -> None:
    """What is added is text that a file can hold, whatever the description has."""
    source = r'{"openapi": "3.0.0", "paths": {"/a": {"get": {"description": "Half \ud83d of it"}}}}'
    text = import_into("{}", "my.connector.json", Source("source.json", source)).text
    action = json.loads(text.encode())["actions"][0]
    assert action["helpText"] == "Half \N{REPLACEMENT CHARACTER} of it"


def test_crlf_and_one_line() -> None:
    """Line breaks and a layout on one line are kept."""
    found = imported_into(EXISTING.replace("\n", "\r\n"), SOURCE)
    assert "\n" not in found.imported.text.replace("\r\n", "")
    one_line = json.dumps(json.loads(EXISTING))
    assert is_kept(one_line, imported_into(one_line, SOURCE).imported.text)


@pytest.mark.parametrize(
    ("existing", "message"),
    [
        ("[]", "The connector is not an object"),
        ('{"endpoints": []}', "endpoints is not an object"),
        ('{"actions": {}}', "actions is not an array"),
        (
            '{"requiredSettings": {"authFields": {}}}',
            r"requiredSettings\.authFields is not an array",
        ),
    ],
)
def test_no_connector(existing: str, message: str) -> None:
    """What is no connector is refused."""
    with pytest.raises(ImportFailure, match=message):
        imported_into(existing, SOURCE)


def test_method_that_is_no_object() -> None:
    """It is left as it is, and what would have to go there is told."""
    found = imported_into('{"endpoints": {"GET": null}}', openapi("/a: {get: {}, post: {}}"))
    assert found.imported.text.count('"GET": null') == 1
    assert [each["method"] for each in found.connector["actions"]] == ["POST"]
    assert (
        "clash: GET /a | the connector's endpoints of this method are no object" in found.report()
    )


def test_broken_connector() -> None:
    """A connector that is no JSON is refused at the place of the fault."""
    with pytest.raises(BrokenSourceError) as caught:
        imported_into('{"name" 1}', SOURCE)
    assert (caught.value.path, caught.value.range.start) == ("my.connector.json", 6)
