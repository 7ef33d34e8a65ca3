"""A text to import, as the readers of its kind want it.

Files beside it are asked for through a function that the caller gives: nothing here reads a file or
the network.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, TypeAlias

from connector_lsp.analysis.syntax import parse
from connector_lsp.analysis.text import Range
from connector_lsp.importers.failures import BrokenSourceError

if TYPE_CHECKING:
    from collections.abc import Callable

    from connector_lsp.analysis.syntax import Json

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

    """

    path: str
    text: str
    read_beside: ReadBeside = field(default=read_nothing, repr=False)

    @cached_property
    def value(self) -> Json:
        """The JSON value that the text is.

        Raises:
            BrokenSourceError: it is neither JSON nor YAML.

        """
        return load(self.text, self.path)

    @cached_property
    def is_structured(self) -> bool:
        """Whether the text is JSON or YAML with members in it."""
        try:
            return isinstance(self.value, dict)
        except BrokenSourceError:
            return False


def load(text: str, path: str) -> Json:
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

    return yaml.load(text, path)


def _load_json(text: str, path: str) -> Json:
    try:
        return json.loads(text, parse_constant=lambda _: None)
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
