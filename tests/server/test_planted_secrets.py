"""No secret of a sign-in is in what the server sends, writes or logs, whatever is asked of it.

Only ``connector/rememberSecret`` has one, as it is what the client is to keep. The requests are
those of `ext.REQUESTS`: one that is new fails here until somebody asks it something.
"""

import asyncio
import json
import threading
from base64 import b64encode
from urllib.parse import quote, quote_plus

import pytest

from connector_lsp.server.ext import CLIENT_REQUESTS, NOTIFICATIONS, REQUESTS
from tests.support.debugger import EDITOR, api, bench, connector
from tests.support.http import response
from tests.support.oauth import Browser

API_KEY = "planted api/key+9f3A"
CLIENT_SECRET = "planted client/s3cret"
ACCESS_TOKEN = "planted-acc3ss-t0ken"
PIN = "planted-4711"
SECRETS = [API_KEY, CLIENT_SECRET, ACCESS_TOKEN, PIN]
JSON = [("Content-Type", "application/json")]
FEATURES = EDITOR | {"experimental": {"connectorLsp": {"notifications": True, "secrets": True}}}


def forms(secret):
    """A secret as it may be written."""
    texts = {secret, quote(secret, safe=""), quote(secret), json.dumps(secret)[1:-1]}
    basic = f"public:{quote_plus(secret)}"  # RFC 6749, section 2.3.1.
    return {each.encode() for each in texts} | {
        b64encode(each.encode()).rstrip(b"=") for each in (secret, basic)
    }


async def tells_all(heard, writer):
    """A third party that tells all that it hears, and gives a token to whoever asks for one."""
    body = {
        "all": SECRETS[:3],
        "heard": heard.headers,
        "body": heard.body.decode("utf-8", "replace"),
    }
    if "/token" in heard.line:
        body = {"access_token": ACCESS_TOKEN, "token_type": "Bearer"}
    status = "403 Forbidden" if "/me" in heard.line else "200 OK"
    writer.write(response(json.dumps(body).encode(), status, [*JSON, ("X-Key", ACCESS_TOKEN)]))
    await writer.drain()


def document(url):
    """A connector that signs in by OAuth, and sends its API key in many places."""
    return connector(
        url,
        auth_components={
            "type": "oauth2", "clientId": "public", "clientSecret": "{{clientSecret}}",
            "authorizationURL": f"{url}/authorize", "tokenURL": f"{url}/token",
        },
        auth_request={"type": "custom", "headers": {"X-Api-Key": "{{authFields.api_key}}"},
                      "params": {"k": "{{authFields.api_key}}"}},
    )  # fmt: skip


@pytest.fixture
def asked(tmp_path):
    """A conversation in which everything was asked; the bench and the methods."""
    with (
        api(tells_all) as server,
        bench(
            tmp_path,
            document(server.url("").rstrip("/")),
            capabilities=FEATURES,
            arguments=["--log-level", "debug"],
        ) as b,
    ):
        kept, visits = {}, []

        def show(params):
            visit = threading.Thread(target=lambda: asyncio.run(Browser().visit(params["uri"])))
            visit.start()
            visits.append(visit)
            return {"success": True}

        b.editor.answers |= {
            "window/showDocument": lambda p: show(p) if p.get("external") else {"success": True},
            "connector/findSecret": lambda p: kept.get(p["key"]),
            "connector/rememberSecret": lambda p: kept.update({p["key"]: p["value"]}),
            "connector/forgetSecret": lambda p: kept.pop(p["key"], None) and None,
        }
        asked = []

        def ask(method, **params):
            asked.append(f"connector/{method}")
            return b.editor.result(asked[-1], {"uri": b.uri, **params})

        case = {"name": "leak", "action": "thing/list",
                "expect": {"body": {"/all": {"equals": ["x"]}}}}  # fmt: skip
        b.write_cases(case)
        inputs = {"actionFields": {"name": f"a {API_KEY}", "count": 3, "pin": PIN}}
        values = {"api_key": API_KEY, "clientSecret": CLIENT_SECRET}
        signed = ask("signIn", values=values, remember=True, workDoneToken=1)
        assert signed["isSignedIn"], signed["failure"]
        run = ask("run", action="thing/create", inputs=inputs, workDoneToken=2)
        assert run["isSuccess"], run["message"]
        ask("run", action="testConnection")
        assert not ask("runCases", workDoneToken=3)["runs"][0]["isSuccess"]
        ask("saveCase", action="thing/create", name=f"with {CLIENT_SECRET}", inputs=inputs)
        for each in ask("exchanges"):
            ask("exchange", id=each["id"])
            ask("curl", id=each["id"])
        (b.path.parent / ".connectors").mkdir()
        b.command("release", "First")
        ask("record", record="x")
        for method in ("kind", "debuggerModel", "cases", "samples", "canonicalJson", "library",
                       "changes"):  # fmt: skip
            ask(method)
        ask("locate", path=["actions", API_KEY])
        command = f"curl https://api.example.com/{API_KEY} -H 'Authorization: Bearer {API_KEY}'"
        assert ask("operations", source=command)
        for name in ("testAuthentication", "exportHar", "saveBody", "showHistory", "copyAsCurl"):
            b.command(name)
        b.command("signOut")
        assert ask("signIn")["isSignedIn"]  # With what is remembered.
        assert not ask("run", action="testConnection")["isSuccess"]
        ask("signOut", forget=True)
        for each in ask("exchanges"):
            ask("curl", id=each["id"])
        for visit in visits:
            visit.join(30)
        heard = server.everything()
        assert all(any(each in heard for each in forms(secret)) for secret in SECRETS)
        yield b, asked


def test_no_secret_is_anywhere(asked):
    """Neither plainly nor encoded; the client's own place for secrets apart."""
    b, methods = asked
    assert set(methods) == set(REQUESTS)
    received = [each for each in b.editor.received if "method" in each]
    assert {*NOTIFICATIONS, *CLIENT_REQUESTS} <= {each["method"] for each in received}
    b.editor.shut_down()
    sinks = {
        f"{number} {each.get('method', 'answer')}": json.dumps(each, ensure_ascii=False).encode()
        for number, each in enumerate(b.editor.received)
        if each.get("method") != "connector/rememberSecret"
    }
    sinks |= {**b.files(), "log": b.editor.stderr}
    assert b.editor.stderr
    leaks = {
        (where, secret)
        for where, content in sinks.items()
        for secret in SECRETS
        for form in forms(secret)
        if form in content
    }
    assert leaks == set()
