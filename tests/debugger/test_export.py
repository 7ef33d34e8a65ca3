"""Exports: a cURL command that a real shell runs, HAR 1.2, a name for a body's file."""

import json
import os
import subprocess
from base64 import b64decode, b64encode
from pathlib import Path
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from inline_snapshot import snapshot

from connector_lsp.debugger.exchange import Exchange, Headers, Request, Response, Timing
from connector_lsp.debugger.export import as_curl, as_har, body_filename
from connector_lsp.debugger.failures import RefusedError
from connector_lsp.debugger.redact import Redactor
from tests.support.encodings import find_traces

SECRET = 'p/w "ä" $HOME `id` \\ & !\'1'
VARIABLES = {"CONNECTOR_X_KEY": SECRET, "CONNECTOR_X_USER": "jane-doe"}
ENVIRONMENT = {
    **VARIABLES,
    "CONNECTOR_X_KEY_PERCENT_ENCODED": quote(SECRET, safe=""),
    "CONNECTOR_X_KEY_FORM_ENCODED": quote_plus(SECRET),
    "CONNECTOR_X_KEY_JSON": json.dumps(SECRET)[1:-1],
    "CONNECTOR_X_KEY_BASE64": b64encode(SECRET.encode()).decode(),
}


@pytest.fixture(scope="module")
def shim(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory with a `curl` that writes each of its arguments, ended by NUL, to stdout."""
    directory = tmp_path_factory.mktemp("bin")
    curl = directory / "curl"
    curl.write_text("#!/bin/sh\nprintf '%s\\0' \"$@\"\n")
    curl.chmod(0o755)
    return directory


def arguments(command: str, shim: Path) -> list[str]:
    """What a real shell gives to curl."""
    done = subprocess.run(
        ["/bin/sh", "-c", command],
        env={"PATH": f"{shim}:{os.environ['PATH']}", "LC_ALL": "C.UTF-8", **ENVIRONMENT},
        capture_output=True,
        check=True,
    )
    assert not done.stderr
    return done.stdout.decode().split("\0")[:-1]


def check_curl(request: Request, expected: list[str], shim: Path) -> str:
    """Assert what curl gets, and that no secret is in the command."""
    command = as_curl(request, VARIABLES)
    assert arguments(command, shim) == expected
    for value in VARIABLES.values():
        assert not find_traces(value, command.encode())
    return command


def _basic(user: str) -> Headers:
    return (("Authorization", f"Basic {b64encode(user.encode()).decode()}"),)


JSON_TYPE = ("Content-Type", "application/json")


@pytest.mark.parametrize(
    ("request_", "expected"),
    [
        (Request("GET", "https://h/a?b=c&d=1"), ["--request", "GET", "https://h/a?b=c&d=1"]),
        (Request("HEAD", "https://h/"), ["--head", "https://h/"]),
        (
            Request("GET", "https://h/?a[]={1}"),
            ["--request", "GET", "--globoff", "https://h/?a[]={1}"],
        ),
        (
            Request("GET", f"https://h/{quote(SECRET, safe='')}?q={quote_plus(SECRET)}&w=jane-doe"),
            [
                *("--request", "GET"),
                f"https://h/{quote(SECRET, safe='')}?q={quote_plus(SECRET)}&w=jane-doe",
            ],
        ),
        (
            Request("GET", "https://h/", (("X-A", "it's $5"), ("X-Empty", ""), ("X-A", "!!"))),
            [
                *("--request", "GET", "--header", "X-A: it's $5"),
                *("--header", "X-Empty;", "--header", "X-A: !!", "https://h/"),
            ],
        ),
        (
            Request("GET", "https://h/", (("Authorization", f"Bearer {SECRET}"),)),
            ["--request", "GET", "--header", f"Authorization: Bearer {SECRET}", "https://h/"],
        ),
        (
            Request("GET", "https://h/", _basic(f"jane-doe:{SECRET}")),
            ["--request", "GET", "--user", f"jane-doe:{SECRET}", "https://h/"],
        ),
        (
            Request("GET", "https://h/", _basic("jane-doe:")),
            ["--request", "GET", "--header", "Authorization: Basic •••••", "https://h/"],
        ),
        (
            Request("GET", "https://h/", _basic("jane-doe:unknown")),
            ["--request", "GET", "--header", "Authorization: Basic •••••", "https://h/"],
        ),
        (
            Request("GET", "https://h/", (("Authorization", "Bearer unknown"),)),
            ["--request", "GET", "--header", "Authorization: Bearer •••••", "https://h/"],
        ),
        (
            Request("GET", "https://h/", (("X-T", "token!"),), secrets=frozenset({"token!"})),
            ["--request", "GET", "--header", "X-T: •••••", "https://h/"],
        ),
        (
            Request("POST", "https://h/", (JSON_TYPE,), json.dumps({"k": SECRET, "n": 1}).encode()),
            [
                *("--request", "POST", "--header", "Content-Type: application/json"),
                *("--data-raw", json.dumps({"k": SECRET, "n": 1}), "https://h/"),
            ],
        ),
        (
            Request("PUT", "https://h/", (), f"@x\nk={quote_plus(SECRET)}\n".encode()),
            [
                *("--request", "PUT", "--header", "Content-Type:"),
                *("--data-raw", f"@x\nk={quote_plus(SECRET)}\n", "https://h/"),
            ],
        ),
        (
            Request("POST", "https://h/", (JSON_TYPE,), b"\0\xff" + SECRET.encode()),
            [
                *("--request", "POST", "--header", "Content-Type: application/json"),
                *("--data-binary", "@body.bin", "https://h/"),
            ],
        ),
        (
            Request("GET", "https://h/", (("X-B", b64encode(SECRET.encode()).decode()),)),
            [
                *("--request", "GET", "--header"),
                *(f"X-B: {b64encode(SECRET.encode()).decode()}", "https://h/"),
            ],
        ),
    ],
)
def test_curl(request_: Request, expected: list[str], shim: Path) -> None:
    """A real shell, with the variables set, gives curl what was sent."""
    check_curl(request_, expected, shim)


def test_curl_text() -> None:
    """The command is readable, and says what a variable with an encoded secret must hold."""
    request = Request(
        "POST",
        f"https://h/?key={quote(SECRET, safe='')}",
        (("Authorization", f"Bearer {SECRET}"), JSON_TYPE),
        b'{"a": "it\'s"}',
    )

    assert as_curl(request, VARIABLES) == snapshot("""\
# CONNECTOR_X_KEY_PERCENT_ENCODED holds CONNECTOR_X_KEY, percent-encoded
curl --request POST \\
  --header 'Authorization: Bearer '"$CONNECTOR_X_KEY" \\
  --header 'Content-Type: application/json' \\
  --data-raw '{"a": "it'\\''s"}' \\
  'https://h/?key='"$CONNECTOR_X_KEY_PERCENT_ENCODED"\
""")


@given(
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")),
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1),
)
@settings(max_examples=25)
def test_any_curl(shim: Path, body: str, value: str) -> None:
    """Whatever the text is, the shell passes it on as it is and runs nothing of it."""
    request = Request("POST", "https://h/", (JSON_TYPE, ("X-A", value)), f"x{body}".encode())
    command = as_curl(request, {})

    assert arguments(command, shim) == [
        *("--request", "POST", "--header", "Content-Type: application/json"),
        *("--header", f"X-A: {value}", "--data-raw", f"x{body}", "https://h/"),
    ]


EXCHANGES = [
    Exchange(
        "List models",
        Request("POST", "https://h/?a=1&b=", (JSON_TYPE,), b"\xff"),
        Timing(1.5, connect=0.25, tls=0.5, first_byte=1, body=0.125, total=2),
        Response(200, "OK", (("Content-Type", "image/png"),), b"\x89PNG", 9, is_cut=True),
    ),
    Exchange(
        "Redirect",
        Request("GET", "https://h/", body=b"{}"),
        Timing(0),
        Response(302, "Found", (("Location", "/b"), JSON_TYPE), "ä".encode(), 2),
    ),
    Exchange(
        "Refused",
        Request("GET", "https://h/"),
        Timing(0),
        None,
        RefusedError("Refused", "Start it"),
    ),
]


def test_har() -> None:
    """HAR 1.2: every member that it asks for, times that add up, Base64 for what is no text."""
    har = as_har(EXCHANGES, Redactor({}), "0.1.0")

    assert json.loads(json.dumps(har)) == har
    assert har["log"]["version"] == "1.2"
    assert har["log"]["creator"] == {"name": "connector-lsp", "version": "0.1.0"}
    for entry in har["log"]["entries"]:
        assert {"startedDateTime", "time", "request", "response", "cache", "timings"} <= set(entry)
        assert {"method", "url", "httpVersion", "cookies", "headers", "queryString"} < set(
            entry["request"]
        )
        assert {"headersSize", "bodySize"} < set(entry["request"])
        assert set(entry["response"]) - {"comment"} == {
            *("status", "statusText", "httpVersion", "cookies", "headers", "content"),
            *("redirectURL", "headersSize", "bodySize"),
        }
        assert {"size", "mimeType"} <= set(entry["response"]["content"])
        timings = entry["timings"]
        assert min(timings["send"], timings["wait"], timings["receive"]) >= 0
        parts = [each for name, each in timings.items() if name != "ssl" and each != -1]
        assert entry["time"] == sum(parts)

    first, second, third = har["log"]["entries"]
    assert first["startedDateTime"] == "1970-01-01T00:00:01.500+00:00"
    assert first["time"] == 2000
    assert first["timings"] == {
        "blocked": 125,
        "dns": -1,
        "connect": 750,
        "ssl": 500,
        "send": 0,
        "wait": 1000,
        "receive": 125,
    }
    assert first["request"]["queryString"] == [
        {"name": "a", "value": "1"},
        {"name": "b", "value": ""},
    ]
    assert b64decode(first["request"]["postData"]["text"]) == b"\xff"
    assert first["response"]["content"]["encoding"] == "base64"
    assert b64decode(first["response"]["content"]["text"]) == b"\x89PNG"
    assert second["response"]["redirectURL"] == "/b"
    assert second["response"]["content"]["text"] == "ä"
    assert second["request"]["postData"]["text"] == "{}"
    assert second["timings"]["connect"] == second["timings"]["ssl"] == -1
    assert third["response"]["status"] == 0
    assert third["response"]["comment"] == "Refused"


@pytest.mark.parametrize(
    ("url", "headers", "expected"),
    [
        ("https://h/v1/models", {"Content-Type": "application/json; charset=utf-8"}, "models.json"),
        ("https://h/v1/models/", {"content-type": "application/problem+json"}, "models.json"),
        ("https://h/", {"Content-Type": "text/html"}, "body.html"),
        ("https://h/a.png", {"Content-Type": "image/png"}, "a.png"),
        ("https://h/a", {}, "a.bin"),
        ("https://h/a%2F..%2F..%2Fetc%2Fpasswd", {}, "passwd.bin"),
        ("https://h/..", {}, "body.bin"),
        ("https://h/%00%0a", {}, "body.bin"),
        ("https://h/CON.txt", {}, "_CON.txt"),
        ("https://h/nul", {"Content-Type": "text/plain"}, "_nul.txt"),
        ("https://h/.bashrc", {"Content-Type": "text/plain"}, "bashrc.txt"),
        ("https://h/x", {"Content-Disposition": 'attachment; filename="C:\\a\\b.pdf"'}, "b.pdf"),
        ("https://h/x", {"Content-Disposition": "attachment; filename=../../r.csv"}, "r.csv"),
        ("https://h/x", {"Content-Disposition": 'attachment; filename=""'}, "x.bin"),
        ("https://h/" + "ä" * 99, {}, "ä" * 40 + ".bin"),
        ("https://h/{{authFields.key}}", {}, "authFields.key"),
    ],
)
def test_body_filename(url: str, headers: dict[str, str], expected: str) -> None:
    """A name is proposed that says what it is and can be no more than a name."""
    response = Response(200, "OK", tuple(headers.items()))

    assert body_filename(Exchange("", Request("GET", url), Timing(0), response)) == expected


@given(st.text(), st.text())
def test_any_filename(path: str, disposition: str) -> None:
    """Whatever a server proposes, it is a plain name."""
    response = Response(200, "OK", (("Content-Disposition", f"filename={disposition}"),))
    name = body_filename(
        Exchange(
            "", Request("GET", f"https://h/{quote(path, errors='replace')}"), Timing(0), response
        )
    )

    assert Path(name).name == name
    assert not name.startswith((".", "-"))
    assert len(name.encode()) < 100
    assert not set(name) & set('\\/:*?"<>|\0\n\r')
