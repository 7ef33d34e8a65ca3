"""Why a source cannot be imported.

```
ImportFailure           what is wrong and what would be right
└─ BrokenSourceError    the same, at its place in the text
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from connector_lsp.analysis.text import Range


class ImportFailure(Exception):  # noqa: N818 -- nothing went wrong in the program
    """Nothing can be imported; its text says why."""


class BrokenSourceError(ImportFailure):
    """The text is no JSON, YAML or command.

    Attributes:
        path: the file, as people are told of it.
        text: what is in it.
        range: where the fault is, as offsets.
        code: the diagnostic's code, where there is one.

    """

    def __init__(self, message: str, path: str, text: str, where: Range, code: str = "") -> None:
        super().__init__(message)
        self.path = path
        self.text = text
        self.range = where
        self.code = code
