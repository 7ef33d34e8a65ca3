"""A property's name has no double quotes.

Wrong:

    { label: "API key" }

Right:

    { "label": "API key" }
"""

from connector_lsp.analysis.diagnostics.rule import Severity

SEVERITY = Severity.ERROR
FIX = "Quote the name"
