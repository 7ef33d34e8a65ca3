"""The colon between a property's name and its value is missing.

Wrong:

    { "label" "API key" }

Right:

    { "label": "API key" }
"""

from connector_lsp.analysis.diagnostics.rule import Severity

SEVERITY = Severity.ERROR
FIX = "Insert the missing colon"
