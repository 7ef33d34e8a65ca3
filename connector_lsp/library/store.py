"""Files that are there as a whole or not at all, whenever the program is ended.

What is new is written beside its place, flushed to the disk and moved there in one step. A program
that is killed leaves at most something called ``.tmp-…``, which readers pass over.
"""

from __future__ import annotations

import os
import secrets
import shutil
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

_UNFINISHED = ".tmp-"
_LEFT_BEHIND = 24 * 60 * 60
"""Seconds after which nobody works on an unfinished entry any more."""
_READ_ONLY, _WRITABLE = 0o444, 0o666


def names_in(folder: Path) -> Iterator[str]:
    """What is in a folder, in order, without what is unfinished; nothing if it is not there."""
    try:
        found = sorted(path.name for path in folder.iterdir())
    except (FileNotFoundError, NotADirectoryError):
        return
    yield from (name for name in found if not name.startswith("."))


def add_file(path: Path, content: bytes) -> None:
    """Write a new file that is not meant to change.

    Raises:
        OSError: it cannot be written; nothing is there then.

    """
    _make_folder(path.parent)
    unfinished = _unfinished(path)
    try:
        _write(unfinished, content, mode=_READ_ONLY)
        unfinished.replace(path)
    except OSError:
        unfinished.unlink(missing_ok=True)
        raise
    _flush_folder(path.parent)


def add_folder(path: Path, files: Mapping[str, bytes]) -> None:
    """Write a new folder with files that are not meant to change.

    Raises:
        OSError: it cannot be written; nothing is there then.

    """
    _make_folder(path.parent)
    unfinished = _unfinished(path)
    try:
        unfinished.mkdir()
        for name, content in files.items():
            _write(unfinished / name, content, mode=_READ_ONLY)
        _flush_folder(unfinished)
        unfinished.rename(path)
    except OSError:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise
    _flush_folder(path.parent)


class Replacement:
    """A file that will take the place of another, or of none, in one step."""

    def __init__(self, path: Path, content: bytes) -> None:
        """Write it beside its place.

        Raises:
            OSError: it cannot be written.

        """
        self._path = path
        self._unfinished = _unfinished(path)
        try:
            _write(self._unfinished, content, mode=_WRITABLE)
        except OSError:
            self.discard()
            raise

    def commit(self) -> None:
        """Put it into its place.

        Raises:
            OSError: that is not possible.

        """
        self._unfinished.replace(self._path)
        _flush_folder(self._path.parent)

    def discard(self) -> None:
        """Leave everything as it was."""
        self._unfinished.unlink(missing_ok=True)


def sweep(folder: Path) -> None:
    """Remove what programs that were killed have left behind long ago."""
    for path in folder.glob(f"{_UNFINISHED}*"):
        try:
            if time.time() - path.lstat().st_mtime > _LEFT_BEHIND:
                shutil.rmtree(path) if path.is_dir() else path.unlink()
        except OSError:  # Another program was faster.
            continue


def _unfinished(path: Path) -> Path:
    return path.with_name(f"{_UNFINISHED}{secrets.token_hex(8)}")


def _make_folder(folder: Path) -> None:
    if folder.is_dir():
        return
    _make_folder(folder.parent)
    folder.mkdir(exist_ok=True)
    _flush_folder(folder.parent)


def _write(path: Path, content: bytes, *, mode: int) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    descriptor = os.open(path, flags, mode)
    try:
        rest = memoryview(content)
        while rest:
            rest = rest[os.write(descriptor, rest) :]
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _flush_folder(folder: Path) -> None:
    """Have the disk know what is in a folder; Windows does by itself."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
