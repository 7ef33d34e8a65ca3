"""For CI servers that show test results: JUnit's XML, a test suite for each file."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from connector_lsp.cli.findings import fails

if TYPE_CHECKING:
    from collections.abc import Sequence

    from connector_lsp.analysis.diagnostics.rule import Severity
    from connector_lsp.cli.findings import FileReport, Problem

_NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render(reports: Sequence[FileReport], fail_on: Severity) -> str:
    """A document in which a problem at least as grave as `fail_on` is a failure.

    Others are a test that passes, with the problem as its output.
    """
    suites = [_suite(report, fail_on) for report in reports]
    root = ET.Element("testsuites", {"name": "connector-lsp", **_totals(suites)})
    root.extend(suites)
    ET.indent(root)
    # In ASCII, so that nobody needs to know the encoding of stdout.
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(root).decode()}\n'


def _suite(report: FileReport, fail_on: Severity) -> ET.Element:
    cases = [_case(report, problem, fail_on) for problem in report.problems]
    if report.failure:
        case = _new_case(report, "readable")
        ET.SubElement(case, "error", {"message": _clean(report.failure)})
        cases = [case]
    counts = {
        "tests": len(cases) or 1,
        "failures": sum(case.find("failure") is not None for case in cases),
        "errors": sum(case.find("error") is not None for case in cases),
    }
    attributes = {name: str(number) for name, number in counts.items()}
    suite = ET.Element("testsuite", {"name": _clean(report.path), **attributes, "skipped": "0"})
    suite.extend(cases or [_new_case(report, "no problems")])
    return suite


def _case(report: FileReport, problem: Problem, fail_on: Severity) -> ET.Element:
    start = report.span(problem.range).start
    case = _new_case(report, f"{problem.code} at line {start.line}, column {start.column}")
    kind = f"{problem.severity.label}[{problem.code}]"
    text = f"{report.path}:{start.line}:{start.column}: {kind} {problem.message}"
    if problem.help:
        text += f"\nhelp: {problem.help}"
    if fails(problem, fail_on):
        attributes = {"message": _clean(problem.message), "type": kind}
        ET.SubElement(case, "failure", attributes).text = _clean(text)
    else:
        ET.SubElement(case, "system-out").text = _clean(text)
    return case


def _new_case(report: FileReport, name: str) -> ET.Element:
    return ET.Element("testcase", {"classname": _clean(report.path), "name": name, "time": "0"})


def _totals(suites: Sequence[ET.Element]) -> dict[str, str]:
    return {
        name: str(sum(int(suite.attrib[name]) for suite in suites))
        for name in ("tests", "failures", "errors")
    }


def _clean(text: str) -> str:
    """`text` without the characters that XML 1.0 cannot hold, not even escaped."""
    return _NOT_IN_XML.sub("\N{REPLACEMENT CHARACTER}", text)
