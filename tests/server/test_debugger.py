"""The debugger over the protocol: lenses, commands, progress, cases, marks, requests of our own."""

import asyncio
import json
import time
from pathlib import Path

import pytest
from pygls.uris import to_fs_path

from connector_lsp.analysis.commands import Command
from connector_lsp.server.commands import _COMMANDS
from connector_lsp.server.ext import CLIENT_REQUESTS, NOTIFICATIONS, REQUESTS
from connector_lsp.server.handlers import HANDLERS
from tests.support.debugger import EDITOR, api, bench, connector, position
from tests.support.http import repeats, response, says
from tests.support.server import edit

JSON = [("Content-Type", "application/json")]
KEY = {"CONNECTOR_LOOPBACK_API_KEY": "planted-secret-9f3A"}
OK = says(response(b'{"ok":true}', headers=JSON))


async def hangs(_heard, _writer):
    """Never answers."""
    await asyncio.Event().wait()


def page_of(result):
    """The text of the page that a command made."""
    return Path(to_fs_path(result["page"])).read_text("utf-8")


def marks(b):
    """The diagnostics that were sent last."""
    sent = b.shown("textDocument/publishDiagnostics")
    return sent[-1]["diagnostics"] if sent else []


def lenses(editor, uri):
    """The code lenses of a document as (line, title, command, arguments)."""
    found = editor.result("textDocument/codeLens", {"textDocument": {"uri": uri}})
    return [
        (each["range"]["start"]["line"], each["command"]["title"], each["command"]["command"],
         each["command"]["arguments"])
        for each in found
    ]  # fmt: skip


def test_lenses_are_where_the_product_has_its_buttons(tmp_path):
    """Sign in at the settings, each action its own; arguments are strings."""
    with bench(tmp_path, connector("http://127.0.0.1:1")) as b:
        text = b.path.read_text()
        line = lambda piece: position(text, piece)["line"]  # noqa: E731
        settings, test = line('"requiredSettings"'), line('"testConnection"')
        first, second = line('"list"') - 2, line('"create"') - 2
        assert lenses(b.editor, b.uri) == [
            (settings, "Sign in", "connector.signIn", [b.uri]),
            (settings, "Sign out", "connector.signOut", [b.uri]),
            (settings, "Test authentication", "connector.testAuthentication", [b.uri]),
            (test, "Test authentication", "connector.testAuthentication", [b.uri]),
            (first, "Run action test", "connector.runAction", [b.uri, "thing/list"]),
            (first, "Run all cases", "connector.runCases", [b.uri, "thing/list"]),
            (second, "Run action test", "connector.runAction", [b.uri, "thing/create"]),
            (second, "Run all cases", "connector.runCases", [b.uri, "thing/create"]),
        ]


def test_every_command_and_request_is_announced_and_documented():
    """What a lens names, the server executes; docs/protocol.md tells of all there is."""
    page = Path(__file__).parents[2].joinpath("docs", "protocol.md").read_text("utf-8")
    assert set(Command) == set(_COMMANDS)
    assert {handler.method for handler in HANDLERS if handler.is_ours} == set(REQUESTS)
    assert [name for name in (*Command, *REQUESTS) if f"| `{name}` |" not in page] == []
    others = (*NOTIFICATIONS, *CLIENT_REQUESTS)
    assert [name for name in others if f"`{name}`" not in page] == []


@pytest.mark.parametrize("method", ["signIn", "signOut", "exchanges", "exchange"])
def test_requests_about_no_connector_are_refused(tmp_path, method):
    """With the code that JSON-RPC has for it; the model is null, so that a client may ask."""
    with bench(tmp_path, connector("http://127.0.0.1:1")) as b:
        params = {"uri": "file:///nowhere.connector.json", "id": "x"}
        assert b.editor.request(f"connector/{method}", params)["error"]["code"] == -32602
        assert b.editor.result("connector/debuggerModel", params) is None


