"""Which operations of an API are wanted."""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from connector_lsp.analysis.suggestions import Vocabulary
from connector_lsp.importers.failures import ImportFailure

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from connector_lsp.importers.api import Operation


@dataclass(frozen=True, slots=True)
class Selection:
    """Which operations are wanted; of each kind that is given, one has to fit.

    Attributes:
        tags: names of tags, whatever their case.
        paths: paths with ``*`` for any text.
        methods: in any case.
        operation_ids: the source's own names of operations.
        choose: asks a person about those that fit; gives the wanted ones.

    """

    tags: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()
    methods: tuple[str, ...] = ()
    operation_ids: tuple[str, ...] = ()
    choose: Callable[[Sequence[Operation]], Sequence[Operation]] | None = None

    def of(self, operations: Sequence[Operation]) -> Sequence[Operation]:
        """The wanted operations, in their order.

        Raises:
            ImportFailure: one of the names fits no operation.

        """
        self._check("tag", self.tags, {tag for each in operations for tag in each.tags}, _same)
        self._check("path", self.paths, {each.path for each in operations}, _fits)
        self._check("method", self.methods, {each.method for each in operations}, _same)
        self._check(
            "operation ID", self.operation_ids, {each.operation_id for each in operations}, _same
        )
        wanted = [each for each in operations if self._wants(each)]
        if operations and not wanted:
            raise ImportFailure("No operation fits all that was asked for")
        return self.choose(wanted) if self.choose else wanted

    def _wants(self, operation: Operation) -> bool:
        return (
            _any(self.tags, operation.tags, _same)
            and _any(self.paths, [operation.path], _fits)
            and _any(self.methods, [operation.method], _same)
            and _any(self.operation_ids, [operation.operation_id], _same)
        )

    def _check(
        self, kind: str, wanted: Iterable[str], known: set[str], fits: Callable[[str, str], bool]
    ) -> None:
        for each in wanted:
            if not any(fits(each, one) for one in known):
                advice = Vocabulary(known - {""}).did_you_mean(each)
                raise ImportFailure(f'No operation has the {kind} "{each}"{advice}')


ALL = Selection()
"""Every operation."""


def _any(wanted: Sequence[str], found: Iterable[str], fits: Callable[[str, str], bool]) -> bool:
    return not wanted or any(fits(each, one) for one in found for each in wanted)


def _same(wanted: str, found: str) -> bool:
    return wanted.casefold() == found.casefold()


def _fits(wanted: str, found: str) -> bool:
    # Brackets are parameters here, and no sets of characters.
    return fnmatchcase(found, wanted.replace("[", "[[]"))
