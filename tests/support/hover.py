"""What a popup shows at the cursor of a fixture, as readable text."""

from __future__ import annotations

import re
from functools import cache
from textwrap import dedent

from connector_lsp.analysis.analysis import Analysis
from connector_lsp.analysis.diagnostics.check import Checker
from connector_lsp.analysis.features.hover import Hover, hover
from connector_lsp.analysis.schema import Schema
from connector_lsp.resources import builtin_schema

CURSOR = "<|>"

_LINK = re.compile(r"\]\(https://[^)]*/([^/)]*)\)")


@cache
def checker() -> Checker:
    """The checker with the built-in schema."""
    return Checker(builtin_schema())


def check_hover(fixture: str, expected: str) -> None:
    """Assert what hovering at the cursor shows.

    Args:
        fixture: a text with `CURSOR` in it; the indentation that its lines share is no part of it.
        expected: the piece of the text that the hover is about, underlined, and its Markdown with
            links cut to their last part; empty if there is none.

    """
    assert show(fixture) == expected


def show(fixture: str, schema: Schema | None = None) -> str:
    """What `check_hover` compares with."""
    text = dedent(fixture)
    offset = text.index(CURSOR)
    text = text.replace(CURSOR, "")
    found = hover(Analysis.open(text, Checker(schema) if schema else checker()), offset)
    return _show(text, found) if found else ""


def _show(text: str, found: Hover) -> str:
    piece = text[found.range.start : found.range.end]
    contents = _LINK.sub(r"](\1)", found.contents)
    return f"{piece}\n{'~' * len(piece)}\n{contents}"
