"""No output and no file of the command line has a secret in it, however it is encoded."""

import asyncio
import base64
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, quote_plus

import pytest

from tests.support.http import Heard, response, serve
from tests.support.running import KEY, KEY_VARIABLE, REGION, Folder

PASSWORD = "pass/w0rd+planted"
TYPED = "typed&planted=in"
TOKEN = "issued-planted-token"
FIELD = 'quoted "planted" field'
PLANTED = (KEY, PASSWORD, TYPED, TOKEN, FIELD)
VALUES = {
    **REGION,
    KEY_VARIABLE: KEY,
    "CONNECTOR_MY_CUSTOM_CONNECTOR_PASSWORD": PASSWORD,
    "TYPED": TYPED,
    "FIELD": FIELD,
}

MEMBERS: dict[str, Any] = {
    "requiredSettings": {
        "authFields": [
            {"key": "api_key", "label": "Key", "masked": True},
            {"key": "password", "label": "Password"},
        ]
    },
    "auth_request": {
        "type": "basic",
        "username": "ann",
        "password": "{{authFields.password}}",
        "headers": {"X-Key": "{{authFields.api_key}}"},
        "params": {"key": "{{authFields.api_key}}"},
    },
    "actions": [
        {
            "modelId": "contact",
            "actionId": "create",
            "label": "Create",
            "endpoint": "/contacts",
            "method": "POST",
            "actionFields": [
                {"key": "name", "label": "Name", "type": "string"},
                {"key": "pin", "label": "PIN", "type": "string", "masked": True},
                {"key": "token", "label": "Token", "type": "string"},
            ],
        }
    ],
}
CASES = (
    {
        "name": "first",
        "action": "contact/create",
        "actionFields": {"name": "{{env.TYPED}}", "pin": "{{env.FIELD}}"},
        "expect": {
            "status": 500,
            "headers": {"x-echo": {"equals": "{{env.TYPED}}!"}},
            "body": {
                "/url": {"equals": "{{env.FIELD}}"},
                "/body/name": {"matches": "^nothing$"},
                "/body/pin": {"equals": 1},
                "/access_token": {"type": "number"},
                "/gone": {"equals": "{{env.TYPED}}"},
            },
        },
        "capture": {"token": "/access_token"},
    },
    {
        "name": "second",
        "action": "contact/create",
        "actionFields": {"token": "{{captures.token}}"},
        "expect": {"body": {"/body/token": {"equals": "no"}, "/head": {"matches": "^no"}}},
    },
)


async def echoes(heard: Heard, writer: asyncio.StreamWriter) -> None:
    """Answers with all that came, and with a token."""
    content = {
        "url": heard.line,
        "head": heard.head.decode(),
        "body": json.loads(heard.body or b"{}"),
        "access_token": TOKEN,
        "base64": base64.b64encode(heard.head).decode(),
    }
    headers = [
        ("Content-Type", "application/json"),
        ("X-Echo", quote(heard.headers.get("x-key", ""))),
        ("Set-Cookie", f"session={TOKEN}; Path=/"),
    ]
    writer.write(response(json.dumps(content).encode(), headers=headers))
    await writer.drain()


def forms(value: str) -> Iterator[bytes]:
    """A value in the encodings in which it may stand somewhere."""
    data = value.encode()
    yield from (data, quote(value, safe="").encode(), quote_plus(value).encode())
    yield json.dumps(value)[1:-1].encode()
    for before in range(3):
        # Within a longer text: what depends on its neighbours is left out.
        encoded = base64.b64encode(b"x" * before + data)
        yield encoded[4:].rstrip(b"=")[:-2]


COMMANDS = (
    ("test",),
    ("test", "--auth", "--record", "--format", "junit", "--output", "report.xml"),
    ("test", "--replay", "--format", "json"),
    ("test", "--case", "first", "--format", "json", "--output", "report.json"),
    ("test", "--format", "junit"),
    ("run",),
    ("run", "contact/create", "--input", "name={{env.TYPED}}", "--input", "pin={{env.FIELD}}"),
    ("run", "contact/create", "--input", "pin={{env.FIELD}}", "--curl"),
    ("run", "contact/create", "--input", "pin=" + TYPED, "--har", "a.har", "--save-body", "b"),
    ("run", "contact/create", "--input", "pin={{env.FIELD}}", "--raw"),
    ("run", "contact/create", "--input", "pin={{env.FIELD}}", "--input", "nope={{env.TYPED}}"),
    ("run", "testConnection", "--timeout", "0.000001"),
)


async def test_nothing_is_given_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of secrets of every kind, echoed by a server in every way, nothing is left anywhere."""
    monkeypatch.chdir(tmp_path)
    async with serve(echoes) as server:
        said = await asyncio.to_thread(run_all, Folder(tmp_path), server.url("/"))

    sent, written = server.everything(), said + written_in(tmp_path)
    for value in PLANTED:
        assert any(form in sent for form in forms(value)), "the server has it"
        assert [form for form in forms(value) if form in written] == [], value
    assert b"{{authFields.api_key}}" in written
    assert b"{{captures.token}}" in written


def run_all(folder: Folder, url: str) -> bytes:
    """All that the commands print."""
    folder.connector(url, **MEMBERS)
    folder.cases(*CASES)
    results = [folder.run(*command, env=VALUES) for command in COMMANDS]
    assert {result.exit_code for result in results} == {0, 1, 2}
    return b"".join(result.stdout_bytes + result.stderr_bytes for result in results)


def written_in(folder: Path) -> bytes:
    """All that is in the files that the commands write."""
    names = ("a.har", "b", "my.cassette.json", "report.json", "report.xml")
    assert {*names, "my.connector.json", "my.tests.json"} == {
        each.name for each in folder.iterdir()
    }
    return b"".join((folder / name).read_bytes() for name in names)
