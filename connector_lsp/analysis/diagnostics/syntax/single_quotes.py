"""A string stands in single quotes.

Wrong:

    'api_key'

Right:

    "api_key"
"""

from connector_lsp.analysis.diagnostics.rule import Severity

SEVERITY = Severity.ERROR
FIX = "Use double quotes"
