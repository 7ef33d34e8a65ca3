"""What a selection grows to, step by step, from a word to the whole document."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from connector_lsp.analysis.document import SKELETON
from connector_lsp.analysis.syntax import NodeKind, innermost_node
from connector_lsp.analysis.template import find_expressions, find_path_parameters
from connector_lsp.analysis.text import Range

if TYPE_CHECKING:
    from collections.abc import Iterator

    from connector_lsp.analysis.analysis import Analysis
    from connector_lsp.analysis.syntax import Node

_WORD = re.compile(r"[\w-]+")


def selection_ranges(analysis: Analysis, offset: int) -> list[Range]:
    """The ranges around `offset`, the smallest first, each within the next; the last is all.

    There is always one: of an empty text the empty range.
    """
    document = analysis.document
    index, local = document.locate(offset)
    steps: list[Range] = []
    for start, end in _steps(document.section(index).text, document.section(index).root, local):
        steps.append(document.absolute_range(index, start, end))
    if index != SKELETON:
        slot = document.slots[index]
        for start, end in _steps(document.skeleton.text, document.skeleton.root, slot):
            steps.append(document.absolute_range(SKELETON, start, end))
    steps.append(Range(0, len(document.text)))
    grown: list[Range] = []
    for step in steps:
        last = grown[-1] if grown else Range(offset, offset)
        if step != last and step.start <= last.start and last.end <= step.end:
            grown.append(step)
    return grown or [Range(offset, offset)]


def _steps(text: str, root: Node | None, offset: int) -> Iterator[tuple[int, int]]:
    """The stretches of a section's text around an offset in it, the smallest first."""
    node = innermost_node(root, offset)
    if node is not None and node.kind is NodeKind.STRING:
        yield from _in_string(text, node, offset)
    while node is not None:
        yield node.start, node.end
        node = node.parent


def _in_string(text: str, node: Node, offset: int) -> Iterator[tuple[int, int]]:
    """Word, path and expression of a template, or path parameter; then what the quotes hold."""
    first, last = node.start + 1, node.end
    if last - 1 >= first and text[last - 1] == '"':
        last -= 1
    if not first <= offset <= last:
        return
    raw = text[first:last]
    spans = [match.span() for match in _WORD.finditer(raw)]
    for expression in find_expressions(raw):
        begin = raw.find(expression.body, expression.start)
        spans.append((begin, begin + len(expression.body)))
        spans.append((expression.start, expression.end))
    spans += [(parameter.start, parameter.end) for parameter in find_path_parameters(raw)]
    for start, end in spans:
        if start <= offset - first <= end:
            yield first + start, first + end
    yield first, last
