"""What a quick fix is, and where in the text a finding's value and property are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from connector_lsp.analysis.syntax import try_find_node, try_find_property

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from typing import TypeAlias

    from connector_lsp.analysis.analysis import Analysis, Diagnostic
    from connector_lsp.analysis.syntax import Node, Path
    from connector_lsp.analysis.text import Edit


@dataclass(frozen=True, slots=True)
class Fix:
    """A repair of a finding.

    Attributes:
        title: what it does, in the imperative.
        edits: makes the edits, as offsets in the text.
        is_preferred: whether it is the obvious repair, fit to be applied unseen.
        is_snippet: whether the edits' texts hold tab stops.
        code: the code of the finding.
        codes: the codes of all findings that it is about, where it is about several.
        description: for one that takes away more than what is found: what is to be known before.

    """

    title: str
    edits: Callable[[], Sequence[Edit]]
    is_preferred: bool = False
    is_snippet: bool = False
    code: str = ""
    codes: frozenset[str] = frozenset()
    description: str = ""


if TYPE_CHECKING:
    Fixes: TypeAlias = Callable[[Analysis, Diagnostic], Iterator[Fix]]
    """Makes the quick fixes of a finding, the likeliest first."""


def fix(title: str, edit: Callable[[], Edit], *, is_preferred: bool = False) -> Fix:
    """A repair by one edit."""
    return Fix(title, lambda: (edit(),), is_preferred)


def try_member(analysis: Analysis, diagnostic: Diagnostic) -> Node | None:
    """The property that a finding is about."""
    section = analysis.document.section(diagnostic.section)
    return try_find_property(section.root, diagnostic.finding.path)


def try_value(analysis: Analysis, diagnostic: Diagnostic, path: Path | None = None) -> Node | None:
    """The value that a finding is about, or another one in its section."""
    section = analysis.document.section(diagnostic.section)
    return try_find_node(section.root, diagnostic.finding.path if path is None else path)
