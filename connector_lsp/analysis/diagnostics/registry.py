"""All rules, by code.

A new rule is a new module in `syntax/`, `schema/`, `connector/` or `cases/`, and a name in that
package's `MODULES`.
"""

from __future__ import annotations

import inspect
from types import MappingProxyType
from typing import TYPE_CHECKING

from connector_lsp.analysis.diagnostics import cases, connector, schema, syntax
from connector_lsp.analysis.diagnostics.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from types import ModuleType

    from connector_lsp.analysis.diagnostics.rule import Finding
    from connector_lsp.analysis.section import Section


def _rule(module: ModuleType) -> Rule:
    package, _, name = module.__name__.rpartition(".")
    return Rule(
        code=name.replace("_", "-"),
        group=package.rpartition(".")[2],
        severity=module.SEVERITY,
        explanation=inspect.cleandoc(module.__doc__ or ""),
        check_section=getattr(module, "check_section", None),
        check_connector=getattr(module, "check_connector", None),
        check_cases=getattr(module, "check_cases", None),
        members=frozenset(getattr(module, "MEMBERS", ())),
        needs=frozenset(getattr(module, "NEEDS", ())),
        supersedes=frozenset(getattr(module, "SUPERSEDES", ())),
        is_unnecessary=getattr(module, "IS_UNNECESSARY", False),
        fix_title=getattr(module, "FIX", ""),
    )


RULES: Mapping[str, Rule] = MappingProxyType(
    {
        rule.code: rule
        for package in (syntax, schema, connector, cases)
        for rule in map(_rule, package.MODULES)
    }
)
"""Every rule by its code, in the order of the documentation."""

SECTION_CHECKS: Mapping[str | int, tuple[Callable[[Section], Iterable[Finding]], ...]] = {
    member: tuple(
        rule.check_section
        for rule in RULES.values()
        if rule.check_section and member in rule.members
    )
    for member in {member for rule in RULES.values() for member in rule.members}
}
"""What the rules about one section ask, by the root member that it belongs to."""

CONNECTOR_RULES = tuple(rule for rule in RULES.values() if rule.check_connector)
"""The rules about several sections."""

CASE_RULES = tuple(rule for rule in RULES.values() if rule.check_cases)
"""The rules about test cases."""
