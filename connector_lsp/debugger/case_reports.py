"""Results of test cases as text for programs: JSON and JUnit's XML.

Neither has anything of requests or responses but what the results say of them, hidden as it is.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

from connector_lsp.debugger.run_cases import Outcome

if TYPE_CHECKING:
    from collections.abc import Sequence

    from connector_lsp.debugger.cases import Problem
    from connector_lsp.debugger.run_cases import Result

VERSION = 1
"""Counts up when something in the JSON is renamed or taken away; what is added leaves it alone."""

_NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def as_json(path: str, results: Sequence[Result], problems: Sequence[Problem] = ()) -> str:
    """Results as a JSON object.

    Args:
        path: the test cases file, as the user named it.
        results: the results in their order.
        problems: what is wrong with the file.

    """
    counts = Counter(result.outcome for result in results)
    output = {
        "version": VERSION,
        "path": path,
        "problems": [
            {
                "code": each.code,
                "message": each.message,
                "line": each.line,
                "column": each.column,
            }
            for each in problems
        ],
        "cases": [_result(result) for result in results],
        "summary": {outcome.value: counts[outcome] for outcome in Outcome},
    }
    # In ASCII: nobody needs to know the encoding, and half a surrogate pair is no obstacle.
    return json.dumps(output, indent=2) + "\n"


def _result(result: Result) -> dict[str, Any]:
    error = result.error
    response = result.exchanges[-1].response if result.exchanges else None
    return {
        "name": result.case.name,
        "action": result.case.action,
        "outcome": result.outcome.value,
        "duration": round(result.duration, 6),
        "status": response.status if response else None,
        "failures": [
            {"place": each.place, "expected": each.expected, "actual": each.actual}
            for each in result.failures
        ],
        "error": error
        and {
            "type": type(error).__name__,
            "message": error.message,
            "nextStep": error.next_step,
        },
    }


def as_junit(path: str, results: Sequence[Result], problems: Sequence[Problem] = ()) -> str:
    """Results as JUnit's XML: a test suite, in which a problem of the file is a test in error.

    Args:
        path: the test cases file, as the user named it.
        results: the results in their order.
        problems: what is wrong with the file.

    """
    broken = [_problem(path, problem) for problem in problems]
    tests = [*broken, *(_test(result) for result in results)]
    counts = {
        "tests": str(len(tests)),
        "failures": str(sum(test.find("failure") is not None for test in tests)),
        "errors": str(sum(test.find("error") is not None for test in tests)),
        "skipped": "0",
        "time": f"{sum(result.duration for result in results):.3f}",
    }
    suite = ET.Element("testsuite", {"name": _clean(path), **counts})
    suite.extend(tests)
    root = ET.Element("testsuites", {"name": "connector-lsp", **counts})
    root.append(suite)
    ET.indent(root)
    # In ASCII, so that nobody needs to know the encoding of stdout.
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(root).decode()}\n'


def _problem(path: str, problem: Problem) -> ET.Element:
    name = f"{problem.code} at line {problem.line}, column {problem.column}"
    test = ET.Element("testcase", {"classname": _clean(path), "name": name, "time": "0"})
    message = _clean(problem.message)
    text = f"{_clean(path)}:{problem.line}:{problem.column}: {message}"
    ET.SubElement(test, "error", {"message": message, "type": problem.code}).text = text
    return test


def _test(result: Result) -> ET.Element:
    case, error = result.case, result.error
    names = {"classname": _clean(case.action), "name": _clean(case.name)}
    test = ET.Element("testcase", {**names, "time": f"{result.duration:.3f}"})
    if error is not None:
        attributes = {"message": _clean(error.message), "type": type(error).__name__}
        text = _clean(f"{error.message}\n{error.next_step}")
        ET.SubElement(test, "error", attributes).text = text
    elif result.failures:
        lines = [failure.message for failure in result.failures]
        attributes = {"message": _clean(lines[0]), "type": "expectation"}
        ET.SubElement(test, "failure", attributes).text = _clean("\n".join(lines))
    return test


def _clean(text: str) -> str:
    """`text` without the characters that XML 1.0 cannot hold, not even escaped."""
    return _NOT_IN_XML.sub("\N{REPLACEMENT CHARACTER}", text)
