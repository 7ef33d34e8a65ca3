"""Test cases files as the debugger needs them: finding cases, and making one to begin with."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from lsprotocol import types
from pygls.uris import to_fs_path

from connector_lsp.analysis.cases import CASES, CONNECTION_TEST, Cases, actions_of
from connector_lsp.analysis.document import Document
from connector_lsp.analysis.text import LineIndex, apply_edits
from connector_lsp.files import decode, encode, has_mark, write_whole
from connector_lsp.server import siblings, to_lsp

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from connector_lsp.analysis.analysis import Analysis
    from connector_lsp.analysis.features.case_skeleton import Entered
    from connector_lsp.analysis.syntax import Json
    from connector_lsp.analysis.text import Edit
    from connector_lsp.debugger.cases import Case, CaseFile, Problem
    from connector_lsp.server.app import ConnectorServer
    from connector_lsp.server.debugger import Target


_CORRECT = "Correct it and run again"


@dataclass(frozen=True, slots=True)
class FoundCases:
    """The cases of a connector.

    Attributes:
        file: all of them.
        of_action: those of the action that was asked for.
        faults: what is wrong with the others, by their names.

    """

    file: CaseFile
    of_action: tuple[Case, ...]
    faults: Mapping[str, str] = field(default_factory=dict)

    def select(self, names: Sequence[str]) -> tuple[Case, ...]:
        """The cases of these names, of these actions, or all; and those whose captures they need.

        Raises:
            CaseError: there is none, or something is wrong with it.

        """
        from connector_lsp.debugger.cases import select
        from connector_lsp.debugger.failures import CaseError

        sound = {name for each in self.file.cases for name in (each.name, each.action)}
        for name in names:
            if name in self.faults and name not in sound:
                raise CaseError(self.faults[name], _CORRECT)
        return select(self.file.cases, names)


def cases_of(server: ConnectorServer, uri: str, action: str) -> FoundCases:
    """The cases of a connector, and those of one of its actions.

    Raises:
        CaseError: there are some for the action, or for all if it is empty, but none is sound; or
            their file cannot be read.

    """
    from connector_lsp.debugger.cases import CaseFile, read_cases
    from connector_lsp.debugger.failures import CaseError

    file = siblings.cases_uri(uri)
    analysis = server.documents.cases(file)
    if analysis is None:
        _try_read(file)
        return FoundCases(CaseFile((), ()), ())
    found = read_cases(analysis)
    of_action = tuple(each for each in found.cases if action in ("", each.action))
    meant = [
        facts
        for _, facts in Cases.of(analysis.document, None).facts
        if action in ("", facts.action)
    ]
    if found.problems and not of_action and (meant or analysis.document.skeleton.faults):
        raise CaseError(_problem(file, found.problems[0]), _CORRECT)
    return FoundCases(found, of_action, _faults(file, analysis, found))


def all_cases(server: ConnectorServer, uri: str) -> tuple[Case, ...]:
    """All cases of a connector.

    Raises:
        CaseError: there are none, or something is wrong with one of them.

    """
    from connector_lsp.debugger.failures import CaseError

    file, found = siblings.cases_uri(uri), cases_of(server, uri, "").file
    if found.problems:
        raise CaseError(_problem(file, found.problems[0]), _CORRECT)
    if not found.cases:
        raise CaseError(f"There are no test cases in {_name(file)}", "Write some, or go without")
    return found.cases


def _faults(uri: str, analysis: Analysis, found: CaseFile) -> dict[str, str]:
    """The first problem of each case that has one, by the name of the case."""
    document = analysis.document
    names = {document.path(index): facts.name for index, facts in Cases.of(document, None).facts}
    faults: dict[str, str] = {}
    for problem in found.problems:
        name = names.get(problem.path[:2])
        if name:
            faults.setdefault(name, _problem(uri, problem))
    return faults


def needs_inputs(target: Target, action: str) -> bool:
    """Whether an action has fields, so that it takes a case to run it.

    Raises:
        ConnectorError: there is no such action.

    """
    found = target.model.find_action(action)
    return found is not None and bool(found.fields)


def title_of(target: Target, action: str) -> str:
    """What an action is called.

    Raises:
        ConnectorError: there is no such action.

    """
    from connector_lsp.debugger.run import action_title

    return action_title(target.model.find_action(action))


@dataclass(frozen=True, slots=True)
class CreatedCase:
    """A case to begin with: its file, and where in it it is."""

    uri: str
    range: types.Range


async def add_case(
    server: ConnectorServer, target: Target, action: str, entered: Entered | None = None
) -> CreatedCase:
    """Add a case for an action to the test cases file, by an edit of the client if it takes one.

    What is in the file stays as it is.

    Args:
        server: the conversation.
        target: the connector.
        action: which action, which must be there.
        entered: what it is made of; without it, something to be filled in.

    Raises:
        CaseError: the file has no place for it, or cannot be read or written.

    """
    from connector_lsp.analysis.features.case_skeleton import added_case, try_add_case
    from connector_lsp.debugger.failures import CaseError

    uri = siblings.cases_uri(target.uri)
    opened = server.documents.try_get(uri)
    on_disk = None if opened else _try_read(uri)
    text = opened.text if opened else decode(on_disk or b"")
    actions = actions_of(target.analysis.document)
    document = Document.open(text, CASES)
    known = None if action == CONNECTION_TEST else actions.get(action)
    edits = try_add_case(document, known, entered)
    if edits is None:
        message = 'The test cases file is no object with an array "cases" in it'
        raise CaseError(message, 'Begin it with { "cases": [] }')
    after = Document.open(apply_edits(text, edits), CASES)
    if server.client.apply_edit and (opened or on_disk is not None or server.client.create_files):
        version = opened.version if opened else None
        await _apply(server, uri, text, edits, version, is_new=not opened and on_disk is None)
    elif opened:
        raise CaseError("This editor takes no edits", f"Close {_name(uri)} and run it again")
    else:
        _write(uri, on_disk, after.text)
    span = to_lsp.range_(after.line_index(), added_case(after), server.client.encoding)
    return CreatedCase(uri, span)


async def _apply(  # noqa: PLR0913 -- all that a versioned edit is made of
    server: ConnectorServer,
    uri: str,
    text: str,
    edits: Sequence[Edit],
    version: int | None,
    *,
    is_new: bool,
) -> None:
    """Have the client apply edits, to a new file if need be.

    Raises:
        CaseError: it did not.

    """
    from connector_lsp.debugger.failures import CaseError

    lines, encoding = LineIndex(text), server.client.encoding
    made: list[types.TextEdit | types.AnnotatedTextEdit | types.SnippetTextEdit] = [
        to_lsp.text_edit(lines, each, encoding) for each in edits
    ]
    if server.client.versioned_edits or is_new:
        identifier = types.OptionalVersionedTextDocumentIdentifier(uri, version)
        created = [types.CreateFile(uri, options=types.CreateFileOptions(ignore_if_exists=True))]
        change = types.WorkspaceEdit(
            document_changes=[
                *(created if is_new else ()),
                types.TextDocumentEdit(identifier, made),
            ]
        )
    else:
        change = types.WorkspaceEdit(changes={uri: made})  # type: ignore[dict-item]
    params = types.ApplyWorkspaceEditParams(change, "Add a test case")
    answer: Json = await server.workspace_apply_edit_async(params)  # As it came, see `protocol`.
    if not isinstance(answer, dict) or not answer.get("applied"):
        raise CaseError("The editor did not add the test case", f"Save {_name(uri)}, run it again")


def _try_read(uri: str) -> bytes | None:
    """What is in a test cases file on disk, which is text; None if there is none.

    Raises:
        CaseError: it cannot be read, so nothing may be put in its place.

    """
    from connector_lsp.debugger.failures import CaseError

    try:
        data = siblings.try_read_bytes(uri)
        decode(data or b"")
    except OSError as error:
        reason, next_step = error.strerror, "Make it a file that can be read and run again"
    except ValueError as error:
        reason, next_step = str(error), "Save it in UTF-8 and run again"
    else:
        return data
    raise CaseError(f"{_name(uri)} cannot be read: {reason}", next_step)


def _write(uri: str, before: bytes | None, text: str) -> None:
    """Write a test cases file, all of it or nothing.

    Raises:
        CaseError: it cannot be written, or has come to be in the meantime.

    """
    from connector_lsp.debugger.failures import CaseError

    path = to_fs_path(uri)
    try:
        if path is None:
            raise FileNotFoundError(2, "it has no place on disk")
        if before is None:
            with Path(path).open("xb") as file:
                file.write(text.encode())
        else:
            write_whole(path, encode(text, with_mark=has_mark(before)))
    except OSError as error:
        raise CaseError(
            f"{_name(uri)} cannot be written: {error.strerror}",
            "Write the case yourself and run again",
        ) from None


def names_by_action(server: ConnectorServer, uri: str) -> dict[str, list[str]]:
    """The names of the cases of a connector by the action that they run, sound or not."""
    analysis = server.documents.cases(siblings.cases_uri(uri))
    names: dict[str, list[str]] = {}
    for _, facts in Cases.of(analysis.document, None).facts if analysis else ():
        if facts.name and facts.action:
            names.setdefault(facts.action, []).append(facts.name)
    return names


def problem_of(uri: str, analysis: Analysis | None) -> str:
    """Why some cases of a file, or of one that cannot be read, cannot be run; empty if all can."""
    from connector_lsp.debugger.cases import read_cases
    from connector_lsp.debugger.failures import CaseError

    if analysis is None:
        try:
            _try_read(uri)
        except CaseError as error:
            return error.message
        return ""
    problems = read_cases(analysis).problems
    return _problem(uri, problems[0]) if problems else ""


def _problem(uri: str, problem: Problem) -> str:
    return f"{_name(uri)} has a fault in line {problem.line}: {problem.message}"


def _name(uri: str) -> str:
    return Path(to_fs_path(uri) or uri).name
