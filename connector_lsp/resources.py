"""The files that come with the program: the schema, the samples."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from pathlib import Path

from connector_lsp.analysis.schema import Schema

SAMPLE_SUFFIX = ".connector.json"


def schema_path() -> Path:
    """Where the built-in schema is."""
    package = Path(__file__).parent
    packaged = package / "schema" / "connector.schema.json"
    # A source tree keeps it beside the package, where people look for it.
    return packaged if packaged.is_file() else package.parent / "schema" / packaged.name


def schema_text() -> str:
    """The text of the built-in schema."""
    return schema_path().read_text("utf-8")


@cache
def builtin_schema() -> Schema:
    """The built-in schema."""
    return Schema.from_text(schema_text())


def samples() -> dict[str, str]:
    """The texts of the sample connectors by name, the default one first."""
    found = {
        entry.name.removesuffix(SAMPLE_SUFFIX): entry.read_text("utf-8")
        for entry in (files("connector_lsp") / "samples").iterdir()
        if entry.name.endswith(SAMPLE_SUFFIX)
    }
    return dict(sorted(found.items(), key=lambda item: (item[0] != "default", item[0])))
