"""`textDocument/codeAction` and `codeAction/resolve`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from lsprotocol import types

from connector_lsp.analysis.commands import Command
from connector_lsp.analysis.text import Range
from connector_lsp.server import from_lsp
from connector_lsp.server.from_lsp import ContentModifiedError, InvalidParamsError
from connector_lsp.server.handlers.handler import Handler
from connector_lsp.server.protocol import RawJson
from connector_lsp.server.publisher import SOURCE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from connector_lsp.analysis.features.actions import CodeAction, Wish
    from connector_lsp.analysis.syntax import Json
    from connector_lsp.server.app import ConnectorServer
    from connector_lsp.server.units import Place

KINDS = [
    types.CodeActionKind.QuickFix,
    types.CodeActionKind.RefactorExtract,
    types.CodeActionKind.RefactorRewrite,
    types.CodeActionKind.SourceFixAll,
]
"""What is announced; the values of `ActionKind`, whose module is dear to import."""

_NOTHING = RawJson("[]")
_AUTOMATIC = types.CodeActionTriggerKind.Automatic.value


def handle(server: ConnectorServer, params: dict[str, Json]) -> RawJson:
    """What can be done in a range, with the changes for a client that does not ask for them."""
    from connector_lsp.analysis.features.actions import code_actions

    context = params.get("context")
    if not isinstance(context, dict):
        raise InvalidParamsError
    found = _try_find(server, from_lsp.document_uri(params), params, context)
    if found is None:
        return _NOTHING
    place, span, wish = found
    actions = code_actions(place.unit, span, wish, in_cases=place.in_cases)
    answer = [_listed(server, place, each, params) for each in actions]
    if wish.kinds is None or "quickfix" in wish.kinds:
        answer += _imports(server, place.uri)
    return RawJson(json.dumps(answer))


def _imports(server: ConnectorServer, uri: str) -> Iterator[dict[str, Json]]:
    """The action that makes a connector of a description or command that was pasted into one."""
    from connector_lsp.importers import looks_importable

    document = server.documents.try_get(uri)
    if document is not None and server.client.apply_edit and looks_importable(document.text):
        title = "Make a connector of this description"
        command = {"title": title, "command": Command.IMPORT, "arguments": [uri]}
        yield {"title": title, "kind": "quickfix", "command": command}


def handle_resolve(server: ConnectorServer, params: dict[str, Json]) -> RawJson:
    """A listed action (raw `CodeAction`) with its edit.

    Raises:
        ContentModifiedError: the text is not the one that it was listed for.

    """
    from connector_lsp.analysis.features.actions import try_find_action

    data = params.get("data")
    if not isinstance(data, dict) or not isinstance(data.get("name"), str):
        raise InvalidParamsError
    found = _try_find(server, str(data.get("uri", "")), data, data)
    if found is not None and _version(server, found[0].uri) == data.get("version"):
        place, span, wish = found
        action = try_find_action(place.unit, span, wish, data["name"], in_cases=place.in_cases)
        if action is not None and action.title == params.get("title"):
            edit = None if action.disabled else _edit(server, place, action)
            return RawJson(json.dumps({**params, **({"edit": edit} if edit else {})}))
    raise ContentModifiedError("The text has changed since: ask for the actions again")


def _try_find(
    server: ConnectorServer, uri: str, params: dict[str, Json], context: dict[str, Json]
) -> tuple[Place, Range, Wish] | None:
    """Where actions are asked for, and which; None in a file of somebody else."""
    from connector_lsp.analysis.features.actions import Wish
    from connector_lsp.server import siblings, units

    analysis = server.documents.analysis(uri)
    if analysis is None:
        return None
    lines, client = analysis.document.line_index(), server.client
    span = from_lsp.required_range(lines, params, client.encoding)
    place = units.place_at(server, uri, analysis, span.start)
    only = context.get("only")
    kinds = tuple(map(str, only)) if isinstance(only, list) and only else None
    wish = Wish(
        severities=server.workspace_state.settings_of(uri).severities,
        kinds=kinds,
        # An editor that asks by itself asks at every movement of the cursor: nobody waits for it.
        fix_all=context.get("triggerKind") != _AUTOMATIC,
        snippets=client.snippet_edits,
        new_cases=client.create_files
        and place.unit.cases is None
        and siblings.try_stamp(place.uris[True]) is None
        and server.documents.try_get(place.uris[True]) is None,
        disabled=client.disabled_actions
        and kinds is not None
        and any(kind.startswith("refactor") for kind in kinds),
    )
    return place, span, wish


def _version(server: ConnectorServer, uri: str) -> int | None:
    document = server.documents.try_get(uri)
    return document.version if document else None


def _listed(
    server: ConnectorServer, place: Place, action: CodeAction, params: dict[str, Json]
) -> dict[str, Json]:
    """An action as a raw `CodeAction`: with its edit, or with what it is found by later."""
    context, client = params["context"], server.client
    item: dict[str, Json] = {"title": action.title, "kind": action.kind.value}
    diagnostics = [each for each in context.get("diagnostics") or () if _is_about(each, action)]
    if diagnostics:
        item["diagnostics"] = diagnostics
    if client.preferred_actions:
        item["isPreferred"] = action.is_preferred
    if action.disabled:
        item["disabled"] = {"reason": action.disabled}
    if client.resolves_actions:
        item["data"] = {
            "uri": place.uri,
            "version": _version(server, place.uri),
            "range": params["range"],
            "only": context.get("only"),
            "triggerKind": context.get("triggerKind"),
            "name": action.name,
        }
    elif not action.disabled:
        item["edit"] = _edit(server, place, action)
    return item


def _is_about(diagnostic: Json, action: CodeAction) -> bool:
    """Whether a diagnostic of the client's is one that an action repairs."""
    return (
        isinstance(diagnostic, dict)
        and diagnostic.get("source") == SOURCE
        and diagnostic.get("code") in action.codes
    )


def _edit(server: ConnectorServer, place: Place, action: CodeAction) -> dict[str, Json]:
    """The change of an action as a raw `WorkspaceEdit`."""
    from connector_lsp.server.units import Annotation, workspace_edit

    change = action.change()
    annotation = (
        Annotation(action.title, change.description, change.needs_confirmation)
        if change.description
        else None
    )
    edits = change.connector, change.cases
    return workspace_edit(server, place, edits, annotation, are_snippets=action.is_snippet)


HANDLERS = (
    Handler(types.TEXT_DOCUMENT_CODE_ACTION, handle, _NOTHING, is_immediate=True),
    Handler(types.CODE_ACTION_RESOLVE, handle_resolve, RawJson("null"), is_immediate=True),
)
