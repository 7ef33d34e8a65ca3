"""Garbage goes although the collector of CPython does not run by itself."""

from __future__ import annotations

import asyncio
import gc
import weakref
from typing import TYPE_CHECKING

from connector_lsp.server import garbage

if TYPE_CHECKING:
    import pytest


class _Knot:
    """Part of a cycle with itself."""

    def __init__(self) -> None:
        self.self = self


async def test_collects_what_has_come_together(monkeypatch: pytest.MonkeyPatch) -> None:
    """A cycle that nobody refers to is gone after some time, with nothing else going on."""
    monkeypatch.setattr(garbage, "_LOOK_EVERY", 0.001)
    monkeypatch.setattr(garbage, "_MANY", 100)
    gc.disable()
    try:
        knots = [_Knot() for _ in range(1000)]
        last = weakref.ref(knots[-1])
        del knots
        assert last() is not None
        collection = asyncio.create_task(garbage.collect_for_ever())
        async with asyncio.timeout(10):
            while last() is not None:  # noqa: ASYNC110 -- nobody signals it
                await asyncio.sleep(0.001)
        collection.cancel()
    finally:
        gc.enable()
