"""A library on disk with a clock that a test winds."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from connector_lsp.library.library import Draft, Library
from tests.support.comparison import CONNECTOR

if TYPE_CHECKING:
    from pathlib import Path

    from connector_lsp.library.snapshot import Record, Snapshot

ANN, BO = "Ann Lee <ann@example.com>", "Bo Lind <bo@example.com>"


@dataclass
class Shelf:
    """A folder with a draft and a library, as one repository has them.

    Attributes:
        root: the folder.
        author: who writes now.

    """

    root: Path
    author: str = ANN
    _now: datetime = field(default=datetime(2026, 11, 25, 9, 0, tzinfo=UTC))

    @property
    def folder(self) -> Path:
        """Where the library is."""
        return self.root / ".connectors"

    @property
    def library(self) -> Library:
        """The library, for whoever writes now."""
        return Library(self.folder, self.author, self._tick)

    def _tick(self) -> datetime:
        self._now += timedelta(minutes=1)
        return self._now

    def read(self) -> Snapshot:
        """What is in it."""
        return self.library.read()

    def release(
        self, file: str = "shop", /, flows: tuple[str, ...] = (), note: str = "", **members: Any
    ) -> Record:
        """Release a connector from ``NAME.connector.json``, with other root members."""
        draft = self.draft(file, **members)
        return self.library.release(draft, self.read(), flows=flows, note=note)

    def draft(self, file: str = "shop", /, **members: Any) -> Draft:
        """A connector, with other root members, as it stands in ``NAME.connector.json``."""
        value = json.loads(CONNECTOR) | members
        text = json.dumps(value, indent=2, ensure_ascii=False) + "\n"
        return Draft(self.root / f"{file}.connector.json", text)

    def files(self) -> dict[str, bytes]:
        """Every file of the library by its path, what is unfinished included."""
        return {
            path.relative_to(self.folder).as_posix(): path.read_bytes()
            for path in sorted(self.folder.rglob("*"))
            if path.is_file()
        }

    def merge(self, theirs: Shelf) -> None:
        """Add what another copy of the library has, as git merges the two."""
        for path, content in theirs.files().items():
            (self.folder / path).parent.mkdir(parents=True, exist_ok=True)
            if not (self.folder / path).exists():
                (self.folder / path).write_bytes(content)
