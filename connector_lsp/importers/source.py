"""A text to import, as the readers of its kind want it.

Files beside it are asked for through a function that the caller gives: nothing here reads a file or
the network.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from connector_lsp.analysis.syntax import parse
from connector_lsp.analysis.text import Range
from connector_lsp.importers.api import Gap
from connector_lsp.importers.failures import BrokenSourceError
from connector_lsp.importers.repeats import JsonObjects

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from connector_lsp.analysis.syntax import Json
    from connector_lsp.importers.repeats import Repeat

ReadBeside: TypeAlias = "Callable[[str], str]"
"""The text behind a relative path with ``/`` in it, or behind a URL.

Raises an `OSError` whose text is the reason if it cannot be read.
"""


def read_nothing(reference: str) -> str:
    """Reads no other file."""
    raise OSError(f"{reference} is another file, and only this text is there")


@dataclass(frozen=True)
class Source:
    """A text to import.

    Attributes:
        path: what it is called in messages; its end tells YAML from JSON where both are possible.
        text: what is in it.
        read_beside: reads the files that it refers to.
        notes: what is to be known of how it and the files beside it were read, so far.

    """

    path: str
    text: str
    read_beside: ReadBeside = field(default=read_nothing, repr=False)
    notes: list[Gap] = field(default_factory=list, init=False, repr=False, compare=False)

    @cached_property
    def value(self) -> Json:
        """The JSON value that the text is.

        Raises:
            BrokenSourceError: it is neither JSON nor YAML.

        """
        value, repeats = load(self.text, self.path)
        self.notes.extend(Gap(each.place, each.reason) for each in repeats)
        return value

    def value_beside(self, reference: str) -> Json:
        """The JSON value in a file that it refers to.

        Raises:
            OSError: it cannot be read; its text says why.
            BrokenSourceError: it is neither JSON nor YAML.

        """
        value, repeats = load(self.read_beside(reference), reference)
        self.notes.extend(Gap(f"{reference}: {each.place}", each.reason) for each in repeats)
        return value

    @cached_property
    def is_structured(self) -> bool:
        """Whether the text is JSON or YAML with members in it."""
        try:
            return isinstance(self.value, dict)
        except BrokenSourceError:
            return False


class Loaded(NamedTuple):
    """What is in a text.

    Attributes:
        value: the JSON value that it is.
        repeats: the names that stand more than once in one object of it.

    """

    value: Json
    repeats: Sequence[Repeat]


def load(text: str, path: str) -> Loaded:
    """The value of a JSON or YAML text.

    Raises:
        BrokenSourceError: it is neither.

    """
    is_json = text.lstrip("\ufeff \t\r\n")[:1] in ("{", "[") and not path.endswith(
        (".yaml", ".yml")
    )
    if is_json:
        return _load_json(text, path)
    from connector_lsp.importers import yaml

    return Loaded(*yaml.load(text, path))


def _load_json(text: str, path: str) -> Loaded:
    objects = JsonObjects()
    try:
        value = json.loads(text, parse_constant=lambda _: None, object_pairs_hook=objects.make)
    except RecursionError:
        raise BrokenSourceError("Nested too deeply", path, text, Range(0, 1)) from None
    except ValueError as error:
        # Our own parser says it as `check` does: at the place of the mistake, not behind it.
        fault = next(iter(parse(text).faults), None)
        if fault is not None:
            where = Range(fault.start, fault.end)
            raise BrokenSourceError(fault.message, path, text, where, fault.code) from None
        start = min(getattr(error, "pos", 0), len(text))
        message = getattr(error, "msg", "A number has too many digits")
        raise BrokenSourceError(message, path, text, Range(start, start)) from None
    return Loaded(value, objects.repeats(text))
