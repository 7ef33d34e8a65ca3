"""Edits of a connector that keep it JSON: add a member or item, take one away, exchange a value.

Commas and indentation come out as a person would have typed them.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from connector_lsp.analysis.text import Edit, indentation

if TYPE_CHECKING:
    from collections.abc import Iterable

    from connector_lsp.analysis.document import Document
    from connector_lsp.analysis.syntax import Json, Node

_INDENTED_LINE = re.compile(r"[\r\n]([ \t]+)[^\s]")
_LINE_BREAK = re.compile(r"\r\n|\n|\r")
_DEFAULT_UNIT = "  "
_BEGINNING = 20_000
"""How much of a text tells how it is laid out: a long one may be a single line."""


def indent_unit(text: str) -> str:
    """What one level of indentation is in `text`: that of its first indented line."""
    match = _INDENTED_LINE.search(text, 0, _BEGINNING)
    return match[1] if match else _DEFAULT_UNIT


def line_ending(text: str) -> str:
    """The line break that `text` uses first."""
    match = _LINE_BREAK.search(text, 0, _BEGINNING)
    return match[0] if match else "\n"


def add_child(document: Document, index: int, owner: Node, children: list[str]) -> Edit:
    r"""Add members or items behind the last one.

    Args:
        document: the document.
        index: the section that the owner is in.
        owner: an object or array.
        children: the text of each new member (``"name": value``) or item; line breaks in it are
            ``\n``, and a tab stands for each level of indentation.

    Returns:
        the edit, as offsets in the document.

    """
    text = document.text
    start, end = document.absolute_range(index, owner.start, owner.end)
    newline, unit = line_ending(text), indent_unit(text)
    if owner.children:
        last = owner.children[-1]
        first_start = document.absolute(index, owner.children[0].start)
        last_end = document.absolute(index, last.end)
        is_multiline = _has_line_break(text[start:first_start])
        base = indentation(text, document.absolute(index, last.start))
        before = f",{newline}{base}" if is_multiline else ", "
        added = "".join(before + _laid_out(child, base, unit, newline) for child in children)
        return Edit(last_end, last_end, added)
    base = indentation(text, start)
    closing = 1 if text[end - 1 : end] in ("}", "]") and end - start > 1 else 0
    inner = f"{newline}{base}{unit}"
    added = ",".join(inner + _laid_out(child, base + unit, unit, newline) for child in children)
    return Edit(start + 1, end - closing, f"{added}{newline}{base}")


def written(value: Json) -> str:
    """The text of a new value or item, as `add_child` wants it."""
    return json.dumps(value, indent="\t", ensure_ascii=False)


def member(name: str, value: Json) -> str:
    """The text of a new property, as `add_child` wants it."""
    return f"{written(name)}: {written(value)}"


def list_text(name: str, items: Iterable[str]) -> str:
    """The text of a new property that is a list of `items`, as `add_child` wants it."""
    lines = ",\n\t".join(item.replace("\n", "\n\t") for item in items)
    return f"{written(name)}: [\n\t{lines}\n]"


def _laid_out(text: str, base: str, unit: str, newline: str) -> str:
    """`text`, indented by tabs, as it stands on a line that is indented by `base`."""
    first, *others = text.split("\n")
    lines = [first]
    for line in others:
        bare = line.lstrip("\t")
        lines.append(base + unit * (len(line) - len(bare)) + bare)
    return newline.join(lines)


def remove_child(document: Document, index: int, owner: Node, child: Node) -> Edit:
    """Take a member or item away, with the comma that then is one too many."""
    position = next(i for i, each in enumerate(owner.children) if each is child)
    start, end = child.start, child.end
    if position + 1 < len(owner.children):
        end = owner.children[position + 1].start
    elif position:
        start = owner.children[position - 1].end
    else:
        start, end = owner.start + 1, owner.end - 1
    return Edit(document.absolute(index, start), document.absolute(index, end), "")


def replace_node(document: Document, index: int, node: Node, text: str) -> Edit:
    """Put `text` in the place of a value or key."""
    return Edit(document.absolute(index, node.start), document.absolute(index, node.end), text)


def rename_property(document: Document, index: int, member: Node, name: str) -> Edit:
    """Give a property another name."""
    assert member.key is not None  # noqa: S101 -- every property has one
    return replace_node(document, index, member.key, f'"{name}"')


def _has_line_break(text: str) -> bool:
    return "\n" in text or "\r" in text
