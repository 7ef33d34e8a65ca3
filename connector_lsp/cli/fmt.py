"""``connector-lsp fmt``."""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass, replace
from difflib import unified_diff
from typing import TYPE_CHECKING

import click

from connector_lsp.analysis.cases import CASES
from connector_lsp.analysis.document import Document
from connector_lsp.analysis.features.formatting import format_document
from connector_lsp.analysis.places import CONNECTOR
from connector_lsp.analysis.recognition import CASES_SUFFIX
from connector_lsp.analysis.text import PositionEncoding, apply_edits
from connector_lsp.cli import FAILED
from connector_lsp.cli.excerpt import visible
from connector_lsp.cli.sources import PATH, STDIN, find_sources
from connector_lsp.cli.terminal import color_option, is_coloured
from connector_lsp.files import write_whole

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from connector_lsp.cli.sources import Source

CHANGED = 1

_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_COLOURS = {"-": "red", "+": "green", "@": "cyan"}

_EPILOG = """\
\b
Exit code:
  0  everything is formatted, now or before
  1  --check or --diff found something that is not
  2  wrong usage, a file that could not be read or written, or one that is
     not JSON in some place; what is JSON in it, and all others, are formatted

\b
Examples:
  connector-lsp fmt
  connector-lsp fmt --check
  connector-lsp fmt --diff connectors
  connector-lsp fmt - < draft.json
"""


@dataclass(frozen=True, slots=True)
class _Formatted:
    """A file after formatting.

    Attributes:
        source: the file as it was.
        text: the text after formatting.
        failure: why it could not be read, written or formatted as a whole; empty if it could.

    """

    source: Source
    text: str = ""
    failure: str = ""

    @property
    def is_changed(self) -> bool:
        """Whether formatting changed anything."""
        return self.text != self.source.text


@click.command(epilog=_EPILOG)
@click.argument("paths", nargs=-1, type=PATH, metavar="[PATHS | -]...")
@click.option("--check", is_flag=True, help="Write nothing; name the files that are not formatted.")
@click.option("--diff", is_flag=True, help="The same, and show what would change.")
@color_option
@click.option(
    "--stdin-filename",
    default="<stdin>",
    metavar="NAME",
    help="What the text on stdin is called; one that ends in .tests.json is test cases.",
)
def command(
    *, paths: Sequence[str], check: bool, diff: bool, color: str, stdin_filename: str
) -> None:
    """Format connectors and their test cases.

    PATHS are files, folders and globs; without any, this folder is meant. A folder means every
    *.connector.json in and below it with the *.tests.json beside it, but for hidden folders and
    node_modules. A file that is named is formatted whatever its name. A single - reads stdin and
    writes to stdout.

    There is one layout: two spaces, 80 columns, that of Prettier and of the samples. Only white
    space changes; a file that has it already is not written.
    """
    if STDIN in paths and len(paths) > 1:
        message = "- stands alone: what is read from stdin goes to stdout"
        raise click.UsageError(message)
    is_dry = check or diff
    sources = find_sources(paths or ["."], stdin_filename, with_cases=True)
    results = [_format(source, is_dry=is_dry) for source in sources]
    if not is_dry:
        results = [_write(each) for each in results]
    coloured = is_coloured(color)
    for each in results if diff else ():
        click.echo("".join(_diff(each, coloured=coloured)), nl=False, color=coloured)
    if is_dry or STDIN not in paths:
        for line in _report(results, is_dry=is_dry):
            # What is on stdout beside a diff would be part of the patch.
            click.echo(line, err=diff, color=coloured)
    for each in results:
        if each.failure:
            click.echo(f"connector-lsp: {visible(each.source.path)}: {each.failure}", err=True)
    has_failed = any(each.failure for each in results)
    is_unformatted = is_dry and any(each.is_changed for each in results)
    click.get_current_context().exit(FAILED if has_failed else CHANGED if is_unformatted else 0)


def _format(source: Source, *, is_dry: bool) -> _Formatted:
    if source.failure:
        return _Formatted(source, failure=source.failure)
    container = CASES if source.path.endswith(CASES_SUFFIX) else CONNECTOR
    document = Document.open(source.text, container)
    text = apply_edits(source.text, format_document(document))
    if document.is_json:
        return _Formatted(source, text)
    left = document if is_dry else Document.open(text, container)
    return _Formatted(source, text, _why_not_all(left))


def _why_not_all(document: Document) -> str:
    """What is no JSON first, in the place and words of ``connector-lsp check`` on what is left."""
    from connector_lsp.analysis.analysis import Analysis
    from connector_lsp.analysis.diagnostics.check import Checker
    from connector_lsp.analysis.diagnostics.registry import RULES
    from connector_lsp.resources import builtin_schema

    analysis = Analysis.open(document.text, Checker(builtin_schema(), document.container))
    fault = next(each for each in analysis.diagnostics() if RULES[each.code].group == "syntax")
    at = document.position(fault.range.start, PositionEncoding.UTF32)
    place = f"line {at.line + 1}, column {at.column + 1}"
    return f"left as it is where it is not JSON, at {place}: {visible(fault.message)}"


def _write(formatted: _Formatted) -> _Formatted:
    """Write a file that formatting changed; what was on stdin goes to stdout in any case."""
    source = formatted.source
    data = source.encoded(formatted.text)
    if not source.file:
        sys.stdout.buffer.write(data)
        return formatted
    if not formatted.is_changed:
        return formatted
    try:
        write_whole(source.file, data)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        return replace(formatted, text=source.text, failure=f"cannot be written: {reason}")
    return formatted


def _diff(formatted: _Formatted, *, coloured: bool) -> Iterator[str]:
    """The lines of a unified diff; without colours it is a patch, byte for byte."""
    path = visible(formatted.source.path)
    before, after = (_LINE.findall(text) for text in (formatted.source.text, formatted.text))
    for line in unified_diff(before, after, f"a/{path}", f"b/{path}"):
        content = line.removesuffix("\n")
        if coloured:
            is_heading = line.startswith(("---", "+++"))
            colour = None if is_heading else _COLOURS.get(line[0])
            content = click.style(visible(content.rstrip("\r")), bold=is_heading or None, fg=colour)
        yield f"{content}\n"
        if not line.endswith("\n"):
            yield "\\ No newline at end of file\n"


def _report(results: Sequence[_Formatted], *, is_dry: bool) -> Iterator[str]:
    """Which files were formatted, or would be, and how many."""
    read = [each for each in results if each.text or not each.failure]
    changed = [each for each in read if each.is_changed]
    for each in changed:
        yield f"{'Would format' if is_dry else 'Formatted'} {visible(each.source.path)}"
    counts = [
        _count(len(changed), "would be formatted" if is_dry else "formatted"),
        _count(len(read) - len(changed), "unchanged"),
    ]
    if read:
        yield click.style(", ".join(filter(None, counts)), bold=True)


def _count(number: int, what: str) -> str:
    return f"{number} {'file' if number == 1 else 'files'} {what}" if number else ""