def test_an_action_runs_and_its_exchange_is_shown_as_a_page(tmp_path):
    """Request and response are readable in a private file that the client is asked to show."""
    with api(OK) as server, bench(tmp_path, connector(server.url("")), variables=KEY) as b:
        result = b.command("runAction", "thing/list")
        assert [run["isSuccess"] for run in result["runs"]] == [True]
        page = page_of(result)
        assert "✓ **200 OK" in page
        assert f"GET {server.url('/things')} HTTP/1.1" in page
        assert "Authorization: Bearer {{authFields.api_key}}" in page
        assert '```json\n{\n  "ok": true\n}\n```' in page
        assert server.heard[0].headers["authorization"] == "Bearer planted-secret-9f3A"
        assert [each["uri"] for each in b.shown("window/showDocument")] == [result["page"]]
        file = Path(to_fs_path(result["page"]))
        assert (file.stat().st_mode & 0o777, file.parent.stat().st_mode & 0o777) == (0o600, 0o700)


@pytest.mark.parametrize(
    ("status", "is_success", "message"),
    [
        ("204 No Content", True, "Test connection successful"),
        ("401 Unauthorized", False, "The server answered 401 Unauthorized"),
        ("500 Oops", False, "The server answered 500 Oops"),
    ],
)
def test_authentication_is_tested_as_the_product_does(tmp_path, status, is_success, message):
    """A status of 2xx is success; anything else says what to do."""
    with (
        api(says(response(status=status))) as server,
        bench(tmp_path, connector(server.url("")), variables=KEY) as b,
    ):
        (run,) = b.command("testAuthentication")["runs"]
        assert (run["isSuccess"], run["message"]) == (is_success, message)
        (shown,) = b.shown()
        assert message in shown["message"]
        assert shown["type"] == (3 if is_success else 1)


def test_a_missing_secret_names_its_variable_and_nothing_is_sent(tmp_path):
    """The message says what to set."""
    with api(OK) as server, bench(tmp_path, connector(server.url(""))) as b:
        (run,) = b.command("testAuthentication")["runs"]
        assert run["failure"]["kind"] == "SecretError"
        assert "CONNECTOR_LOOPBACK_API_KEY" in b.shown()[-1]["message"]
        assert b.command("signIn")["failure"]["kind"] == "SecretError"
        assert server.heard == []


def test_signing_in_holds_values_until_signing_out(tmp_path):
    """A richer client hands over what its form asked for."""
    with api(OK) as server, bench(tmp_path, connector(server.url(""))) as b:
        before = time.time()
        signed = b.editor.result(
            "connector/signIn", {"uri": b.uri, "values": {"api_key": "typed-by-hand"}}
        )
        assert before <= signed.pop("signedInAt") <= time.time()
        assert signed == {"isSignedIn": True, "failure": None, "steps": None}
        assert b.command("testAuthentication")["runs"][0]["isSuccess"]
        assert server.heard[0].headers["authorization"] == "Bearer typed-by-hand"
        out = b.editor.result("connector/signOut", {"uri": b.uri})
        assert out == {"isSignedIn": False, "signedInAt": None, "failure": None, "steps": None}
        assert not b.command("testAuthentication")["runs"][0]["isSuccess"]
        assert len(server.heard) == 1


def test_signing_out_counts_whatever_the_connector_was_called(tmp_path):
    """Its name is typed anew between signing in and out, and taken back."""
    with bench(tmp_path, connector("http://127.0.0.1:1")) as b:
        values = {"uri": b.uri, "values": {"api_key": "planted-secret-9f3A"}}
        assert b.editor.result("connector/signIn", values)["isSignedIn"]
        at = position(b.path.read_text(), '"Loopback"')
        line, column = at["line"], at["character"] + 1
        b.editor.change(b.uri, 2, edit(line, column, column, "My "))
        b.command("signOut")
        b.editor.change(b.uri, 3, edit(line, column, column + 3, ""))
        model = b.editor.result("connector/debuggerModel", {"uri": b.uri})
        assert (model["isSignedIn"], model["authFields"][0]["hasValue"]) == (False, False)


