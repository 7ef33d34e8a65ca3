"""Content codings undone piece by piece, RFC 9110 section 8.4.1, and no further than asked."""

from __future__ import annotations

import zlib
from typing import Final

ACCEPTED: Final = "gzip, deflate"
"""The codings that can be undone, as ``Accept-Encoding`` names them."""

_AUTOMATIC: Final = zlib.MAX_WBITS | 32
"""The header tells whether it is gzip (RFC 1952) or zlib (RFC 1950)."""

_GZIP: Final = 0x1F
"""The first byte of a gzip member."""


class CodingError(ValueError):
    """The content is not in the coding that it says it is in."""


def is_known(coding: str) -> bool:
    """Whether a value of ``Content-Encoding`` names one coding that can be undone, or none."""
    return coding.strip().lower() in ("", "identity", "gzip", "x-gzip", "deflate")


class Decoder:
    """Undoes one content coding.

    Arguments:
        coding: the value of ``Content-Encoding``, for which `is_known` holds.

    """

    def __init__(self, coding: str) -> None:
        self._is_identity = coding.strip().lower() in ("", "identity")
        self._inflater = zlib.decompressobj(_AUTOMATIC)
        self._has_begun = False

    def decode(self, data: bytes, limit: int) -> bytes:
        """The content in `data`, in the order of the calls.

        Arguments:
            data: the next bytes as they came over the wire, some ten thousand at most.
            limit: how many bytes of content are wanted.

        Returns:
            The content; where it is longer than `limit`, its first ``limit + 1`` bytes, and the
            decoder cannot go on.

        Raises:
            CodingError: the bytes are not in this coding.

        """
        if self._is_identity:
            return data[: limit + 1]
        decoded = b""
        while data and len(decoded) <= limit:
            if not self._has_begun:
                self._has_begun = True
                # Some servers send "deflate" without the zlib header (RFC 9110 section 8.4.1.2),
                # which has 8 in the lower half of its first byte.
                if data[0] != _GZIP and data[0] & 0x0F != zlib.DEFLATED:
                    self._inflater = zlib.decompressobj(-zlib.MAX_WBITS)
            elif self._inflater.eof:
                # RFC 1952 section 2.2: members follow each other; zero bytes are padding.
                data = data.lstrip(b"\0")
                if not data:
                    break
                self._inflater = zlib.decompressobj(_AUTOMATIC)
            try:
                decoded += self._inflater.decompress(data, limit + 1 - len(decoded))
            except zlib.error as error:
                raise CodingError from error
            data = self._inflater.unused_data
        return decoded

    def finish(self) -> None:
        """Tells that there is no more.

        Raises:
            CodingError: the content ends in the middle.

        """
        if self._has_begun and not self._inflater.eof:
            raise CodingError
