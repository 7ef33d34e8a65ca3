"""A connector and its test cases file, which lie beside each other, by their URIs."""

from __future__ import annotations

import logging
from pathlib import Path
from urllib.parse import unquote

from pygls.uris import to_fs_path

from connector_lsp.analysis.recognition import CASES_SUFFIX, FILE_SUFFIX
from connector_lsp.files import decode

logger = logging.getLogger(__name__)

_JSON = ".json"


def cases_uri(uri: str) -> str:
    """The test cases file of a connector."""
    ending = next((each for each in (FILE_SUFFIX, _JSON) if uri.endswith(each)), "")
    return uri.removesuffix(ending) + CASES_SUFFIX


def connector_uris(uri: str) -> tuple[str, str]:
    """Where the connector of a test cases file may be, the likelier place first."""
    name = uri.removesuffix(CASES_SUFFIX)
    return name + FILE_SUFFIX, name + _JSON


def file_name(uri: str) -> str:
    """What a person calls a file."""
    return unquote(uri.rpartition("/")[2])


def is_cases(uri: str) -> bool:
    """Whether a file is called like test cases."""
    return uri.endswith(CASES_SUFFIX)


def try_read(uri: str) -> str | None:
    """The text of a file on disk; None if it is not there or no text."""
    try:
        data = try_read_bytes(uri)
        return None if data is None else decode(data)
    except (OSError, ValueError) as error:
        logger.warning("Cannot read %s: %s", to_fs_path(uri), type(error).__name__)
        return None


def try_read_bytes(uri: str) -> bytes | None:
    """What is in a file on disk; None if there is none.

    Raises:
        OSError: there is one, but it cannot be read.
        ValueError: no file can be called so.

    """
    path = to_fs_path(uri)
    try:
        return Path(path).read_bytes() if path else None
    except FileNotFoundError:
        return None


def try_stamp(uri: str) -> tuple[int, int] | None:
    """What changes when a file on disk does: time and size; None if it is not there."""
    path = to_fs_path(uri)
    try:
        found = Path(path).stat() if path else None
    except (OSError, ValueError):  # No file can be called so.
        return None
    return (found.st_mtime_ns, found.st_size) if found else None
