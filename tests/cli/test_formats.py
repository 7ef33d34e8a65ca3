"""The formats of ``connector-lsp check`` that programs read."""

import json
import re
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import XML

import pytest

from connector_lsp.analysis.diagnostics.registry import RULES
from connector_lsp.resources import samples
from tests.support.cli import run

CLEAN = samples()["default"]
FAULTY = (
    CLEAN.replace('"name": "My custom connector"', '"\U0001d4b3": "\\ud800", "nam": 1')
    .replace('"actionId": "get"', '"actionId": "list"')
    .replace('"key": "name",', '"key": "name" ', 1)
)
NAME = "50% [a,b].connector.json"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working folder: a clean file, a faulty one, and one that cannot be read."""
    monkeypatch.chdir(tmp_path)
    Path("clean.json").write_text(CLEAN, "utf-8")
    Path(NAME).write_text(FAULTY, "utf-8")
    return tmp_path


def output(form: str, *options: str) -> str:
    """What is written about the three files."""
    result = run("check", "clean.json", NAME, "missing.json", "--format", form, *options)
    assert result.exit_code == 2
    assert result.stderr == "connector-lsp: missing.json: no such file\n"
    return result.stdout


# --- json ----------------------------------------------------------------------------------------


def test_json() -> None:
    """JSON has a structure of its own, as docs/check.md describes it."""
    found = json.loads(output("json"))

    assert list(found) == ["version", "tool", "files", "failures", "summary"]
    assert found["version"] == 1
    assert [file["path"] for file in found["files"]] == ["clean.json", NAME]
    assert found["files"][0]["diagnostics"] == []
    assert found["failures"] == [{"path": "missing.json", "reason": "no such file"}]
    assert found["summary"]["error"] == 2


def test_json_diagnostic() -> None:
    """Columns count code points from 1; the end is behind the last one."""
    [_, file] = json.loads(output("json"))["files"]
    by_code = {each["code"]: each for each in file["diagnostics"]}
    unknown = next(each for each in file["diagnostics"] if '"nam"' in each["message"])

    assert unknown == {
        "code": "unknown-property",
        "severity": "warning",
        "message": 'Unknown property "nam": did you mean "name"?',
        "start": {"line": 3, "column": 18},
        "end": {"line": 3, "column": 23},
        "help": 'Change to "name"',
        "related": [],
    }
    assert by_code["duplicate-action"]["related"] == [
        {
            "message": "First action of this name",
            "start": {"line": 75, "column": 19},
            "end": {"line": 75, "column": 25},
        }
    ]


def test_json_of_nothing() -> None:
    """The output is whole even if there is nothing to check."""
    result = run("check", "missing.json", "--format", "json")

    assert json.loads(result.stdout)["files"] == []


# --- sarif ---------------------------------------------------------------------------------------


@pytest.fixture
def sarif() -> dict[str, Any]:
    """The only run of a SARIF log."""
    log = json.loads(output("sarif"))
    assert log["version"] == "2.1.0"
    assert log["$schema"].endswith("/sarif-schema-2.1.0.json")
    [only] = log["runs"]
    return only


def test_sarif_rules(sarif: dict[str, Any]) -> None:
    """Every rule is there, with its explanation."""
    rules = sarif["tool"]["driver"]["rules"]

    assert [rule["id"] for rule in rules] == list(RULES)
    assert {rule["defaultConfiguration"]["level"] for rule in rules} <= {"error", "warning", "note"}
    for rule in rules:
        assert rule["shortDescription"]["text"]
        assert rule["help"]["text"]
        assert "\n" not in rule["fullDescription"]["text"]


def test_sarif_results(sarif: dict[str, Any]) -> None:
    """Each result points to its rule and to a region in UTF-16 code units."""
    rules = sarif["tool"]["driver"]["rules"]

    assert sarif["columnKind"] == "utf16CodeUnits"
    for result in sarif["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["level"] in {"error", "warning", "note"}
        [location] = result["locations"]
        assert location["physicalLocation"]["artifactLocation"] == {
            "uri": "50%25%20%5Ba%2Cb%5D.connector.json",
            "uriBaseId": "%SRCROOT%",
        }
    unknown = next(each for each in sarif["results"] if '"nam"' in each["message"]["text"])
    assert unknown["locations"][0]["physicalLocation"]["region"] == {
        "startLine": 3,
        "startColumn": 19,
        "endLine": 3,
        "endColumn": 24,
    }


def test_sarif_related_locations(sarif: dict[str, Any]) -> None:
    """Related places are related locations."""
    duplicate = next(each for each in sarif["results"] if each["ruleId"] == "duplicate-action")

    [related] = duplicate["relatedLocations"]
    assert related["message"] == {"text": "First action of this name"}
    assert related["physicalLocation"]["region"]["startLine"] == 75


def test_sarif_failures(sarif: dict[str, Any]) -> None:
    """A file that could not be read makes the invocation unsuccessful."""
    [invocation] = sarif["invocations"]

    assert invocation["executionSuccessful"] is False
    [notification] = invocation["toolExecutionNotifications"]
    assert notification["message"]["text"] == "missing.json: no such file"


def test_sarif_outside_of_the_folder(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that is not below the working folder has an absolute URI."""
    (folder / "x").mkdir()
    monkeypatch.chdir(folder / "x")

    log = json.loads(run("check", str(folder / "clean.json"), "--format", "sarif").stdout)

    [artifact] = log["runs"][0]["artifacts"]
    assert artifact["location"] == {"uri": (folder / "clean.json").as_uri()}


