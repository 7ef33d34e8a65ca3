"""What changed between two states of a connector, by meaning and not by text; pure.

`compare` takes two JSON values and gives changes; each is judged by a rule of `rules.RULES`, which
is the specification of what breaks a flow.  Layout, the order of members and the spelling of what
means the same are no changes.
"""

from connector_lsp.analysis.comparison.change import Change, Comparison, amount
from connector_lsp.analysis.comparison.compare import compare
from connector_lsp.analysis.comparison.rules import RULES, Impact, Kind, Rule

__all__ = ["RULES", "Change", "Comparison", "Impact", "Kind", "Rule", "amount", "compare"]
