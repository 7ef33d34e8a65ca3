"""What all rules have in common, and how they live together."""

import pytest

from connector_lsp.analysis.analysis import Analysis
from connector_lsp.analysis.diagnostics.registry import RULES
from connector_lsp.analysis.diagnostics.rule import Rule
from connector_lsp.analysis.text import Edit
from tests.support.diagnostics import checker, complete_connector

TRIGGERS = complete_connector('"triggers": []')


def codes(analysis: Analysis, **overrides: None) -> list[str]:
    """Returns the codes of what is shown, with the rules in `overrides` switched off."""
    off = {name.replace("_", "-"): value for name, value in overrides.items()}
    return [each.code for each in analysis.diagnostics(off)]


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_explanations(rule: Rule) -> None:
    """Each rule has a summary of one sentence on a line of its own, and shows wrong and right."""
    summary, blank, *rest = rule.explanation.split("\n")
    assert summary.endswith(".")
    assert not blank
    if rule.code != "schema-violation":  # It may be about anything.
        assert "Wrong:" in rest
        assert "Right:" in rest


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_attributes(rule: Rule) -> None:
    """A rule about single sections says which, and supersedes only rules that there are."""
    assert bool(rule.check_section) == bool(rule.members)
    assert rule.supersedes <= RULES.keys()


def test_a_special_rule_supersedes_a_general_one() -> None:
    """Of a place of which a special rule speaks the general one is silent, even if that is off."""
    analysis = Analysis.open(TRIGGERS, checker())
    assert codes(analysis) == ["unsupported-trigger"]
    assert codes(analysis, unsupported_trigger=None) == []


def test_findings_between_the_sections_come_and_go_with_edits() -> None:
    """What is said across sections about the skeleton follows the sections."""
    text = complete_connector(
        """
        "testConnection": { "endpoint": "/me", "method": "GET" },
        "endpoints": { "GET": { "/me": { "url": "https://example.com/" } } }
        """
    )
    at = text.index('/me"')
    analysis = Analysis.open(text, checker())
    assert codes(analysis) == []
    analysis = analysis.with_edit(Edit(at, at + 3, "/you"))
    assert codes(analysis) == ["undeclared-endpoint", "unused-endpoint"]
    analysis = analysis.with_edit(Edit(at, at + 4, "/me"))
    assert codes(analysis) == []
