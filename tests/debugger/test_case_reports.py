"""Results as JSON and as JUnit's XML."""

import json
from xml.etree import ElementTree as ET

from inline_snapshot import snapshot

from connector_lsp.analysis.text import Range
from connector_lsp.debugger.case_reports import as_json, as_junit
from connector_lsp.debugger.cases import Problem
from connector_lsp.debugger.expectations import Failure
from connector_lsp.debugger.failures import RefusedError
from connector_lsp.debugger.run_cases import Result
from tests.support.cases import cases, exchange

GOOD, BAD, LOST = cases({"name": "good"}, {"name": "bad <&>"}, {"name": "lost \ud800\x00"})
RESULTS = (
    Result(GOOD, (exchange(),), duration=0.25),
    Result(
        BAD,
        (exchange(),),
        (
            Failure("status", "2xx", '"\x1b[1m" ]]> \uffff', ("expect", "status")),
            Failure("body /a", "1", "2", ("expect", "body", "/a", "equals")),
        ),
        duration=0.5,
    ),
    Result(LOST, error=RefusedError("Nothing listens there", "Start it"), duration=1.0),
)
PROBLEM = Problem("missing-comma", 'Missing , before "x"', ("cases", 3), Range(9, 10), 4, 7)


def test_json() -> None:
    """Each case with its outcome, and the sum of them."""
    assert json.loads(as_json("a.tests.json", RESULTS, [PROBLEM])) == snapshot(
        {
            "version": 1,
            "path": "a.tests.json",
            "problems": [
                {
                    "code": "missing-comma",
                    "message": 'Missing , before "x"',
                    "line": 4,
                    "column": 7,
                }
            ],
            "cases": [
                {
                    "name": "good",
                    "action": "order/get",
                    "outcome": "passed",
                    "duration": 0.25,
                    "status": 200,
                    "failures": [],
                    "error": None,
                },
                {
                    "name": "bad <&>",
                    "action": "order/get",
                    "outcome": "failed",
                    "duration": 0.5,
                    "status": 200,
                    "failures": [
                        {
                            "place": "status",
                            "expected": "2xx",
                            "actual": '"\x1b[1m" ]]> \uffff',
                        },
                        {"place": "body /a", "expected": "1", "actual": "2"},
                    ],
                    "error": None,
                },
                {
                    "name": "lost \ud800\0",
                    "action": "order/get",
                    "outcome": "error",
                    "duration": 1.0,
                    "status": None,
                    "failures": [],
                    "error": {
                        "type": "RefusedError",
                        "message": "Nothing listens there",
                        "nextStep": "Start it",
                    },
                },
            ],
            "summary": {"passed": 1, "failed": 1, "error": 1},
        }
    )


def test_junit() -> None:
    """A test for each case and for each problem, whatever characters are in it."""
    text = as_junit("a.tests.json", RESULTS, [PROBLEM])

    assert text.isascii()
    assert text == snapshot("""\
<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="connector-lsp" tests="4" failures="1" errors="2" skipped="0" time="1.750">
  <testsuite name="a.tests.json" tests="4" failures="1" errors="2" skipped="0" time="1.750">
    <testcase classname="a.tests.json" name="missing-comma at line 4, column 7" time="0">
      <error message="Missing , before &quot;x&quot;" type="missing-comma">a.tests.json:4:7: Missing , before "x"</error>
    </testcase>
    <testcase classname="order/get" name="good" time="0.250" />
    <testcase classname="order/get" name="bad &lt;&amp;&gt;" time="0.500">
      <failure message="status: expected 2xx, got &quot;&#65533;[1m&quot; ]]&gt; &#65533;" type="expectation">status: expected 2xx, got "&#65533;[1m" ]]&gt; &#65533;
body /a: expected 1, got 2</failure>
    </testcase>
    <testcase classname="order/get" name="lost &#65533;&#65533;" time="1.000">
      <error message="Nothing listens there" type="RefusedError">Nothing listens there
Start it</error>
    </testcase>
  </testsuite>
</testsuites>
""")


def test_junit_is_xml() -> None:
    """An XML parser reads it, and what XML cannot hold is replaced."""
    root = ET.fromstring(as_junit("\x00.json", RESULTS).encode())  # noqa: S314 -- our own

    assert root.attrib == {
        "name": "connector-lsp",
        "tests": "3",
        "failures": "1",
        "errors": "1",
        "skipped": "0",
        "time": "1.750",
    }
    assert [test.get("name") for test in root.iter("testcase")] == [
        "good",
        "bad <&>",
        "lost \ufffd\ufffd",
    ]
    failure = root.find(".//failure")
    assert failure is not None
    assert failure.text == (
        'status: expected 2xx, got "\ufffd[1m" ]]> \ufffd\nbody /a: expected 1, got 2'
    )
