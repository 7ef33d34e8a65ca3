"""Signing in with a client that keeps secrets and wants to be told; curl of what was run."""

import json

import pytest

from tests.support.debugger import EDITOR, api, bench, connector
from tests.support.http import response, says
from tests.support.server import ClientError

SECRET = "planted-secret-9f3A"
OK = says(response(b"{}", headers=[("Content-Type", "application/json")]))
API = "https://api.example.com"


def announces(**ours):
    """An editor that does so beyond LSP."""
    return EDITOR | {"experimental": {"connectorLsp": ours}}


class Vault:
    """The secrets that a client keeps."""

    def __init__(self, b):
        self.held = {}
        b.editor.answers |= {
            "connector/findSecret": lambda p: self.held.get((p["owner"], p["key"])),
            "connector/rememberSecret": lambda p: self.held.update(
                {(p["owner"], p["key"]): p["value"]}
            ),
            "connector/forgetSecret": lambda p: (
                self.held.pop((p["owner"], p["key"]), None) and None
            ),
        }


def sign_in(b, **params):
    """The result of a sign-in."""
    return b.editor.result("connector/signIn", {"uri": b.uri, **params})


def test_what_is_missing_is_told_at_the_fields_of_the_form(tmp_path):
    """In the words that the connector has for it, or in ours."""
    fields = [
        {"key": "api_key", "label": "API key", "errorText": "Please enter your key."},
        {"key": "region", "label": "Region"},
        {"key": "zone", "label": "Zone"},
    ]
    document = connector("https://x.example", requiredSettings={"authFields": fields})
    with bench(tmp_path, document) as b:
        failure = sign_in(b, values={"zone": "7"})["failure"]
        assert failure["nextStep"] == "Enter what is missing"
        assert failure["problems"] == [
            {"scope": "authFields", "key": "api_key", "message": "Please enter your key."},
            {"scope": "authFields", "key": "region", "message": "A value is needed"},
        ]


@pytest.mark.parametrize(("status", "is_refused"), [(401, True), (403, True), (404, False)])
def test_what_is_refused_is_said_in_the_words_of_the_connector(tmp_path, status, is_refused):
    """Where a server does not accept what was entered, not where an endpoint is wrong."""
    words = "The store does not know this key."
    with api(says(response(status=f"{status} No"))) as server:
        document = connector(server.url(""))
        document["requiredSettings"]["authFields"][0]["errorText"] = words
        with bench(tmp_path, document) as b:
            assert sign_in(b, values={"api_key": SECRET})["isSignedIn"]
            failure = b.command("testAuthentication")["runs"][0]["failure"]
    assert failure["message"] == f"The server answered {status} No"
    assert (failure["nextStep"] == words) == is_refused


def test_a_client_keeps_secrets_until_they_are_forgotten(tmp_path):
    """They are found again without being entered; signing out alone keeps them."""
    with (
        api(OK) as server,
        bench(tmp_path, connector(server.url("")), capabilities=announces(secrets=True)) as b,
    ):
        vault = Vault(b)
        assert sign_in(b)["failure"]["kind"] == "SecretError"
        assert sign_in(b, values={"api_key": SECRET})["isSignedIn"]
        assert vault.held == {}
        assert sign_in(b, values={"api_key": SECRET}, remember=True)["isSignedIn"]
        assert vault.held == {(str(b.path), "authFields.api_key"): SECRET}

        b.editor.result("connector/signOut", {"uri": b.uri})
        assert sign_in(b)["isSignedIn"]
        assert b.command("testAuthentication")["runs"][0]["isSuccess"]
        assert server.heard[0].headers["authorization"] == f"Bearer {SECRET}"

        out = b.editor.result("connector/signOut", {"uri": b.uri, "forget": True})
        assert (out["isSignedIn"], out["failure"], vault.held) == (False, None, {})
        assert sign_in(b)["failure"]["kind"] == "SecretError"


