"""A property is not known here.

Claris Connect may know more than its public documentation tells, so this is a warning. Most often
the name is misspelled, or the property belongs to another object or another `type`.

Wrong:

    { "lable": "API key", "key": "api_key" }

Right:

    { "label": "API key", "key": "api_key" }
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from connector_lsp.analysis.diagnostics.rule import Finding, Part, Severity
from connector_lsp.analysis.suggestions import Vocabulary, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterator

    from connector_lsp.analysis.diagnostics.schema.judged import Judged
    from connector_lsp.analysis.schema import SchemaViolation

SEVERITY = Severity.WARNING


def word(judged: Judged, violation: SchemaViolation) -> Iterator[Finding]:
    """The findings for the properties that the object may not have."""
    found = judged.applicable(violation.path)
    known = [name for node in found for name in node.get("properties", ())]
    owner = judged.at(violation.path)
    vocabulary = Vocabulary(other for other in known if other not in owner)
    for name in violation.detail["unexpected"]:
        meant = vocabulary.closest(name)
        yield Finding(
            "unknown-property",
            f'Unknown property "{name}"{did_you_mean(meant)}',
            (*violation.path, name),
            Part.KEY,
            Severity.WARNING,
            data=meant,
        )
