"""JSON as it is typed: tokens, brackets, a tree with positions, and what is wrong with the text."""

from connector_lsp.analysis.syntax.nodes import (
    Json,
    Node,
    NodeKind,
    Parse,
    Path,
    SyntaxFault,
    innermost_node,
    try_find_node,
    try_find_property,
    value_at,
)
from connector_lsp.analysis.syntax.parser import parse

__all__ = [
    "Json",
    "Node",
    "NodeKind",
    "Parse",
    "Path",
    "SyntaxFault",
    "innermost_node",
    "parse",
    "try_find_node",
    "try_find_property",
    "value_at",
]
