"""Text follows the end of the connector.

A document holds one object. Often a bracket too many closes it too early.

Wrong:

    { "name": "A" } { "name": "B" }

Right:

    { "name": "A" }
"""

from connector_lsp.analysis.diagnostics.rule import Severity

SEVERITY = Severity.ERROR
