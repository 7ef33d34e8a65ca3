"""A comma stands where nothing is before it.

Wrong:

    [1,, 2]

Right:

    [1, 2]
"""

from connector_lsp.analysis.diagnostics.rule import Severity

SEVERITY = Severity.ERROR
FIX = "Remove the comma"