def test_a_client_that_cannot_keep_secrets_is_no_obstacle(tmp_path):
    """What was entered works; that it is not remembered is said."""
    with bench(tmp_path, connector(API), capabilities=announces(secrets=True)) as b:

        def refuse(_):
            raise ClientError(f"no place for {SECRET}")

        for name in ("findSecret", "rememberSecret", "forgetSecret"):
            b.editor.answers[f"connector/{name}"] = refuse
        failure = sign_in(b, values={"api_key": SECRET}, remember=True)["failure"]
        assert failure["message"] == "The editor's secrets cannot be used (JsonRpcInternalError)"
        assert sign_in(b, values={"api_key": SECRET})["isSignedIn"]
        out = b.editor.result("connector/signOut", {"uri": b.uri, "forget": True})
        assert (out["isSignedIn"], out["failure"]["kind"]) == (False, "SecretError")
        leaks = [each for each in b.editor.received if SECRET in json.dumps(each)]
        assert [each["method"] for each in leaks] == ["connector/rememberSecret"]


def test_a_client_is_told_who_is_signed_in_and_what_was_run(tmp_path):
    """Whoever began it: a lens or a view."""
    with (
        api(OK) as server,
        bench(tmp_path, connector(server.url("")), capabilities=announces(notifications=True)) as b,
    ):
        told = lambda: [each["isSignedIn"] for each in b.shown("connector/didChangeState")]  # noqa: E731
        signed = sign_in(b, values={"api_key": SECRET})
        assert b.shown("connector/didChangeState") == [
            {"uri": b.uri, "isSignedIn": True, "signedInAt": signed["signedInAt"]}
        ]
        b.command("testAuthentication")
        run = b.editor.result("connector/run", {"uri": b.uri, "action": "thing/list"})
        del run["exchanges"]
        first, second = b.shown("connector/didRun")
        assert (first["uri"], first["run"]["action"]) == (b.uri, "testConnection")
        assert second == {"uri": b.uri, "run": run}
        b.command("signOut")
        b.command("signIn")
        assert told() == [True, False, False]


def test_a_client_that_did_not_ask_is_told_nothing(tmp_path):
    """It might log what it does not know."""
    with api(OK) as server, bench(tmp_path, connector(server.url(""))) as b:
        sign_in(b, values={"api_key": SECRET})
        b.command("testAuthentication")
        methods = {each.get("method", "") for each in b.editor.received}
        assert not any(each.startswith("connector/") for each in methods)


def test_the_form_of_oauth_asks_for_the_secrets_that_the_connector_names(tmp_path):
    """They are entered like auth fields; the URL to register is there, with the port that is set."""
    components = {
        "type": "oauth2",
        "clientId": "{{clientId}}",
        "clientSecret": "{{clientSecret}}",
        "authorizationURL": "https://login.example.com/authorize",
        "tokenURL": "https://login.example.com/token",
    }
    with bench(tmp_path, connector(API, auth_components=components)) as b:
        model = b.editor.result("connector/debuggerModel", {"uri": b.uri})
        assert [(each["scope"], each["key"], each["masked"], each["variable"])
                for each in model["authFields"]] == [
            ("authFields", "api_key", True, "CONNECTOR_LOOPBACK_API_KEY"),
            ("secrets", "clientId", True, "CONNECTOR_LOOPBACK_CLIENTID"),
            ("secrets", "clientSecret", True, "CONNECTOR_LOOPBACK_CLIENTSECRET"),
        ]  # fmt: skip
        assert model["callbackUrl"] == "http://127.0.0.1:PORT/callback"
        b.editor.answers["workspace/configuration"] = lambda _: [{"callbackPort": 4712}]
        b.editor.notify(
            "workspace/didChangeConfiguration",
            {"settings": {"connectorLsp": {"callbackPort": 4712}}},
        )
        model = b.editor.result("connector/debuggerModel", {"uri": b.uri})
        assert model["callbackUrl"] == "http://127.0.0.1:4712/callback"


