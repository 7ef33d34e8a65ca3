"""Messages in and out: JSON-RPC over stdio or a socket (LSP 3.17, "Base Protocol").

pygls reads stdin line by line on a pool that handlers share, and structures every nested object
that happens to have a member `jsonrpc`.  Here the event loop itself waits for stdin and takes whole
messages, which halves what a short one costs; where it cannot, a thread does, a daemon that reads
from the file descriptor itself, so nothing waits for it when the server ends.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import re
import select
import sys
import threading
from collections.abc import Callable, Iterator

logger = logging.getLogger(__name__)

_CONTENT_LENGTH = re.compile(rb"(?i)^content-length:\s*(\d+)\s*$", re.MULTILINE)
_HEADERS_END = b"\r\n\r\n"
_CHUNK = 1 << 20
_LONGEST_HEADERS = 1 << 16
_READS_AT_ONCE = 8
"""After so many, others in the event loop have their turn."""


class MessageSplitter:
    """Cuts a stream of bytes into the bodies of messages."""

    def __init__(self) -> None:
        self._pending: list[bytes] = []
        self._size = 0
        self._needed = 0
        """How many bytes must be there before it is worth looking."""
        self._body_start = -1

    def feed(self, data: bytes) -> Iterator[memoryview]:
        """Take in `data` and give out each body that is complete with it."""
        self._pending.append(data)
        self._size += len(data)
        while self._size >= self._needed:
            buffer = b"".join(self._pending)
            self._pending = [buffer]
            if self._body_start < 0:
                end = buffer.find(_HEADERS_END)
                if end < 0:
                    if len(buffer) > _LONGEST_HEADERS:
                        logger.error("Dropped %d bytes that are no message", len(buffer))
                        self._reset(b"")
                    return
                length = _CONTENT_LENGTH.search(buffer, 0, end)
                if length is None:
                    logger.error("Dropped a message without Content-Length")
                    self._reset(buffer[end + len(_HEADERS_END) :])
                    continue
                self._body_start = end + len(_HEADERS_END)
                self._needed = self._body_start + int(length[1])
                continue
            body = memoryview(buffer)[self._body_start : self._needed]
            self._reset(buffer[self._needed :])
            yield body

    def _reset(self, rest: bytes) -> None:
        self._pending, self._size = [rest], len(rest)
        self._needed, self._body_start = 1, -1


def frame(body: bytes) -> bytes:
    """`body` with the headers that it is sent with."""
    return b"Content-Length: %d\r\n\r\n%s" % (len(body), body)


class StdoutWriter:
    """Writes messages to what was stdout; anything printed goes to stderr from now on."""

    def __init__(self) -> None:
        sys.stdout.flush()
        self._file_descriptor = os.dup(1)
        os.dup2(2, 1)
        _binary_mode(self._file_descriptor)
        _widen_pipe(self._file_descriptor)

    def write(self, data: bytes) -> None:
        """Write all of `data`.

        Raises:
            BrokenPipeError: nobody reads any more.

        """
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(self._file_descriptor, rest) :]

    def close(self) -> None:
        """Nothing to do: the process is about to end."""


def _binary_mode(file_descriptor: int) -> None:
    """Keep Windows from translating line ends."""
    if sys.platform == "win32":
        import msvcrt

        msvcrt.setmode(file_descriptor, os.O_BINARY)


def _widen_pipe(file_descriptor: int) -> None:
    """Let a long message through at once, not in steps of the 64 KB that the other side takes."""
    if sys.platform == "linux":
        import fcntl

        with contextlib.suppress(OSError):  # Not a pipe, or more than this user may have.
            fcntl.fcntl(file_descriptor, fcntl.F_SETPIPE_SZ, _CHUNK)


def read_stdin(handle: Callable[[memoryview], None], ended: Callable[[], None]) -> None:
    """Read messages from stdin; `handle` and `ended` are called in the event loop."""
    loop = asyncio.get_running_loop()
    splitter = MessageSplitter()
    _binary_mode(0)
    _widen_pipe(0)

    def read_what_is_there() -> None:
        for _ in range(_READS_AT_ONCE):
            data = os.read(0, _CHUNK)
            if not data:
                loop.remove_reader(0)
                ended()
                return
            for body in splitter.feed(data):
                handle(body)
            # An edit is followed by a question at once: that needs no round of the event loop.
            if not select.select([0], [], [], 0)[0]:
                return

    try:
        loop.add_reader(0, read_what_is_there)
    except (NotImplementedError, OSError):  # Windows; stdin is a file
        _read_in_thread(loop, splitter, handle, ended)


def _read_in_thread(
    loop: asyncio.AbstractEventLoop,
    splitter: MessageSplitter,
    handle: Callable[[memoryview], None],
    ended: Callable[[], None],
) -> None:
    """Read where the event loop cannot wait for stdin: a change of threads costs each message."""

    def read() -> None:
        with contextlib.suppress(RuntimeError):  # The loop is closed: the server has ended.
            while data := os.read(0, _CHUNK):
                for body in splitter.feed(data):
                    loop.call_soon_threadsafe(handle, body)
            loop.call_soon_threadsafe(ended)

    threading.Thread(target=read, name="stdin", daemon=True).start()


async def read_socket(reader: asyncio.StreamReader, handle: Callable[[memoryview], None]) -> None:
    """Read messages from a socket until its other side is closed."""
    splitter = MessageSplitter()
    with contextlib.suppress(ConnectionError):
        while data := await reader.read(_CHUNK):
            for body in splitter.feed(data):
                handle(body)
