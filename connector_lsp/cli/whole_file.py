"""Writing a file at once or not at all: nobody sees half of one, and nothing is lost."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

_FOR_ALL = 0o666


def write_whole(path: Path, data: bytes) -> None:
    """Write a file, all of it or nothing; the permissions of one that exists stay.

    Raises:
        OSError: it cannot be written, and is as it was.

    """
    descriptor, half = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
        if path.exists():
            shutil.copymode(path, half)
        else:
            Path(half).chmod(_FOR_ALL & ~_umask())
        Path(half).replace(path)
    except OSError:
        Path(half).unlink(missing_ok=True)
        raise


def _umask() -> int:
    """The permissions that new files do not get; reading it means setting it."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
