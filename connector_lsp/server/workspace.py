"""The folders of the workspace, their settings, and the schema that each is checked against."""

from __future__ import annotations

import logging
import os
from dataclasses import dataclass, field
from fnmatch import fnmatch
from pathlib import Path
from typing import TYPE_CHECKING

from pygls.uris import from_fs_path, to_fs_path

from connector_lsp.analysis.recognition import FILE_SUFFIX, LANGUAGE_ID, has_connector_keys
from connector_lsp.server import siblings
from connector_lsp.server.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from connector_lsp.analysis.analysis import Analysis
    from connector_lsp.analysis.diagnostics.check import Checker
    from connector_lsp.analysis.syntax import Json

logger = logging.getLogger(__name__)

_SKIPPED_FOLDERS = frozenset({"node_modules", "__pycache__"})


@dataclass(slots=True)
class Folder:
    """A workspace folder; the one with an empty URI stands for everything outside of folders."""

    uri: str
    settings: Settings = field(default_factory=Settings)

    @property
    def path(self) -> str | None:
        """Where it is on disk."""
        return to_fs_path(self.uri) if self.uri else None


class Workspace:
    """Folders, settings, schemas.

    Attributes:
        is_trusted: whether a file that the settings name may be read.

    """

    def __init__(self, report: Callable[[str], None], schema_path: str = "") -> None:
        """Make an empty workspace.

        Args:
            report: shows a problem to the user.
            schema_path: a schema from the command line; empty for the built-in one.

        """
        self._report = report
        self._command_line_schema = schema_path
        self._checkers: dict[str, tuple[float, Checker]] = {}
        self._reported: set[str] = set()
        self.folders: list[Folder] = [Folder("")]
        self.is_trusted = True

    def set_folders(self, uris: list[str]) -> None:
        """Set which folders there are; the settings of those that stay are kept."""
        known = {folder.uri: folder for folder in self.folders}
        self.folders = [known.get(uri, Folder(uri)) for uri in ("", *uris)]

    def configure(self, folder: Folder, value: Json) -> None:
        """Take over the settings of a folder as the client sent them; problems are shown."""
        folder.settings = Settings.parse(value)
        for problem in folder.settings.problems:
            self._report_once(f"Settings: {problem}")

    def folder_of(self, uri: str) -> Folder:
        """The innermost folder that holds a document, or is the folder that is asked about."""
        holding = [
            folder
            for folder in self.folders
            if not folder.uri or f"{uri}/".startswith(folder.uri.rstrip("/") + "/")
        ]
        return max(holding, key=lambda folder: len(folder.uri))

    def settings_of(self, uri: str) -> Settings:
        """The settings that hold for a document."""
        return self.folder_of(uri).settings

    def is_connector(self, uri: str, language_id: str, text: str) -> bool:
        """Whether a document is a connector: by its language, its name, a glob, or its keys."""
        if language_id == LANGUAGE_ID or uri.endswith(FILE_SUFFIX):
            return True
        folder = self.folder_of(uri)
        path = to_fs_path(uri) or uri
        relative = os.path.relpath(path, folder.path) if folder.path else path
        if any(fnmatch(relative, glob) or fnmatch(path, glob) for glob in folder.settings.files):
            return True
        return has_connector_keys(text)

    def checker_of(self, uri: str) -> Checker:
        """What a document is checked against; a schema that cannot be used is reported once."""
        folder = self.folder_of(uri)
        path = folder.settings.schema_path if self.is_trusted else ""
        path = path or self._command_line_schema
        if path and folder.path:
            path = str(Path(folder.path, Path(path).expanduser()))
        return self._checker(path)

    def cases_checker(self, connector: Analysis | None) -> Checker:
        """What the test cases of a connector are checked against; None if there is none."""
        from connector_lsp.analysis.cases import actions_of
        from connector_lsp.analysis.diagnostics.check_cases import CaseChecker
        from connector_lsp.resources import cases_schema

        if connector is None:
            return CaseChecker(cases_schema())
        is_whole = connector.document.is_json
        return CaseChecker(cases_schema(), actions_of(connector.document), are_whole=is_whole)

    def _checker(self, path: str) -> Checker:
        # Not before `initialize` is answered: these take half as long as all else to import.
        from connector_lsp.analysis.diagnostics.check import Checker
        from connector_lsp.analysis.schema import Schema, UnusableSchemaError
        from connector_lsp.resources import builtin_schema

        changed = _modified(path) if path else 0.0
        known = self._checkers.get(path)
        if known and known[0] == changed:
            return known[1]
        try:
            schema = (
                Schema.from_text(Path(path).read_text("utf-8-sig")) if path else builtin_schema()
            )
        except (OSError, UnicodeDecodeError, UnusableSchemaError) as error:
            reason = error.strerror if isinstance(error, OSError) else error
            self._report_once(f"Schema {path}: {reason}. The built-in schema stays in force.")
            checker = self._checker("")
        else:
            checker = Checker(schema)
        self._checkers[path] = changed, checker
        return checker

    def uses_as_schema(self, uris: set[str]) -> bool:
        """Whether one of `uris` is a schema in use."""
        paths = {to_fs_path(uri) for uri in uris}
        return any(os.path.normpath(path) in paths for path in self._checkers if path)

    def _report_once(self, message: str) -> None:
        if message not in self._reported:
            self._reported.add(message)
            self._report(message)

    def connector_files(self) -> Iterator[str]:
        """The URIs of the connectors on disk, by name or glob, and of their test cases."""
        for folder in self.folders:
            if not folder.path:
                continue
            for path in _files(folder.path):
                relative = os.path.relpath(path, folder.path)
                by_glob = any(fnmatch(relative, glob) for glob in folder.settings.files)
                if path.endswith(FILE_SUFFIX) or by_glob:
                    uri = from_fs_path(path) or path
                    yield uri
                    cases = siblings.cases_uri(uri)
                    if Path(to_fs_path(cases) or "").is_file():
                        yield cases


def _files(root: str) -> Iterator[str]:
    for directory, names, files in os.walk(root):
        names[:] = sorted(
            name for name in names if not name.startswith(".") and name not in _SKIPPED_FOLDERS
        )
        for name in sorted(files):
            yield str(Path(directory, name))


def _modified(path: str) -> float:
    try:
        return Path(path).stat().st_mtime
    except OSError:
        return -1.0
