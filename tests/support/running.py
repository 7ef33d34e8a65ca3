"""Connectors in a folder, run from the command line against an API on loopback."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from connector_lsp.resources import samples
from tests.support.cli import run

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from click.testing import Result

KEY = "planted+S3cret/value=="
KEY_VARIABLE = "CONNECTOR_MY_CUSTOM_CONNECTOR_API_KEY"
REGION = {"CONNECTOR_MY_CUSTOM_CONNECTOR_REGION": "eu"}
NO_KEYRING = {"PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring"}
SIGNED_IN = {**REGION, KEY_VARIABLE: KEY}


@dataclass(frozen=True)
class Folder:
    """A folder with ``my.connector.json`` in it; it is the working folder."""

    path: Path

    def connector(self, url: str, **members: Any) -> None:
        """Write the default sample with its API at `url`, and with other root members."""
        text = samples()["default"].replace("https://api.example.com/v1/", url)
        self.write("my.connector.json", {**json.loads(text), **members})

    def cases(self, *cases: dict[str, Any]) -> None:
        """Write ``my.tests.json``."""
        self.write("my.tests.json", {"cases": cases})

    def write(self, name: str, content: Any) -> None:
        """Write a file of JSON."""
        (self.path / name).write_text(json.dumps(content, indent=2), "utf-8")

    def read(self, name: str) -> str:
        """The text of a file."""
        return (self.path / name).read_text("utf-8")

    def run(
        self, command: str, *arguments: str, env: Mapping[str, str | None] = SIGNED_IN
    ) -> Result:
        """Run a command on the connector."""
        unset = dict.fromkeys(SIGNED_IN)
        environment = {**unset, **NO_KEYRING, **env}
        return run(command, "my.connector.json", *arguments, env=environment)
