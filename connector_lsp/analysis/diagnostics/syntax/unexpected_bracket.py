"""A bracket or brace is one too many.

Wrong:

    { "label": "API key" } }

Right:

    { "label": "API key" }
"""

from connector_lsp.analysis.diagnostics.rule import Severity

SEVERITY = Severity.ERROR
FIX = "Remove the bracket"
