"""A comment.

JSON has none. Put what a colleague should know into `description` or `helpText`.

Wrong:

    "key": "api_key" // the key

Right:

    "key": "api_key"
"""

from connector_lsp.analysis.diagnostics.rule import Severity

SEVERITY = Severity.ERROR
FIX = "Remove the comment"
