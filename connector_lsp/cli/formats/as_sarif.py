"""For code scanning: SARIF 2.1.0 (OASIS), as GitHub and others read it."""

from __future__ import annotations

import json
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from connector_lsp import __version__
from connector_lsp.analysis.diagnostics.registry import RULES
from connector_lsp.analysis.diagnostics.rule import Severity
from connector_lsp.analysis.text import PositionEncoding

if TYPE_CHECKING:
    from collections.abc import Sequence

    from connector_lsp.analysis.diagnostics.rule import Rule
    from connector_lsp.analysis.text import Range
    from connector_lsp.cli.findings import FileReport, Problem

_SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
_LEVELS = {
    Severity.ERROR: "error",
    Severity.WARNING: "warning",
    Severity.INFORMATION: "note",
    Severity.HINT: "note",
}
_ROOT = "%SRCROOT%"


def render(reports: Sequence[FileReport], fail_on: Severity) -> str:
    """One run with a result for each problem."""
    del fail_on
    rules = list(RULES.values())
    numbers = {rule.code: number for number, rule in enumerate(rules)}
    failures = [report for report in reports if report.failure]
    run = {
        "tool": {
            "driver": {
                "name": "connector-lsp",
                "semanticVersion": __version__,
                "rules": [_rule(rule) for rule in rules],
            }
        },
        "invocations": [
            {
                "executionSuccessful": not failures,
                "toolExecutionNotifications": [_notification(report) for report in failures],
            }
        ],
        "artifacts": [
            {"location": _artifact(report), "encoding": "UTF-8"}
            for report in reports
            if not report.failure
        ],
        "results": [
            _result(report, problem, numbers[problem.code])
            for report in reports
            for problem in report.problems
        ],
        "columnKind": "utf16CodeUnits",
    }
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2) + "\n"


def _rule(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.code,
        "shortDescription": {"text": rule.summary},
        "fullDescription": {"text": _description(rule)},
        "help": {"text": rule.explanation, "markdown": rule.explanation},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
        "properties": {"tags": [rule.group]},
    }


def _description(rule: Rule) -> str:
    """The explanation without the examples, in one line."""
    return " ".join(rule.explanation.partition("\nWrong:")[0].split())


def _result(report: FileReport, problem: Problem, number: int) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": problem.code,
        "ruleIndex": number,
        "level": _LEVELS[problem.severity],
        "message": {"text": problem.message},
        "locations": [_location(report, problem.range)],
    }
    if problem.related:
        result["relatedLocations"] = [
            {"id": number, **_location(report, where), "message": {"text": message or "See also"}}
            for number, (where, message) in enumerate(problem.related, start=1)
        ]
    return result


def _location(report: FileReport, where: Range) -> dict[str, Any]:
    start, end = report.span(where, PositionEncoding.UTF16)
    region = {
        "startLine": start.line,
        "startColumn": start.column,
        "endLine": end.line,
        "endColumn": end.column,
    }
    return {"physicalLocation": {"artifactLocation": _artifact(report), "region": region}}


def _artifact(report: FileReport) -> dict[str, str]:
    path = PurePath(report.path)
    if path.is_absolute():
        return {"uri": Path(report.path).as_uri()}
    return {"uri": quote(path.as_posix()), "uriBaseId": _ROOT}


def _notification(report: FileReport) -> dict[str, Any]:
    return {
        "level": "error",
        "message": {"text": f"{report.path}: {report.failure}"},
        "locations": [{"physicalLocation": {"artifactLocation": _artifact(report)}}],
    }
