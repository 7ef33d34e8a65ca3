"""A stretch of a document that is understood for itself.

What is found out about it is kept with it, for all documents that share it.  It knows neither where
it stands nor what stands around it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeVar

from connector_lsp.analysis.syntax.parser import parse

if TYPE_CHECKING:
    from collections.abc import Callable

    from connector_lsp.analysis.places import Kind
    from connector_lsp.analysis.reading import Reading
    from connector_lsp.analysis.syntax.nodes import Json, Node, Parse, SyntaxFault

T = TypeVar("T")

_UNKNOWN = object()


class Meant(NamedTuple):
    """What a text that is no JSON was meant to be, where that is known without a tree of it.

    Attributes:
        value: the value.
        faults: what is wrong.

    """

    value: Json
    faults: tuple[SyntaxFault, ...]


class Section:
    """A stretch of a document that is understood for itself.

    Offsets in what it answers count from its own start.
    """

    __slots__ = ("_meant", "_parse", "kind", "memo", "reading", "text")

    def __init__(
        self,
        kind: Kind,
        text: str,
        reading: Reading,
        parse: Parse | None = None,
        meant: Meant | None = None,
    ) -> None:
        """Make the section of kind `kind` whose `text` reads as `reading`.

        `parse` is that of the text, and `meant` what it says, if they are known.
        """
        self.kind = kind
        self.text = text
        self.reading = reading
        """What the text reads as, strictly."""
        self._parse = parse
        self._meant = meant
        self.memo: dict[object, object] = {}

    def __repr__(self) -> str:
        """Kind and text, for people who debug."""
        return f"Section({self.kind!r}, {self.text!r})"

    @property
    def is_json(self) -> bool:
        """Whether the text is one JSON value, perhaps with a name twice in an object."""
        return self.reading.is_whole

    @property
    def parse(self) -> Parse:
        """The tree and the syntax faults."""
        if self._parse is None:
            self._parse = parse(self.text)
        return self._parse

    @property
    def root(self) -> Node | None:
        """The tree's root."""
        return self.parse.root

    @property
    def faults(self) -> tuple[SyntaxFault, ...]:
        """The syntax faults; a tree is made only if there may be some."""
        if self.reading.is_whole and not self.reading.repeats_key:
            return ()
        return self._meant.faults if self._meant else self.parse.faults

    @property
    def has_value(self) -> bool:
        """Whether there is anything at all that may be meant to be a value."""
        return self.reading.is_whole or self._meant is not None or self.root is not None

    @property
    def value(self) -> Json:
        """The value that the text is, or was meant to be."""
        if self.reading.is_whole:
            return self.reading.value
        return self._meant.value if self._meant else self.once(_meant_value)

    def once(self, find_out: Callable[[Section], T]) -> T:
        """What `find_out` says of this section; asked once."""
        found = self.memo.get(find_out, _UNKNOWN)
        if found is _UNKNOWN:
            found = self.memo[find_out] = find_out(self)
        return found  # type: ignore[return-value]


def _meant_value(section: Section) -> Json:
    return section.root.to_json() if section.root else None
