"""``connector-lsp run``, against an API on loopback."""

import json
import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from inline_snapshot import snapshot

from connector_lsp.cli.demo_api import demo_api
from connector_lsp.debugger.limits import Limits
from tests.support.http import redirects, response, says, serve
from tests.support.running import KEY, KEY_VARIABLE, REGION, SIGNED_IN, Folder

BO = ("--input", "name=Bo", "--input", "email=bo@example.com")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Folder:
    """An empty working folder."""
    monkeypatch.chdir(tmp_path)
    return Folder(tmp_path)


@pytest.fixture
def api(folder: Folder) -> Iterator[str]:
    """An API, and a connector for it in the folder."""
    with demo_api(KEY) as url:
        folder.connector(url)
        yield url


def test_request_and_response(api: str, folder: Folder) -> None:
    """The request is shown as it was sent, the response as it came, the JSON laid out."""
    result = folder.run("run", "contact/create", *BO, "--input", "address.city=Oslo")

    shown = result.stdout.replace(api, "http://127.0.0.1:1/v1/")
    shown = re.sub(r"(201 Created ).*?, (\d+ bytes)", r"\1 5 ms, \2", shown)
    assert (result.exit_code, result.stderr) == (0, "")
    assert re.sub(r"Date: .*", "Date: today", shown) == snapshot(
        """\

── Request ─────────────────────────────────────────────────────────────────────────────────────────

POST http://127.0.0.1:1/v1/contacts
Content-Type: application/json
Authorization: Bearer {{authFields.api_key}}
X-Region: eu

{
  "name": "Bo",
  "email": "bo@example.com",
  "address": {
    "city": "Oslo"
  },
  "newsletter": false
}

── Response ────────────────────────────────────────────────────────────────────────────────────────

201 Created  5 ms, 122 bytes
Server: demo
Date: today
Content-Type: application/json
Content-Length: 122

{
  "id": "2",
  "name": "Bo",
  "email": "bo@example.com",
  "address": {
    "city": "Oslo"
  },
  "newsletter": false,
  "status": "active"
}

"""
    )


@pytest.mark.usefixtures("api")
def test_status_decides(folder: Folder) -> None:
    """A status other than 2xx ends with 1."""
    result = folder.run("run", "contact/get", "--input", "urlFields.id=99")

    assert result.exit_code == 1
    assert "404 Not Found" in result.stdout


@pytest.mark.usefixtures("api")
def test_what_can_be_run(folder: Folder) -> None:
    """Without an action, all are listed with their fields."""
    result = folder.run("run", env={})

    assert result.exit_code == 0
    assert result.stdout.startswith(
        "testConnection  Test connection\ncontact/list    Find contacts"
    )
    assert "                id, [name], [birthday], [credit]\n" in result.stdout


@pytest.mark.usefixtures("api")
def test_wrong_inputs(folder: Folder) -> None:
    """All inputs that are wrong are named, and nothing is sent."""
    result = folder.run("run", "contact/update", "--input", "credit=lots", "--input", "naem=Bo")

    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == snapshot(
        """\
connector-lsp: my.connector.json: 3 inputs to correct
  id: A value is needed
  credit: Expected a number, such as 12.5
  naem: No field has this key: did you mean "name"?
Correct these inputs and run again; nothing was sent
"""
    )


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (
            ("contact/craete",),
            'No action is called "contact/craete": did you mean "contact/create"?',
        ),
        (("contact/get", "--input", "planted"), "expected key=value"),
        (("contact/get", "--curl", "--raw"), "--curl sends nothing"),
        (("contact/get", "--input", "id={{env.NOT_SET}}"), "NOT_SET  named in the inputs"),
    ],
)
@pytest.mark.usefixtures("api")
def test_refused(arguments: tuple[str, ...], reason: str, folder: Folder) -> None:
    """Wrong usage ends with 2, and what was typed wrongly is not repeated if it may be secret."""
    result = folder.run("run", *arguments)

    assert (result.exit_code, result.stdout) == (2, "")
    assert reason in result.stderr
    assert "planted" not in result.stderr


