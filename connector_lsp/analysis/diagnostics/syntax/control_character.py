r"""A control character stands in a string as it is.

Tabs and the like are written as escapes, such as `\t`.

Wrong:

    "API<tab>key"

Right:

    "API\tkey"
"""

from connector_lsp.analysis.diagnostics.rule import Severity

SEVERITY = Severity.ERROR
FIX = "Write it as an escape"
