"""Annotated connectors: a text, and under its lines what is expected to be said of them.

    check(
        '''
          { "schema": "10" }
        //            ^^^^ error[invalid-version]: …
        '''
    )

A line ``// ^^^^ SEVERITY[CODE]: MESSAGE`` speaks of the nearest line above that is not one itself,
of the characters over its carets.  ``note[CODE]: MESSAGE`` is a related place of a diagnostic of
that code.  A place between two characters is a ``|`` under the second one.  What goes on over
the next lines has an ellipsis and their number behind its carets: ``^^^…2``.

All other lines are the text, without the indentation that they share; the line break at the start
and white space at the end are no part of it.  So the slashes may stand left of the text, and a
caret under its first column.  What is found is written in the same way, and a failure shows both.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from difflib import unified_diff
from functools import cache
from typing import TYPE_CHECKING

from connector_lsp.analysis.analysis import Analysis
from connector_lsp.analysis.diagnostics.check import Checker
from connector_lsp.analysis.diagnostics.check_cases import CaseChecker
from connector_lsp.analysis.syntax import NodeKind
from connector_lsp.analysis.syntax.parser import parse
from connector_lsp.resources import builtin_schema, cases_schema

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from connector_lsp.analysis.cases import Actions
    from connector_lsp.analysis.text import Range

_MINIMAL = {
    "schema": '"10.0"',
    "name": '"Example"',
    "auth_components": '{ "type": "none" }',
    "requiredSettings": '{ "authFields": [] }',
    "auth_request": '{ "type": "none" }',
    "testConnection": '{ "url": "https://api.example.com/", "method": "GET" }',
    "endpoints": "{}",
}
"""The members that every connector needs, of one without a fault."""

_ANNOTATION = re.compile(r"( *)//( *)(\^*|\|)(?:…(\d+))? ((?:\w+)\[[\w-]+\]: .*)")


@dataclass(frozen=True, order=True)
class Annotation:
    """What is said of a place.

    Attributes:
        line: the line, from 0.
        start: the column of its first character, from 0.
        end: the column behind its last one on that line.
        further: how many more lines it takes in.
        says: severity or ``note``, code and message.

    """

    line: int
    start: int
    end: int
    further: int
    says: str


def check(annotated: str, *, codes: str | Iterable[str] | None = None) -> None:
    """Assert that an annotated text gives exactly the diagnostics that its annotations say.

    Args:
        annotated: a whole document, see the module's docstring.
        codes: the rules to look at, one or several; None for all.

    """
    text, expected = parse_annotated(annotated)
    _compare(text, expected, codes)


def check_members(annotated: str, *, codes: str | Iterable[str] | None = None) -> None:
    """`check` for some members of a connector's root, such as ``"actions": [ … ]``.

    What a connector needs beside them comes from one without a fault, see `complete_connector`.
    """
    members, annotations = parse_annotated(annotated)
    text, before = _complete(members)
    expected = [
        replace(each, line=each.line + before, start=each.start + 2, end=each.end + 2)
        for each in annotations
    ]
    _compare(text, expected, codes)


def check_cases(
    annotated: str, actions: Actions | None = None, *, codes: str | Iterable[str] | None = None
) -> None:
    """`check` for a test cases file, beside a connector with `actions`."""
    text, expected = parse_annotated(annotated)
    _compare(text, expected, codes, CaseChecker(cases_schema(), actions))


def _compare(
    text: str,
    expected: list[Annotation],
    codes: str | Iterable[str] | None,
    against: Checker | None = None,
) -> None:
    wanted = {codes} if isinstance(codes, str) else None if codes is None else set(codes)
    before, after = render(text, expected), render(text, annotations_of(text, wanted, against))
    difference = unified_diff(
        before.split("\n"), after.split("\n"), "expected", "found", lineterm=""
    )
    assert after == before, "\n" + "\n".join(difference)


@cache
def checker() -> Checker:
    """A checker with the built-in schema."""
    return Checker(builtin_schema())


def annotations_of(
    text: str, codes: set[str] | None = None, against: Checker | None = None
) -> list[Annotation]:
    """What the real analysis says of `text`."""
    found = []
    for each in Analysis.open(text, against or checker()).diagnostics():
        if codes is not None and each.code not in codes:
            continue
        found.append(
            _annotation(text, each.range, f"{each.severity.label}[{each.code}]: {each.message}")
        )
        found += [
            _annotation(text, where, f"note[{each.code}]: {message}")
            for where, message in each.related
        ]
    return found


def _annotation(text: str, where: Range, says: str) -> Annotation:
    line = text.count("\n", 0, where.start)
    start = where.start - (text.rfind("\n", 0, where.start) + 1)
    end = start + len(text[where.start : where.end].partition("\n")[0])
    return Annotation(line, start, end, text.count("\n", where.start, where.end), says)


def render(text: str, annotations: Iterable[Annotation]) -> str:
    """`text`, annotated."""
    by_line: dict[int, list[str]] = {}
    for each in sorted(annotations):
        marks = "^" * (each.end - each.start) or ("" if each.further else "|")
        more = f"…{each.further}" if each.further else ""
        by_line.setdefault(each.line, []).append(f"//{' ' * each.start}{marks}{more} {each.says}")
    lines: list[str] = []
    for number, line in enumerate(text.split("\n")):
        lines += [f"  {line}".rstrip(" "), *by_line.get(number, ())]
    return "\n".join(lines)


def parse_annotated(annotated: str) -> tuple[str, list[Annotation]]:
    """The text of an annotated text, and its annotations."""
    lines = annotated.removeprefix("\n").rstrip(" \n").split("\n")
    matches = [_ANNOTATION.fullmatch(line) for line in lines]
    content = [line for line, match in zip(lines, matches, strict=True) if not match]
    indent = min(
        (len(line) - len(line.lstrip(" ")) for line in content if line.strip(" ")), default=0
    )
    annotations = []
    number = -1
    for match in matches:
        if match is None:
            number += 1
            continue
        start = len(match[1]) + 2 + len(match[2]) - indent
        width = 0 if match[3] == "|" else len(match[3])
        assert number >= 0, "an annotation has no line above it"
        assert start >= 0, f"the annotation is left of the text: {match[0]}"
        annotations.append(Annotation(number, start, start + width, int(match[4] or 0), match[5]))
    return "\n".join(line[indent:] for line in content), annotations


def complete_connector(members: str = "") -> str:
    """A whole connector without a fault but for those in `members`, some members of its root."""
    return _complete(members)[0]


def _complete(members: str) -> tuple[str, int]:
    """A whole connector with `members` in its root, and how many lines it adds before them."""
    given = set(_names(members))
    lines = [f'  "{name}": {value},' for name, value in _MINIMAL.items() if name not in given]
    if not members.strip():
        lines[-1] = lines[-1].rstrip(",")
    indented = [f"  {line}".rstrip(" ") for line in members.split("\n")]
    return "\n".join(["{", *lines, *indented, "}"]), len(lines) + 1


def _names(members: str) -> Iterator[str]:
    root = parse("{" + members + "}").root
    for child in root.children if root else ():
        if child.kind is NodeKind.PROPERTY:
            yield child.name()
