"""Importing a source, and what came of it as short readable text."""

from __future__ import annotations

import json
import textwrap
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import yaml

from connector_lsp.analysis.analysis import Analysis
from connector_lsp.analysis.diagnostics.check import Checker
from connector_lsp.analysis.diagnostics.rule import Severity
from connector_lsp.importers import Selection, Source, import_into, import_text
from connector_lsp.importers.selection import ALL
from connector_lsp.resources import builtin_schema

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from connector_lsp.importers import Imported
    from connector_lsp.importers.report import LeftOut


@dataclass(frozen=True)
class Outcome:
    """What came of an import.

    Attributes:
        imported: the connector's text and the report.

    """

    imported: Imported

    @property
    def connector(self) -> Any:
        """The connector."""
        return json.loads(self.imported.text)

    def action(self, index: int = 0) -> Any:
        """One of its actions."""
        return self.connector["actions"][index]

    def fields(self, index: int = 0) -> str:
        """The fields of an action, a line for each."""
        action = self.action(index)
        return "\n".join(
            " ".join((scope, *_told(field)))
            for scope, member in (("url", "urlFields"), ("action", "actionFields"))
            for field in action.get(member, [])
        )

    def report(self) -> str:
        """What was left out and noted, a line for each."""
        report = self.imported.report
        lists: Mapping[str, Iterable[LeftOut]] = {
            "refused": report.refused,
            "gap": report.gaps,
            "note": report.notes,
            "clash": report.clashes,
        }
        return "\n".join(
            f"{kind}: {' | '.join(filter(None, each))}"
            for kind, found in lists.items()
            for each in found
        )


def _told(field: Mapping[str, Any]) -> Iterable[str]:
    """A field in short: ``key:type*`` with its other members."""
    yield f"{field['key']}:{field['type']}{'*' if field['required'] else ''}"
    yield f"{field['label']!r}"
    for name in ("description", "choices", "default", "masked"):
        if name in field:
            yield f"{name}={field[name]!r}"


def imported(
    source: str,
    *,
    path: str = "source.yaml",
    beside: Mapping[str, str] | None = None,
    selection: Selection = ALL,
    name: str = "",
) -> Outcome:
    """Import a source; the connector must be without errors and warnings."""
    text = textwrap.dedent(source)

    def read(reference: str) -> str:
        if reference in (beside or {}):
            return textwrap.dedent((beside or {})[reference])
        raise OSError("there is no such file")

    found = import_text(Source(path, text, read), name, selection)
    assert_clean(found.text)
    return Outcome(found)


def imported_into(existing: str, source: str, *, selection: Selection = ALL) -> Outcome:
    """Import a source into a connector."""
    read = Source("source.yaml", textwrap.dedent(source))
    return Outcome(import_into(existing, "my.connector.json", read, selection))


def openapi(paths: str, *, version: str = "3.0.3", root: str = "") -> str:
    """A description with some paths, and more members of its root."""
    where = "host: api.example.com" if version.startswith("2") else _SERVERS
    key = "swagger" if version.startswith("2") else "openapi"
    return "\n".join(
        (
            f"{key}: '{version}'",
            "info: {title: Example}",
            "" if "servers:" in root or "host:" in root else where,
            textwrap.dedent(root),
            "paths:",
            textwrap.indent(textwrap.dedent(paths), "  "),
        )
    )


_SERVERS = "servers: [{url: 'https://api.example.com/v1'}]"


def operation(body: str, *, root: str = "", version: str = "3.0.3") -> Outcome:
    """Import a description with the one operation ``POST /things``."""
    text = textwrap.indent(textwrap.dedent(body), "    ")
    return imported(openapi(f"/things:\n  post:\n{text}", root=root, version=version))


def body_of(schema: str, *, root: str = "") -> Outcome:
    """Import a description with one operation whose JSON body has a schema."""
    value = yaml.safe_load(textwrap.dedent(schema))
    content = {"application/json": {"schema": value}}
    return operation(
        f"requestBody: {json.dumps({'required': True, 'content': content})}", root=root
    )


@cache
def _checker() -> Checker:
    return Checker(builtin_schema())


def problems(text: str) -> list[str]:
    """The errors and warnings of a connector."""
    found = Analysis.open(text, _checker()).diagnostics({})
    return [f"{each.code}: {each.message}" for each in found if each.severity <= Severity.WARNING]


def assert_clean(text: str) -> None:
    """There is no error and no warning in a connector."""
    found = problems(text)
    assert not found, "\n".join((*found, text))
