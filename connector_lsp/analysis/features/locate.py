"""What of a text to show for a way from its root: of what is at fault, of what can be run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from connector_lsp.analysis.document import SKELETON
from connector_lsp.analysis.syntax import NodeKind, try_find_node, try_find_property

if TYPE_CHECKING:
    from connector_lsp.analysis.document import Document
    from connector_lsp.analysis.syntax import Path
    from connector_lsp.analysis.text import Range

_TELLING = ("key", "label", "actionId")
"""The members of which the first that is there is shown instead of a whole field or action."""


def locate(document: Document, path: Path) -> Range:
    """What to show of the value at `path`, or of the nearest one around it."""
    index, inner = find_nearest(document, path)
    return telling_range(document, index, inner)


def find_nearest(document: Document, path: Path) -> tuple[int, Path]:
    """The section of the value at `path`, or of the nearest around it, and the way from there."""
    while path and document.try_find(path) is None:
        path = path[:-1]
    found = document.try_find(path)
    index = found[0] if found else SKELETON
    return index, path[len(document.path(index)) :]


def telling_range(document: Document, index: int, path: Path) -> Range:
    """What tells of the value at `path` of a section: never more than a line."""
    root = document.section(index).root
    node, member = try_find_node(root, path), try_find_property(root, path)
    if node is None:
        return document.absolute_range(index, 0, min(1, len(document.section(index).text)))
    if node.kind is NodeKind.OBJECT:
        telling = (found for name in _TELLING if (found := try_find_node(node, (name,))))
        node = next(telling, node)
    if node.kind not in (NodeKind.OBJECT, NodeKind.ARRAY):
        return document.absolute_range(index, node.start, node.end)
    if member is not None and member.key is not None:
        return document.absolute_range(index, member.key.start, member.key.end)
    if index != SKELETON and not path and isinstance(document.path(index)[-1], str):
        return document.key_range(index)
    return document.absolute_range(index, node.start, node.start + 1)
