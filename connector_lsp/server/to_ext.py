"""From the debugger's terms to those of our own requests (`ext`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from connector_lsp.debugger import history
    from connector_lsp.debugger.failures import DebuggerError
    from connector_lsp.debugger.model import Field
    from connector_lsp.debugger.session import Run, Session
    from connector_lsp.server import ext
    from connector_lsp.server.debugger import Target


def run(found: Run, *, exchanges: bool = False) -> ext.RunResult:
    """A run; with its exchanges if they are asked for."""
    from connector_lsp.debugger.serialize import exchange_to_json, failure_to_json

    result: ext.RunResult = {
        "id": found.id,
        "action": found.action,
        "title": found.title,
        "isSuccess": found.is_success,
        "message": found.message,
        "failure": failure_to_json(found.failure) if found.failure else None,
        "unmet": list(found.unmet),
    }
    if exchanges:
        result["exchanges"] = [exchange_to_json(each) for each in found.exchanges]
    return result


def runs(
    found: Sequence[Run],
    *,
    is_stopped: bool = False,
    page: str | None = None,
    created: str | None = None,
) -> ext.RunsResult:
    """What came of a command."""
    return {
        "runs": [run(each) for each in found],
        "isStopped": is_stopped,
        "page": page,
        "created": created,
        "failure": None,
    }


def failed(failure: DebuggerError) -> ext.RunsResult:
    """What came of a command that could not begin."""
    from connector_lsp.debugger.serialize import failure_to_json

    return {**runs([]), "failure": failure_to_json(failure)}


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
    session: Session, failure: DebuggerError | None = None, steps: Run | None = None
) -> ext.SignInResult:
    """Whether somebody is signed in, and the steps of OAuth that led there."""
    from connector_lsp.debugger.serialize import failure_to_json

    failure = failure or (steps.failure if steps else None)
    return {
        "isSignedIn": session.is_signed_in,
        "failure": failure_to_json(failure) if failure else None,
        "steps": run(steps, exchanges=True) if steps else None,
    }


def model(target: Target) -> ext.DebuggerModel:
    """What can be run of a connector."""
    from connector_lsp.analysis.cases import CONNECTION_TEST
    from connector_lsp.debugger.session import TEST_TITLE, action_name

    found, session = target.model, target.session
    variables, known = session.variables(found), session.known_auth_fields()
    test: ext.ActionModel = {
        "action": CONNECTION_TEST,
        "label": TEST_TITLE,
        "helpText": "",
        "fields": [],
        "lastInputs": {},
    }
    actions: list[ext.ActionModel] = [
        {
            "action": action_name(action),
            "label": action.label,
            "helpText": action.help_text,
            "fields": [_field(each) for each in action.fields],
            "lastInputs": session.last_inputs(action_name(action)),
        }
        for action in found.actions
    ]
    return {
        "name": session.name,
        "authType": found.auth_type,
        "isSignedIn": session.is_signed_in,
        "authFields": [
            {**_field(each), "variable": variables[each.key], "hasValue": each.key in known}
            for each in found.auth_fields
        ],
        "actions": [test, *actions],
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
    }