def test_the_request_of_a_run_becomes_a_command(tmp_path):
    """By its id, with a variable for the secret; also when the server was started anew."""
    with api(OK) as server, bench(tmp_path, connector(server.url(""))) as b:
        sign_in(b, values={"api_key": SECRET})
        b.command("runAction", "thing/list")
        run = b.editor.result("connector/run", {"uri": b.uri, "action": "testConnection"})
        ask = {"uri": b.uri, "id": run["id"]}
        curl = b.editor.result("connector/curl", ask)
        assert curl.endswith(server.url("/me"))
        assert '"$CONNECTOR_LOOPBACK_API_KEY"' in curl
        b.editor.result("connector/signOut", {"uri": b.uri})
        later = b.editor.result("connector/curl", ask)
        assert '"$CONNECTOR_LOOPBACK_API_KEY"' in later
        assert later.endswith(server.url("/me"))
        assert b.editor.result("connector/curl", {"uri": b.uri, "id": "../x"}) is None


# --- a workspace that is not trusted -------------------------------------------------------------


@pytest.fixture
def untrusted(tmp_path):
    """An editor with a workspace that is not trusted, and the API of the connector in it."""
    with (
        api(OK) as server,
        bench(
            tmp_path,
            connector(server.url("")),
            variables={"CONNECTOR_LOOPBACK_API_KEY": SECRET},
            capabilities=announces(untrusted=True, notifications=True),
        ) as b,
    ):
        yield b, server


def test_nothing_is_sent_from_a_workspace_that_is_not_trusted(untrusted):
    """Every command and request that would send says so; nothing was run, nobody is signed in."""
    b, server = untrusted
    b.write_cases({"name": "one", "action": "thing/list"})
    commands = [
        ("signIn",), ("testAuthentication",), ("runAction", "thing/list"),
        ("runAction", "thing/create"), ("runCases",), ("runCases", "thing/create"),
    ]  # fmt: skip
    for command in commands:
        assert b.command(*command)["failure"]["kind"] == "UntrustedError", command
    assert b.shown()[-1]["message"].startswith("This workspace is not trusted: nothing is sent")
    requests = [
        ("run", {"action": "thing/list"}), ("runCases", {}), ("signIn", {"values": {"api_key": "x"}}),
    ]  # fmt: skip
    for name, params in requests:
        result = b.editor.result(f"connector/{name}", {"uri": b.uri, **params})
        assert result["failure"]["kind"] == "UntrustedError", name
    assert server.connections == 0
    assert b.shown("connector/didRun") == b.shown("connector/didChangeState") == []
    assert b.shown("workspace/applyEdit") == []
    assert b.editor.result("connector/debuggerModel", {"uri": b.uri})["isSignedIn"] is False


def test_a_workspace_that_is_not_trusted_is_checked_without_lenses(untrusted):
    """Diagnostics as always; nothing is offered that would be refused."""
    b, _ = untrusted
    ask = {"textDocument": {"uri": b.uri}}
    assert b.editor.result("textDocument/codeLens", ask) == []
    b.editor.change(b.uri, 2, {"text": b.path.read_text().replace('"10.0"', "10")})
    assert b.editor.codes(b.uri) == ["invalid-version"]


def test_a_schema_that_the_workspace_names_is_not_read_before_it_is_trusted(untrusted):
    """The built-in one stays in force, without a word."""
    b, _ = untrusted
    schema = b.path.with_name("own.json")
    schema.write_text(json.dumps({"type": "object", "required": ["own"]}))
    settings = {"connectorLsp": {"schema": {"path": str(schema)}}}
    b.editor.notify("workspace/didChangeConfiguration", {"settings": settings})
    assert b.editor.codes(b.uri) == []
    assert b.shown() == []
