"""Write a name or value as it was probably meant."""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING

from connector_lsp.analysis.features.actions.fix import fix, try_member, try_value
from connector_lsp.analysis.features.edits import rename_property, replace_node
from connector_lsp.analysis.text import Edit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from connector_lsp.analysis.analysis import Analysis, Diagnostic
    from connector_lsp.analysis.features.actions.fix import Fix, Fixes
    from connector_lsp.analysis.syntax import Json


def rename(analysis: Analysis, diagnostic: Diagnostic) -> Iterator[Fix]:
    """Give a property the name that was meant, the finding's data."""
    member, meant = try_member(analysis, diagnostic), diagnostic.finding.data
    if member is not None and isinstance(meant, str):
        make = partial(rename_property, analysis.document, diagnostic.section, member, meant)
        yield fix(f'Change to "{meant}"', make, is_preferred=True)


def exchange(analysis: Analysis, diagnostic: Diagnostic) -> Iterator[Fix]:
    """Put the value that was meant, the finding's data, in the place of what is there."""
    node, meant = try_value(analysis, diagnostic), diagnostic.finding.data
    if node is not None and meant is not None:
        text = json.dumps(meant, ensure_ascii=False)
        make = partial(replace_node, analysis.document, diagnostic.section, node, text)
        yield fix(f"Change to {text}", make, is_preferred=True)


def convert(analysis: Analysis, diagnostic: Diagnostic) -> Iterator[Fix]:
    """Write a value of a wrong type as the type that is asked for, where that is plain."""
    node = try_value(analysis, diagnostic)
    types, found = diagnostic.finding.data
    text = next((made for each in types if (made := _converted(found, each)) is not None), None)
    if node is not None and text is not None:
        make = partial(replace_node, analysis.document, diagnostic.section, node, text)
        yield fix(f"Change to {text}", make, is_preferred=True)


def _converted(value: Json, to_type: str) -> str | None:
    """`value` as JSON of another type, or None where it is not clear what that would be."""
    if to_type == "string" and isinstance(value, (bool, int, float)):
        return json.dumps(json.dumps(value))
    if to_type == "boolean" and isinstance(value, str) and value.lower() in ("true", "false"):
        return value.lower()
    if to_type in ("number", "integer") and isinstance(value, str):
        try:
            number = json.loads(value)
        except ValueError:
            return None
        is_number = isinstance(number, int if to_type == "integer" else (int, float))
        return value.strip() if is_number and not isinstance(number, bool) else None
    return None


def within(text: str) -> Fixes:
    """A repair that puts `text` in the place of just what is marked."""

    def fixes(analysis: Analysis, diagnostic: Diagnostic) -> Iterator[Fix]:
        del analysis
        edit = Edit(*diagnostic.range, text)
        yield fix(f"Change to {text}", lambda: edit, is_preferred=True)

    return fixes


def change_capture(analysis: Analysis, diagnostic: Diagnostic) -> Iterator[Fix]:
    """Refer to the capture that was probably meant, the finding's data."""
    meant = diagnostic.finding.data
    if isinstance(meant, str):
        yield from within(f"{{{{captures.{meant}}}}}")(analysis, diagnostic)
