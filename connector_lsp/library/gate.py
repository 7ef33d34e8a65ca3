"""What may be released: a connector without an error, in its canonical form."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from connector_lsp.analysis.canonical import canonical_text
from connector_lsp.analysis.diagnostics.rule import Severity
from connector_lsp.library.errors import LibraryError
from connector_lsp.library.library import Draft

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from connector_lsp.analysis.analysis import Analysis, Diagnostic


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the checks say of a connector.

    Attributes:
        errors: what Claris Connect would refuse, in the order of the text.
        warnings: how many warnings there are; they do not stand in the way.
        draft: what can be released; None while there are errors.

    """

    errors: tuple[Diagnostic, ...]
    warnings: int
    draft: Draft | None


def judge(
    analysis: Analysis, path: Path | None, severities: Mapping[str, Severity | None] | None = None
) -> Verdict:
    """Whether a connector may be released.

    Args:
        analysis: the connector.
        path: its file; None for none.
        severities: those that a user chose, by code; they make no JSON of what is none.

    Raises:
        LibraryError: it has a number that no program can read from JSON.

    """
    found = analysis.diagnostics(severities)
    errors = tuple(each for each in found if each.severity is Severity.ERROR)
    warnings = sum(each.severity is Severity.WARNING for each in found)
    document = analysis.document
    if errors:
        return Verdict(errors, warnings, None)
    if document.skeleton.faults or document.broken:
        syntax = tuple(each for each in analysis.diagnostics() if each.severity is Severity.ERROR)
        return Verdict(syntax, warnings, None)
    try:
        return Verdict((), warnings, Draft(path, canonical_text(document)))
    except ValueError:
        raise LibraryError(
            "The connector has a number that is too large for most programs", "Make it smaller"
        ) from None
