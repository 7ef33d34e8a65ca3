"""Brackets stand more than 128 deep inside each other.

No connector needs a tenth of that, and programs that read one may give up.

Wrong:

    [[[[[ ... ]]]]]

Right:

    []
"""

from connector_lsp.analysis.diagnostics.rule import Severity

SEVERITY = Severity.ERROR
