"""Edits of a connector that keep it JSON: add a member or item, take one away, exchange a value.

Commas and indentation come out as a person would have typed them.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from connector_lsp.analysis.text import Edit, indentation

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from connector_lsp.analysis.document import Document
    from connector_lsp.analysis.syntax import Json, Node

_INDENTED_LINE = re.compile(r"[\r\n]([ \t]+)[^\s]")
_LINE_BREAK = re.compile(r"\r\n|\n|\r")
_BETWEEN_LINES = re.compile(r"(\[?)(?:\r\n|[\r\n])[ \t]*(\]?)")
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


def add_child(
    document: Document,
    index: int,
    owner: Node,
    children: Sequence[str],
    behind: Node | None = None,
) -> Edit:
    r"""Add members or items.

    Args:
        document: the document.
        index: the section that the owner is in.
        owner: an object or array.
        children: the text of each new member (``"name": value``) or item; line breaks in it are
            ``\n``, and a tab stands for each level of indentation.
        behind: the child that they come behind; None for the last one.

    Returns:
        the edit, as offsets in the document.

    """
    text = document.text
    start, end = document.absolute_range(index, owner.start, owner.end)
    newline, unit = line_ending(text), indent_unit(text)
    if owner.children:
        before = behind or owner.children[-1]
        at = document.absolute(index, before.end)
        separator, base = _separator(document, index, owner, before)
        texts = _beside(children, separator, base, unit, newline)
        return Edit(at, at, "".join(separator + each for each in texts))
    base = indentation(text, start)
    closing = 1 if text[end - 1 : end] in ("}", "]") and end - start > 1 else 0
    inner = f"{newline}{base}{unit}"
    added = ",".join(inner + _laid_out(child, base + unit, unit, newline) for child in children)
    return Edit(start + 1, end - closing, f"{added}{newline}{base}")


def add_in_front(document: Document, index: int, owner: Node, children: Sequence[str]) -> Edit:
    """Add members or items, as in `add_child`, in front of the first one, which must be there."""
    first = owner.children[0]
    at = document.absolute(index, first.start)
    newline, unit = line_ending(document.text), indent_unit(document.text)
    separator, base = _separator(document, index, owner, first)
    texts = _beside(children, separator, base, unit, newline)
    return Edit(at, at, "".join(each + separator for each in texts))


def add_members(
    document: Document,
    index: int,
    owner: Node,
    members: Sequence[tuple[str, str]],
    order: Sequence[str],
) -> list[Edit]:
    """Add members where an order says: each behind the nearest one before it that is there.

    Args:
        document: the document.
        index: the section that the owner is in.
        owner: an object.
        members: name and text, as in `add_child`, of each new member.
        order: names in the order that members should have; one that is not in it comes last.

    """
    rank = {name: place for place, name in enumerate(order)}
    ordered = sorted(members, key=lambda each: rank.get(each[0], len(rank)))
    if not owner.children:
        return [add_child(document, index, owner, [text for _, text in ordered])]
    groups: dict[Node | None, list[str]] = {}
    for name, text in ordered:
        groups.setdefault(_try_predecessor(owner, rank, name), []).append(text)
    return [
        add_child(document, index, owner, texts, behind)
        if behind is not None
        else add_in_front(document, index, owner, texts)
        for behind, texts in groups.items()
    ]


def _try_predecessor(owner: Node, rank: Mapping[str, int], name: str) -> Node | None:
    """The member that a new one comes behind; None if it is the first."""
    there = [(rank[child.name()], child) for child in owner.children if child.name() in rank]
    if name not in rank or not there:
        return owner.children[-1]
    before = [each for each in there if each[0] < rank[name]]
    return max(before, key=lambda each: each[0])[1] if before else None


def _separator(document: Document, index: int, owner: Node, beside: Node) -> tuple[str, str]:
    """What stands between two children, and the indentation of the one that is there."""
    text, first = document.text, owner.children[0]
    base = indentation(text, document.absolute(index, beside.start))
    start, end = document.absolute_range(index, owner.start, first.start)
    if not _has_line_break(text[start:end]):
        return ", ", base
    return f",{line_ending(text)}{base}", base


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


def _beside(
    children: Iterable[str], separator: str, base: str, unit: str, newline: str
) -> list[str]:
    """The texts of children that come beside others: on one line where those are."""
    if not _has_line_break(separator):
        return [on_one_line(each) for each in children]
    return [_laid_out(each, base, unit, newline) for each in children]


def on_one_line(text: str) -> str:
    """JSON that has a line for each child, with or without tab stops, on one line."""
    return _BETWEEN_LINES.sub(_joined, text)


def _joined(lines: re.Match[str]) -> str:
    opening, closing = lines.groups()
    return opening + ("" if opening or closing else " ") + closing


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
