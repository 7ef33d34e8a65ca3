"""One-character faults: the slips of the hand after which a text is no JSON any more.

This module knows JSON's grammar only as far as where strings begin and end, and
Python's `json` as the judge of what is broken.  It knows nothing of our parser.
"""

from __future__ import annotations

import json
import random
from dataclasses import dataclass

#: What is deleted, inserted or exchanged.
STRUCTURAL = '[]{},:"'


@dataclass(frozen=True)
class Fault:
    """A text with one character wrong."""

    text: str
    """The whole faulty text."""
    offset: int
    """Where the character is or was missing: an offset into `text`, in characters."""
    line: int
    """The line of `offset`, from 0.  Lines end with a line feed."""
    description: str
    """What was done, to be read by people: ``deleted ','``."""


def random_faults(text: str, count: int, seed: int) -> list[Fault]:
    """Return `count` different faults in a text that is valid JSON.

    A fault deletes a structural character (the quotes of strings are such, the
    characters between them are not), exchanges it for another one, or inserts one
    before or after it.  What leaves valid JSON, such as a comma inserted into a string,
    is drawn again.

    Raises:
        ValueError: the text is no valid JSON, or it offers fewer faults.

    """
    if not _is_json(text):
        message = "the text must be valid JSON"
        raise ValueError(message)
    rng = random.Random(seed)
    places = structural_offsets(text)
    faults: dict[str, Fault] = {}
    for _ in range(100 * count):
        if len(faults) == count:
            break
        fault = _draw(text, rng.choice(places), rng)
        if fault.text not in faults and not _is_json(fault.text):
            faults[fault.text] = fault
    else:
        message = f"{count} different faults could not be found in this text"
        raise ValueError(message)
    return list(faults.values())


def structural_offsets(text: str) -> list[int]:
    """Return the offsets of all structural characters of a text that is valid JSON."""
    found: list[int] = []
    in_string = escaped = False
    for offset, character in enumerate(text):
        if escaped:
            escaped = False
        elif in_string and character == "\\":
            escaped = True
        elif character == '"':
            found.append(offset)
            in_string = not in_string
        elif not in_string and character in STRUCTURAL:
            found.append(offset)
    return found


def _draw(text: str, offset: int, rng: random.Random) -> Fault:
    """Return one random fault at a structural character, maybe a harmless one."""
    old = text[offset]
    operation = rng.choice(("delete", "insert", "exchange"))
    if operation == "delete":
        return _fault(text, offset, offset + 1, "", f"deleted {old!r}")
    if operation == "insert":
        new = rng.choice(STRUCTURAL)
        offset += rng.randint(0, 1)
        return _fault(text, offset, offset, new, f"inserted {new!r}")
    new = rng.choice(STRUCTURAL.replace(old, ""))
    return _fault(text, offset, offset + 1, new, f"{old!r} exchanged for {new!r}")


def _fault(text: str, start: int, end: int, new: str, description: str) -> Fault:
    return Fault(
        text=text[:start] + new + text[end:],
        offset=start,
        line=text.count("\n", 0, start),
        description=description,
    )


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True
