r"""A backslash begins no escape that JSON has.

JSON has `\"`, `\\`, `\/`, `\b`, `\f`, `\n`, `\r`, `\t`
and `\u` with four hexadecimal digits.
A backslash itself is written `\\`.

Wrong:

    "C:\data"

Right:

    "C:\\data"
"""

from connector_lsp.analysis.diagnostics.rule import Severity

SEVERITY = Severity.ERROR
FIX = "Double the backslash"
