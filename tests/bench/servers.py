"""What is compared: our server and its peer, VS Code's JSON server.

The peer is the one that editors other than VS Code install, pinned.  It is put into
``.bench/`` at the repository's root on the first run, which needs npm and a network.
"""

from __future__ import annotations

import json
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final, Generic, NamedTuple, TypeVar

from .client import Json, ServerSpec

ROOT: Final = Path(__file__).parents[2]
SCHEMA: Final = ROOT / "schema" / "connector.schema.json"
PEER_PACKAGE: Final = "vscode-langservers-extracted"
PEER_VERSION: Final = "4.10.0"
_CACHE: Final = ROOT / ".bench"
_MODULES: Final = _CACHE / "node_modules"
_PEER_SCRIPT: Final = _MODULES / PEER_PACKAGE / "bin" / "vscode-json-language-server"

T = TypeVar("T")


class SetUpError(Exception):
    """The benchmark can't be run here; the message says what is missing."""


class Pair(NamedTuple, Generic[T]):
    """The same thing for both servers."""

    ours: T
    peer: T


def servers(command: str | None, schema: Path | None) -> Pair[ServerSpec]:
    """Return both servers, the peer installed if need be.

    Both get the same settings: ours has no use for those of the peer, but `command`,
    which replaces the command of our server, may name the peer once more.

    Args:
        command: a shell-like command line in place of our server's.
        schema: what the peer checks connectors with; without one, it knows JSON only.

    Raises:
        SetUpError: Node.js, npm, the schema or the peer can't be had.

    """
    ours = shlex.split(command) if command else _our_command()
    settings = _peer_settings(schema)
    return Pair(
        ServerSpec("ours", tuple(ours), settings),
        ServerSpec("peer", _peer_command(), settings),
    )


def peer_title() -> str:
    """Return the peer's name and version, and its language service's version."""
    version = _installed_version("vscode-json-languageservice")
    return f"{PEER_PACKAGE} {PEER_VERSION} (vscode-json-languageservice {version})"


def node_version() -> str:
    """Return what ``node --version`` prints."""
    command = [_program("node"), "--version"]
    answer = subprocess.run(command, check=True, capture_output=True, text=True)
    return answer.stdout.strip()


def _our_command() -> list[str]:
    return [sys.executable, "-m", "connector_lsp", "serve"]


def _peer_command() -> tuple[str, ...]:
    node = _program("node")
    if _installed_version(PEER_PACKAGE) != PEER_VERSION:
        _install_peer()
    return (node, str(_PEER_SCRIPT), "--stdio")


def _install_peer() -> None:
    """Install the peer into the cache folder, which git is told to ignore."""
    npm = _program("npm")
    print(f"Installing {PEER_PACKAGE} into {_CACHE} …", file=sys.stderr)
    _CACHE.mkdir(exist_ok=True)
    (_CACHE / ".gitignore").write_text("*\n", "utf-8")
    (_CACHE / "package.json").write_text('{"private": true}\n', "utf-8")
    answer = subprocess.run(
        [npm, "install", "--no-audit", "--no-fund", f"{PEER_PACKAGE}@{PEER_VERSION}"],
        cwd=_CACHE,
        check=False,
        capture_output=True,
        text=True,
    )
    if answer.returncode or _installed_version(PEER_PACKAGE) != PEER_VERSION:
        message = f"npm could not install {PEER_PACKAGE}:\n{answer.stderr}"
        raise SetUpError(message)


def _installed_version(package: str) -> str | None:
    manifest = _MODULES / package / "package.json"
    if not manifest.exists():
        return None
    return str(json.loads(manifest.read_text("utf-8"))["version"])


def _program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        message = (
            f"{name} was not found. The benchmark compares with {PEER_PACKAGE}, "
            "which needs Node.js 18 or later with npm: https://nodejs.org/"
        )
        raise SetUpError(message)
    return found


def _peer_settings(schema: Path | None) -> Json:
    schemas: list[Json] = []
    if schema is not None:
        schemas.append(
            {
                "fileMatch": ["*.connector.json"],
                "url": schema.as_uri(),
                "schema": _read_schema(schema),
            }
        )
    return {
        "json": {
            "validate": {"enable": True},
            "schemas": schemas,
            "resultLimit": 1_000_000,
        }
    }


def _read_schema(path: Path) -> Json:
    try:
        return json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        message = f"The schema for the peer, {path}, can't be read: {error}"
        raise SetUpError(message) from error
