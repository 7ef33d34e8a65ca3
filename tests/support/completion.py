"""What completion offers at the cursor of a fixture, and the text after an item is accepted."""

from __future__ import annotations

import re
from functools import cache
from textwrap import dedent

from connector_lsp.analysis.analysis import Analysis
from connector_lsp.analysis.diagnostics.check import Checker
from connector_lsp.analysis.features.completion import Completion, complete
from connector_lsp.analysis.schema import Schema
from connector_lsp.analysis.text import Edit, apply_edits, line_end, line_start
from connector_lsp.resources import builtin_schema

CURSOR = "<|>"

_LAST_STOP = re.compile(r"(?<!\\)\$(?:0|\{0\})")
_PIECE = re.compile(
    r"""\\(?P<escaped>[\\$}])
    |\$\{\d+:(?P<text>(?:[^\\}]|\\.)*)\}
    |\$\{\d+\|(?P<first>[^,|]*)[^|]*\|\}
    |\$(?:\d+|\{\d+\})""",
    re.VERBOSE,
)


@cache
def checker() -> Checker:
    """The checker with the built-in schema."""
    return Checker(builtin_schema())


def parse_fixture(fixture: str) -> tuple[str, int]:
    """The text of a fixture, without the indentation that its lines share, and the cursor."""
    text = dedent(fixture).strip("\n") if "\n" in fixture and "\r" not in fixture else fixture
    return text.replace(CURSOR, ""), text.index(CURSOR)


def completions(
    fixture: str, *, snippets: bool = True, schema: Schema | None = None
) -> list[Completion]:
    """The items at the cursor of a fixture."""
    text, offset = parse_fixture(fixture)
    used = Checker(schema) if schema else checker()
    return complete(Analysis.open(text, used), offset, snippets=snippets)


def labels(fixture: str, *, schema: Schema | None = None) -> list[str]:
    """The labels of the items at the cursor, in their order."""
    found = completions(fixture, schema=schema)
    assert found == sorted(found, key=lambda item: item.sort_text) or _has_parts(found)
    return [item.label for item in found]


def _has_parts(found: list[Completion]) -> bool:
    """Whether some items replace a part of what others replace."""
    return len({(item.edit.start, item.edit.end) for item in found}) > 1


def details(fixture: str) -> dict[str, str]:
    """The details of the items at the cursor, by label."""
    return {item.label: item.detail for item in completions(fixture)}


def find_item(fixture: str, label: str, *, snippets: bool = True) -> Completion:
    """The item of that label."""
    found = {item.label: item for item in completions(fixture, snippets=snippets)}
    assert label in found, f"{label!r} is not among {list(found)}"
    return found[label]


def check_completion(fixture: str, label: str, expected: str, *, snippets: bool = True) -> None:
    """Assert the text after an item was accepted.

    Args:
        fixture: a text with `CURSOR` in it; the indentation that its lines share is no part of it.
        label: the item's label.
        expected: the text afterwards, likewise; tab stops in LSP's syntax, the cursor at the end.
        snippets: whether the client takes snippets.

    """
    text, _ = parse_fixture(fixture)
    wanted, at = parse_fixture(expected)
    assert accepted(text, find_item(fixture, label, snippets=snippets)) == (
        wanted[:at] + CURSOR + wanted[at:]
    )


def accepted(text: str, item: Completion) -> str:
    """`text` after an item, with its tab stops as they are and `CURSOR` where it ends."""
    new = item.edit.text
    if item.is_snippet and _LAST_STOP.search(new):
        new = _LAST_STOP.sub(CURSOR, new)
    else:
        new += CURSOR
    edit = Edit(item.edit.start, item.edit.end, new)
    return apply_edits(text, [edit, *item.additional_edits])


def filled_in(text: str, item: Completion) -> str:
    """`text` after an item whose tab stops were left as they are."""
    new = expanded(item.edit.text) if item.is_snippet else item.edit.text
    edit = Edit(item.edit.start, item.edit.end, new)
    return apply_edits(text, [edit, *item.additional_edits])


def expanded(snippet: str) -> str:
    """What an LSP snippet is before anything is typed."""

    def replaced(match: re.Match[str]) -> str:
        inner = match["text"]
        if inner is not None:
            return re.sub(r"\\(.)", r"\1", inner)
        return match["escaped"] or match["first"] or ""

    return _PIECE.sub(replaced, snippet)


def check_protocol(text: str, offset: int, item: Completion) -> None:
    """Assert what LSP 3.17 asks of an item: its range, its filter text, its additional edits."""
    edit = item.edit
    assert edit.start <= offset <= edit.end, "the cursor is in the range"
    assert line_start(text, edit.start) == line_start(text, edit.end), "the range is on one line"
    assert edit.end <= line_end(text, edit.start), "the range holds no line break"
    for other in item.additional_edits:
        assert other.end < edit.start or other.start > edit.end, "additional edits lie elsewhere"
        assert not other.start <= offset <= other.end, "and not at the cursor"
    quote = text[edit.start : edit.start + 1]
    if edit.start < offset and quote in ('"', "'"):
        assert item.filter_text.startswith(quote), "what is replaced matches the filter"
