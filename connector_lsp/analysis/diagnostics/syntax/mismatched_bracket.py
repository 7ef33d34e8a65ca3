"""A bracket is of the wrong kind.

`{` goes with `}` and `[` with `]`.

Wrong:

    "authFields": [ ... }

Right:

    "authFields": [ ... ]
"""

from connector_lsp.analysis.diagnostics.rule import Severity

SEVERITY = Severity.ERROR
FIX = "Exchange the bracket"
