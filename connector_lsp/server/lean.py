"""Importing lsprotocol in two thirds of the time.

lsprotocol defines 550 classes, and for each attrs writes and compiles an `__eq__` and a `__repr__`.
That is a quarter of the server's start-up, and nothing here compares or prints a message (printing
one would put a text into a log).  So attrs is told not to, for the time of this one import.
"""

from __future__ import annotations

import functools

import attrs


def import_lsprotocol() -> None:
    """Import `lsprotocol.types`; its classes then compare by identity and print no fields."""
    define = attrs.define
    attrs.define = functools.partial(define, eq=False, repr=False)
    try:
        import lsprotocol.types
    finally:
        attrs.define = define
    del lsprotocol
