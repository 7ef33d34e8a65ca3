"""``connector-lsp check``."""

from __future__ import annotations

from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING

import click

from connector_lsp.analysis.diagnostics.check import Checker
from connector_lsp.analysis.diagnostics.registry import RULES
from connector_lsp.analysis.diagnostics.rule import Severity
from connector_lsp.analysis.schema import Schema, UnusableSchemaError
from connector_lsp.analysis.suggestions import Vocabulary
from connector_lsp.cli import FAILED
from connector_lsp.cli.completing import complete_severity
from connector_lsp.cli.excerpt import visible
from connector_lsp.cli.findings import check_source, fails
from connector_lsp.cli.sources import PATH, find_sources
from connector_lsp.cli.terminal import color_option, is_coloured, terminal_width
from connector_lsp.resources import builtin_schema

if TYPE_CHECKING:
    from collections.abc import Sequence

    from connector_lsp.cli.findings import FileReport

FOUND = 1
_OFF = "off"


class _SeverityOfCode(click.ParamType["tuple[str, Severity | None]"]):
    """``CODE=LEVEL``."""

    name = "CODE=LEVEL"

    def convert(
        self, value: str, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, Severity | None]:
        """The code and its severity; None for a rule that is off."""
        code, equals, level = value.partition("=")
        if not equals:
            self.fail(f"{value!r} is not CODE=LEVEL, such as insecure-url=off", param, ctx)
        if code not in RULES:
            advice = Vocabulary(RULES).did_you_mean(code)
            self.fail(f"there is no diagnostic {code!r}{advice}", param, ctx)
        if level == _OFF:
            return code, None
        try:
            return code, Severity.from_name(level)
        except KeyError:
            levels = ", ".join(severity.label for severity in Severity)
            self.fail(f"{level!r} is not one of {levels}, {_OFF}", param, ctx)


class Format(Enum):
    """The formats of the output."""

    TEXT = "text"
    JSON = "json"
    SARIF = "sarif"
    JUNIT = "junit"
    GITHUB = "github"


_EPILOG = """\
\b
Exit code:
  0  nothing found that is as grave as --fail-on
  1  something found
  2  wrong usage, or a file could not be read; the others are checked

\b
Examples:
  connector-lsp check
  connector-lsp check connectors "legacy/*.json" --fail-on error
  connector-lsp check --format sarif > connectors.sarif
  connector-lsp check --severity insecure-url=off
  connector-lsp check - --stdin-filename my.connector.json < draft.json
"""


@click.command(epilog=_EPILOG)
@click.argument("paths", nargs=-1, type=PATH, metavar="[PATHS | -]...")
@click.option(
    "--format",
    "form",
    type=click.Choice([form.value for form in Format]),
    default=Format.TEXT.value,
    show_default=True,
    help="text for people, json for programs, sarif for code scanning, junit for CI servers, "
    "github for annotations in GitHub Actions.",
)
@click.option(
    "--fail-on",
    type=click.Choice([severity.label for severity in Severity]),
    default=Severity.WARNING.label,
    show_default=True,
    help="The mildest severity that makes the exit code 1. An error is what Claris Connect "
    "refuses, a warning what will likely fail when it runs, the others are advice.",
)
@click.option(
    "--severity",
    "severities",
    type=_SeverityOfCode(),
    multiple=True,
    shell_complete=complete_severity,
    metavar="CODE=LEVEL",
    help="Change how grave a diagnostic is: error, warning, information, hint or off. "
    "Can be given many times.",
)
@click.option(
    "--schema",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="A JSON Schema to check against instead of the built-in one.",
)
@color_option
@click.option(
    "--stdin-filename",
    default="<stdin>",
    metavar="NAME",
    help="What the text on stdin is called in the output.",
)
def command(  # noqa: PLR0913 -- the options of a command
    *,
    paths: Sequence[str],
    form: str,
    fail_on: str,
    severities: Sequence[tuple[str, Severity | None]],
    schema: Path | None,
    color: str,
    stdin_filename: str,
) -> None:
    """Check connectors.

    PATHS are files, folders and globs; without any, this folder is checked. A folder means every
    *.connector.json in and below it, but for hidden folders and node_modules. A file that is named
    is checked whatever its name. A single - reads stdin.
    """
    checker = Checker(schema_of(schema))
    least = Severity.from_name(fail_on)
    reports = [
        check_source(source, checker, dict(severities))
        for source in find_sources(paths or ["."], stdin_filename)
    ]
    click.echo(_render(reports, Format(form), least), nl=False, color=is_coloured(color))
    failures = [report for report in reports if report.failure]
    for report in failures:
        click.echo(f"connector-lsp: {visible(report.path)}: {report.failure}", err=True)
    found = any(fails(problem, least) for report in reports for problem in report.problems)
    click.get_current_context().exit(FAILED if failures else FOUND if found else 0)


def schema_of(path: Path | None) -> Schema:
    """The schema in a file, or the built-in one.

    Raises:
        click.UsageError: it cannot be used.

    """
    if path is None:
        return builtin_schema()
    try:
        return Schema.from_text(path.read_text("utf-8-sig"))
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
    except UnicodeDecodeError:
        reason = "not UTF-8"
    except UnusableSchemaError as error:
        reason = str(error)
    message = f"schema {path}: {reason}"
    raise click.UsageError(message)


def _render(reports: Sequence[FileReport], form: Format, fail_on: Severity) -> str:
    match form:
        case Format.TEXT:
            from connector_lsp.cli.formats import as_text

            return as_text.render(reports, width=terminal_width())
        case Format.JSON:
            from connector_lsp.cli.formats.as_json import render
        case Format.SARIF:
            from connector_lsp.cli.formats.as_sarif import render
        case Format.JUNIT:
            from connector_lsp.cli.formats.as_junit import render
        case Format.GITHUB:
            from connector_lsp.cli.formats.as_github import render
    return render(reports, fail_on)
