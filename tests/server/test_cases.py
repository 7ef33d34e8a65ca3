"""The test cases of a connector: listed, run from a view, made of what was entered in a form."""

import json

import pytest

from tests.support.debugger import EDITOR, api, bench, connector, position
from tests.support.http import repeats, response, says

JSON = [("Content-Type", "application/json")]
KEY = {"CONNECTOR_LOOPBACK_API_KEY": "planted-secret-9f3A"}
OK = says(response(b'{"id":7,"tags":["a"]}', headers=JSON))
TELLS = EDITOR | {"experimental": {"connectorLsp": {"notifications": True}}}
API = "https://api.example.com"


def runs_told(b):
    """The runs that the client was told of."""
    return [each["run"] for each in b.shown("connector/didRun")]


def test_cases_are_listed_with_their_places(tmp_path):
    """Asked of either file; also where there are none."""
    with bench(tmp_path, connector(API)) as b:
        ask = {"uri": b.uri}
        file = b.cases_path.as_uri()
        empty = {"uri": file, "connector": b.uri, "name": "Loopback", "cases": [], "problem": ""}
        assert b.editor.result("connector/cases", ask) == empty
        b.write_cases({"name": "one", "action": "thing/list"}, {"name": "two", "action": "no/way"})
        found = b.editor.result("connector/cases", ask)
        assert found == b.editor.result("connector/cases", {"uri": file})
        text = b.cases_path.read_text()
        first, second = found["cases"]
        assert (first["name"], first["action"]) == ("one", "thing/list")
        before = position(text, '"name": "one"')
        assert first["range"]["start"] == {"line": before["line"] - 1, "character": 4}
        assert first["range"]["end"]["line"] == second["range"]["start"]["line"] - 1
        assert found["problem"].startswith("a.tests.json has a fault in line ")
        actions = b.editor.result("connector/debuggerModel", ask)["actions"]
        assert [each["cases"] for each in actions] == [[], ["one"], []]
        assert b.editor.result("connector/cases", {"uri": "file:///x.json"}) is None


def test_cases_run_with_their_exchanges_and_each_is_told_at_once(tmp_path):
    """What failed can be compared line by line; what a case needs is run before it."""
    with (
        api(OK) as server,
        bench(tmp_path, connector(server.url("")), variables=KEY, capabilities=TELLS) as b,
    ):
        b.write_cases(
            {"name": "first", "action": "thing/list", "capture": {"id": "/id"}},
            {"name": "second", "action": "thing/create",
             "actionFields": {"name": "n", "count": "{{captures.id}}"},
             "expect": {"body": {"": {"equals": {"tags": ["b"], "id": 7}}}}},
            {"name": "third", "action": "testConnection"},
        )  # fmt: skip
        params = {"uri": b.uri, "names": ["second"], "workDoneToken": "t"}
        result = b.editor.result("connector/runCases", params)
        assert [(each["case"], each["isSuccess"]) for each in result["runs"]] == [
            ("first", True), ("second", False),
        ]  # fmt: skip
        assert result["runs"][1]["unmet"] == [
            {
                "message": 'body /tags/0: expected "b", got "a"',
                "expected": '{\n  "tags": [\n    "b"\n  ],\n  "id": 7\n}',
                "actual": '{\n  "tags": [\n    "a"\n  ],\n  "id": 7\n}',
            }
        ]
        assert result["runs"][0]["exchanges"][0]["response"]["status"] == 200
        told = runs_told(b)
        assert [{**each, "exchanges": None} for each in result["runs"]] == [
            {**each, "exchanges": None} for each in told
        ]
        assert all("exchanges" not in each for each in told)
        said = [each["value"] for each in b.shown("$/progress") if each["token"] == "t"]
        assert [(each["kind"], each.get("message")) for each in said] == [
            ("begin", None), ("report", "1 of 2"), ("report", "2 of 2"), ("end", "Done"),
        ]  # fmt: skip
        assert len(b.editor.result("connector/runCases", {"uri": b.uri})["runs"]) == 3


