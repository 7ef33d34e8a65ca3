"""Semantic tokens as the protocol writes them: five numbers each, relative to the last token."""

from __future__ import annotations

from typing import TYPE_CHECKING

from connector_lsp.analysis.features.token_types import TokenType
from connector_lsp.analysis.text import PositionWalk

if TYPE_CHECKING:
    from collections.abc import Iterable

    from connector_lsp.analysis.document import Document
    from connector_lsp.analysis.features.semantic_tokens import Token
    from connector_lsp.analysis.syntax import Json
    from connector_lsp.analysis.text import PositionEncoding

TYPES = [each.value for each in TokenType]
MODIFIERS = ["declaration"]
"""The legend (LSP 3.17, `SemanticTokensLegend`): names that every theme knows."""

_NUMBERS = {each: number for number, each in enumerate(TokenType)}


def encoded(document: Document, tokens: Iterable[Token], encoding: PositionEncoding) -> list[int]:
    """The numbers of `tokens`: line and column from the last token, length, type, modifiers."""
    walk, text = PositionWalk(document.text, encoding), document.text
    data: list[int] = []
    last_line = last_column = 0
    for span, kind, is_declaration in tokens:
        line, column = walk.to(span.start)
        since = column - last_column if line == last_line else column
        length = encoding.length(text[span.start : span.end])
        data += (line - last_line, since, length, _NUMBERS[kind], int(is_declaration))
        last_line, last_column = line, column
    return data


def edit_between(old: list[int], new: list[int]) -> list[Json]:
    """The `SemanticTokensEdit` that makes `new` of `old`; none if they are the same."""
    shorter = min(len(old), len(new))
    start = next((at for at in range(shorter) if old[at] != new[at]), shorter)
    most = shorter - start
    same = next((at for at in range(most) if old[-1 - at] != new[-1 - at]), most)
    if start == len(old) == len(new):
        return []
    inserted = new[start : len(new) - same]
    return [{"start": start, "deleteCount": len(old) - same - start, "data": inserted}]
