r"""A quotation mark is missing.

A string begins and ends on one line; a line break in it is written `\n`.

Wrong:

    "label: "API key"

Right:

    "label": "API key"
"""

from connector_lsp.analysis.diagnostics.rule import Severity

SEVERITY = Severity.ERROR
FIX = "Insert the missing quotation mark"
