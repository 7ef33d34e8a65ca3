"""A word that is no JSON value.

A string needs double quotes; `true`, `false` and `null` are written in lower case.

Wrong:

    "masked": True

Right:

    "masked": true
"""

from connector_lsp.analysis.diagnostics.rule import Severity

SEVERITY = Severity.ERROR
FIX = "Repair the value"
