"""Two colons stand where one belongs.

Wrong:

    { "label":: "API key" }

Right:

    { "label": "API key" }
"""

from connector_lsp.analysis.diagnostics.rule import Severity

SEVERITY = Severity.ERROR
FIX = "Remove the colon"
