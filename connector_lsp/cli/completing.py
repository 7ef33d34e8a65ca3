"""What a shell completes behind a command: the names that stand in the files it is about.

Nobody reads a message while a name is completed, so what cannot be read has no names.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from click.shell_completion import CompletionItem

if TYPE_CHECKING:
    from collections.abc import Iterable

    import click


def complete_action(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
    """The actions of the connector that was named before, and its connection test."""
    del param
    from connector_lsp.analysis.cases import CONNECTION_TEST
    from connector_lsp.cli.project import UnusableError, read_project

    try:
        model = read_project(_file(ctx)).model
    except UnusableError:
        return []
    return _fitting((CONNECTION_TEST, *(action.name for action in model.actions)), incomplete)


def complete_case(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
    """The names of test cases and their actions."""
    del param
    from connector_lsp.analysis.analysis import Analysis
    from connector_lsp.cli.project import UnusableError, read_project, read_source
    from connector_lsp.debugger.cases import read_cases

    try:
        project = read_project(_file(ctx))
        source = read_source(ctx.params.get("tests") or project.cases_path)
    except UnusableError:
        return []
    cases = read_cases(Analysis.open(source.text, project.case_checker())).cases
    return _fitting((name for each in cases for name in (each.name, each.action)), incomplete)


def complete_code(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
    """The codes of diagnostics."""
    del ctx, param
    from connector_lsp.analysis.diagnostics.registry import RULES

    return _fitting(RULES, incomplete)


def complete_severity(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
    """The codes of diagnostics, each with every level."""
    del ctx, param
    from connector_lsp.analysis.diagnostics.registry import RULES
    from connector_lsp.analysis.diagnostics.rule import Severity

    levels = (*(severity.label for severity in Severity), "off")
    return _fitting((f"{code}={level}" for code in RULES for level in levels), incomplete)


def complete_sample(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
    """The samples to start from."""
    del ctx, param
    from connector_lsp.resources import starting_points

    return _fitting((each.name for each in starting_points()), incomplete)


def complete_record(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
    """The records of the library, and the connectors that they are of."""
    del param
    from connector_lsp.cli.shelf import open_library
    from connector_lsp.library.errors import LibraryError

    try:
        records = open_library(".", ctx.params.get("folder")).read().records
    except LibraryError:
        return []
    return _fitting((name for each in records for name in (each.address, each.group)), incomplete)


def complete_side(
    ctx: click.Context, param: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """What can be compared: a record, or a file."""
    records = complete_record(ctx, param, incomplete)
    return [*map(CompletionItem, records), CompletionItem(incomplete, type="file")]


def _file(ctx: click.Context) -> str:
    """The connector that was named before; empty if none was.

    Click leaves it among the arguments where an option behind it still lacks its value.
    """
    return str(ctx.params.get("file") or next(iter(ctx.args), ""))


def _fitting(names: Iterable[str], incomplete: str) -> list[str]:
    """The names that begin with what was typed, each once."""
    return [name for name in dict.fromkeys(names) if name.startswith(incomplete)]
