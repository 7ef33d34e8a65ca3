"""What a rule is, and what it says of a connector.

A rule is a module of this package.  Its name is the rule's code, its docstring the explanation
that ``connector-lsp explain CODE`` prints, the docstring's first line the summary in the table of
``docs/diagnostics``.  Beside that it defines

- ``SEVERITY``: how grave it is unless it says otherwise,
- ``check_section(section)`` for a rule about one section, ``check_connector(connector)`` for one
  about several, or both, or ``check_cases(cases)`` for one about several test cases; the rules of
  the syntax and of the schema have none, the parser and the schema find them,
- ``MEMBERS``: with ``check_section``, the root members whose sections it is about,
- ``NEEDS``: for a rule about something that is not there, the root members in which it would be:
  while one of them is broken what is said across sections is not shown,
- ``SUPERSEDES``: codes of rules that say less: where it has a finding, theirs at the same path are
  not shown, not even if the user has switched it off,
- ``FIX``: the title of the quick fix that makes the parser's repair; for other quick fixes see
  `features/actions/quick_fixes/`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, IntEnum
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from connector_lsp.analysis.cases import Cases
    from connector_lsp.analysis.connector import Connector
    from connector_lsp.analysis.schema import Status
    from connector_lsp.analysis.section import Section
    from connector_lsp.analysis.syntax import Path


class Severity(IntEnum):
    """How grave a finding is; the numbers are LSP's `DiagnosticSeverity`."""

    ERROR = 1
    """Claris Connect will refuse the connector."""
    WARNING = 2
    """It will likely fail when it runs."""
    INFORMATION = 3
    """Advice."""
    HINT = 4
    """Advice that an editor shows without a word."""

    @classmethod
    def from_name(cls, name: str) -> Severity:
        """The severity called `name`, such as ``warning``.

        Raises:
            KeyError: there is none.

        """
        return cls[name.upper()]

    @property
    def label(self) -> str:
        """The name in lower case."""
        return self.name.lower()


class Part(Enum):
    """Which part of a value or property a finding marks."""

    VALUE = "value"
    """The whole value; a property without a value: its name."""
    KEY = "key"
    """The property's name, also in front of a section; an array's item: the value."""
    PROPERTY = "property"
    """Name and value."""
    OPENING = "opening"
    """The value's first character: the bracket of an object that lacks something."""


class Related(NamedTuple):
    """Another place that belongs to a finding.

    Attributes:
        section: the index of its section; None for the finding's own.
        path: the way from that section to the value.
        part: what of the value.
        message: what is there.
        span: the offsets in the section, where they are known instead of a path.

    """

    section: int | None
    path: Path
    part: Part
    message: str
    span: tuple[int, int] | None = None


class Finding(NamedTuple):
    """Something that a rule says of a section.

    Attributes:
        code: the rule's code.
        message: what is wrong, with the value, and what would be right; one line, no full stop.
        path: the way from the section to the value concerned.
        part: which part of it is marked.
        severity: how grave it is; None for the rule's own.
        within: a piece of the string at `path` that is marked instead of all of it.
        occurrence: how many times that piece stands there before.
        span: the offsets in the section, where they are known instead of a path.
        related: other places.
        data: what the rule's quick fixes want to know.

    """

    code: str
    message: str
    path: Path = ()
    part: Part = Part.VALUE
    severity: Severity | None = None
    within: str = ""
    occurrence: int = 0
    span: tuple[int, int] | None = None
    related: tuple[Related, ...] = ()
    data: Any = None


def finding_within(
    code: str, message: str, path: Path, text: str, span: tuple[int, int]
) -> Finding:
    """A finding that marks a piece of a string.

    Args:
        code: as in `Finding`.
        message: as in `Finding`.
        path: the way from the section to the string.
        text: the string.
        span: the offsets of the piece in it.

    """
    piece = text[span[0] : span[1]]
    before, at = 0, text.find(piece)
    while 0 <= at < span[0]:
        before, at = before + 1, text.find(piece, at + 1)
    return Finding(code, message, path, within=piece, occurrence=before)


def severity_for(status: Status, *, wrong_type: bool = False) -> Severity:
    """How grave a violation of a part of the schema is, by how sure that part is (format.md)."""
    if status.value == "documented" or (status.value == "observed" and wrong_type):
        return Severity.ERROR
    return Severity.WARNING


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule, as the registry knows it; see the module's docstring for the attributes."""

    code: str
    group: str
    severity: Severity
    explanation: str
    check_section: Callable[[Section], Iterable[Finding]] | None = None
    check_connector: Callable[[Connector], Iterable[tuple[int, Finding]]] | None = None
    check_cases: Callable[[Cases], Iterable[tuple[int, Finding]]] | None = None
    members: frozenset[str] = frozenset()
    needs: frozenset[str] = frozenset()
    supersedes: frozenset[str] = frozenset()
    is_unnecessary: bool = False
    fix_title: str = ""

    @property
    def summary(self) -> str:
        """The explanation's first line."""
        return self.explanation.partition("\n")[0]

    def is_silenced_by(self, broken: frozenset[str]) -> bool:
        """Whether what the rule misses may be in one of the `broken` root members.

        The empty name stands for the root itself, in which anything may be.
        """
        return bool(self.needs and (self.needs & broken or "" in broken))
