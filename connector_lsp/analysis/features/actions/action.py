"""What a code action is, and what is asked for when they are listed."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from connector_lsp.analysis.diagnostics.rule import Severity
    from connector_lsp.analysis.text import Edit


class ActionKind(Enum):
    """What sort of action; the values are LSP's `CodeActionKind`."""

    QUICK_FIX = "quickfix"
    EXTRACT = "refactor.extract"
    REWRITE = "refactor.rewrite"
    FIX_ALL = "source.fixAll"

    def is_within(self, kinds: Sequence[str] | None) -> bool:
        """Whether it is one of `kinds` or a sub-kind of one; None and the empty kind mean all."""
        if kinds is None or "" in kinds:
            return True
        return any(self.value == kind or self.value.startswith(f"{kind}.") for kind in kinds)


class Change(NamedTuple):
    """What an action does.

    Attributes:
        connector: the edits of the connector, as offsets in its text.
        cases: those of its test cases; of a file that is not there yet the text is empty.
        description: what else is to be known before it is done; empty for a quick fix.
        needs_confirmation: whether it takes away what is not in sight, or changes both files.

    """

    connector: Sequence[Edit] = ()
    cases: Sequence[Edit] = ()
    description: str = ""
    needs_confirmation: bool = False


@dataclass(frozen=True, slots=True)
class CodeAction:
    """Something that can be done.

    Attributes:
        title: what it does, in the imperative.
        kind: what sort of action.
        change: makes the change, which may cost more than all titles together.
        codes: the codes of the findings that it is about.
        is_preferred: whether it is the obvious repair, fit to be applied unseen.
        is_snippet: whether the edits' texts hold tab stops.
        disabled: why it cannot be done here; empty if it can.
        name: tells it from the others at the same place, as long as the texts stay the same.

    """

    title: str
    kind: ActionKind
    change: Callable[[], Change] = field(compare=False, repr=False)
    codes: frozenset[str] = frozenset()
    is_preferred: bool = False
    is_snippet: bool = False
    disabled: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked for, and what the asker can use.

    Attributes:
        severities: the user's severities by code; what is off needs no repair.
        kinds: only actions of these kinds (LSP `CodeActionKind`) and their sub-kinds; None for all.
        fix_all: whether to offer all repairs at once where no kind is named; all findings must be
            looked at for it.
        snippets: whether edits may hold tab stops.
        new_cases: whether a test cases file may be made, as there is none and the asker can.
        disabled: whether to tell of refactorings that cannot be done, and why.

    """

    severities: Mapping[str, Severity | None] = field(default_factory=dict)
    kinds: tuple[str, ...] | None = None
    fix_all: bool = True
    snippets: bool = False
    new_cases: bool = False
    disabled: bool = False

    def wants(self, kind: ActionKind) -> bool:
        """Whether actions of a kind are asked for."""
        if kind is ActionKind.FIX_ALL and self.kinds is None:
            return self.fix_all
        return kind.is_within(self.kinds)