def test_wrong_inputs_are_told_all_at_once_and_nothing_is_sent(tmp_path):
    """By field, before anything goes over the wire; the first field is marked."""
    with api(OK) as server, bench(tmp_path, connector(server.url("")), variables=KEY) as b:
        inputs = {"actionFields": {"count": "many", "nmae": "x"}}
        params = {"uri": b.uri, "action": "thing/create", "inputs": inputs}
        run = b.editor.result("connector/run", params)
        problems = [(each["key"], each["message"]) for each in run["failure"]["problems"]]
        assert problems == [
            ("name", "A value is needed"),
            ("count", "Expected a whole number, such as 12"),
            ("nmae", 'No field has this key: did you mean "name"?'),
        ]
        assert server.heard == []
        (mark,) = marks(b)
        assert mark["range"]["start"] == position(b.path.read_text(), '"name",\n          "label"')


def test_a_mark_stays_until_the_next_run_or_an_edit_there(tmp_path):
    """An edit elsewhere moves it, one in the action takes it away."""
    answers = iter(["404 Not Found", "404 Not Found", "200 OK"])

    async def answer(_, writer):
        writer.write(response(status=next(answers)))
        await writer.drain()

    with api(answer) as server, bench(tmp_path, connector(server.url("")), variables=KEY) as b:
        text = b.path.read_text()

        b.command("runAction", "thing/list")
        (mark,) = marks(b)
        assert (mark["source"], mark["severity"]) == ("connector-lsp debugger", 3)
        assert "404 Not Found" in mark["message"]
        at = position(text, '"List things"')
        assert mark["range"]["start"] == at

        b.editor.change(b.uri, 2, edit(2, 0, 0, "\n"))
        lenses(b.editor, b.uri)
        (moved,) = marks(b)
        assert moved["range"]["start"] == at | {"line": at["line"] + 1}

        b.editor.change(
            b.uri, 3, edit(at["line"] + 1, at["character"] + 1, at["character"] + 2, "l")
        )
        lenses(b.editor, b.uri)
        assert marks(b) == []

        b.command("runAction", "thing/list")
        assert len(marks(b)) == 1
        b.command("runAction", "thing/list")
        assert marks(b) == []


def test_a_missing_case_is_made_and_opened(tmp_path):
    """The lens of an action with fields makes a case for it, by an edit that creates the file."""
    with api(OK) as server, bench(tmp_path, connector(server.url("")), variables=KEY) as b:
        result = b.command("runAction", "thing/create")
        assert (result["runs"], result["created"]) == ([], b.cases_path.as_uri())
        (applied,) = b.shown("workspace/applyEdit")
        create, change = applied["edit"]["documentChanges"]
        assert (create["kind"], create["uri"]) == ("create", b.cases_path.as_uri())
        (case,) = json.loads(change["edits"][0]["newText"])["cases"]
        assert case["action"] == "thing/create"
        assert case["actionFields"] == {"name": "", "pin": "{{env.PIN}}", "count": ""}
        (shown,) = b.shown("window/showDocument")
        assert shown["uri"] == b.cases_path.as_uri()
        assert "a.tests.json" in b.shown()[-1]["message"]
        assert server.heard == []


def test_a_client_that_takes_no_edits_finds_the_case_on_disk(tmp_path):
    """The server writes the file itself."""
    with bench(tmp_path, connector("http://127.0.0.1:1"), capabilities={}) as b:
        b.command("runCases", "thing/create")
        (case,) = json.loads(b.cases_path.read_text())["cases"]
        assert case["name"] == "Create a thing"


