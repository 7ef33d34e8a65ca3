"""Connectors against httpbin, a real server, from the command line."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.cli import run
from tests.support.httpbin import httpbin, require_httpbin
from tests.support.running import NO_KEYRING

pytestmark = pytest.mark.e2e

TOKEN, USER, PASSWORD = "s3cret-token", "ann", "pa:ss w0rd é+%"
BASIC = {
    "type": "basic",
    "username": "{{authFields.user}}",
    "password": "{{authFields.password}}",
}
BEARER = {"type": "bearer", "token": "{{authFields.token}}"}
CREDENTIALS = {
    "CONNECTOR_BIN_TOKEN": TOKEN,
    "CONNECTOR_BIN_USER": USER,
    "CONNECTOR_BIN_PASSWORD": PASSWORD,
}
ENDPOINTS = {
    "GET": (
        "/basic-auth/{{authFields.user}}/{{authFields.password}}",
        *("/bearer", "/redirect/{n}", "/gzip", "/delay/{n}", "/status/{n}", "/get", "/image/png"),
    ),
    "POST": ("/post",),
    "PUT": ("/put",),
}


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """A running httpbin."""
    require_httpbin()
    with httpbin() as url:
        yield url


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working folder, empty."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def action(method: str, endpoint: str) -> dict[str, Any]:
    """An action for an endpoint, with fields for what it takes."""
    name = endpoint.split("/")[1]
    number = {"key": "n", "label": "N", "type": "integer", "required": True}
    fields = [
        {"key": "text", "label": "Text", "type": "string", "required": False},
        {"key": "deep.number", "label": "Number", "type": "number", "required": False},
    ]
    return {
        "modelId": "bin",
        "actionId": name,
        "label": name,
        "endpoint": endpoint,
        "method": method,
        **({"urlFields": [number]} if "{n}" in endpoint else {"actionFields": fields}),
    }


def write(url: str, auth_request: dict[str, str], test: str, cases: list[dict[str, Any]]) -> None:
    """Write a connector for the server, and its test cases."""
    fields = [
        {"key": key, "label": key, "masked": key != "user"} for key in ("token", "user", "password")
    ]
    connector = {
        "schema": "10.0",
        "name": "Bin",
        "auth_components": {"type": "none"},
        "requiredSettings": {"authFields": fields},
        "auth_request": auth_request,
        "testConnection": {"method": "GET", "endpoint": test},
        "endpoints": {
            method: {path: {"url": url} for path in paths} for method, paths in ENDPOINTS.items()
        },
        "actions": [action(method, path) for method, paths in ENDPOINTS.items() for path in paths],
    }
    Path("bin.connector.json").write_text(json.dumps(connector), "utf-8")
    Path("bin.tests.json").write_text(json.dumps({"cases": cases}), "utf-8")


def test_basic(server: str) -> None:
    """Basic authentication is what the server takes for the same user and password."""
    write(server, BASIC, ENDPOINTS["GET"][0], [])
    Path("bin.tests.json").unlink()

    good = run("test", "bin.connector.json", "--auth", env={**NO_KEYRING, **CREDENTIALS})

    assert good.exit_code == 0, good.stdout
    assert good.stdout.endswith("Test connection successful\n")


CASES: list[dict[str, Any]] = [
    {
        "name": "the token arrives",
        "action": "bin/bearer",
        "expect": {"body": {"/authenticated": {"equals": True}, "/token": {"type": "string"}}},
    },
    {
        "name": "redirects are followed",
        "action": "bin/redirect",
        "urlFields": {"n": 3},
        "expect": {"body": {"/url": {"matches": "/get$"}}},
    },
    {"name": "gzip", "action": "bin/gzip", "expect": {"body": {"/gzipped": {"equals": True}}}},
    {"name": "a slow answer", "action": "bin/delay", "urlFields": {"n": 1}},
    {
        "name": "another status",
        "action": "bin/status",
        "urlFields": {"n": 418},
        "expect": {"status": 418, "headers": {"x-more-info": {"exists": True}}},
    },
    {
        "name": "a JSON body",
        "action": "bin/post",
        "actionFields": {"text": "{{env.BIN_TEXT}}", "deep.number": 12.5},
        "expect": {
            "body": {
                "/json/deep/number": {"equals": 12.5},
                "/json/text": {"equals": "{{env.BIN_TEXT}}"},
            }
        },
        "capture": {"text": "/json/text"},
    },
    {
        "name": "a captured value in a query",
        "action": "bin/get",
        "actionFields": {"text": "{{captures.text}}"},
        "expect": {"body": {"/args/text": {"equals": "{{captures.text}}"}}},
    },
]


def test_green_then_replayed() -> None:
    """A case file is green and recorded; replayed, it is green with the server stopped."""
    require_httpbin()
    with httpbin() as url:
        write(url, BEARER, "/bearer", CASES)
        text = {"BIN_TEXT": 'a "planted" té🚀xt &=+%'}
        recorded = run(
            *("test", "bin.connector.json", "--auth", "--record"),
            env={**NO_KEYRING, **CREDENTIALS, **text},
        )

    unset = dict.fromkeys((*CREDENTIALS, "BIN_TEXT"))
    replayed = run("test", "bin.connector.json", "--auth", "--replay", env={**NO_KEYRING, **unset})

    assert recorded.exit_code == 0, recorded.stdout
    assert "8 passed" in recorded.stdout
    assert replayed.exit_code == 0, replayed.stdout
    assert "8 passed" in replayed.stdout
    cassette = Path("bin.cassette.json").read_text("utf-8")
    assert TOKEN not in cassette
    assert "planted" not in cassette


def test_timeout(server: str) -> None:
    """A server that takes longer than it may is a case that is not completed."""
    write(server, BEARER, "/bearer", [{**CASES[3], "urlFields": {"n": 5}}])

    result = run(
        "test", "bin.connector.json", "--timeout", "0.5", env={**NO_KEYRING, **CREDENTIALS}
    )

    assert result.exit_code == 1
    assert "within 0.5 s" in result.stdout


def test_binary_body(server: str) -> None:
    """What is no text is kept in a file, as it came."""
    write(server, BEARER, "/bearer", [])

    result = run(
        *("run", "bin.connector.json", "bin/image", "--save-body", "picture.png"),
        env={**NO_KEYRING, **CREDENTIALS},
    )

    assert result.exit_code == 0, result.stdout
    assert "The body is no text" in result.stdout
    assert Path("picture.png").read_bytes().startswith(b"\x89PNG\r\n\x1a\n")
