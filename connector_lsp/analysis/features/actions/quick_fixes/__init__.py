"""Quick fixes: the repairs of a finding.

A repair of a syntax fault comes from the parser with the fault; the repairs of the other rules are
made here, by code.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from connector_lsp.analysis.diagnostics.registry import RULES
from connector_lsp.analysis.features.actions.fix import fix
from connector_lsp.analysis.features.actions.quick_fixes.declaration import (
    change_reference,
    declare_endpoint,
    declare_url_field,
    mask,
)
from connector_lsp.analysis.features.actions.quick_fixes.missing import add_missing
from connector_lsp.analysis.features.actions.quick_fixes.removal import (
    remove,
    remove_duplicate,
    remove_section,
)
from connector_lsp.analysis.features.actions.quick_fixes.spelling import (
    change_capture,
    convert,
    exchange,
    rename,
    within,
)
from connector_lsp.analysis.features.actions.refactorings.add_action import (
    add_action_for_unused,
)
from connector_lsp.analysis.features.actions.refactorings.extract_credential import (
    extract_found_credential,
)
from connector_lsp.analysis.text import Edit

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from connector_lsp.analysis.analysis import Analysis, Diagnostic
    from connector_lsp.analysis.features.actions.fix import Fix, Fixes

FIXES: Mapping[str, tuple[Fixes, ...]] = {
    "duplicate-key": (remove_duplicate,),
    "hardcoded-credential": (extract_found_credential,),
    "insecure-url": (within("https://"),),
    "invalid-name": (rename,),
    "invalid-version": (exchange,),
    "missing-url-field": (declare_url_field,),
    "noncanonical-spelling": (rename,),
    "undeclared-endpoint": (declare_endpoint,),
    "unknown-action": (exchange,),
    "unknown-capture": (change_capture,),
    "unknown-input": (rename, remove),
    "unknown-property": (rename, remove),
    "unknown-reference": (change_reference,),
    "unmasked-secret": (mask,),
    "unsupported-refresh-token": (remove,),
    "unsupported-trigger": (remove,),
    "unused-auth-field": (remove_section,),
    "unused-endpoint": (add_action_for_unused, remove_section),
    "value-not-allowed": (exchange,),
    "wrong-type": (convert,),
}
"""What repairs the findings of each rule, the likeliest first."""


def fixes_for(analysis: Analysis, diagnostic: Diagnostic, *, snippets: bool) -> Iterator[Fix]:
    """The quick fixes of one finding, the likeliest first."""
    code = diagnostic.code
    if code == "missing-property":
        yield from add_missing(analysis, [diagnostic], snippets=snippets)
        return
    if RULES[code].group == "syntax" and isinstance(diagnostic.finding.data, Edit):
        yield _parsers_repair(analysis, diagnostic)
        return
    for fixes in FIXES.get(code, ()):
        for each in fixes(analysis, diagnostic):
            yield replace(each, code=code)


def _parsers_repair(analysis: Analysis, diagnostic: Diagnostic) -> Fix:
    found: Edit = diagnostic.finding.data
    at = analysis.document.absolute_range(diagnostic.section, found.start, found.end)
    edit = Edit(*at, found.text)
    title = RULES[diagnostic.code].fix_title
    return replace(fix(title, lambda: edit, is_preferred=True), code=diagnostic.code)