def test_cases_are_judged_by_what_they_expect(tmp_path):
    """All cases of an action run; a 404 that is expected is a success; captures are passed on."""

    async def answer(heard, writer):
        name = json.loads(heard.body)["name"]
        status = "404 Not Found" if name == "missing" else "201 Created"
        writer.write(response(b'{"id": 7}', status, JSON))
        await writer.drain()

    with api(answer) as server, bench(tmp_path, connector(server.url("")), variables=KEY) as b:
        b.write_cases(
            {"name": "one", "action": "thing/create", "actionFields": {"name": "a"},
             "capture": {"id": "/id"}},
            {"name": "two", "action": "thing/create",
             "actionFields": {"name": "b", "count": "{{captures.id}}"},
             "expect": {"body": {"/id": {"equals": 8}}}},
            {"name": "three", "action": "thing/create", "actionFields": {"name": "missing"},
             "expect": {"status": 404}},
        )  # fmt: skip
        result = b.command("runCases", "thing/create")
        assert [(run["title"], run["isSuccess"]) for run in result["runs"]] == [
            ("Create a thing: one", True),
            ("Create a thing: two", False),
            ("Create a thing: three", True),
        ]
        assert result["runs"][1]["unmet"] == [
            {"message": "body /id: expected 8, got 7", "expected": "8", "actual": "7"}
        ]
        assert [(run["case"], run["path"]) for run in result["runs"]] == [
            (name, ["actions", 1]) for name in ("one", "two", "three")
        ]
        assert "# Loopback: 2 of 3 cases passed" in page_of(result)
        assert json.loads(server.heard[1].body) == {"name": "b", "count": 7}
        # One case alone, with the case whose capture it needs.
        result = b.command("runCases", "thing/create", "two")
        assert len(result["runs"]) == 2
        assert len(b.command("rerunLast")["runs"]) == 2
        assert len(b.command("runAction", "thing/create")["runs"]) == 1


def test_what_runs_again_is_what_is_written_now(tmp_path):
    """After a case was corrected, or made by the first try, its new inputs are sent."""
    with api(OK) as server, bench(tmp_path, connector(server.url("")), variables=KEY) as b:
        assert b.command("runAction", "thing/create")["created"]
        case = {"name": "one", "action": "thing/create", "actionFields": {"name": "a"}}
        b.write_cases(case)
        assert b.command("rerunLast")["runs"][0]["case"] == "one"
        b.write_cases(case | {"actionFields": {"name": "bb"}})
        b.command("rerunLast")
        assert [json.loads(each.body) for each in server.heard] == [{"name": "a"}, {"name": "bb"}]


def test_faulty_cases_are_named_and_nothing_is_sent(tmp_path):
    """No second case is made for an action whose case has a fault."""
    with api(OK) as server, bench(tmp_path, connector(server.url("")), variables=KEY) as b:
        b.write_cases({"name": "one", "action": "thing/create", "actionFields": {"nam": "a"}})
        result = b.command("runAction", "thing/create")
        assert result["failure"]["kind"] == "CaseError"
        assert "has a fault in line" in b.shown()[-1]["message"]
        assert (server.heard, result["created"]) == ([], None)


@pytest.mark.parametrize("way", ["request", "progress"])
def test_cancelling_frees_the_client_and_closes_the_socket(tmp_path, way):
    """Either by cancelling the request or by the button of its progress; it would take for ever."""
    drips = repeats(b"HTTP/1.1 200 OK\r\n\r\n", b".", 0.01)
    with api(drips) as server, bench(tmp_path, connector(server.url("")), variables=KEY) as b:
        arguments = {"command": "connector.runAction", "arguments": [b.uri, "thing/list"]}
        number = b.begin("workspace/executeCommand", arguments)
        begun = b.editor.wait_for(
            lambda m: m.get("method") == "$/progress" and m["params"]["value"]["kind"] == "begin"
        )["params"]
        assert begun["value"]["cancellable"]
        while not server.heard:
            time.sleep(0.01)
        if way == "request":
            b.editor.notify("$/cancelRequest", {"id": number})
            assert b.wait(number)["error"]["code"] == -32800
        else:
            b.editor.notify("window/workDoneProgress/cancel", {"token": begun["token"]})
            assert b.wait(number)["result"]["isStopped"] is True
        while not server.gone.is_set():
            time.sleep(0.01)
        assert marks(b) == []
        b.editor.codes(b.uri)  # All that was sent before has come now.
        ended = b.shown("$/progress")[-1]
        assert ended == {"token": begun["token"], "value": {"kind": "end", "message": "Stopped"}}


