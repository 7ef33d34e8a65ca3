"""The files that come with the program: the schemas, the samples."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from pathlib import Path

from connector_lsp.analysis.schema import Schema

SAMPLE_SUFFIX = ".connector.json"

DEFAULT_SAMPLE = "default"
"""The sample with mock values."""


@dataclass(frozen=True, slots=True)
class StartingPoint:
    """A connector to start from.

    Attributes:
        name: such as ``bearer-token``; ``empty`` for one with nothing in it.
        title: what it is.
        description: what it shows.
        text: the connector.

    """

    name: str
    title: str
    description: str
    text: str

    def named(self, path: Path) -> StartingPoint:
        """The same with a connector that is called after its file, if it has a name."""
        first, found, rest = self.text.partition('\n  "name": ')
        if not found:
            return self
        name = json.dumps(title_of(path), ensure_ascii=False)
        _, comma, behind = rest.partition(",\n")
        return replace(self, text=f"{first}{found}{name}{comma}{behind}")


_EMPTY = StartingPoint(
    "empty",
    "Empty",
    "An object with nothing in it: completion offers what a connector needs.",
    "{}\n",
)


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
    return dict(sorted(found.items(), key=lambda item: (item[0] != DEFAULT_SAMPLE, item[0])))


def starting_points() -> list[StartingPoint]:
    """The connectors to start from: the samples, and nothing at all."""
    found = []
    for name, text in samples().items():
        sample = json.loads(text)
        found.append(StartingPoint(name, sample["name"], sample.get("description", ""), text))
    return [*found, _EMPTY]


def title_of(path: Path) -> str:
    """What a connector is called whose file has that name, such as ``Open weather``."""
    words = re.sub(r"[-_.\s]+", " ", path.name.removesuffix(SAMPLE_SUFFIX)).strip()
    return words[:1].upper() + words[1:]
