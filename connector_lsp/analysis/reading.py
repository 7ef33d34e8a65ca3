"""Reading JSON strictly, in C: what a text, or a stretch of one, reads as."""

from __future__ import annotations

from json.decoder import JSONDecodeError, JSONDecoder
from json.scanner import make_scanner
from typing import TYPE_CHECKING, NamedTuple

from connector_lsp.analysis.syntax.parser import DEEPEST

if TYPE_CHECKING:
    from connector_lsp.analysis.syntax.nodes import Json

_WHITE_SPACE = " \t\n\r"


class Reading(NamedTuple):
    """What a text reads as from some offset on.

    Attributes:
        end: the offset behind the JSON value that begins there; -1 if none does.
        value: the value.
        is_whole: whether the value is all of the text.
        repeats_key: whether an object in it has a name twice.
        fails_inside: for no value: whether that shows before the text's end.

    """

    end: int = -1
    value: Json = None
    is_whole: bool = False
    repeats_key: bool = False
    fails_inside: bool = False


def is_json(text: str) -> bool:
    """Whether `text` is JSON (RFC 8259), not nested too deeply."""
    start = len(text) - len(text.lstrip(_WHITE_SPACE))
    read = read_value(text, start)
    return read.end >= 0 and not text[read.end :].strip(_WHITE_SPACE)


def read_body(text: str) -> Reading:
    """Read what is left of `text` without the white space around it."""
    body = text.strip(_WHITE_SPACE)
    return read_value(body) if body else Reading()


class Readings(dict[str, Reading]):
    """What stretches of a text read as, by themselves; each value is read once."""

    def __missing__(self, text: str) -> Reading:
        """Read `text`."""
        reading = read_value(text)
        if reading.is_whole:
            self[text] = reading
        return reading


class _Reader(JSONDecoder):
    """The standard library's reader, which remembers whether a name came twice."""

    def __init__(self) -> None:
        super().__init__(object_pairs_hook=self._object, parse_constant=self._constant)
        self.read = make_scanner(self)  # type: ignore[arg-type] # typeshed confuses two classes
        self.repeats_key = False

    def _object(self, pairs: list[tuple[str, Json]]) -> dict[str, Json]:
        members = dict(pairs)
        if len(members) != len(pairs):
            self.repeats_key = True
        return members

    def _constant(self, name: str) -> Json:
        """NaN and the infinities, which are no JSON."""
        raise ValueError(name)


_reader = _Reader()


def read_value(text: str, start: int = 0) -> Reading:
    """Read the JSON value that begins at `start`, which is no white space."""
    if _reader.repeats_key:
        _reader.repeats_key = False
    try:
        value, end = _reader.read(text, start)
    except StopIteration as stop:
        return Reading(fails_inside=stop.value < len(text))
    except JSONDecodeError as error:
        return Reading(fails_inside=error.pos < len(text))
    except (ValueError, RecursionError):  # NaN, an endless number, a thousand brackets
        return Reading()
    if text.count("{", start, end) + text.count("[", start, end) > DEEPEST and _is_deep(value):
        return Reading()
    return Reading(end, value, start == 0 and end == len(text), _reader.repeats_key)


def _is_deep(value: Json) -> bool:
    """Whether objects and arrays stand too deep inside each other."""
    level = [value]
    for _ in range(DEEPEST):
        level = [
            inner
            for each in level
            for inner in (each.values() if isinstance(each, dict) else each)
            if isinstance(inner, (dict, list))
        ]
        if not level:
            return False
    return True