# --- junit ---------------------------------------------------------------------------------------


def test_junit() -> None:
    """There is a test suite for each file: one that passes, one that fails, one in error."""
    root = XML(output("junit"))
    clean, faulty, missing = root

    assert [suite.get("name") for suite in root] == ["clean.json", NAME, "missing.json"]
    assert [(case.get("name"), len(case)) for case in clean] == [("no problems", 0)]
    assert faulty.get("failures") == str(len(faulty.findall("testcase/failure")))
    [error] = missing.findall("testcase/error")
    assert error.get("message") == "no such file"
    assert root.get("tests") == str(len(root.findall("testsuite/testcase")))


def test_junit_failures_are_those_of_the_exit_code() -> None:
    """What is milder than --fail-on is no failure, but is not lost."""
    faulty = XML(output("junit", "--fail-on", "error"))[1]

    kinds = {failure.get("type") for failure in faulty.findall("testcase/failure")}
    assert kinds == {"error[missing-property]", "error[missing-comma]"}
    said = [element.text or "" for element in faulty.findall("testcase/system-out")]
    assert any("warning[unknown-property]" in text for text in said)


def test_junit_without_xml_characters() -> None:
    """What XML cannot hold is replaced."""
    text = CLEAN.replace('"name":', '"\\u0000\\ud800": 1, "name":', 1)

    root = XML(run("check", "-", "--format", "junit", stdin=text).stdout)

    assert root.find("testsuite/testcase/failure") is not None


# --- github --------------------------------------------------------------------------------------

COMMAND = re.compile(r"::(error|warning|notice) ((?:\w+=[^,:]*,?)+)::(.*)")


def test_github() -> None:
    """Each problem is a workflow command on a line of its own, with escapes."""
    lines = output("github").splitlines()
    commands = [COMMAND.fullmatch(line) for line in lines]

    assert all(commands)
    assert lines[-1] == "::error file=missing.json::no such file"
    assert (
        "::warning file=50%25 [a%2Cb].connector.json,line=3,endLine=3,col=18,endColumn=22,"
        'title=unknown-property::Unknown property "nam": did you mean "name"?'
        '%0Ahelp: Change to "name"'
    ) in lines


def test_github_of_a_clean_file() -> None:
    """Where there is nothing to say, nothing is said."""
    assert run("check", "clean.json", "--format", "github").stdout == ""
