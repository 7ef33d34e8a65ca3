"""A required property is missing.

Each object of a connector has properties that it cannot do without. The quick fix adds the missing
one, or all that are missing, with what they need in turn.

Wrong:

    "authFields": [{ "label": "API key" }]

Right:

    "authFields": [{ "label": "API key", "key": "api_key" }]
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from connector_lsp.analysis.diagnostics.rule import Finding, Part, Severity, severity_for

if TYPE_CHECKING:
    from collections.abc import Iterator

    from connector_lsp.analysis.diagnostics.schema.judged import Judged
    from connector_lsp.analysis.schema import SchemaViolation

SEVERITY = Severity.ERROR


def word(judged: Judged, violation: SchemaViolation) -> Iterator[Finding]:
    """The finding for a property that ``required`` names, as grave as that one is sure."""
    name = violation.detail["property"]
    annotations = judged.missing(violation.path, name)
    owner = judged.name(violation.path)
    place = f' in "{owner}"' if owner else ""
    yield Finding(
        "missing-property",
        f'Missing property "{name}"{place}',
        violation.path,
        Part.OPENING,
        severity_for(annotations.status),
        data=name,
    )
