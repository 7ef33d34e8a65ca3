"""``connector-lsp test``, against an API on loopback."""

import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

import pytest
from inline_snapshot import snapshot

from connector_lsp.cli.demo_api import demo_api
from connector_lsp.resources import samples
from tests.support.running import KEY, KEY_VARIABLE, REGION, SIGNED_IN, Folder

CREATE = {
    "name": "a new contact",
    "action": "contact/create",
    "actionFields": {"name": "Bo", "email": "bo@example.com"},
    "expect": {"status": 201},
    "capture": {"id": "/id"},
}
FIND = {
    "name": "it is found",
    "action": "contact/get",
    "urlFields": {"id": "{{captures.id}}"},
    "expect": {"body": {"/name": {"equals": "Bo"}}},
}
WRONG = {
    "name": "too many",
    "action": "contact/list",
    "expect": {"status": 404, "body": {"/total": {"equals": 7}}},
}
INCOMPLETE = {"name": "without an ID", "action": "contact/get"}


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


def timeless(text: str) -> str:
    """Output with the same times each time."""
    return re.sub(r" +[\d.]+ m?s$", " 5 ms", text, flags=re.MULTILINE)


# --- running -------------------------------------------------------------------------------------


@pytest.mark.usefixtures("api")
def test_all_passed(folder: Folder) -> None:
    """Cases that pass are a line each, and the end is 0."""
    folder.cases(CREATE, FIND)

    result = folder.run("test")

    assert (result.exit_code, result.stderr) == (0, "")
    assert timeless(result.stdout) == snapshot(
        """\
  ✓  a new contact  contact/create  201 5 ms
  ✓  it is found    contact/get     200 5 ms

2 passed in 5 ms
"""
    )


@pytest.mark.usefixtures("api")
def test_failures(folder: Folder) -> None:
    """What was expected stands beside what came; what could not be sent says why."""
    folder.cases(WRONG, INCOMPLETE)

    result = folder.run("test")

    assert (result.exit_code, result.stderr) == (1, "")
    assert timeless(result.stdout) == snapshot(
        """\
  ✗  too many       contact/list  200 5 ms
     status       expected 404, got 200 OK
     body /total  expected 7, got 1
  !  without an ID  contact/get     - 5 ms
     urlFields.id: A value is needed
     Correct these inputs and run again; nothing was sent

1 failed, 1 not completed in 5 ms
"""
    )


@pytest.mark.usefixtures("api")
def test_a_fault_of_the_connector_has_its_place(folder: Folder) -> None:
    """Where the connector itself is wrong, the place is named."""
    connector = json.loads(folder.read("my.connector.json"))
    connector["auth_request"]["type"] = "magic"
    folder.write("my.connector.json", connector)
    folder.cases(CREATE)

    assert "/auth_request/type of the connector" in folder.run("test").stdout


@pytest.mark.usefixtures("api")
def test_choosing_cases(folder: Folder) -> None:
    """A case is chosen by its name or action, with those that it needs."""
    folder.cases(CREATE, WRONG, FIND)

    by_name = folder.run("test", "--case", "it is found")
    by_action = folder.run("test", "--case", "contact/list")
    unknown = folder.run("test", "--case", "it is fuond")

    assert re.findall(r"✓  (\w+ \w+ \w+)", by_name.stdout) == ["a new contact", "it is found"]
    assert by_action.exit_code == 1
    assert "1 failed" in by_action.stdout
    assert (unknown.exit_code, unknown.stdout) == (2, "")
    assert 'did you mean "it is found"?' in unknown.stderr


@pytest.mark.usefixtures("api")
def test_another_file_of_cases(folder: Folder) -> None:
    """--tests names another file."""
    folder.write("other.json", {"cases": [CREATE]})

    assert "1 passed" in folder.run("test", "--tests", "other.json").stdout


