r"""A quotation mark is one too many.

A quotation mark inside a string is written `\"`.

Wrong:

    "label": "API "key"

Right:

    "label": "API key"
"""

from connector_lsp.analysis.diagnostics.rule import Severity

SEVERITY = Severity.ERROR
FIX = "Remove the quotation mark"
