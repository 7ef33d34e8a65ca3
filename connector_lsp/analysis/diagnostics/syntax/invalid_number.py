"""A number is not written as JSON writes it.

No leading zeros, no `+`, a digit on both sides of the point, no hexadecimal, no `NaN`.

Wrong:

    "default": 01

Right:

    "default": 1
"""

from connector_lsp.analysis.diagnostics.rule import Severity

SEVERITY = Severity.ERROR
FIX = "Write it as JSON does"
