"""A value stands in an object without a name.

Wrong:

    { "API key" : 1, { } }

Right:

    { "API key": 1, "more": { } }
"""

from connector_lsp.analysis.diagnostics.rule import Severity

SEVERITY = Severity.ERROR