def test_an_answer_that_nobody_waits_for_any_more_is_no_obstacle(tmp_path):
    """The client takes an edit after the command that asked for it was cancelled."""
    with bench(tmp_path, connector("http://127.0.0.1:1"), variables=KEY) as b:
        late = []

        def cancel(_):
            b.editor.notify("$/cancelRequest", {"id": number})
            # It answers in its own time: when this is answered, the command has come to its end.
            late.append(b.begin("workspace/symbol", {"query": ""}))
            b.wait(late[0])
            return {"applied": True}

        b.editor.answers["workspace/applyEdit"] = cancel
        arguments = {"command": "connector.runAction", "arguments": [b.uri, "thing/create"]}
        number = b.begin("workspace/executeCommand", arguments)
        b.editor.wait_for_method("workspace/applyEdit")
        assert b.editor.codes(b.uri) == []
        assert b.editor.shut_down() == 0
    assert b.editor.stderr == b""


def test_runs_that_share_a_token_are_both_answered(tmp_path):
    """A client that uses one twice can stop one of them only."""
    with api(OK) as server, bench(tmp_path, connector(server.url("")), variables=KEY) as b:
        params = {"uri": b.uri, "action": "thing/list", "workDoneToken": "t"}
        numbers = [b.begin("connector/run", params) for _ in range(2)]
        for _ in numbers:
            answer = b.editor.wait_for(lambda m: m.get("id") in numbers and "method" not in m)
            assert answer["result"]["isSuccess"]


def test_runs_side_by_side_leave_the_editor_free(tmp_path):
    """Five runs wait for their server while a hover is answered."""
    with api(hangs) as server, bench(tmp_path, connector(server.url("")), variables=KEY) as b:
        params = {"uri": b.uri, "action": "thing/list"}
        numbers = [b.begin("connector/run", params) for _ in range(5)]
        while len(server.heard) < 5:
            time.sleep(0.01)
        place = position(b.path.read_text(), '"auth_request"')
        hover = b.editor.result(
            "textDocument/hover", {"textDocument": {"uri": b.uri}, "position": place}
        )
        assert hover is not None
        for number in numbers:
            b.editor.notify("$/cancelRequest", {"id": number})
            assert b.wait(number)["error"]["code"] == -32800


def test_a_richer_client_sees_what_can_be_run_and_what_was(tmp_path):
    """The model for its forms, a run with inputs, and the runs that are kept."""
    with api(OK) as server, bench(tmp_path, connector(server.url("")), variables=KEY) as b:
        inputs = {"actionFields": {"name": "n", "pin": "4711-pin"}}
        params = {"uri": b.uri, "action": "thing/create", "inputs": inputs, "workDoneToken": 1}
        run = b.editor.result("connector/run", params)
        assert b.shown("$/progress")[0]["value"]["title"] == "Create a thing"
        assert run["exchanges"][0]["response"]["body"] == {"text": '{"ok":true}'}
        assert "4711-pin" not in json.dumps(run)

        model = b.editor.result("connector/debuggerModel", {"uri": b.uri})
        assert model["authFields"][0] | {"description": "", "errorText": ""} == {
            "scope": "authFields", "key": "api_key", "type": "", "label": "API key",
            "description": "", "required": True, "masked": True, "choices": [], "default": None,
            "errorText": "", "variable": "CONNECTOR_LOOPBACK_API_KEY", "hasValue": True,
            "path": ["requiredSettings", "authFields", 0],
        }  # fmt: skip
        assert [each["action"] for each in model["actions"]] == [
            "testConnection", "thing/list", "thing/create",
        ]  # fmt: skip
        assert model["actions"][2]["lastInputs"] == {"actionFields": {"name": "n"}}
        assert [(each["method"], each["endpoint"], each["path"]) for each in model["actions"]] == [
            ("GET", "/me", ["testConnection"]),
            ("GET", "/things", ["actions", 0]),
            ("POST", "/things", ["actions", 1]),
        ]
        assert model["actions"][2]["fields"][1]["path"] == ["actions", 1, "actionFields", 1]
        assert (model["signedInAt"], model["callbackUrl"]) == (None, "")

        (kept,) = b.editor.result("connector/exchanges", {"uri": b.uri})
        assert (kept["id"], kept["action"], kept["status"]) == (run["id"], "thing/create", 200)
        found = b.editor.result("connector/exchange", {"uri": b.uri, "id": run["id"]})
        assert found["exchanges"] == run["exchanges"]
        assert b.editor.result("connector/exchange", {"uri": b.uri, "id": "../x"}) is None


