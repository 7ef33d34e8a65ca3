"""The word that was probably meant."""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_CLOSE_ENOUGH = 60  # percent
_FEW = 64
_MANY = 256
_AFFIX = 3


class Vocabulary:
    """Words that may be meant, ready to be asked many times.

    Case, hyphens, underscores and spaces weigh nothing: ``help_text`` is ``helpText``.
    """

    def __init__(self, words: Iterable[str]) -> None:
        """Take up `words`."""
        self._words = {_plain(word): word for word in words}
        self._by_affix: dict[str, list[str]] = defaultdict(list)
        if len(self._words) > _FEW:
            for plain in self._words:
                self._by_affix["<" + plain[:_AFFIX]].append(plain)
                self._by_affix[">" + plain[-_AFFIX:]].append(plain)

    def closest(self, word: str) -> str | None:
        """The word that `word` was probably meant to be, or None."""
        plain = _plain(word)
        exact = self._words.get(plain)
        if exact is not None:
            return exact if exact != word else None
        candidates: Iterable[str] = self._words
        if len(self._words) > _FEW:
            # Comparing thousands takes long; a slip of the hand leaves one end as it was.
            near = (*self._by_affix["<" + plain[:_AFFIX]], *self._by_affix[">" + plain[-_AFFIX:]])
            candidates = sorted(set(near))
            if len(candidates) > _MANY:
                candidates.sort(key=lambda other: abs(len(other) - len(plain)))
                del candidates[_FEW:]
        from rapidfuzz import fuzz, process

        found = process.extractOne(
            plain, list(candidates), scorer=fuzz.ratio, score_cutoff=_CLOSE_ENOUGH
        )
        return self._words[found[0]] if found else None

    def did_you_mean(self, word: str) -> str:
        """The end of a message, ``: did you mean "x"?``; empty where nothing is close."""
        return did_you_mean(self.closest(word))


def did_you_mean(meant: str | None) -> str:
    """The end of a message that proposes `meant`; empty where there is nothing to propose."""
    return f': did you mean "{meant}"?' if meant is not None else ""


@lru_cache(maxsize=4096)
def _plain(word: str) -> str:
    return word.lower().replace("_", "").replace("-", "").replace(" ", "")
