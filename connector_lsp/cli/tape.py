"""The cassette beside a test cases file, played or recorded."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from connector_lsp.cli.project import UnusableError, read_source, write_file
from connector_lsp.debugger import cassette
from connector_lsp.debugger.failures import CaseError
from connector_lsp.debugger.replay import player
from connector_lsp.debugger.run_cases import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from connector_lsp.debugger.cassette import Cassette
    from connector_lsp.debugger.run_cases import Result
    from connector_lsp.debugger.run_connector import Answer, ConnectorRun


class Tape:
    """What was recorded, and where it is kept.

    Attributes:
        path: the file.
        is_there: whether there is one.
        content: what was recorded.

    """

    def __init__(self, path: str, content: Cassette | None) -> None:
        """Take what is in the file; None if there is none."""
        self.path = path
        self.is_there = content is not None
        self.content = dict(content or {})

    @classmethod
    def open(cls, path: str) -> Tape:
        """The cassette in a file, which need not be there.

        Raises:
            UnusableError: the file is no cassette.

        """
        if not Path(path).exists():
            return cls(path, None)
        try:
            return cls(path, cassette.parse(read_source(path).text))
        except CaseError as error:
            raise UnusableError(f"{path}: {error.message}\n{error.next_step}") from None

    def player(self, run: ConnectorRun) -> Answer:
        """What answers the requests of `run` with what was recorded; it raises `ReplayError`."""
        return player(self.content, run)

    def keep(self, results: Sequence[Result], run: ConnectorRun, order: Iterable[str]) -> None:
        """Write what went over the wire; a case that did not come to an end stays as it was.

        Args:
            results: the results, not redacted.
            run: what knows the secrets.
            order: the names of all cases there are, in their order.

        """
        for result in results:
            exchanges = cassette.recorded(
                result.exchanges, run.redactor.exchange, result.case.headers
            )
            if exchanges and result.outcome is not Outcome.ERROR:
                self.content[result.case.name] = exchanges
        write_file(self.path, cassette.render(self.content, order))