def test_the_last_run_is_there_with_all_of_its_body(tmp_path):
    """Whoever began it; of those before, the history keeps as much as one reads."""
    body = json.dumps({"text": "x" * 400_000}).encode()
    answers = says(response(body, headers=JSON))
    with api(answers) as server, bench(tmp_path, connector(server.url("")), variables=KEY) as b:
        first, second = (b.command("runAction", "thing/list")["runs"][0] for _ in range(2))

        def size(run):
            found = b.editor.result("connector/exchange", {"uri": b.uri, "id": run["id"]})
            answer = found["exchanges"][-1]["response"]
            return len(answer["body"]["text"]), answer["isCut"]

        assert size(second) == (len(body), False)
        assert size(first) == (256 * 1024, True)


def test_a_request_is_copied_as_curl_with_a_variable_for_its_secret(tmp_path):
    """The command can be pasted and shared."""
    with api(OK) as server, bench(tmp_path, connector(server.url("")), variables=KEY) as b:
        assert b.command("copyAsCurl") is None
        b.command("runAction", "thing/list")
        curl = b.command("copyAsCurl", "thing/list")
        assert curl.startswith("curl --request GET")
        assert "$CONNECTOR_LOOPBACK_API_KEY" in curl


# --- what is left of runs ------------------------------------------------------------------------


def written(uri):
    """The file that a command wrote."""
    return Path(to_fs_path(uri))


def test_the_history_is_a_page_with_the_latest_run_first(tmp_path):
    """When, what, result, time, size, inputs; shown like any page, readable by its user alone."""
    with api(OK) as server, bench(tmp_path, connector(server.url("")), variables=KEY) as b:
        assert "Nothing was run yet" in written(b.command("showHistory")).read_text()
        b.command("testAuthentication")
        params = {"uri": b.uri, "action": "thing/create",
                  "inputs": {"actionFields": {"name": "a | b"}}}  # fmt: skip
        b.editor.result("connector/run", params)
        uri = b.command("showHistory")
        assert b.shown("window/showDocument")[-1]["uri"] == uri
        *_, first, second = written(uri).read_text().splitlines()
        assert "| `thing/create` | 200 OK |" in first
        assert r"actionFields.name = a \| b" in first
        assert "| `testConnection` | 200 OK |" in second
        assert written(uri).stat().st_mode & 0o777 == 0o600


