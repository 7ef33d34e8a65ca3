"""A change, and all changes between two states of a connector."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from connector_lsp.analysis.comparison.rules import RULES, Impact

if TYPE_CHECKING:
    from connector_lsp.analysis.comparison.rules import Rule
    from connector_lsp.analysis.syntax import Path


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is different.

    Attributes:
        code: the rule that judges it.
        subject: what is different, such as ``field email of contact/create``.
        detail: how, such as ``"Find" → "Find contacts"``; empty where the rule says it all.
        before: the way to it in the earlier state; to the nearest thing around it that is there.
        after: the same in the later one.

    """

    code: str
    subject: str
    detail: str
    before: Path
    after: Path

    @property
    def rule(self) -> Rule:
        """How it is judged."""
        return RULES[self.code]

    @property
    def impact(self) -> Impact:
        """What it does to flows."""
        return self.rule.impact

    @property
    def what(self) -> str:
        """What changed, as it stands behind the subject."""
        return f"{self.rule.says} {self.detail}".strip()


@dataclass(frozen=True, slots=True)
class Comparison:
    """All changes between two states.

    Attributes:
        changes: the gravest first, else in the order of the connector.

    """

    changes: tuple[Change, ...]

    def of(self, impact: Impact) -> tuple[Change, ...]:
        """The changes with that impact."""
        return tuple(change for change in self.changes if change.impact is impact)

    def has(self, least: Impact) -> bool:
        """Whether a change is at least as grave as `least`."""
        return any(change.impact.rank <= least.rank for change in self.changes)

    def summary(self, since: str = "") -> str:
        """Such as ``3 changes since v2: 1 breaking, 2 visible``.

        Args:
            since: what is behind "since"; empty for none.

        """
        behind = f" since {since}" if since else ""
        if not self.changes:
            return f"no changes{behind}"
        counts = Counter(change.impact for change in self.changes)
        parts = ", ".join(f"{counts[each]} {each}" for each in Impact if counts[each])
        return f"{amount(len(self.changes), 'change')}{behind}: {parts}"


def amount(number: int, noun: str) -> str:
    """Such as ``3 changes``."""
    return f"{number} {noun}{'' if number == 1 else 's'}"