def test_timeout(folder: Folder) -> None:
    """A case may take no longer than --timeout; the others are run all the same."""
    import socket

    with socket.create_server(("127.0.0.1", 0)) as silent:
        folder.connector(f"http://127.0.0.1:{silent.getsockname()[1]}/")
        folder.cases(CREATE, WRONG)

        result = folder.run("test", "--timeout", "0.2")

    assert result.exit_code == 1
    assert result.stdout.count("within 0.2 s") == 2


# --- the connection test -------------------------------------------------------------------------


@pytest.mark.usefixtures("api")
def test_auth_alone(folder: Folder) -> None:
    """Without test cases, --auth tests the connection and nothing else."""
    result = folder.run("test", "--auth")

    assert result.exit_code == 0
    assert "1 passed" in result.stdout
    assert result.stdout.endswith("Test connection successful\n")


@pytest.mark.usefixtures("api")
def test_auth_first(folder: Folder) -> None:
    """With test cases, it goes first; the file's own test of the connection takes its place."""
    folder.cases(CREATE, {"name": "who am I", "action": "testConnection"})

    shown = folder.run("test", "--auth").stdout

    assert re.findall(r"✓  (who am I|a new contact)", shown) == ["who am I", "a new contact"]
    assert "2 passed" in shown


@pytest.mark.usefixtures("api")
def test_auth_refused(folder: Folder) -> None:
    """If the credentials are refused no case is run, and the connector's own advice is shown."""
    folder.cases(CREATE, FIND)

    result = folder.run("test", "--auth", env={**REGION, KEY_VARIABLE: "another key"})

    assert result.exit_code == 1
    assert "status  expected 2xx, got 401 Unauthorized" in result.stdout
    assert "API key: Please enter a valid API key." in result.stdout
    assert "2 cases not run: the connection test failed" in result.stdout


# --- values --------------------------------------------------------------------------------------


@pytest.mark.usefixtures("api")
def test_missing_values_are_named_at_once(folder: Folder) -> None:
    """All missing variables are named, those that cases refer to among them; nothing is run."""
    folder.cases({**CREATE, "actionFields": {"name": "{{env.WHO_IT_IS}}", "email": "x@y"}})

    result = folder.run("test", env={})

    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == snapshot(
        """\
connector-lsp: my.connector.json: 3 values missing
  CONNECTOR_MY_CUSTOM_CONNECTOR_API_KEY  API key
  CONNECTOR_MY_CUSTOM_CONNECTOR_REGION   Region: eu, us
  WHO_IT_IS                              named in the inputs
Set these environment variables, or run this on a terminal, which asks for those of the sign-in
"""
    )


def test_access_token_from_outside(folder: Folder) -> None:
    """A connector that signs in with OAuth 2.0 takes an access token from the environment."""
    oauth2 = {"type": "oauth2", "clientId": "{{clientId}}", "clientSecret": "{{clientSecret}}"}
    with demo_api(KEY) as url:
        folder.connector(url, auth_components=oauth2, auth_request={"type": "none"})
        without = folder.run("test", "--auth", env=SIGNED_IN)
        token = {"CONNECTOR_MY_CUSTOM_CONNECTOR_ACCESS_TOKEN": KEY}
        signed_in = folder.run("test", "--auth", env={**SIGNED_IN, **token})

    assert "CONNECTOR_MY_CUSTOM_CONNECTOR_ACCESS_TOKEN" in without.stderr
    assert signed_in.exit_code == 0


# --- formats -------------------------------------------------------------------------------------


@pytest.mark.usefixtures("api")
def test_json(folder: Folder) -> None:
    """--format json prints one object and nothing else."""
    folder.cases(CREATE, WRONG)

    result = folder.run("test", "--format", "json")
    report = json.loads(result.stdout)

    assert (result.exit_code, result.stderr) == (1, "")
    assert report["summary"] == {"passed": 1, "failed": 1, "error": 0}
    assert report["path"] == "my.tests.json"


