"""The user's files: as text and back, so that nothing of them is lost.

It knows no connectors.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from pathlib import Path

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_OTHER_ENCODINGS = {
    b"\xff\xfe": "UTF-16",
    b"\xfe\xff": "UTF-16",
    b"\x1f\x8b": "gzip",
    b"PK": "ZIP",
}
_LOOK_AT = 4096
_FOR_ALL = 0o666


def decode(data: bytes) -> str:
    """`data` as text, without a byte order mark; JSON is UTF-8 (RFC 8259, section 8.1).

    Raises:
        ValueError: it is no UTF-8; its text says where, or what it is instead.

    """
    data = data.removeprefix(_BYTE_ORDER_MARK)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        message = f"not UTF-8: {_what_is_wrong(data, error.start)}"
    raise ValueError(message)


def decode_foreign(data: bytes) -> str:
    """`data` of a file that somebody else wrote as text, without a byte order mark.

    That is UTF-8, 16 or 32, as its first bytes tell (YAML 1.2, section 5.2): PowerShell saves what
    it fetched in UTF-16.

    Raises:
        ValueError: it is none of them; its text says where, or what it is instead.

    """
    encoding = json.detect_encoding(data)
    try:
        if not encoding.startswith("utf-8"):
            return data.decode(encoding).removeprefix("\ufeff")
    except UnicodeDecodeError:
        pass
    try:
        return decode(data)
    except ValueError as error:
        message = f"{error}; save it in UTF-8"
    raise ValueError(message)


def _what_is_wrong(data: bytes, start: int) -> str:
    for signature, name in _OTHER_ENCODINGS.items():
        if data.startswith(signature):
            return f"it looks like {name}"
    if b"\0" in data[:_LOOK_AT]:
        return "it looks like a binary file"
    before = data[:start].decode("utf-8", "replace")
    line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
    return f"byte 0x{data[start]:02X} at line {line}, column {column}"


def has_mark(data: bytes) -> bool:
    """Whether a byte order mark stands before the text."""
    return data.startswith(_BYTE_ORDER_MARK)


def encode(text: str, *, with_mark: bool) -> bytes:
    """`text` in UTF-8, with a byte order mark before it or without."""
    return (_BYTE_ORDER_MARK if with_mark else b"") + text.encode()


def write_whole(path: str | Path, data: bytes) -> None:
    """Write a file, all of it or nothing; its permissions, and links to it, stay.

    A device or a pipe, such as ``/dev/stdout``, is written to as it is.

    Raises:
        OSError: it cannot be written, and is as it was.

    """
    if Path(path).exists() and not Path(path).is_file():
        Path(path).write_bytes(data)
        return
    real = Path(os.path.realpath(path))
    descriptor, half = tempfile.mkstemp(prefix=f".{real.name}.", dir=real.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
        if real.exists():
            shutil.copymode(real, half)
        else:
            Path(half).chmod(_FOR_ALL & ~_umask())
        Path(half).replace(real)
    except OSError:
        Path(half).unlink(missing_ok=True)
        raise


def _umask() -> int:
    """The permissions that new files do not get; reading it means setting it."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
