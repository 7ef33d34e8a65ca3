"""Where the library is.  An editor asks this often, so that this module imports next to nothing."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from connector_lsp.library.errors import LibraryError

if TYPE_CHECKING:
    from collections.abc import Mapping

FOLDER = ".connectors"
"""What a library in a repository is called."""

VARIABLE = "CONNECTOR_LSP_LIBRARY"
"""The environment variable that names a library."""

_IGNORED = ".tmp-*\n"


def find_library(
    start: Path | None, chosen: str = "", environment: Mapping[str, str] = os.environ
) -> Path:
    """The folder of the library, which need not be there.

    That is the one that was chosen, else the one of `VARIABLE`, else a `FOLDER` around `start`,
    else one in the user's data directory.

    Args:
        start: the folder that the draft is in; None if it is in none.
        chosen: a path, relative to the working folder; empty for none.
        environment: the environment variables.

    """
    named = chosen or environment.get(VARIABLE, "")
    if named:
        # A user who is not there is a name like any other, as in a shell.
        return Path(os.path.expanduser(named)).absolute()  # noqa: PTH111
    folder = start.absolute() if start else None
    for each in (folder, *folder.parents) if folder else ():
        if (each / FOLDER).is_dir():
            return each / FOLDER
        if (each / ".git").exists():
            break
    from platformdirs import user_data_path

    return user_data_path("connector-lsp", appauthor=False) / "library"


def make_library(start: Path) -> Path:
    """Make an empty library in the repository around `start`, or in `start` itself.

    Raises:
        LibraryError: there is one already, or it cannot be made.

    """
    start = start.absolute()
    root = next((each for each in (start, *start.parents) if (each / ".git").exists()), start)
    folder = root / FOLDER
    if folder.is_dir():
        raise LibraryError(f"There is a library already: {folder}", "There is nothing to do")
    try:
        folder.mkdir()
        (folder / ".gitignore").write_text(_IGNORED, "utf-8")
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise LibraryError(f"{folder} cannot be made: {reason}", "Choose another folder") from error
    return folder
