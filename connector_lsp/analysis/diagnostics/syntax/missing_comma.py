"""A comma is missing between two properties or items.

Wrong:

    { "label": "API key" "key": "api_key" }

Right:

    { "label": "API key", "key": "api_key" }
"""

from connector_lsp.analysis.diagnostics.rule import Severity

SEVERITY = Severity.ERROR
FIX = "Insert the missing comma"