@pytest.mark.usefixtures("api")
def test_output(folder: Folder) -> None:
    """--output writes the report to a file; people see the text."""
    folder.cases(CREATE, WRONG)

    result = folder.run("test", "--format", "junit", "--output", "report.xml")

    assert "1 passed, 1 failed" in result.stdout
    root = ET.fromstring(folder.read("report.xml"))  # noqa: S314 -- our own
    assert (root.get("tests"), root.get("failures")) == ("2", "1")


@pytest.mark.usefixtures("api")
def test_output_that_cannot_be_written(folder: Folder) -> None:
    """A report that cannot be written ends with 2."""
    folder.cases(CREATE)

    result = folder.run("test", "-o", "missing/report.txt")

    assert result.exit_code == 2
    assert "missing/report.txt: cannot be written: no such file or directory" in result.stderr


@pytest.mark.usefixtures("api")
def test_colour(folder: Folder) -> None:
    """Only a terminal is coloured, or what asks for it."""
    folder.cases(CREATE)

    assert "\x1b" not in folder.run("test").stdout
    assert "\x1b[32m" in folder.run("test", env={**SIGNED_IN, "FORCE_COLOR": "1"}).stdout


# --- files that cannot be used -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ((), "my.tests.json: no such file"),
        (("--auth", "--case", "x"), "my.tests.json: no such file"),
        (("--tests", "gone.json"), "gone.json: no such file"),
        (("--auth", "--replay"), "my.cassette.json: no such file; make it with --record"),
        (("--record", "--replay"), "exclude each other"),
        (("--timeout", "0"), "--timeout"),
    ],
)
@pytest.mark.usefixtures("api")
def test_refused(arguments: tuple[str, ...], reason: str, folder: Folder) -> None:
    """A file that is missing and options that make no sense end with 2."""
    result = folder.run("test", *arguments)

    assert (result.exit_code, result.stdout) == (2, "")
    assert reason in result.stderr


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("{", "not JSON: expecting property name enclosed in double quotes at line 1, column 2"),
        ("\xff", "not JSON"),
        ("[" * 100_000, "not JSON: it is nested too deeply"),
        ("[]", "there is nothing to run in it"),
    ],
)
def test_no_connector(text: str, reason: str, folder: Folder) -> None:
    """A file that is no connector ends with 2 and its reason."""
    (folder.path / "my.connector.json").write_text(text, "utf-8")

    result = folder.run("run")

    assert (result.exit_code, result.stdout) == (2, "")
    assert reason in result.stderr


@pytest.mark.usefixtures("api")
def test_problems_in_the_cases(folder: Folder) -> None:
    """Cases in which something is wrong are shown with the place, and none is run."""
    folder.cases({**CREATE, "action": "contact/craete"})

    result = folder.run("test")

    assert result.exit_code == 2
    assert re.match(r"my\.tests\.json:\d+:\d+: error\[unknown-action\]", result.stdout)
    assert result.stdout.endswith("1 problem in my.tests.json: no case was run\n")
    report = json.loads(folder.run("test", "--format", "json").stdout)
    assert [each["code"] for each in report["problems"]] == ["unknown-action"]


@pytest.mark.usefixtures("api")
def test_no_cases(folder: Folder) -> None:
    """A file without cases is no success."""
    folder.cases()

    assert folder.run("test").exit_code == 2


# --- recording and replaying ---------------------------------------------------------------------

NAMED = {
    **CREATE,
    "actionFields": {"name": "{{env.WHO}}", "email": "bo@example.com"},
    "expect": {"status": 201, "body": {"/name": {"equals": "{{env.WHO}}"}}},
}
WHO = {"WHO": "Planted Name"}


def test_replay(folder: Folder) -> None:
    """What was recorded answers later: the API is gone, and so are the secrets."""
    folder.cases(NAMED, {**FIND, "expect": {"body": {"/name": {"equals": "{{env.WHO}}"}}}})
    with demo_api(KEY) as url:
        folder.connector(url)
        recorded = folder.run("test", "--auth", "--record", env={**SIGNED_IN, **WHO})

    replayed = folder.run("test", "--auth", "--replay", env=REGION)

    assert recorded.exit_code == 0
    assert recorded.stdout.endswith("Recorded in my.cassette.json\n")
    assert (replayed.exit_code, replayed.stderr) == (0, "")
    assert "3 passed" in replayed.stdout
    assert replayed.stdout.endswith("Replayed from my.cassette.json: nothing was sent\n")


