"""What can go wrong with a library: each says what it is and what to do next."""

from __future__ import annotations


class LibraryError(Exception):
    """Something that the library cannot do.

    Attributes:
        message: what is wrong, a sentence without a full stop.
        next_step: what its reader can do, a sentence without a full stop.

    """

    def __init__(self, message: str, next_step: str) -> None:
        super().__init__(message)
        self.message = message
        self.next_step = next_step


class InUseError(LibraryError):
    """A record that flows are said to use.

    Attributes:
        title: the record, such as ``Shop v2``.
        flows: which.

    """

    def __init__(self, title: str, flows: tuple[str, ...]) -> None:
        super().__init__(
            f"{title} is used in {len(flows)} flow{'s' * (len(flows) > 1)}: {', '.join(flows)}",
            "Remove it from these flows and forget them here, or delete it by force",
        )
        self.title = title
        self.flows = flows