def test_what_is_done_is_in_the_result_when_the_user_stops(tmp_path):
    """The case under way is not, and no other is begun."""
    drips = repeats(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n", b".", 0.005)

    async def answer(heard, writer):
        await (drips if heard.line.startswith("POST") else OK)(heard, writer)

    with (
        api(answer) as server,
        bench(tmp_path, connector(server.url("")), variables=KEY, capabilities=TELLS) as b,
    ):
        slow = {"name": "slow", "action": "thing/create", "actionFields": {"name": "n"}}
        fast = {"name": "fast", "action": "thing/list"}
        b.write_cases(fast, slow, fast | {"name": "never"})
        number = b.begin("connector/runCases", {"uri": b.uri, "workDoneToken": 7})
        b.editor.wait_for(
            lambda m: (
                m.get("method") == "$/progress" and m["params"]["value"].get("message") == "2 of 3"
            )
        )
        b.editor.notify("window/workDoneProgress/cancel", {"token": 7})
        result = b.wait(number)["result"]
        assert ([each["case"] for each in result["runs"]], result["isStopped"]) == (["fast"], True)


def test_cases_that_are_not_there_are_named(tmp_path):
    """As a failure, not as an error of the protocol."""
    with bench(tmp_path, connector(API)) as b:
        b.write_cases({"name": "one", "action": "thing/list"})
        result = b.editor.result("connector/runCases", {"uri": b.uri, "names": ["oen"]})
        assert (result["runs"], result["failure"]["kind"]) == ([], "CaseError")
        assert 'did you mean "one"' in result["failure"]["message"]


def test_a_case_with_a_fault_says_which(tmp_path):
    """It is there, so nobody wants to hear that it is not; sound ones run beside it."""
    with api(OK) as server, bench(tmp_path, connector(server.url("")), variables=KEY) as b:
        b.write_cases({"name": "bad", "action": "no/way"}, {"name": "one", "action": "thing/list"})
        params = {"uri": b.uri, "names": ["one", "bad"]}
        result = b.editor.result("connector/runCases", params)
        assert result["failure"]["message"].startswith("a.tests.json has a fault in line ")
        assert server.heard == []
        result = b.editor.result("connector/runCases", params | {"names": ["one"]})
        assert [each["isSuccess"] for each in result["runs"]] == [True]


def save(b, name="A case", action="thing/create", **inputs):
    """Save a case; gives its place, and the text after the client's edit."""
    params = {"uri": b.uri, "action": action, "name": name, "inputs": inputs}
    place = b.editor.result("connector/saveCase", params)
    edit = b.shown("workspace/applyEdit")[-1]["edit"]["documentChanges"][-1]["edits"][0]
    return place, edit["newText"]


def test_a_case_is_made_of_what_was_entered(tmp_path):
    """By an edit that creates the file; the place is that of the case."""
    with bench(tmp_path, connector(API), variables=KEY) as b:
        place, text = save(b, actionFields={"name": "Bo", "count": 3, "pin": "4711"})
        create = b.shown("workspace/applyEdit")[-1]["edit"]["documentChanges"][0]
        assert (create["kind"], create["uri"]) == ("create", b.cases_path.as_uri())
        assert json.loads(text) == {
            "cases": [
                {
                    "name": "A case",
                    "action": "thing/create",
                    "actionFields": {"name": "Bo", "count": 3, "pin": "{{env.PIN}}"},
                    "expect": {"status": "2xx"},
                }
            ]
        }
        assert place["uri"] == b.cases_path.as_uri()
        assert place["range"]["start"] == position(text, '"name": "A case"')


def test_a_case_is_added_to_an_open_file_under_a_name_of_its_own(tmp_path):
    """To what is in the editor, not to what is on disk."""
    with bench(tmp_path, connector(API), variables=KEY) as b:
        b.write_cases()
        text = '{"cases": [{"name": "A case", "action": "thing/list"}]}'
        b.editor.open(b.cases_path.as_uri(), text, version=4)
        _, added = save(b, actionFields={"name": "Bo"})
        assert '"name": "A case 2"' in added
        (change,) = b.shown("workspace/applyEdit")[-1]["edit"]["documentChanges"]
        assert change["textDocument"]["version"] == 4


def test_a_secret_of_the_sign_in_never_becomes_part_of_a_case(tmp_path):
    """Not even one that was typed into another field."""
    with bench(tmp_path, connector(API)) as b:
        values = {"api_key": "planted-secret-9f3A"}
        b.editor.result("connector/signIn", {"uri": b.uri, "values": values})
        _, text = save(b, actionFields={"name": "key planted-secret-9f3A", "pin": "1"})
        assert json.loads(text)["cases"][0]["actionFields"] == {
            "name": "{{env.NAME}}", "pin": "{{env.PIN}}",
        }  # fmt: skip


@pytest.mark.parametrize(
    ("on_disk", "answer", "action", "code", "message"),
    [
        (None, {"applied": True}, "no/way", -32602, ""),
        ("[]", {"applied": True}, "thing/list", -32803, "The test cases file is no object"),
        (None, {"applied": False}, "thing/list", -32803, "The editor did not add the test case"),
    ],
)
def test_a_case_that_cannot_be_saved_says_why(tmp_path, on_disk, answer, action, code, message):
    """An action that is not there is the client's fault; for the rest there are words."""
    with bench(tmp_path, connector(API)) as b:
        if on_disk:
            b.cases_path.write_text(on_disk)
        b.editor.answers["workspace/applyEdit"] = lambda _: answer
        params = {"uri": b.uri, "action": action, "name": "x"}
        error = b.editor.request("connector/saveCase", params)["error"]
        assert error["code"] == code
        assert message in error["message"]


LATIN_1 = '{\n  "cases": [{ "name": "Grüße", "action": "thing/list" }]\n}\n'.encode("latin-1")
UTF_16 = '{ "cases": [] }'.encode("utf-16")


@pytest.mark.parametrize("capabilities", [EDITOR, {}])
@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (LATIN_1, "not UTF-8: byte 0xFC at line 2, column 26"),
        (UTF_16, "not UTF-8: it looks like UTF-16"),
    ],
)
def test_cases_that_cannot_be_read_are_left_as_they_are(tmp_path, capabilities, content, reason):
    """Nothing is put in their place; whoever asks for a case or for all is told."""
    message = f"a.tests.json cannot be read: {reason}"
    with bench(tmp_path, connector(API), variables=KEY, capabilities=capabilities) as b:
        b.cases_path.write_bytes(content)
        params = {"uri": b.uri, "action": "thing/create", "name": "x"}
        error = b.editor.request("connector/saveCase", params)["error"]
        assert error["message"] == f"{message}. Save it in UTF-8 and run again."
        for command in ("runAction", "runCases"):
            b.command(command, "thing/create")
            assert message in b.shown()[-1]["message"]
        result = b.editor.result("connector/runCases", {"uri": b.uri})
        assert result["failure"]["message"] == message
        assert b.editor.result("connector/cases", {"uri": b.uri})["problem"] == message
        assert b.shown("workspace/applyEdit") == []
        assert b.cases_path.read_bytes() == content


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_what_the_server_writes_itself_keeps_the_rest_of_the_file(tmp_path, mark):
    """Its byte order mark, its line breaks, its permissions and the link that leads to it."""
    before = (
        b'{\r\n  "cases": [\r\n    { "name": "\xc3\xbc", "action": "thing/list" }\r\n  ]\r\n}\r\n'
    )
    with bench(tmp_path, connector(API), capabilities={}) as b:
        real = tmp_path / "real.json"
        real.write_bytes(mark + before)
        real.chmod(0o640)
        b.cases_path.symlink_to(real)
        params = {"uri": b.uri, "action": "thing/list", "name": "x"}
        place = b.editor.result("connector/saveCase", params)
        after = real.read_bytes()
        at = after.index(b",\r\n    {\r\n")
        added = len(after) - len(mark + before)
        assert after[:at] + after[at + added :] == mark + before
        text = after.decode("utf-8-sig").replace("\r\n", "\n")
        assert [each["name"] for each in json.loads(text)["cases"]] == ["ü", "x"]
        assert place["range"]["start"] == position(text, '"name": "x"')
        assert b.cases_path.is_symlink()
        assert real.stat().st_mode & 0o777 == 0o640


def test_cases_that_cannot_be_written_are_as_before(tmp_path):
    """A link that leads nowhere is not there to be read, but nothing may be written over it."""
    with bench(tmp_path, connector(API), capabilities={}) as b:
        b.cases_path.symlink_to(tmp_path / "nowhere.json")
        params = {"uri": b.uri, "action": "thing/list", "name": "x"}
        error = b.editor.request("connector/saveCase", params)["error"]
        expected = (
            "a.tests.json cannot be written: File exists. Write the case yourself and run again."
        )
        assert error["message"] == expected
        assert not (tmp_path / "nowhere.json").exists()
