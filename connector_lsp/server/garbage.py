"""Looking for garbage now and then, not while a message is handled.

Most of what a document is made of stays as long as the document does.  The collector of CPython
would go through it over and over while it is being made, which takes a tenth of the time in which
a large connector opens.
"""

from __future__ import annotations

import asyncio
import gc

_LOOK_EVERY = 2
"""Seconds between two looks whether it is worth while."""
_MANY = 50_000
"""So many new objects that could be part of a cycle; a broken section's tree has a few hundred."""
_OFTEN = 50
"""After so many passes over what is new, one over everything."""


def postpone() -> None:
    """Keep the collector from running by itself; what is imported by now it need never look at."""
    gc.collect()
    gc.freeze()
    gc.disable()


async def collect_for_ever() -> None:
    """Collect whenever much has come together."""
    while True:
        await asyncio.sleep(_LOOK_EVERY)
        new, _, passes = gc.get_count()
        if new > _MANY:
            gc.collect(2 if passes > _OFTEN else 1)