def test_replay_of_a_value_that_can_be_left_out(folder: Folder) -> None:
    """What was recorded with an optional auth field is replayed without it."""
    settings = json.loads(samples()["default"])["requiredSettings"]
    settings["authFields"].append({"key": "tenant", "label": "Tenant", "required": False})
    parameter = {
        "type": "bearer",
        "token": "{{authFields.api_key}}",
        "params": {"tenant": "{{authFields.tenant}}"},
    }
    folder.cases({"name": "all", "action": "contact/list"})
    with demo_api(KEY) as url:
        folder.connector(url, requiredSettings=settings, auth_request=parameter)
        tenant = {"CONNECTOR_MY_CUSTOM_CONNECTOR_TENANT": "planted-tenant"}
        recorded = folder.run("test", "--record", env={**SIGNED_IN, **tenant})

    assert recorded.exit_code == 0
    assert folder.run("test", "--replay", env=REGION).exit_code == 0


def test_replay_of_a_header_that_changes(folder: Folder) -> None:
    """A header that no recording has is kept where a case speaks of it."""
    folder.cases(
        {
            "name": "me",
            "action": "testConnection",
            "expect": {"headers": {"DATE": {"matches": "GMT$"}}},
        }
    )
    with demo_api(KEY) as url:
        folder.connector(url)
        recorded = folder.run("test", "--record")

    assert (recorded.exit_code, folder.run("test", "--replay").exit_code) == (0, 0)


@pytest.mark.usefixtures("api")
def test_recording_changes_only_what_changed(folder: Folder) -> None:
    """Recording some cases again leaves the others, and the same answers give the same file."""
    folder.cases({"name": "me", "action": "testConnection"}, WRONG)
    folder.run("test", "--record")
    before = folder.read("my.cassette.json")

    folder.run("test", "--record", "--case", "me")
    again = folder.read("my.cassette.json")
    folder.cases({"name": "me", "action": "testConnection"})
    folder.run("test", "--record")

    assert again == before
    assert list(json.loads(folder.read("my.cassette.json"))["cases"]) == ["me"]


def test_what_could_not_be_completed_keeps_its_recording(folder: Folder) -> None:
    """A server that is gone takes no recording with it."""
    folder.cases(WRONG)
    with demo_api(KEY) as url:
        folder.connector(url)
        folder.run("test", "--record")
    before = folder.read("my.cassette.json")

    assert folder.run("test", "--record").exit_code == 1
    assert folder.read("my.cassette.json") == before


def test_another_request_says_how_it_differs(folder: Folder) -> None:
    """A request that is not the recorded one is an error with the difference."""
    folder.cases(CREATE)
    with demo_api(KEY) as url:
        folder.connector(url)
        folder.run("test", "--record")
    folder.cases({**CREATE, "actionFields": {"name": "Bob", "email": "bo@example.com"}})

    result = folder.run("test", "--replay")

    assert result.exit_code == 1
    assert 'body /name: recorded "Bo", now "Bob"' in " ".join(result.stdout.split())
    assert "Record the case again if the change is meant" in result.stdout


@pytest.mark.parametrize("option", ["--replay", "--record"])
def test_a_broken_cassette(folder: Folder, option: str) -> None:
    """A cassette that cannot be read ends with 2, and stays: it may be half of a merge."""
    folder.connector("http://127.0.0.1:9/")
    folder.cases(CREATE)
    folder.write("my.cassette.json", {"version": 99})

    result = folder.run("test", option)

    assert (result.exit_code, result.stdout) == (2, "")
    assert "Repair the file, or delete it and record again with --record" in result.stderr
    assert json.loads(folder.read("my.cassette.json")) == {"version": 99}
