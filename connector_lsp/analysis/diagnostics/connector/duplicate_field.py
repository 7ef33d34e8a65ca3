"""Two fields have the same `key`.

The key is how a template names a field and how a value is sent: of two fields with one key only
one can be meant. An action field and a URL field of one action may share a key, as their values
go to different places.

Wrong:

    "authFields": [{ "label": "Key", "key": "api_key" }, { "label": "Secret", "key": "api_key" }]

Right:

    "authFields": [{ "label": "Key", "key": "api_key" }, { "label": "Secret", "key": "api_secret" }]
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from connector_lsp.analysis.connector import facts_of
from connector_lsp.analysis.diagnostics.rule import Finding, Part, Related, Severity
from connector_lsp.analysis.diagnostics.wording import shown
from connector_lsp.analysis.template import FIELD_NAMES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from connector_lsp.analysis.connector import Connector
    from connector_lsp.analysis.section import Section
    from connector_lsp.analysis.syntax import Path

SEVERITY = Severity.WARNING
MEMBERS = ("actions",)


def check_section(section: Section) -> Iterator[Finding]:
    """The findings for each field of an action but the first of its key."""
    for scope, fields in section.once(facts_of).fields:
        if len({key for _, key in fields}) == len(fields):
            continue
        first: dict[str, Path] = {}
        for each in fields:
            if each.key not in first:
                first[each.key] = each.path
            elif each.key:
                name = FIELD_NAMES[scope]
                message = f"{name[0].upper()}{name[1:]} {shown(each.key)} exists already"
                yield _finding(message, each.path, None, first[each.key])


def check_connector(connector: Connector) -> Iterator[tuple[int, Finding]]:
    """The findings for each auth field but the first of its key."""
    for key, (first, *others) in connector.auth_fields.items():
        for index in others if key else ():
            yield index, _finding(f"Auth field {shown(key)} exists already", (), first, ())


def _finding(message: str, path: Path, section: int | None, first: Path) -> Finding:
    related = Related(section, (*first, "key"), Part.VALUE, "First field with this key")
    return Finding("duplicate-field", message, (*path, "key"), related=(related,))
