"""Extract a credential that is written into the connector into a masked auth field.

The literal is taken out wherever a credential is sent; users are asked for their own at Sign In.
That of an OAuth client is the connector's own: it becomes a secret, which is kept outside the text.
"""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

from connector_lsp.analysis.connector import request_strings
from connector_lsp.analysis.diagnostics.connector.hardcoded_credential import (
    MEMBERS,
    find_credentials,
)
from connector_lsp.analysis.document import SKELETON
from connector_lsp.analysis.features.actions.action import ActionKind, Change, CodeAction
from connector_lsp.analysis.features.actions.additions import (
    auth_field_text,
    try_add_auth_field,
    unused_name,
    words_of,
)
from connector_lsp.analysis.features.actions.fix import Fix
from connector_lsp.analysis.spans import read_string, try_find_span
from connector_lsp.analysis.text import Edit, Range

if TYPE_CHECKING:
    from collections.abc import Iterator

    from connector_lsp.analysis.analysis import Analysis, Diagnostic
    from connector_lsp.analysis.diagnostics.connector.hardcoded_credential import Credential
    from connector_lsp.analysis.features.actions.additions import Addition
    from connector_lsp.analysis.features.actions.refactorings.place import Place
    from connector_lsp.analysis.syntax import Path

KIND = ActionKind.EXTRACT

_VAGUE = frozenset({"authorization", "auth", "key", "token"})
_SECRET_NAME = re.compile(r"[A-Za-z_]\w*")
_HOLDERS = ("headers", "params")


def offers(place: Place) -> Iterator[CodeAction]:
    """On the value that holds the credential, or its name."""
    index, path = place.at()
    document = place.connector.document
    if index == SKELETON or document.paths[index][0] not in MEMBERS:
        return
    for credential in find_credentials(document.sections[index]):
        fix = _try_extract(place.connector, index, credential)
        if fix is not None and credential.path == path:
            yield CodeAction(fix.title, KIND, partial(_change, fix))


def extract_found_credential(analysis: Analysis, diagnostic: Diagnostic) -> Iterator[Fix]:
    """The quick fix of a credential that was found."""
    fix = _try_extract(analysis, diagnostic.section, diagnostic.finding.data)
    if fix is not None:
        yield fix


def _change(fix: Fix) -> Change:
    return Change(tuple(fix.edits()), (), fix.description, needs_confirmation=True)


def _try_extract(analysis: Analysis, index: int, credential: Credential) -> Fix | None:
    """The repair; None if there is no place for the field.

    What is in a path has to stay, as the endpoint is declared so.
    """
    section = analysis.document.sections[index]
    if section.faults or analysis.unsound & {"", "requiredSettings"}:
        return None
    if section.kind[0] == "auth_components":
        return _try_extract_secret(analysis, index, credential)
    key = unused_name(_key_for(credential), analysis.connector.auth_fields)
    add = try_add_auth_field(analysis, auth_field_text(key, is_masked=True))
    if add is None or credential.path == ("endpoint",):
        return None
    return Fix(
        f'Extract the credential into auth field "{key}"',
        partial(_edits, analysis, credential, key, add),
        description="The credential is taken out of the text: enter it at Sign In",
    )


def _edits(analysis: Analysis, credential: Credential, key: str, add: Addition) -> list[Edit]:
    reference = f"{{{{authFields.{key}}}}}"
    places = _places(analysis, credential.text)
    return [add(), *(Edit(start, end, reference) for start, end in places)]


def _try_extract_secret(analysis: Analysis, index: int, credential: Credential) -> Fix | None:
    """The repair of a credential of the connector itself, which is kept outside of it."""
    section, name = analysis.document.sections[index], credential.name
    reference = f"{{{{{name}}}}}"
    if len(credential.path) != 1 or not _SECRET_NAME.fullmatch(name) or reference in section.text:
        return None
    place = _place(analysis, index, credential.path, credential.start, credential.end)
    return Fix(
        f"Extract the credential into secret {reference}",
        lambda: [Edit(*place, reference)] if place else [],
        description="The credential is taken out of the text: save it under Secret Keys",
    )


def _key_for(credential: Credential) -> str:
    """What the auth field is called: after the header or parameter that the credential is in."""
    words = words_of(credential.name)
    if words[:1] == ["x"]:
        words = words[1:]
    key = "_".join(words)
    if not key.isascii() or not key or key[0].isdigit() or key in _VAGUE:
        return "credentials" if credential.scheme == "basic" else "api_key"
    return key


def _places(analysis: Analysis, literal: str) -> Iterator[Range]:
    """Where the literal is sent as a credential: as the rule knows one, or as a whole value."""
    document = analysis.document
    for index, section in enumerate(document.sections):
        if section.kind[0] not in MEMBERS or section.kind[0] == "auth_components":
            continue
        if literal not in section.text and "\\" not in section.text:
            continue
        found: dict[tuple[Path, int], int] = {
            (each.path, each.start): each.end
            for each in find_credentials(section)
            if each.text == literal and each.path != ("endpoint",)
        }
        for path, text in request_strings(section):
            if text == literal and (path[0] in _HOLDERS or path == ("token",)):
                found[path, 0] = len(literal)
        for (path, start), end in found.items():
            place = _place(analysis, index, path, start, end)
            if place is not None:
                yield place


def _place(analysis: Analysis, index: int, path: Path, start: int, end: int) -> Range | None:
    """Where a piece of the string at `path` of a section is written."""
    document = analysis.document
    section = document.sections[index]
    span = try_find_span(section, path)
    if span is None:
        return None
    _, at = read_string(section.text, span.start, span.end)
    return Range(at[start], at[end]).moved(document.starts[index])
