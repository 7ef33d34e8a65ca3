"""The files that come with the program: the schemas, the samples."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from pathlib import Path

from connector_lsp.analysis.schema import Schema

SAMPLE_SUFFIX = ".connector.json"


def schema_path(name: str = "connector") -> Path:
    """Where a built-in schema is: of a ``connector``, or of its ``connector-tests``."""
    package = Path(__file__).parent
    packaged = package / "schema" / f"{name}.schema.json"
    # A source tree keeps it beside the package, where people look for it.
    return packaged if packaged.is_file() else package.parent / "schema" / packaged.name


def schema_text() -> str:
    """The text of the built-in schema."""
    return schema_path().read_text("utf-8")


@cache
def builtin_schema() -> Schema:
    """The built-in schema."""
    return Schema.from_text(schema_text())


@cache
def cases_schema() -> Schema:
    """The schema of test cases files."""
    return Schema.from_text(schema_path("connector-tests").read_text("utf-8"))


def samples() -> dict[str, str]:
    """The texts of the sample connectors by name, the default one first."""
    found = {
        entry.name.removesuffix(SAMPLE_SUFFIX): entry.read_text("utf-8")
        for entry in (files("connector_lsp") / "samples").iterdir()
        if entry.name.endswith(SAMPLE_SUFFIX)
    }
    return dict(sorted(found.items(), key=lambda item: (item[0] != "default", item[0])))
