"""From the debugger's terms to those of our own requests (`ext`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from connector_lsp.analysis.text import Range

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from lsprotocol import types

    from connector_lsp.analysis.analysis import Analysis
    from connector_lsp.analysis.text import LineIndex, PositionEncoding
    from connector_lsp.debugger import history
    from connector_lsp.debugger.failures import DebuggerError
    from connector_lsp.debugger.model import Action, ConnectorModel, Field
    from connector_lsp.debugger.run import Run
    from connector_lsp.debugger.serialize import FailureJson
    from connector_lsp.importers.api import Api
    from connector_lsp.library.gate import Verdict
    from connector_lsp.library.snapshot import Record, Snapshot
    from connector_lsp.resources import StartingPoint
    from connector_lsp.server import ext
    from connector_lsp.server.debugger import Target
    from connector_lsp.server.releases import Since


def run(found: Run, *, exchanges: bool = False) -> ext.RunResult:
    """A run; with its exchanges if they are asked for."""
    from connector_lsp.debugger.serialize import exchange_to_json, failure_to_json

    result: ext.RunResult = {
        "id": found.id,
        "action": found.action,
        "case": found.case,
        "title": found.title,
        "isSuccess": found.is_success,
        "message": found.message,
        "failure": failure_to_json(found.failure) if found.failure else None,
        "unmet": [
            {"message": each.message, "expected": each.expected, "actual": each.actual}
            for each in found.unmet
        ],
        "path": list(found.path),
    }
    if exchanges:
        result["exchanges"] = [exchange_to_json(each) for each in found.exchanges]
    return result


def runs(  # noqa: PLR0913 -- the members of the result
    found: Sequence[Run],
    *,
    is_stopped: bool = False,
    page: str | None = None,
    created: str | None = None,
    failure: DebuggerError | None = None,
    exchanges: bool = False,
) -> ext.RunsResult:
    """What came of a command, or of test cases; with their exchanges if they are asked for."""
    from connector_lsp.debugger.serialize import failure_to_json

    return {
        "runs": [run(each, exchanges=exchanges) for each in found],
        "isStopped": is_stopped,
        "page": page,
        "created": created,
        "failure": failure_to_json(failure) if failure else None,
    }


def kept(found: history.Run, *, exchanges: bool = False) -> ext.KeptRun:
    """A run of the history; with its exchanges if they are asked for."""
    from connector_lsp.debugger.serialize import exchange_to_json

    response = found.exchanges[-1].response
    result: ext.KeptRun = {
        "id": found.id,
        "action": found.action,
        "started": found.started,
        "inputs": dict(found.inputs),
        "status": response.status if response else None,
    }
    if exchanges:
        result["exchanges"] = [exchange_to_json(each) for each in found.exchanges]
    return result


def sign_in(
    target: Target, failure: DebuggerError | None = None, steps: Run | None = None
) -> ext.SignInResult:
    """Whether somebody is signed in, and the steps of OAuth that led there."""
    failure = failure or (steps.failure if steps else None)
    access = target.session.access
    return {
        "isSignedIn": access.is_signed_in,
        "signedInAt": access.signed_in_at,
        "failure": _sign_in_failure(failure, target.model) if failure else None,
        "steps": run(steps, exchanges=True) if steps else None,
    }


def _sign_in_failure(failure: DebuggerError, model: ConnectorModel) -> FailureJson:
    """Why nobody is signed in; what is missing is told at the fields of the form."""
    from connector_lsp.debugger.failures import InputProblem, SecretError
    from connector_lsp.debugger.needs import name_of, sign_in_fields
    from connector_lsp.debugger.serialize import failure_to_json, problems_to_json

    value = failure_to_json(failure)
    if isinstance(failure, SecretError) and failure.missing:
        value["nextStep"] = "Enter what is missing"
        value["problems"] = problems_to_json(
            InputProblem(each.scope, each.key, each.error_text or "A value is needed")
            for each in sign_in_fields(model)
            if name_of(each) in failure.missing
        )
    return value


def state(target: Target) -> ext.StateParams:
    """Whether somebody is signed in."""
    session = target.session
    return {
        "uri": target.uri,
        "isSignedIn": session.access.is_signed_in,
        "signedInAt": session.access.signed_in_at,
    }


def model(target: Target, cases: Mapping[str, list[str]], port: int) -> ext.DebuggerModel:
    """What can be run of a connector.

    Args:
        target: the connector.
        cases: the names of its test cases by action.
        port: where the browser comes back to after a sign-in by OAuth; 0 if that is not fixed.

    """
    from connector_lsp.debugger.callback import callback_url
    from connector_lsp.debugger.needs import sign_in_fields

    found, session = target.model, target.session
    actions = [_action(target, action, cases) for action in (None, *found.actions)]
    return {
        "name": session.name,
        "authType": found.auth_type,
        "isSignedIn": session.access.is_signed_in,
        "signedInAt": session.access.signed_in_at,
        "callbackUrl": callback_url(port or "PORT") if found.has_browser_sign_in else "",
        "authFields": [
            {
                **_field(each),
                "variable": session.access.variable(each),
                "hasValue": session.access.has_value(each),
            }
            for each in sign_in_fields(found)
        ],
        "actions": actions,
    }


def _action(
    target: Target, action: Action | None, cases: Mapping[str, list[str]]
) -> ext.ActionModel:
    """An action; None for the connection test."""
    from connector_lsp.analysis.cases import CONNECTION_TEST
    from connector_lsp.debugger.run import action_name, action_title

    name = action_name(action)
    call = action.call if action else target.model.test
    endpoint = call.endpoint or call.url if call else None
    return {
        "action": name,
        "label": action_title(action),
        "helpText": action.help_text if action else "",
        "fields": [_field(each) for each in action.fields] if action else [],
        "lastInputs": target.session.last_inputs(name),
        "method": call.method if call else "",
        "endpoint": endpoint.text if endpoint else "",
        "cases": cases.get(name, []),
        "path": list(call.path) if call else [CONNECTION_TEST],
    }


def _field(field: Field) -> ext.FieldModel:
    return {
        "scope": field.scope,
        "key": field.key,
        "type": field.type,
        "label": field.label,
        "description": field.description,
        "required": field.required,
        "masked": field.masked,
        "choices": [list(each) for each in field.choices],
        "default": field.default,
        "errorText": field.error_text,
        "path": list(field.path),
    }


def cases(
    target: Target, uri: str, analysis: Analysis | None, problem: str, encoding: PositionEncoding
) -> ext.CasesModel:
    """The test cases of a connector.

    Args:
        target: the connector.
        uri: the test cases file.
        analysis: the file; None if there is none.
        problem: why some cannot be run.
        encoding: what positions are counted in.

    """
    from connector_lsp.analysis.cases import Cases

    document = analysis.document if analysis else None
    found: list[ext.CaseModel] = []
    for index, facts in Cases.of(document, None).facts if document else ():
        if document and facts.name and facts.action:
            span = Range(document.starts[index], document.end(index))
            place = range_(document.line_index(), span, encoding)
            found.append({"name": facts.name, "action": facts.action, "range": place})
    return {
        "uri": uri,
        "connector": target.uri,
        "name": target.session.name,
        "cases": found,
        "problem": problem,
    }


def range_(lines: LineIndex, span: Range, encoding: PositionEncoding) -> ext.RangeJson:
    """A stretch of a text."""
    (first_line, start), (last_line, end) = (
        lines.position(offset, encoding) for offset in (span.start, span.end)
    )
    return {
        "start": {"line": first_line, "character": start},
        "end": {"line": last_line, "character": end},
    }


def location(uri: str, place: types.Range) -> ext.LocationJson:
    """A place in a file."""
    start, end = place.start, place.end
    return {
        "uri": uri,
        "range": {
            "start": {"line": start.line, "character": start.character},
            "end": {"line": end.line, "character": end.character},
        },
    }


def samples(found: Sequence[StartingPoint]) -> list[ext.SampleModel]:
    """The connectors to start from."""
    return [
        {
            "name": each.name,
            "title": each.title,
            "description": each.description,
            "text": each.text,
        }
        for each in found
    ]


def canonical(
    verdict: Verdict, analysis: Analysis, encoding: PositionEncoding, ways: Iterable[str]
) -> ext.CanonicalResult:
    """A connector for Claris Connect, or what is wrong with it.

    Args:
        verdict: what the checks say of it.
        analysis: the connector.
        encoding: what positions are counted in.
        ways: how its test cases can be passed.

    """
    lines = analysis.document.line_index()
    return {
        "text": verdict.draft.text if verdict.draft else None,
        "errors": [
            {
                "code": each.code,
                "message": each.message,
                "range": range_(lines, each.range, encoding),
            }
            for each in verdict.errors
        ],
        "warnings": verdict.warnings,
        "ways": list(ways),
    }


def operations(api: Api) -> ext.OperationsModel:
    """What can be imported."""
    return {
        "name": api.name,
        "operations": [
            {
                "title": each.title,
                "summary": each.summary,
                "tags": list(each.tags),
                "isDeprecated": each.is_deprecated,
                "refusal": each.refusal,
            }
            for each in api.operations
        ],
    }


def library(folder: Path, snapshot: Snapshot) -> ext.LibraryModel:
    """What is in a library."""
    around = folder.absolute().parent
    return {
        "folder": folder.as_uri(),
        "connectors": [
            {
                "group": group,
                "name": snapshot.latest(group).release.name,
                "drafts": [(around / each).as_uri() for each in snapshot.drafts(group)],
                "records": [record(each, snapshot) for each in records],
            }
            for group, records in snapshot.groups.items()
        ],
        "problems": [
            {"uri": path.as_uri(), "message": problem} for path, problem in snapshot.problems
        ],
    }


def record(found: Record, snapshot: Snapshot) -> ext.RecordModel:
    """A record, without the connector."""
    release, parent = found.release, snapshot.try_parent(found)
    return {
        "id": found.id,
        "address": snapshot.address(found),
        "name": release.name,
        "version": release.version,
        "date": release.date.timestamp(),
        "author": release.author,
        "note": release.note,
        "flows": list(found.flows),
        "state": found.state,
        "parent": parent.id if parent else None,
        "twins": [each.id for each in snapshot.twins(found)],
        "uri": found.file.as_uri(),
        "problem": found.problem,
    }


def changes(since: Since, snapshot: Snapshot, encoding: PositionEncoding) -> ext.ChangesResult:
    """What changed since a release, each with its place in the connector as it is now."""
    from connector_lsp.analysis.comparison.reports import change_json
    from connector_lsp.analysis.features.locate import locate

    document = since.analysis.document
    lines = document.line_index()
    return {
        "title": since.title,
        "record": record(since.record, snapshot),
        "text": since.record.text,
        "changes": [
            {
                **change_json(each),
                "range": range_(lines, locate(document, each.after), encoding),
            }
            for each in since.comparison.changes
        ],
    }
