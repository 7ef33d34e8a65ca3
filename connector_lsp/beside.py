"""Files beside another one: what a description that came from somebody else may have read."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import unquote

from connector_lsp.files import decode_foreign

if TYPE_CHECKING:
    from pathlib import Path

_LARGEST = 100_000_000
"""Bytes; more is no description that anybody wrote."""


def read_below(folder: Path, reference: str) -> str:
    """The text of a file in or below a folder, links resolved.

    Args:
        folder: where the path begins.
        reference: a relative path, percent-encoded.

    Raises:
        OSError: it cannot be read, or lies elsewhere; its text says why.

    """
    root = folder.resolve()
    try:
        found = (root / unquote(reference)).resolve()
        reason = _why_not(found, root)
        if not reason:
            return decode_foreign(found.read_bytes())
    except ValueError as error:  # Also of a null character in the name.
        reason = str(error)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
    raise OSError(reason)


def _why_not(found: Path, root: Path) -> str:
    """Why a file must not or cannot be read; empty if it can."""
    if not found.is_relative_to(root):
        return f"it lies outside of the folder {root.name or root}"
    if not found.is_file():
        return "there is no such file"
    return "it is too large" if found.stat().st_size > _LARGEST else ""