def test_two_responses_are_compared(tmp_path):
    """The last one with the one before of the same action, or two that are named."""
    answers = iter([b'{"a":1,"b":2}', b"[]", b'{"b":2,"a":3}'])

    async def answer(_, writer):
        writer.write(response(next(answers), headers=JSON))
        await writer.drain()

    with api(answer) as server, bench(tmp_path, connector(server.url("")), variables=KEY) as b:
        assert b.command("compareResponses")["failure"]["message"] == "Nothing was run yet"
        b.command("runAction", "thing/list")
        failure = b.command("compareResponses")["failure"]
        assert failure["message"] == "thing/list was run once only"
        b.command("testAuthentication")
        b.command("runAction", "thing/list")
        page = written(b.command("compareResponses")).read_text()
        assert '```diff\n@@ -1,4 +1,4 @@\n {\n-  "a": 1,\n+  "a": 3,\n   "b": 2\n }\n```' in page
        newest, middle, oldest = b.editor.result("connector/exchanges", {"uri": b.uri})
        named = b.command("compareResponses", oldest["id"], middle["id"])
        assert "-{" in written(named).read_text()
        assert (
            b.command("compareResponses", newest["id"], "../x")["failure"]["kind"] == "ExportError"
        )


def test_a_run_is_exported_as_har_and_its_body_saved(tmp_path):
    """HAR without secrets; the body as it came, also where its file is named."""
    body = b'{"ok":true,"text":"\xc3\xbc"}'
    answers = says(response(body, headers=JSON))
    with api(answers) as server, bench(tmp_path, connector(server.url("")), variables=KEY) as b:
        assert b.command("saveBody")["failure"]["message"] == "There is no response yet"
        b.command("runAction", "thing/list")
        har = json.loads(written(b.command("exportHar")).read_text())
        (entry,) = har["log"]["entries"]
        assert entry["request"]["url"] == server.url("/things")
        assert entry["response"]["content"]["text"] == body.decode()
        assert "planted-secret" not in json.dumps(har)
        (kept,) = b.editor.result("connector/exchanges", {"uri": b.uri})
        again = json.loads(written(b.command("exportHar", kept["id"])).read_text())
        assert again["log"]["entries"][0]["request"] == entry["request"]
        named = written(b.command("exportHar", kept["id"], "answer.har"))
        assert named == b.path.parent / "answer.har"
        assert json.loads(named.read_text())["log"]["entries"]
        file = written(b.command("saveBody"))
        assert (file.suffix, file.read_bytes()) == (".json", body)
        assert written(b.command("saveBody", "answer.json")) == b.path.parent / "answer.json"
        assert (b.path.parent / "answer.json").read_bytes() == body
        failure = b.command("saveBody", "no/where.json")["failure"]
        assert failure["message"] == "The file cannot be written: No such file or directory"


@pytest.mark.parametrize("name", ["a.connector.json", "a.tests.json", "closed.json", "notes.txt"])
def test_no_export_takes_the_place_of_a_connector_or_of_what_is_open(tmp_path, name):
    """By whatever name, a file that a person wrote is as it was; any other is replaced."""
    document = connector("")
    with api(OK) as server, bench(tmp_path, connector(server.url("")), variables=KEY) as b:
        b.write_cases({"name": "n", "action": "thing/list"})
        b.path.with_name("closed.json").write_text(json.dumps(document))
        notes = b.path.with_name("notes.txt")
        notes.write_text("mine")
        b.editor.open(notes.as_uri(), "mine", "plaintext")
        b.command("runAction", "thing/list")
        (kept,) = b.editor.result("connector/exchanges", {"uri": b.uri})
        before = b.path.with_name(name).read_bytes()
        for command in (("saveBody", name), ("exportHar", kept["id"], f"../project/{name}")):
            failure = b.command(*command)["failure"]
            assert failure["message"].startswith(f"{name} is open, a connector or test cases")
        assert b.path.with_name(name).read_bytes() == before
        b.editor.notify("textDocument/didClose", {"textDocument": {"uri": notes.as_uri()}})
        assert written(b.command("saveBody", "notes.txt")).read_bytes() == b'{"ok":true}'


def test_what_is_no_json_does_not_run(tmp_path):
    """Only what is written is sent, never what was probably meant."""
    with api(OK) as server, bench(tmp_path, connector(server.url("")), variables=KEY) as b:
        b.editor.change(b.uri, 2, {"text": b.path.read_text().replace('"GET"', '"GET', 1)})
        result = b.command("testAuthentication")
        assert result["failure"]["message"] == "The connector is no JSON"
        assert server.heard == []
        params = {"uri": b.uri, "action": "thing/list", "workDoneToken": "t"}
        assert b.editor.result("connector/run", params)["failure"]["kind"] == "ConnectorError"
        assert b.shown("$/progress")[-1]["value"] == {"kind": "end", "message": "Failed"}


