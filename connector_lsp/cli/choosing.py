"""Choosing operations on a terminal: a numbered list, and numbers typed in."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import click

from connector_lsp.cli.excerpt import visible

if TYPE_CHECKING:
    from collections.abc import Sequence

    from connector_lsp.importers.api import Operation

_WIDEST_PATH = 44
_ITEM = re.compile(r"(\d+)(?:-(\d+))?")


def choose_operations(operations: Sequence[Operation]) -> list[Operation]:
    """The operations that a person asks for, in the order of the list."""
    heading = ""
    width = len(str(len(operations)))
    longest = min(max(len(visible(each.path)) for each in operations), _WIDEST_PATH)
    for number, each in enumerate(operations, 1):
        tag = each.tags[0] if each.tags else ""
        if tag != heading:
            heading = tag
            click.echo(click.style(f"\n{visible(tag) or 'Others'}", bold=True), err=True)
        title = f"{number:>{width}}  {each.method:<6} {visible(each.path):<{longest}}"
        said = f"  {click.style(visible(each.summary), dim=True)}" if each.summary else ""
        click.echo(f"  {title if said else title.rstrip()}{said}", err=True)
    click.echo(err=True)
    while True:
        typed = click.prompt("Which? Such as 1,3-5, or all", default="all", err=True)
        try:
            numbers = parse_numbers(typed, len(operations))
        except ValueError as error:
            click.echo(f"{error}", err=True)
            continue
        return [operations[number - 1] for number in numbers]


def parse_numbers(typed: str, count: int) -> list[int]:
    """The numbers from 1 to `count` that ``1,3-5`` or ``all`` means, ascending.

    Raises:
        ValueError: it is no such list; its text says why.

    """
    if typed.strip().lower() == "all":
        return list(range(1, count + 1))
    numbers: set[int] = set()
    for item in filter(None, re.split(r"[\s,]+", typed)):
        match = _ITEM.fullmatch(item)
        if match is None:
            raise ValueError(f"{visible(item)} is no number: expected such as 1,3-5")
        first, last = int(match[1]), int(match[2] or match[1])
        if not 1 <= first <= last <= count:
            raise ValueError(f"{item} is not from 1 to {count}")
        numbers.update(range(first, last + 1))
    if not numbers:
        raise ValueError("Nothing is chosen: expected such as 1,3-5")
    return sorted(numbers)
