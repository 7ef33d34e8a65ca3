"""A connector's file and what stands beside it, read for the commands that run connectors."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from connector_lsp.analysis.cases import actions_of
from connector_lsp.analysis.diagnostics.check_cases import CaseChecker
from connector_lsp.analysis.document import Document
from connector_lsp.analysis.recognition import CASES_SUFFIX, FILE_SUFFIX
from connector_lsp.cli import FAILED
from connector_lsp.cli.excerpt import visible
from connector_lsp.cli.sources import STDIN, find_sources
from connector_lsp.debugger import cassette
from connector_lsp.debugger.read_model import read_model
from connector_lsp.files import decode, write_whole
from connector_lsp.resources import cases_schema

if TYPE_CHECKING:
    from collections.abc import Callable

    from connector_lsp.analysis.cases import Actions
    from connector_lsp.cli.sources import Source
    from connector_lsp.debugger.model import ConnectorModel


class UnusableError(click.ClickException):
    """A file that cannot be used, or a value that is missing; the message says which and why."""

    exit_code = FAILED

    def show(self, file: object = None) -> None:
        """Write it as the other commands write such a thing; a server may have worded it."""
        del file
        lines = map(visible, self.format_message().split("\n"))
        click.echo("connector-lsp: " + "\n".join(lines), err=True)


@dataclass(frozen=True, slots=True)
class Project:
    """A connector that can be run.

    Attributes:
        path: its file, as people are told of it.
        text: what is in the file.
        model: the connector.

    """

    path: str
    text: str
    model: ConnectorModel

    @property
    def stem(self) -> str:
        """The ``NAME`` of ``NAME.connector.json``, with its folder."""
        return self.path.removesuffix(FILE_SUFFIX).removesuffix(".json")

    @property
    def name(self) -> str:
        """What the connector is called; the name of its file where it has none."""
        return self.model.name or Path(self.stem).name

    @property
    def owner(self) -> str:
        """Whose the secrets in the keyring are."""
        return Path(self.path).resolve().as_uri()

    @property
    def cases_path(self) -> str:
        """Where its test cases are."""
        return self.stem + CASES_SUFFIX

    def actions(self) -> Actions:
        """Its actions, as test cases are checked against them."""
        return actions_of(Document.open(self.text))

    def case_checker(self) -> CaseChecker:
        """What its test cases are checked against."""
        return CaseChecker(cases_schema(), self.actions())


def read_project(path: str) -> Project:
    """The connector in a file.

    Raises:
        UnusableError: the file cannot be read, or is no JSON.

    """
    source = read_source(path)
    try:
        connector = json.loads(source.text)
    except json.JSONDecodeError as error:
        reason = f"{error.msg.lower()} at line {error.lineno}, column {error.colno}"
    except (ValueError, RecursionError):
        reason = "it is nested too deeply, or has a number that is too long"
    else:
        return Project(source.path, source.text, read_model(connector))
    raise UnusableError(f"{source.path}: not JSON: {reason}\nconnector-lsp check tells more")


def read_source(path: str, decode: Callable[[bytes], str] = decode) -> Source:
    """The one file that is meant.

    Args:
        path: the file, or `STDIN`.
        decode: as of `find_sources`.

    Raises:
        UnusableError: it cannot be read.

    """
    if path != STDIN and Path(path).is_dir():
        raise UnusableError(f"{path}: this is a folder; name one *{FILE_SUFFIX}")
    source = next(find_sources([path], "<stdin>", decode=decode))
    if source.failure:
        raise UnusableError(f"{source.path}: {source.failure}")
    return source


def cassette_path(cases_path: str) -> str:
    """Where the recorded exchanges of a test cases file are: beside it."""
    return cases_path.removesuffix(CASES_SUFFIX).removesuffix(".json") + cassette.SUFFIX


def write_file(path: str, content: str | bytes) -> None:
    """Write a file, in UTF-8; all of it or nothing.

    Raises:
        UnusableError: it cannot be written.

    """
    data = content.encode("utf-8", "backslashreplace") if isinstance(content, str) else content
    try:
        write_whole(path, data)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise UnusableError(f"{path}: cannot be written: {reason}") from None
