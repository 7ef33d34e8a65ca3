"""Pages, and what goes with them, as files that only their user can read, the latest ones kept."""

from __future__ import annotations

import os
import re
import secrets
import time
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

MOST_PAGES = 50
"""How many files are kept."""


def default_directory() -> Path:
    """Where this user's programs keep their state, with our name."""
    from platformdirs import user_state_path

    return user_state_path("connector-lsp", appauthor=False) / "pages"


def write_page(text: str, title: str, directory: Path) -> Path:
    """Write a page under a name of its own; see `write_file`."""
    return write_file(text.encode("utf-8", "replace"), title, ".md", directory)


def write_file(content: bytes, title: str, ending: str, directory: Path) -> Path:
    """Write a file under a name of its own and drop the oldest ones.

    An editor that shows one never sees it change.

    Args:
        content: what is in it, redacted.
        title: what it is called after.
        ending: the end of its name, with the dot.
        directory: where pages are.

    Raises:
        OSError: it cannot be written.

    """
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    directory.chmod(0o700)
    slug = re.sub(r"[^A-Za-z0-9]+", "-", title).strip("-")[:40] or "run"
    stamp = time.strftime("%H%M%S")
    path = directory / f"{slug}-{stamp}-{secrets.token_hex(6)}{ending}"
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
    _drop_oldest(directory)
    return path


def _drop_oldest(directory: Path) -> None:
    def age(path: Path) -> float:
        try:
            return path.stat().st_mtime
        except OSError:  # Another process dropped it.
            return 0.0

    for path in sorted(directory.iterdir(), key=age)[:-MOST_PAGES]:
        with suppress(OSError):  # Something else was put here, or a program holds it.
            path.unlink(missing_ok=True)
