"""Extract a credential that is written into the connector into an auth field, which is masked.

The literal is taken out wherever a credential is sent; users are asked for their own at Sign In.
"""

from __future__ import annotations

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
from connector_lsp.analysis.text import Edit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from connector_lsp.analysis.analysis import Analysis, Diagnostic
    from connector_lsp.analysis.diagnostics.connector.hardcoded_credential import Credential
    from connector_lsp.analysis.features.actions.refactorings.place import Place
    from connector_lsp.analysis.syntax import Path

KIND = ActionKind.EXTRACT

_VAGUE = frozenset({"authorization", "auth", "key", "token"})
_HOLDERS = ("headers", "params")


def offers(place: Place) -> Iterator[CodeAction]:
    """On the value that holds the credential, or its name."""
    index, path = place.at()
    document = place.connector.document
    if index == SKELETON or document.paths[index][0] not in MEMBERS:
        return
    for credential in find_credentials(document.sections[index]):
        if credential.path == path:
            yield from (
                CodeAction(fix.title, KIND, partial(_change, fix))
                for fix in _extractions(place.connector, index, credential)
            )


def extract_found_credential(analysis: Analysis, diagnostic: Diagnostic) -> Iterator[Fix]:
    """The quick fix of a credential that was found."""
    yield from _extractions(analysis, diagnostic.section, diagnostic.finding.data)


def _change(fix: Fix) -> Change:
    edits = fix.edits()
    places = len(edits) - 1
    where = "1 place" if places == 1 else f"{places} places"
    description = f"The credential is taken out of {where}: enter it at Sign In"
    return Change(edits, description=description, needs_confirmation=True)


def _extractions(analysis: Analysis, index: int, credential: Credential) -> Iterator[Fix]:
    """The repair, if there is a place for the field, and the credential is none of an OAuth client.

    That of a client is no matter of the user's, and a path has to stay as its endpoint is declared.
    """
    section = analysis.document.sections[index]
    is_client = section.kind[0] == "auth_components"
    if is_client or credential.path == ("endpoint",) or section.faults:
        return
    if analysis.unsound & {"", "requiredSettings"}:
        return
    key = unused_name(_key_for(credential), analysis.connector.auth_fields)
    text = auth_field_text(key, is_masked=True)
    add = try_add_auth_field(analysis.document, text)
    if add is not None:
        title = f'Extract the credential into auth field "{key}"'

        def edits() -> list[Edit]:
            reference = f"{{{{authFields.{key}}}}}"
            places = _places(analysis, credential.text)
            return [add(), *(Edit(start, end, reference) for start, end in places)]

        yield Fix(title, edits)


def _key_for(credential: Credential) -> str:
    """What the auth field is called: after the header or parameter that the credential is in."""
    words = words_of(credential.name)
    if words[:1] == ["x"]:
        words = words[1:]
    key = "_".join(words)
    if not key.isascii() or not key or key[0].isdigit() or key in _VAGUE:
        return "credentials" if credential.scheme == "basic" else "api_key"
    return key


def _places(analysis: Analysis, literal: str) -> Iterator[tuple[int, int]]:
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
            span = try_find_span(section, path)
            if span is not None:
                _, at = read_string(section.text, span.start, span.end)
                own = document.starts[index]
                yield own + at[start], own + at[end]
