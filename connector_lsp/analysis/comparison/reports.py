"""A comparison for people who read Markdown, and for programs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypedDict

from connector_lsp.analysis.comparison.rules import Impact, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from connector_lsp.analysis.comparison.change import Change, Comparison
    from connector_lsp.analysis.syntax import Path

VERSION = 1
"""Counts up when a member of the JSON is renamed or taken away."""

MEANINGS: Mapping[Impact, str] = {
    Impact.BREAKING: "a flow that uses it would fail or must be rebuilt",
    Impact.VISIBLE: "flows go on; people or the API see a difference",
    Impact.INVISIBLE: "nobody sees a difference",
}
"""What each impact means, for a heading."""

SIGNS: Mapping[Kind, str] = {
    Kind.ADDED: "+",
    Kind.REMOVED: "-",
    Kind.CHANGED: "~",
    Kind.RENAMED: ">",
}
"""How each kind of change is marked in a list."""


class ChangeJson(TypedDict):
    """A change."""

    code: str
    kind: str
    """``added``, ``removed``, ``changed`` or ``renamed``."""
    impact: str
    """``breaking``, ``visible`` or ``invisible``."""
    subject: str
    what: str
    reason: str
    before: str
    """A JSON pointer to it in the earlier state, or to the nearest thing around it."""
    after: str
    """The same in the later one."""


class ComparisonJson(TypedDict):
    """A comparison."""

    version: int
    before: str
    """What is compared, in a person's words."""
    after: str
    summary: dict[str, int]
    """How many changes there are, by impact."""
    changes: list[ChangeJson]


def as_json(comparison: Comparison, before: str, after: str) -> ComparisonJson:
    """A comparison for programs.

    Args:
        comparison: the comparison.
        before: what is compared, in a person's words.
        after: with what.

    """
    return {
        "version": VERSION,
        "before": before,
        "after": after,
        "summary": {impact.value: len(comparison.of(impact)) for impact in Impact},
        "changes": [change_json(change) for change in comparison.changes],
    }


def change_json(change: Change) -> ChangeJson:
    """A change for programs."""
    return {
        "code": change.code,
        "kind": change.rule.kind.value,
        "impact": change.impact.value,
        "subject": change.subject,
        "what": change.what,
        "reason": change.rule.reason,
        "before": _pointer(change.before),
        "after": _pointer(change.after),
    }


def _pointer(path: Path) -> str:
    """The JSON pointer of a path (RFC 6901)."""
    return "".join(f"/{str(part).replace('~', '~0').replace('/', '~1')}" for part in path)


def as_markdown(comparison: Comparison, title: str, before: str, after: str) -> str:
    """A comparison as a page, or as a comment on a pull request.

    Args:
        comparison: the comparison.
        title: what the connector is called.
        before: what is compared, in a person's words.
        after: with what.

    """
    return "\n".join(_markdown(comparison, title, before, after))


def _markdown(comparison: Comparison, title: str, before: str, after: str) -> Iterator[str]:
    yield f"# {escaped(title)}"
    yield ""
    yield f"{escaped(before)} → {escaped(after)}: **{comparison.summary()}**"
    yield ""
    for impact in Impact:
        changes = comparison.of(impact)
        if not changes:
            continue
        yield f"## {impact.value.capitalize()}: {MEANINGS[impact]}"
        yield ""
        for change in changes:
            yield f"- **{escaped(change.subject)}**: {escaped(change.what)}  "
            yield f"  *{change.rule.reason}*"
        yield ""


def escaped(text: str) -> str:
    """A text in a line of Markdown, where it stays what it is."""
    return re.sub(r"([\\`*_\[\]<>|])", r"\\\1", " ".join(text.split()))