@pytest.mark.usefixtures("api")
def test_raw(folder: Folder) -> None:
    """--raw prints the body as it came, for other programs."""
    result = folder.run("run", "testConnection", "--raw")

    assert result.stdout == '{"account": "Demo", "region": "eu"}'


@pytest.mark.usefixtures("api")
def test_files(folder: Folder) -> None:
    """--har and --save-body write files."""
    arguments = ("--har", "all.har", "--save-body", "body.json")

    folder.run("run", "testConnection", *arguments)

    entry = json.loads(folder.read("all.har"))["log"]["entries"][0]
    assert (entry["request"]["method"], entry["response"]["status"]) == ("GET", 200)
    assert json.loads(folder.read("body.json")) == {"account": "Demo", "region": "eu"}


@pytest.mark.usefixtures("api")
def test_curl(folder: Folder) -> None:
    """--curl needs no secret and sends nothing; the command works where the variables are set."""
    result = folder.run("run", "contact/create", *BO, "--curl", env=REGION)

    assert result.exit_code == 0
    assert f'"${KEY_VARIABLE}"' in result.stdout
    done = subprocess.run(
        ["/bin/sh", "-c", result.stdout],
        env={"PATH": os.environ["PATH"], "no_proxy": "*", KEY_VARIABLE: KEY},
        capture_output=True,
        text=True,
        check=False,
    )
    assert json.loads(done.stdout)["name"] == "Bo", done.stderr


def test_nobody_there(folder: Folder) -> None:
    """A server that is not there is a failure with its reason and what to do."""
    with demo_api(KEY) as url:
        folder.connector(url)

    shown = folder.run("run", "testConnection")
    raw = folder.run("run", "testConnection", "--raw")

    assert (shown.exit_code, raw.exit_code) == (1, 1)
    assert "refuses the connection" in shown.stdout
    assert (raw.stdout, "refuses the connection" in raw.stderr) == ("", True)


async def test_redirects(folder: Folder) -> None:
    """Each redirect that was followed is a line of its own."""
    import asyncio

    async with serve(says(response(b"there"))) as end, serve(redirects(end.url("/end"))) as start:
        folder.connector(start.url())
        result = await asyncio.to_thread(folder.run, "run", "testConnection")

    assert f"302 Moved  redirects to GET {end.url('/end')}" in result.stdout
    assert "200 OK" in result.stdout


async def test_hostile_body(folder: Folder) -> None:
    """What a terminal would take for a command does not reach it; a long body is cut."""
    import asyncio

    body = b"\x1b[2Jcleared\x07\n" + b"line\n" * 500
    plain = ("Content-Type", "text/plain")
    async with serve(says(response(body, headers=[plain]))) as server:
        folder.connector(server.url())
        result = await asyncio.to_thread(folder.run, "run", "testConnection")

    assert "\x1b" not in result.stdout
    assert "\x07" not in result.stdout
    assert "and 301 more lines: --raw prints all" in result.stdout


async def test_raw_body_that_is_too_long(folder: Folder) -> None:
    """A body that is cut off is told to be, beside the output."""
    import asyncio

    async with serve(says(response(b"x" * (Limits().body + 1)))) as server:
        folder.connector(server.url())
        result = await asyncio.to_thread(folder.run, "run", "testConnection", "--raw")

    assert len(result.stdout) == Limits().body
    assert result.stderr == "connector-lsp: the body is cut off after 10,000,000 bytes\n"


@pytest.mark.usefixtures("api")
def test_colour(folder: Folder) -> None:
    """Only what asks for it is coloured."""
    coloured = folder.run("run", "testConnection", env={**SIGNED_IN, "FORCE_COLOR": "1"})

    assert "\x1b[1;32m200 OK" in coloured.stdout
