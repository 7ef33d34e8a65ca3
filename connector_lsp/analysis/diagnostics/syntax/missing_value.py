"""A value is missing.

Behind a property's colon, or where the text is empty.

Wrong:

    { "label": }

Right:

    { "label": "API key" }
"""

from connector_lsp.analysis.diagnostics.rule import Severity

SEVERITY = Severity.ERROR
