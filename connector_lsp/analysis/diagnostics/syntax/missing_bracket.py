"""A bracket or brace is missing.

Where it is missing is told from the indentation.

Wrong:

    "authFields": [ { "label": "API key", "key": "api_key" ]

Right:

    "authFields": [ { "label": "API key", "key": "api_key" } ]
"""

from connector_lsp.analysis.diagnostics.rule import Severity

SEVERITY = Severity.ERROR
FIX = "Insert the missing bracket"
