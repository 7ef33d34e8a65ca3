"""A comma stands behind the last property or item.

JavaScript allows it, JSON does not.

Wrong:

    { "label": "API key", }

Right:

    { "label": "API key" }
"""

from connector_lsp.analysis.diagnostics.rule import Severity

SEVERITY = Severity.ERROR
FIX = "Remove the trailing comma"