def test_looking_at_a_connector_asks_nothing_of_the_network(tmp_path):
    """Opening, lenses, the model, completion: only a command sends a request."""
    with api(OK) as server, bench(tmp_path, connector(server.url("")), variables=KEY) as b:
        lenses(b.editor, b.uri)
        b.editor.result("connector/debuggerModel", {"uri": b.uri})
        b.editor.diagnostics(b.uri)
        b.command("signIn")
        assert server.connections == 0


@pytest.mark.parametrize(
    "params",
    [
        {},
        {"command": "connector.unknown", "arguments": ["file:///a"]},
        {"command": "connector.runAction", "arguments": []},
        {"command": "connector.runAction", "arguments": [{"jsonrpc": "2.0"}]},
        {"command": "connector.runAction", "arguments": ["file:///a.connector.json"]},
        {"command": "connector.runAction"},
    ],
)
def test_malformed_commands_are_refused(tmp_path, params):
    """With the code that JSON-RPC has for it."""
    with bench(tmp_path, connector("http://127.0.0.1:1")) as b:
        answer = b.editor.request("workspace/executeCommand", params)
        assert answer["error"]["code"] == -32602


def test_a_planted_secret_is_nowhere(tmp_path):
    """Not in what the server sends, nor in what it writes, however a run ends."""
    secret = KEY["CONNECTOR_LOOPBACK_API_KEY"]

    async def echoes(heard, writer):
        body = json.dumps({"you sent": heard.headers, "key": secret}).encode()
        status = "200 OK" if heard.line.startswith("GET") else "403 Forbidden"
        writer.write(response(body, status, [*JSON, ("X-Echo", secret)]))
        await writer.drain()

    with api(echoes) as server, bench(tmp_path, connector(server.url("")), variables=KEY) as b:
        b.write_cases(
            {"name": "leak", "action": "thing/create", "actionFields": {"name": "{{env.CONNECTOR_LOOPBACK_API_KEY}}"},
             "expect": {"body": {"/key": {"equals": "another"}}}},
        )  # fmt: skip
        b.command("testAuthentication")
        b.command("runAction", "thing/list")
        b.command("runCases", "thing/create")
        b.command("copyAsCurl")
        for name in ("exportHar", "saveBody", "compareResponses", "showHistory"):
            b.command(name)
        b.editor.result("connector/run", {"uri": b.uri, "action": "thing/create",
                        "inputs": {"actionFields": {"name": secret, "pin": secret}}})  # fmt: skip
        (last, *_) = b.editor.result("connector/exchanges", {"uri": b.uri})
        b.editor.result("connector/exchange", {"uri": b.uri, "id": last["id"]})
        b.editor.result("connector/debuggerModel", {"uri": b.uri})
        assert secret.encode() in server.everything()
        written = b.files()
        assert any("history" in name for name in written)
        assert any("pages" in name for name in written)
        b.editor.shut_down()
        sinks = {**written, "protocol": b.editor.written, "log": b.editor.stderr}
        assert [name for name, content in sinks.items() if secret.encode() in content] == []


def test_a_client_without_documents_and_progress_is_told_where_the_page_is(tmp_path):
    """Nothing is asked of a client that it did not announce."""
    plain = {key: value for key, value in EDITOR.items() if key != "window"}
    with (
        api(OK) as server,
        bench(tmp_path, connector(server.url("")), variables=KEY, capabilities=plain) as b,
    ):
        result = b.command("runAction", "thing/list")
        assert result["page"] in b.shown()[-1]["message"]
        assert b.shown("window/showDocument") == b.shown("window/workDoneProgress/create") == []
