"""Which files are meant, and what is in them."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass, replace
from glob import glob, has_magic
from pathlib import Path
from typing import TYPE_CHECKING

import click

from connector_lsp.analysis.recognition import CASES_SUFFIX, FILE_SUFFIX
from connector_lsp.files import decode, encode, has_mark

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

STDIN = "-"

PATH = click.Path(readable=False)
"""A file or folder as it was typed, which shells complete: whoever reads it says what is wrong."""

_SKIPPED_FOLDERS = frozenset({"node_modules", "__pycache__"})


@dataclass(frozen=True, slots=True)
class Source:
    """A file, or why it could not be read.

    Attributes:
        path: as people are told of it: relative to the working folder if it lies below.
        text: what is in it, without a byte order mark.
        failure: why it could not be read; empty if it could.
        has_mark: whether a byte order mark stands before the text.
        file: the file itself, behind links; empty for stdin.

    """

    path: str
    text: str = ""
    failure: str = ""
    has_mark: bool = False
    file: str = ""

    def encoded(self, text: str) -> bytes:
        """`text` as it is written in the place of this one."""
        return encode(text, with_mark=self.has_mark)


def find_sources(
    paths: Iterable[str],
    stdin_name: str,
    *,
    with_cases: bool = False,
    decode: Callable[[bytes], str] = decode,
) -> Iterator[Source]:
    """Read what `paths` mean, each file once.

    Args:
        paths: files, folders, globs, `STDIN`.  A file that is named is read whatever its name, a
            folder stands for all connectors below it.
        stdin_name: what the text on stdin is called.
        with_cases: whether a folder also stands for the test cases beside its connectors.
        decode: makes a text of what is in a file, or raises a `ValueError` that says why not.

    """
    seen: set[str] = set()
    for path in paths:
        if path == STDIN:
            yield _decoded(stdin_name, sys.stdin.buffer.read(), decode)
            continue
        found = list(_files(path, with_cases=with_cases))
        if not found:
            yield Source(_shown(path), failure=_why_nothing(path))
        for each in found:
            real = os.path.realpath(each)
            if real not in seen:
                seen.add(real)
                yield _read(each, decode)


def _files(path: str, *, with_cases: bool) -> Iterator[str]:
    """The files that one of the paths means."""
    # A name with a bracket or asterisk in it may be that of a file.
    matches = sorted(glob(path, recursive=True)) if has_magic(path) else []  # noqa: PTH207 -- of any root
    for each in [path] if os.path.lexists(path) else matches:
        if Path(each).is_dir():
            yield from _connectors_below(each, with_cases=with_cases)
        else:
            yield each


def _connectors_below(folder: str, *, with_cases: bool) -> Iterator[str]:
    for directory, names, files in os.walk(folder):
        names[:] = sorted(
            name for name in names if not name.startswith(".") and name not in _SKIPPED_FOLDERS
        )
        for name in sorted(files):
            if name.endswith(FILE_SUFFIX) and not name.startswith("."):
                yield str(Path(directory, name))
                cases = name.removesuffix(FILE_SUFFIX) + CASES_SUFFIX
                if with_cases and cases in files:
                    yield str(Path(directory, cases))


def _why_nothing(path: str) -> str:
    if Path(path).is_dir():
        return f"there is no *{FILE_SUFFIX} in or below this folder"
    return "no file matches" if has_magic(path) else "no such file"


def _shown(path: str) -> str:
    """`path` from the working folder if it lies below, else as it is."""
    absolute = os.path.normpath(Path(path).absolute())
    try:
        return str(Path(absolute).relative_to(Path.cwd()))
    except ValueError:
        return os.path.normpath(path)


def _read(path: str, decode: Callable[[bytes], str]) -> Source:
    try:
        data = Path(path).read_bytes()
        return replace(_decoded(_shown(path), data, decode), file=os.path.realpath(path))
    except OSError as error:
        return Source(_shown(path), failure=(error.strerror or str(error)).lower())


def _decoded(path: str, data: bytes, decode: Callable[[bytes], str]) -> Source:
    try:
        return Source(path, decode(data), has_mark=has_mark(data))
    except ValueError as error:
        return Source(path, failure=str(error))
