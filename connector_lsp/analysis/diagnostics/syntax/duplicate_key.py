"""A name occurs twice in one object.

Only the last one counts, so the other is lost.

Wrong:

    { "key": "a", "key": "b" }

Right:

    { "key": "b" }
"""

from connector_lsp.analysis.diagnostics.rule import Severity

SEVERITY = Severity.ERROR
