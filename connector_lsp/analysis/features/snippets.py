"""Texts with tab stops, and JSON made of them.

A *template* is a text in which some places are tab stops; it renders as an LSP snippet, or as the
plain text that a client without snippets gets.  A *body* is a JSON value whose strings, names and
scalars are templates: what a skeleton and the ``defaultSnippets`` of a schema have in common.

This module knows neither schemas nor connectors.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from connector_lsp.analysis.syntax import Json


class Stop(NamedTuple):
    """A place that the cursor visits.

    Attributes:
        text: what stands there until something else is typed, written as in JSON.
        choices: the texts to choose from, `text` among them; empty for any text.
        number: its turn, from 1; places of one number are typed at once, 0 comes last.  None for
            the next turn that is free.

    """

    text: str = ""
    choices: tuple[str, ...] = ()
    number: int | None = None


Template: TypeAlias = "tuple[str | Stop, ...]"


@dataclass(frozen=True, slots=True)
class Members:
    """An object: names, with their quotation marks, and values."""

    members: tuple[tuple[Template, Body], ...]


@dataclass(frozen=True, slots=True)
class Items:
    """An array."""

    items: tuple[Body, ...]


Body: TypeAlias = "Template | Members | Items"


# --- rendering -----------------------------------------------------------------------------------


def as_plain(template: Template) -> str:
    """The text of a template, without its tab stops."""
    return "".join(part if isinstance(part, str) else part.text for part in template)


@lru_cache(maxsize=256)  # The same ones are offered at each key.
def as_snippet(template: Template, first_stop: int = 1) -> str:
    """A template in the snippet syntax of LSP 3.17.

    Args:
        template: the template.
        first_stop: the number that stands for its 1, so that several can follow each other.

    """
    authored = [part.number or 0 for part in template if isinstance(part, Stop)]
    free = first_stop + max(authored, default=0)
    pieces = []
    for part in template:
        if isinstance(part, str):
            pieces.append(part.replace("\\", "\\\\").replace("$", "\\$"))
            continue
        number = part.number + first_stop - 1 if part.number else part.number
        if number is None:
            number, free = free, free + 1
        pieces.append(_stop(part, number))
    return "".join(pieces)


_NO_CHOICE = re.compile(r"[\\,|$}]")
_SPECIAL = re.compile(r"[\\$}]")


def _stop(stop: Stop, number: int) -> str:
    # Clients differ in how a choice escapes, so one that would need it is none.
    if len(stop.choices) > 1 and not any(map(_NO_CHOICE.search, stop.choices)):
        others = [choice for choice in stop.choices if choice != stop.text]
        return f"${{{number}|{','.join((stop.text, *others))}|}}"
    if not stop.text:
        return f"${number}"
    escaped = _SPECIAL.sub(r"\\\g<0>", stop.text)
    return f"${{{number}:{escaped}}}"


def render(body: Body, newline: str = "\n", unit: str = "  ", base: str = "") -> Template:
    """A body as JSON, an object's members and an array's items on lines of their own.

    Args:
        body: the body.
        newline: the line break.
        unit: one level of indentation.
        base: the indentation of the line that the body begins on.

    """
    if isinstance(body, tuple):
        return body
    return tuple(_joined(_pieces(body, newline, unit, base)))


def render_members(members: Members, newline: str, unit: str, base: str) -> Template:
    """The members of an object without its braces, each but the first on a new line."""
    pieces: list[str | Stop] = []
    for number, (name, value) in enumerate(members.members):
        pieces += (f",{newline}{base}", *name) if number else name
        pieces += (": ", *_pieces(value, newline, unit, base))
    return tuple(_joined(pieces))


def _pieces(body: Body, newline: str, unit: str, base: str) -> Iterator[str | Stop]:
    if isinstance(body, tuple):
        yield from body
        return
    inner = base + unit
    if isinstance(body, Members):
        opening, closing = "{}"
        parts = [
            (*name, ": ", *_pieces(value, newline, unit, inner)) for name, value in body.members
        ]
    else:
        opening, closing = "[]"
        parts = [tuple(_pieces(item, newline, unit, inner)) for item in body.items]
    if not parts:
        yield opening + closing
        return
    yield opening
    for number, part in enumerate(parts):
        yield f"{',' if number else ''}{newline}{inner}"
        yield from part
    yield newline + base + closing


def _joined(pieces: Iterable[str | Stop]) -> Iterator[str | Stop]:
    """`pieces` with texts that follow each other made one."""
    texts: list[str] = []
    for piece in pieces:
        if isinstance(piece, str):
            texts.append(piece)
            continue
        if texts:
            yield "".join(texts)
            texts = []
        yield piece
    if texts:
        yield "".join(texts)


def is_multiline(body: Body) -> bool:
    """Whether `render` puts a body on more than one line."""
    if isinstance(body, Members):
        return bool(body.members)
    return isinstance(body, Items) and bool(body.items)


# --- making --------------------------------------------------------------------------------------


def escaped(text: str) -> str:
    """`text` as it stands between the quotation marks of a JSON string."""
    return json.dumps(text, ensure_ascii=False)[1:-1]


def string(text: str) -> Template:
    """A JSON string without tab stops."""
    return (json.dumps(text, ensure_ascii=False),)


def literal(value: Json) -> Body:
    """A JSON value without tab stops."""
    if isinstance(value, dict):
        return Members(tuple((string(name), literal(member)) for name, member in value.items()))
    if isinstance(value, list):
        return Items(tuple(map(literal, value)))
    return (json.dumps(value, ensure_ascii=False),)


def from_snippet(value: Json) -> Body:
    """The ``body`` of one of a schema's ``defaultSnippets``, whose strings hold tab stops.

    A string that begins with ``^`` is no JSON string but the text behind it, as in VS Code.
    """
    if isinstance(value, dict):
        pairs = ((_with_stops(name), from_snippet(member)) for name, member in value.items())
        return Members(tuple(pairs))
    if isinstance(value, list):
        return Items(tuple(map(from_snippet, value)))
    if not isinstance(value, str):
        return literal(value)
    return parsed(value[1:]) if value.startswith("^") else _with_stops(value)


def _with_stops(text: str) -> Template:
    """A JSON string of what `text`, in snippet syntax, says."""
    pieces = [
        escaped(part)
        if isinstance(part, str)
        else Stop(escaped(part.text), tuple(map(escaped, part.choices)), part.number)
        for part in _parsed(text)
    ]
    return tuple(_joined(['"', *pieces, '"']))


_STOP = re.compile(
    r"""\$(?P<bare>\d+)
    |\$\{(?P<number>\d+)(?:
        :(?P<text>(?:[^}\\]|\\.)*)
        |\|(?P<choices>(?:[^|\\]|\\.)*)\|
    )?\}""",
    re.VERBOSE,
)
_ESCAPE = re.compile(r"\\([\\$},|])")


def parsed(text: str) -> Template:
    """A text in snippet syntax as a template."""
    return tuple(_parsed(text))


def _parsed(text: str) -> Iterator[str | Stop]:
    at = 0
    for match in _STOP.finditer(text):
        if match.start() and text[match.start() - 1] == "\\":
            continue  # An escaped $ is one.
        if match.start() > at:
            yield _ESCAPE.sub(r"\1", text[at : match.start()])
        number = int(match["bare"] or match["number"])
        choices = tuple(match["choices"].split(",")) if match["choices"] else ()
        yield Stop(
            choices[0] if choices else _ESCAPE.sub(r"\1", match["text"] or ""), choices, number
        )
        at = match.end()
    if at < len(text):
        yield _ESCAPE.sub(r"\1", text[at:])
