"""Who writes to the library."""

from __future__ import annotations

import getpass
import re
import subprocess
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_IDENTITY = re.compile(r"(.*>) \d+ [+-]\d{4}\s*")
_PATIENCE = 5
"""Seconds that git may take."""


def find_author(folder: Path) -> str:
    """Who works in a folder, as git knows them; without git, the user's name.

    Args:
        folder: any folder, there or not; the nearest around it that is there counts.

    """
    there = next(each for each in (folder.absolute(), *folder.absolute().parents) if each.is_dir())
    try:
        done = subprocess.run(
            ["git", "var", "GIT_AUTHOR_IDENT"],  # noqa: S607 -- whichever git the user has
            cwd=there,
            capture_output=True,
            timeout=_PATIENCE,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        pass
    else:
        identity = _IDENTITY.fullmatch(done.stdout.decode("utf-8", "replace"))
        if identity:
            return identity[1]
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # Windows has no list of users to ask.
        return "unknown"
