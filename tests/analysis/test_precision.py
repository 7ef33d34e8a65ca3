"""How well the place of a mistake is told: the figures of ``scripts/bench precision``."""

from connector_lsp.analysis.analysis import Analysis
from connector_lsp.analysis.diagnostics.registry import RULES
from connector_lsp.analysis.diagnostics.rule import Severity
from connector_lsp.analysis.text import PositionEncoding
from tests.support.connectors import make_connector
from tests.support.diagnostics import checker
from tests.support.faults import random_faults


def distance(analysis, diagnostic, line):
    """How many lines lie between a diagnostic and a line."""
    ends = (analysis.document.position(at, PositionEncoding.UTF32) for at in diagnostic.range)
    return min(abs(end.line - line) for end in ends)


def test_one_wrong_character_is_one_error_in_its_place():
    """Of 300 faults: 1.5 errors each at most, near in 99 of 100, none unseen, nothing besides."""
    text = make_connector(200)
    assert Analysis.open(text, checker()).diagnostics() == []
    errors, near = 0, 0
    faults = random_faults(text, 300, seed=1)
    for fault in faults:
        analysis = Analysis.open(fault.text, checker())
        found = analysis.diagnostics()
        assert found, fault.description
        assert all(each.severity is Severity.ERROR for each in found), fault.description
        assert all(RULES[each.code].group == "syntax" for each in found), fault.description
        errors += len(found)
        near += min(distance(analysis, each, fault.line) for each in found) <= 1
    assert errors / len(faults) <= 1.5
    assert near / len(faults) >= 0.99
