"""missing-test-request: a connection test that sends nothing."""

import pytest

from tests.support.diagnostics import check_members

CODE = "missing-test-request"


@pytest.mark.parametrize(
    ("value", "missing"),
    [
        ("{}", '"endpoint" or "url" and "method"'),
        ('{ "endpoint": "/a" }', '"method"'),
        ('{ "url": "https://example.com/" }', '"method"'),
        ('{ "method": "GET" }', '"endpoint" or "url"'),
    ],
)
def test_incomplete_request(value: str, missing: str) -> None:
    """What the request lacks is named."""
    check_members(
        f"""
        "testConnection": {value}
//                        ^ information[missing-test-request]: The connection test sends no request: add {missing}
        """,
        codes=CODE,
    )


@pytest.mark.parametrize(
    "value",
    [
        '{ "endpoint": "/a", "method": "GET" }',
        '{ "url": "https://example.com/", "method": "GET" }',
        '{ "url": 1, "endpoint": null, "method": [] }',
        '{ "endpoint": "/a" "method": "GET" }',
        "[]",
        "null",
    ],
)
def test_whole_request(value: str) -> None:
    """A request is fine; of wrong types and broken text the other rules speak."""
    check_members(f'"testConnection": {value}', codes=CODE)
