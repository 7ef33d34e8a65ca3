"""A real HTTP server: httpbin under gunicorn, in an environment that ``scripts/test`` makes."""

from __future__ import annotations

import os
import re
import signal
import subprocess
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

_ENVIRONMENT = Path(__file__).parents[2] / ".venv-httpbin"
_LISTENING = re.compile(r"Listening at: (http://127\.0\.0\.1:\d+)")


def require_httpbin() -> None:
    """Skip the test if httpbin is not installed; in CI that is a failure."""
    if (_ENVIRONMENT / "stamp-httpbin").exists():
        return
    message = "no .venv-httpbin: scripts/test makes it, if it can reach the package registry"
    if os.environ.get("CI"):
        pytest.fail(message)
    pytest.skip(message)


@contextmanager
def httpbin() -> Iterator[str]:
    """A running httpbin, on loopback and a port of its own.

    Yields:
        Its URL, without a slash at the end.

    """
    program = [_ENVIRONMENT / "bin" / "python", "-m", "gunicorn", "--no-control-socket"]
    with subprocess.Popen(
        [*program, "--bind", "127.0.0.1:0", "--threads", "4", "httpbin:app"],
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        assert process.stderr is not None
        said = ""
        try:
            for line in process.stderr:
                said += line
                found = _LISTENING.search(line)
                if found:
                    yield found[1]
                    return
            message = f"gunicorn does not start: {said}"
            raise AssertionError(message)
        finally:
            os.killpg(process.pid, signal.SIGTERM)
            process.communicate(timeout=20)
