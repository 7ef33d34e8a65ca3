"""The request that a connection test is proposed to send."""

import pytest

from tests.support.importing import imported, openapi

KEY = """
components: {securitySchemes: {key: {type: apiKey, in: header, name: X-Key}}}
security: [{key: []}]
"""


@pytest.mark.parametrize(
    ("paths", "expected"),
    [
        ("/items: {get: {}}\n/users/me: {get: {}}", "GET /users/me"),
        ("/items: {get: {}}\n/ping: {get: {}}", "GET /ping"),
        ("/ping: {get: {security: []}}\n/items: {get: {}}", "GET /items"),
        ("/a/b/c: {get: {}}\n/a/b: {get: {}}", "GET /a/b"),
        ("/logout: {get: {}}\n/report/export: {get: {}}\n/a/b/c: {get: {}}", "GET /a/b/c"),
        ("/items: {post: {}}", ""),
        ("/items/{id}: {get: {}}", ""),
        ("/items: {get: {parameters: [{name: q, in: query, required: true}]}}", ""),
        ("/items: {get: {deprecated: true}}", ""),
        ("/items: {get: {responses: {'200': {content: {application/pdf: {}}}}}}", ""),
    ],
)
def test_proposal(paths: str, expected: str) -> None:
    """It is a harmless GET that needs no input and the sign-in; best one about the user."""
    found = imported(openapi(paths, root=KEY))
    assert found.imported.report.test == expected
    path = expected.removeprefix("GET ")
    test = {"endpoint": path, "method": "GET"} if expected else {}
    assert found.connector["testConnection"] == test


def test_value_that_is_known() -> None:
    """An input that is required and has a default or choices is no hindrance."""
    parameter = "{name: v, in: query, required: true, schema: {type: integer, default: 2}}"
    found = imported(openapi(f"/items: {{get: {{parameters: [{parameter}]}}}}", root=KEY))
    assert found.connector["testConnection"] == {
        "endpoint": "/items",
        "method": "GET",
        "params": {"v": "2"},
    }
