"""The semantic tokens that a client has, so that it can be told what changed."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class SentTokens:
    """What a client has: the numbers, and their name, which counts up; empty for nothing."""

    name: str = ""
    data: list[int] = field(default_factory=list)

    def followed_by(self, data: list[int]) -> SentTokens:
        """What it has after the next answer."""
        return SentTokens(str(int(self.name or 0) + 1), data)
